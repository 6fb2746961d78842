import { Alert, DatePicker, Input, InputNumber, Modal, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'

import { server } from '../api/client'
import { messageOf } from '../api/problem'
import type { components } from '../contract'
import { stale, useTemplates } from '../filings/use-filings'
import type { KindID } from '../filings/words'
import { filingYears } from '../imports/upload-panel'

type Round = components['schemas']['FilingRound']

/** Opens a round, or changes one: its kind and year stay. */
export function RoundForm({ round, onClose }: { round?: Round; onClose: () => void }) {
  const templates = useTemplates().data?.items ?? []
  const [name, setName] = useState(round?.name ?? '')
  const [kind, setKind] = useState<KindID>(round?.kind ?? 'figures')
  const [year, setYear] = useState<number>(round?.year || new Date().getFullYear() - 1)
  const [opens, setOpens] = useState<Dayjs | null>(round ? dayjs(round.opens) : null)
  const [closes, setCloses] = useState<Dayjs | null>(round ? dayjs(round.closes) : null)
  const [publicity, setPublicity] = useState(round?.publicity_days ?? 0)
  const [note, setNote] = useState(round?.note ?? '')
  const [busy, setBusy] = useState(false)
  const [why, setWhy] = useState<unknown>()
  const yearly = templates.find((t) => t.id === kind)?.yearly ?? false

  const send = async () => {
    if (!opens || !closes) return
    setBusy(true)
    setWhy(undefined)
    const given = { name: name.trim(), opens: opens.format('YYYY-MM-DD'), closes: closes.format('YYYY-MM-DD'), publicity_days: publicity, note }
    try {
      if (round) await server.PATCH('/api/v1/rounds/{id}', { params: { path: { id: round.id }, header: { 'If-Match': `"${round.version}"` } }, body: given })
      else await server.POST('/api/v1/rounds', { body: { ...given, kind, ...(yearly ? { year } : {}) } })
      await stale()
      onClose()
    } catch (failure) {
      setWhy(failure)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      open
      title={round ? '修改申报批次' : '设立申报批次'}
      okText={round ? '保存' : '设立'}
      cancelText="取消"
      okButtonProps={{ disabled: name.trim() === '' || !opens || !closes || closes.isBefore(opens, 'day') }}
      confirmLoading={busy}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <label>
          名称
          <Input value={name} maxLength={100} onChange={(e) => setName(e.target.value)} />
        </label>
        {!round && (
          <label>
            种类
            <Select aria-label="种类" style={{ width: '100%' }} value={kind} options={templates.map((t) => ({ value: t.id, label: t.name }))} onChange={setKind} />
          </label>
        )}
        {!round && yearly && (
          <label>
            年度
            <Select aria-label="年度" style={{ width: '100%' }} value={year} options={filingYears().map((y) => ({ value: y, label: `${y} 年` }))} onChange={setYear} />
          </label>
        )}
        <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 }}>
          <label>
            开始日期
            <DatePicker style={{ width: '100%' }} value={opens} onChange={setOpens} />
          </label>
          <label>
            截止日期（当日仍可提交）
            <DatePicker style={{ width: '100%' }} value={closes} minDate={opens ?? undefined} onChange={setCloses} />
          </label>
        </div>
        <label>
          公示的工作日数（0 为不公示）
          <InputNumber style={{ width: '100%' }} min={0} max={60} precision={0} value={publicity} onChange={(n) => setPublicity(n ?? 0)} />
        </label>
        <label>
          说明
          <Input.TextArea value={note} maxLength={500} rows={3} onChange={(e) => setNote(e.target.value)} />
        </label>
        {why !== undefined && <Alert type="error" showIcon title={messageOf(why)} />}
      </div>
    </Modal>
  )
}
