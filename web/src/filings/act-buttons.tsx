import { Alert, App, Button, DatePicker, Input, Modal } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { server } from '../api/client'
import { ApiError, messageOf } from '../api/problem'
import { count } from '../format/money'
import css from './filings.module.css'
import type { LineOpinions } from './steps-panel'
import { acted, ifMatch, stale } from './use-filings'
import { type Act, acts, type Filing } from './words'

type Asked = 'pass' | 'return' | 'publicise'

/** What one may do with a filing now: the server says what (`can`). */
export function ActButtons({ filing, opinions, onDone }: { filing: Filing; opinions: LineOpinions; onDone: () => void }) {
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const [asked, setAsked] = useState<Asked>()
  const [opinion, setOpinion] = useState('')
  const [until, setUntil] = useState<Dayjs | null>(null)
  const [busy, setBusy] = useState<Act>()
  const [why, setWhy] = useState<unknown>()
  const can = (act: Act) => filing.can.includes(act)
  const lines = [...opinions].filter(([, text]) => text.trim() !== '').map(([line, text]) => ({ line, opinion: text.trim() }))
  const { create, update, reject } = filing.totals

  const carryOut = async (act: Act, send: () => Promise<{ data?: Filing }>) => {
    setBusy(act)
    setWhy(undefined)
    try {
      const { data } = await send()
      if (data) await acted(data)
      setAsked(undefined)
      setOpinion('')
      onDone()
      void message.success(act === 'apply' ? `已写入档案：新增 ${count(create)}，更新 ${count(update)}。` : `已${acts[act]}。`)
    } catch (failure) {
      setWhy(failure)
      if (failure instanceof ApiError && (failure.status === 409 || failure.status === 412)) void stale()
    } finally {
      setBusy(undefined)
    }
  }

  const params = { path: { id: filing.id }, header: ifMatch(filing) }
  const text = opinion.trim()
  const send = {
    submit: () => server.POST('/api/v1/filings/{id}/submit', { params }),
    withdraw: () => server.POST('/api/v1/filings/{id}/withdraw', { params }),
    apply: () => server.POST('/api/v1/filings/{id}/apply', { params }),
    pass: () => server.POST('/api/v1/filings/{id}/pass', { params, ...(text ? { body: { opinion: text } } : {}) }),
    return: () => server.POST('/api/v1/filings/{id}/return', { params, body: { opinion: text, ...(lines.length ? { lines } : {}) } }),
    publicise: () => server.POST('/api/v1/filings/{id}/publicise', { params, ...(until ? { body: { until: until.format('YYYY-MM-DD') } } : {}) }),
  }
  const ask = (act: Asked) => {
    setWhy(undefined)
    setAsked(act)
  }
  const confirm = (act: 'apply' | 'withdraw' | 'submit', content: string) =>
    modal.confirm({ title: `${act === 'apply' ? '写入档案' : acts[act]}？`, content, okText: act === 'apply' ? '写入档案' : acts[act], cancelText: '取消', onOk: () => void carryOut(act, send[act]) })
  const left = reject > 0 ? `另有 ${count(reject)} 行被拒绝，不会写入。` : ''
  const again = filing.replaces || filing.kind ? `?kind=${filing.kind}${filing.year ? `&year=${filing.year}` : ''}&replaces=${filing.id}` : ''

  return (
    <>
      <div className={css.buttons}>
        {can('submit') && (
          <Button type={can('apply') ? 'default' : 'primary'} loading={busy === 'submit'} disabled={create + update === 0} onClick={() => confirm('submit', `提交后待审核，审核期间不能修改。${left.replace('写入', '提交')}`)}>
            提交
          </Button>
        )}
        {can('pass') && (
          <Button type="primary" loading={busy === 'pass'} onClick={() => ask('pass')}>
            审核通过
          </Button>
        )}
        {can('publicise') && (
          <Button type="primary" loading={busy === 'publicise'} onClick={() => ask('publicise')}>
            公示
          </Button>
        )}
        {can('apply') && (
          <Button
            type={can('publicise') || can('pass') ? 'default' : 'primary'}
            loading={busy === 'apply'}
            onClick={() => confirm('apply', `将新增 ${count(create)} 条、更新 ${count(update)} 条记录，写入后立即生效。${left}`)}
          >
            写入档案
          </Button>
        )}
        {can('return') && (
          <Button danger loading={busy === 'return'} onClick={() => ask('return')}>
            退回{lines.length > 0 && `（${lines.length} 行有意见）`}
          </Button>
        )}
        {can('replace') && (
          <>
            <Button onClick={() => void navigate(`/filings/upload${again}`)}>重新上传</Button>
            {filing.note?.format === 'form' && <Button onClick={() => void navigate(`/filings/form${again}`)}>修改后重新填报</Button>}
          </>
        )}
        {can('withdraw') && (
          <Button loading={busy === 'withdraw'} onClick={() => confirm('withdraw', '撤回之后不能再办理，需要时须重新申报。')}>
            撤回
          </Button>
        )}
        {filing.replaced_by && <Link to={`/filings/${filing.replaced_by}`}>查看代替它的 {filing.replaced_by}</Link>}
      </div>
      {busy === 'apply' && (
        <p role="status" className={css.small}>
          正在写入 {count(create + update)} 条记录，请不要关闭页面…
        </p>
      )}
      {why !== undefined && !asked && <Alert style={{ marginTop: 8, whiteSpace: 'pre-wrap' }} type="error" showIcon title={messageOf(why)} />}
      <Modal
        open={asked !== undefined}
        title={asked && acts[asked]}
        okText={asked && `确定${acts[asked]}`}
        cancelText="取消"
        okButtonProps={{ danger: asked === 'return', disabled: asked === 'return' && text === '' }}
        confirmLoading={busy !== undefined}
        onCancel={() => setAsked(undefined)}
        onOk={() => asked && void carryOut(asked, send[asked])}
      >
        {asked === 'publicise' ? (
          <label>
            公示的最后一日（不选则按所属批次规定的工作日数）
            <DatePicker value={until} onChange={setUntil} style={{ width: '100%' }} placeholder="按批次规定" />
          </label>
        ) : (
          <label>
            {asked === 'return' ? '退回意见（必填，申报人会看到）' : '审核意见（选填）'}
            <Input.TextArea value={opinion} onChange={(e) => setOpinion(e.target.value)} maxLength={2000} rows={4} />
          </label>
        )}
        {asked === 'return' && (
          <div style={{ marginTop: 8 }} className={css.small}>
            {lines.length === 0
              ? '需要指明某几行时，先在“变更明细”里展开该行，写上对它的意见。'
              : lines.map((l) => (
                  <p key={l.line}>
                    第 {l.line} 行：{l.opinion}
                  </p>
                ))}
          </div>
        )}
        {why !== undefined && <Alert style={{ marginTop: 8, whiteSpace: 'pre-wrap' }} type="error" showIcon title={messageOf(why)} />}
      </Modal>
    </>
  )
}
