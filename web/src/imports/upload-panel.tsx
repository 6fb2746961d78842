import { InboxOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Select, Spin, Upload } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'

import { server } from '../api/client'
import { bytes } from '../api/download'
import { messageOf } from '../api/problem'
import { attempts } from '../filings/attempt'
import css from '../filings/filings.module.css'
import { stale, useFile, useTemplates } from '../filings/use-filings'
import { Panel } from '../parts/page'
import { Failed, Loading } from '../parts/states'

const units = ['元', '千元', '万元', '亿元'] as const

/** Years that may be filed for: this one and the ten before. */
export const filingYears = (now = new Date()) => Array.from({ length: 11 }, (_, i) => now.getFullYear() - i)

/** Takes a workbook in; what becomes of it is looked at on the page of the filing before anything is changed. */
export function UploadPanel({ to }: { to: (id: string) => string }) {
  const templates = useTemplates()
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams()
  const files = useFile()
  const [file, setFile] = useState<File>()
  const [unit, setUnit] = useState<(typeof units)[number]>()
  const [sheet, setSheet] = useState('')
  const [busy, setBusy] = useState(false)
  const [why, setWhy] = useState<unknown>()
  const attempt = useRef(attempts()).current
  const kind = templates.data?.items.find((t) => t.id === params.get('kind'))
  const year = /^20\d\d$/.test(params.get('year') ?? '') ? Number(params.get('year')) : undefined
  const replaces = params.get('replaces') ?? ''

  if (!templates.data) return templates.isError ? <Failed why={templates.error} onRetry={() => void templates.refetch()} /> : <Loading />

  const set = (key: string, value: string | undefined) =>
    setParams(
      (before) => {
        if (value) before.set(key, value)
        else before.delete(key)
        return before
      },
      { replace: true },
    )
  const asksYear = Boolean(kind?.yearly)

  const send = async () => {
    if (!file || !kind) return
    setBusy(true)
    setWhy(undefined)
    const form = new FormData()
    form.append('kind', kind.id)
    if (asksYear && year) form.append('year', String(year))
    if (unit) form.append('unit', unit)
    if (sheet.trim()) form.append('sheet', sheet.trim())
    if (replaces) form.append('replaces', replaces)
    form.append('file', file)
    try {
      const { data } = await server.POST('/api/v1/filings', {
        params: { header: { 'Idempotency-Key': attempt.keyFor(kind.id, asksYear && year, unit, sheet.trim(), replaces, file) } },
        body: { kind: kind.id, file: '' },
        bodySerializer: () => form,
      })
      attempt.done()
      await stale()
      if (data) await navigate(to(data.id))
    } catch (failure) {
      setWhy(failure)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Panel title={replaces ? `重新上传，代替 ${replaces}` : '上传花名册'} id="upload">
      <div className={css.filters}>
        <label>
          种类{' '}
          <Select
            aria-label="种类"
            placeholder="选择种类"
            style={{ width: 180 }}
            value={kind?.id}
            disabled={Boolean(replaces)}
            options={templates.data.items.map((t) => ({ value: t.id, label: t.name }))}
            onChange={(k) => set('kind', k)}
          />
        </label>
        {asksYear && (
          <label>
            年度{' '}
            <Select
              aria-label="年度"
              placeholder="按表内年度栏"
              style={{ width: 150 }}
              value={year}
              allowClear={!replaces}
              disabled={Boolean(replaces)}
              options={filingYears().map((y) => ({ value: y, label: `${y} 年` }))}
              onChange={(y?: number) => set('year', y ? String(y) : undefined)}
            />
          </label>
        )}
        <label>
          金额单位 <Select aria-label="金额单位" placeholder="表内未写明时为万元" style={{ width: 180 }} allowClear value={unit} options={units.map((u) => ({ value: u, label: u }))} onChange={setUnit} />
        </label>
        <label>
          工作表 <Input aria-label="工作表" placeholder="自动识别" style={{ width: 140 }} maxLength={31} value={sheet} onChange={(e) => setSheet(e.target.value)} />
        </label>
        {kind && (
          <Button type="link" loading={files.busy} onClick={() => files.template(kind.id)}>
            下载{kind.name}模板
          </Button>
        )}
      </div>
      <Upload.Dragger height={150} styles={{ root: { display: 'block', height: 'auto' } }} accept=".xlsx,.csv" showUploadList={false} disabled={busy} beforeUpload={(f) => (setFile(f), setWhy(undefined), false)}>
        <p style={{ fontSize: 32, color: 'var(--primary)' }}>
          <InboxOutlined aria-hidden />
        </p>
        {file ? (
          <p>
            <b>{file.name}</b>（{bytes(file.size)}），点击或拖入可换一个
          </p>
        ) : (
          <p>把工作簿拖到这里，或点击选择文件</p>
        )}
        <p className={css.small}>.xlsx 或 .csv，不超过 64 MB、10 万行；上传只形成变更方案，核对并确认之后才写入档案。</p>
      </Upload.Dragger>
      <div className={css.buttons} style={{ marginTop: 12 }}>
        <Button type="primary" disabled={!file || !kind} loading={busy} onClick={() => void send()}>
          上传并核对
        </Button>
        {busy && (
          <span role="status" className={css.small}>
            <Spin size="small" /> 正在读取并与档案逐行比对…
          </span>
        )}
        {!busy && !kind && <span className={css.small}>请先选择种类。</span>}
      </div>
      {(why ?? files.why) !== undefined && <Alert style={{ marginTop: 12, whiteSpace: 'pre-wrap' }} type="error" showIcon title={messageOf(why ?? files.why)} />}
    </Panel>
  )
}
