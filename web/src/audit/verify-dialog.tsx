import { Alert, Button, Descriptions, Input, Modal } from 'antd'
import { useState } from 'react'

import { api } from '../api/client'
import { messageOf } from '../api/problem'
import { moment } from '../format/days'
import { count } from '../format/money'
import { Secret } from '../parts/secret'
import css from './audit.module.css'

const anchorForm = /^[1-9]\d{0,17}:[0-9A-Fa-f]{64}$/

/** Checks the chain, against an anchor that somebody kept where there is one. */
export function VerifyDialog({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [anchor, setAnchor] = useState<string>()
  const text = typed.trim()
  const good = text === '' || anchorForm.test(text)
  const report = api.useQuery('get', '/api/v1/audit/verification', { params: { query: anchor ? { anchor } : {} } }, { enabled: anchor !== undefined, staleTime: 0, gcTime: 0, retry: false })
  const start = () => {
    if (!good) return
    if (anchor === text) void report.refetch()
    else setAnchor(text)
  }
  const r = report.data

  return (
    <Modal open title="校验操作记录" onCancel={onClose} width={640} footer={<Button onClick={onClose}>关闭</Button>}>
      <div className={css.verify}>
        <p>逐条核对哈希链，查出删除、修改和覆盖。填上以前抄存的锚点，还能查出锚点之后的整体改写。</p>
        <form
          onSubmit={(e) => {
            e.preventDefault()
            start()
          }}
        >
          <label htmlFor="anchor">以前的锚点(可不填)</label>
          <div className={css.anchor}>
            <Input id="anchor" autoFocus value={typed} onChange={(e) => setTyped(e.target.value)} placeholder="序号:哈希" status={good ? undefined : 'error'} aria-invalid={!good} aria-describedby="anchor-hint" className="mono" allowClear />
            <Button type="primary" htmlType="submit" loading={report.isFetching} disabled={!good}>
              开始校验
            </Button>
          </div>
          <p id="anchor-hint" className={good ? css.second : css.wrong}>
            {good ? '见以前的校验结果、导出文件的表头和每日日志。' : '锚点写作“序号:64 位哈希”，请核对是否抄全。'}
          </p>
        </form>
        <div role="status">
          {report.isError && !report.isFetching && <Alert type="error" showIcon title={messageOf(report.error)} />}
          {r && !report.isFetching && (
            <div className={css.verify}>
              {r.fault ? (
                <Alert type="error" showIcon title={`第 ${r.fault.number} 条有问题`} description={`${r.fault.text} 请保留现场，并报告主管领导。`} />
              ) : (
                <Alert type="success" showIcon title={`校验无误：${count(r.lines)} 条${anchor ? '，与锚点相符' : ''}`} />
              )}
              <Descriptions
                column={1}
                size="small"
                bordered
                items={[
                  { key: 'span', label: '起止', children: r.first && r.last ? `${moment(r.first)} 至 ${moment(r.last)}` : '没有记录' },
                  ...(r.early > 0 ? [{ key: 'early', label: '链建立之前', children: `${count(r.early)} 条，由第 1 条担保` }] : []),
                  { key: 'guarded', label: '数据库防护', children: r.guarded ? '数据库拒绝修改和删除(触发器)' : '数据库没有防护，请告诉管理员' },
                ]}
              />
              {r.anchor.number > 0 && (
                <div>
                  <p>本次的锚点，请抄存在系统之外：</p>
                  <Secret text={`${r.anchor.number}:${r.anchor.hash}`} label="本次的锚点" />
                </div>
              )}
            </div>
          )}
        </div>
      </div>
    </Modal>
  )
}
