import { Alert, App, DatePicker, InputNumber, Modal, Radio } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'

import { api } from '../api/client'
import { ApiError, hasCode } from '../api/problem'
import { dayOf } from '../format/days'
import { count } from '../format/money'
import { exact, payFault, readWan } from './amount'
import { AmountInput, FieldSaid, TextField } from './amount-input'
import { numeralOf } from './amount'
import css from './money.module.css'
import { type Refusals, refusalOfOne, refusalsOf } from './refusals'
import type { Payment, Settlement } from './types'
import { ifMatch, moneyChanged } from './use-money'

/** The day that it is in Shanghai; the server's own decides. */
export const today = () => dayOf(new Date().toISOString())

/** Why a settlement cannot be approved by this user now, or undefined. */
export function approveFault(s: Pick<Settlement, 'state' | 'public_until' | 'settled_by'>, me: string, day: string): string | undefined {
  if (s.state !== 'public') return '只有公示中的可以批准'
  if (s.settled_by === me) return '由您核定，须由另一位市级人员批准'
  if (s.public_until >= day) return `公示至 ${s.public_until}，次日起可以批准`
  return undefined
}

/** When somebody else was faster, what is shown is read again. */
const onError = (why: unknown) => {
  if (why instanceof ApiError && (why.status === 409 || why.status === 412)) void moneyChanged()
}

/** What was refused of several settlements, each by name. */
function Refused({ refused, all }: { refused: Refusals; all: readonly Settlement[] }) {
  if (!refused.whole) return null
  return (
    <Alert
      type="error"
      showIcon
      title={refused.whole}
      description={
        refused.lines.length > 0 && (
          <ul>
            {refused.lines.map((r) => (
              <li key={r.at}>
                {all[r.at] && `${all[r.at]!.id} ${all[r.at]!.name}：`}
                {r.detail}
              </li>
            ))}
          </ul>
        )
      }
    />
  )
}

const sum = (all: readonly Settlement[]) => exact(all.reduce((n, s) => n + s.amount, 0))

/** Makes settlements public for some working days, or until a day where the holidays are not known yet. */
export function PubliciseDialog({ all, onClose, onDone }: { all: readonly Settlement[]; onClose: () => void; onDone: (items: Settlement[]) => void }) {
  const [by, setBy] = useState<'days' | 'until'>('days')
  const [days, setDays] = useState<number | null>(5)
  const [until, setUntil] = useState<Dayjs | null>(null)
  const [opinion, setOpinion] = useState('')
  const send = api.useMutation('post', '/api/v1/settlements/publicise', {
    onSuccess: ({ items }) => {
      void moneyChanged()
      onDone(items)
    },
    onError,
  })
  const refused = all.length === 1 ? refusalOfOne(send.error) : refusalsOf(send.error)
  const period = by === 'days' ? days !== null && { days } : until !== null && { until: until.format('YYYY-MM-DD') }

  return (
    <Modal
      open
      title={`公示 ${count(all.length)} 笔`}
      okText="开始公示"
      cancelText="取消"
      onCancel={onClose}
      okButtonProps={{ disabled: !period }}
      confirmLoading={send.isPending}
      onOk={() => period && send.mutate({ body: { ids: all.map((s) => s.id), ...period, ...(opinion.trim() && { opinion: opinion.trim() }) } })}
      width={520}
    >
      <div className={css.form}>
        <Refused refused={refused} all={all} />
        {hasCode(send.error, 'no_holidays') && <Alert type="info" showIcon title="可以改为指定公示的最后一日。" />}
        <p>
          合计 {sum(all)} 万元。公示自下一个工作日起，期满之后由另一位市级人员批准；公示期间异议成立的，撤销核定。
        </p>
        <div className={css.field}>
          <Radio.Group
            aria-label="公示期"
            value={by}
            onChange={(e) => setBy(e.target.value as typeof by)}
            options={[
              { value: 'days', label: '按工作日数' },
              { value: 'until', label: '指定最后一日' },
            ]}
          />
        </div>
        {by === 'days' ? (
          <div className={css.field}>
            <label htmlFor="publicise-days">公示几个工作日</label>
            <InputNumber id="publicise-days" min={1} max={60} precision={0} value={days} onChange={setDays} suffix="个工作日" style={{ width: 180 }} />
            <FieldSaid id="publicise-days-said" fault={refused.fields.days} hint="一般为 5 个工作日；节假日和调休按政策库，最后一日由系统算出。" />
          </div>
        ) : (
          <div className={css.field}>
            <label htmlFor="publicise-until">公示的最后一日</label>
            <DatePicker id="publicise-until" value={until} onChange={setUntil} disabledDate={(d) => d.format('YYYY-MM-DD') <= today()} style={{ width: 180 }} />
            <FieldSaid id="publicise-until-said" fault={refused.fields.until} />
          </div>
        )}
        <TextField id="publicise-opinion" label="意见（选填）" value={opinion} onChange={setOpinion} fault={refused.fields.opinion} max={2000} rows={2} />
      </div>
    </Modal>
  )
}

/** Approves settlements whose publicity is over, by one document. */
export function ApproveDialog({ all, onClose, onDone }: { all: readonly Settlement[]; onClose: () => void; onDone: (items: Settlement[]) => void }) {
  const [doc, setDoc] = useState('')
  const [opinion, setOpinion] = useState('')
  const [tried, setTried] = useState(false)
  const send = api.useMutation('post', '/api/v1/settlements/approve', {
    onSuccess: ({ items }) => {
      void moneyChanged()
      onDone(items)
    },
    onError,
  })
  const refused = all.length === 1 ? refusalOfOne(send.error) : refusalsOf(send.error)
  const docFault = doc.trim() === '' ? '请填写批准文件的文号' : undefined
  return (
    <Modal
      open
      title={`批准 ${count(all.length)} 笔`}
      okText="批准"
      cancelText="取消"
      onCancel={onClose}
      confirmLoading={send.isPending}
      onOk={() => {
        setTried(true)
        if (!docFault) send.mutate({ body: { ids: all.map((s) => s.id), doc_no: doc.trim(), ...(opinion.trim() && { opinion: opinion.trim() }) } })
      }}
      width={520}
    >
      <div className={css.form}>
        <Refused refused={refused} all={all} />
        <p>合计 {sum(all)} 万元。公示已经期满；批准之后可以拨付。</p>
        <TextField id="approve-doc" label="批准文件的文号" value={doc} onChange={setDoc} fault={refused.fields.doc_no ?? (tried ? docFault : undefined)} max={120} placeholder="如 昆科发〔2024〕30号" />
        <TextField id="approve-opinion" label="意见（选填）" value={opinion} onChange={setOpinion} fault={refused.fields.opinion} max={2000} rows={2} />
      </div>
    </Modal>
  )
}

/** Records a payment of what is left. */
export function PayDialog({ settlement: s, onClose }: { settlement: Settlement; onClose: () => void }) {
  const { message } = App.useApp()
  const left = s.amount - s.paid
  const [text, setText] = useState(numeralOf(left))
  const [day, setDay] = useState<Dayjs | null>(null)
  const [doc, setDoc] = useState('')
  const [tried, setTried] = useState(false)
  const pay = api.useMutation('post', '/api/v1/settlements/{id}/payments', {
    onSuccess: () => {
      void message.success('拨付已登记')
      void moneyChanged()
      onClose()
    },
    onError,
  })
  const refused = refusalOfOne(pay.error)
  const typed = readWan(text)
  const amountFault = 'fault' in typed ? typed.fault : payFault(typed.fen, s.amount, s.paid)
  const first = s.approved_at ? dayOf(s.approved_at) : ''
  const dayFault = day === null ? '请选择拨付日期' : undefined
  const docFault = doc.trim() === '' ? '请填写拨付文件的文号' : undefined
  const change = <T,>(set: (value: T) => void) => (value: T) => {
    pay.reset()
    set(value)
  }
  return (
    <Modal
      open
      title={`登记拨付：${s.name}`}
      okText="登记"
      cancelText="取消"
      onCancel={onClose}
      confirmLoading={pay.isPending}
      onOk={() => {
        setTried(true)
        if ('fault' in typed || amountFault || !day || docFault) return
        pay.mutate({ params: { path: { id: s.id }, header: ifMatch(s) }, body: { amount: typed.fen, day: day.format('YYYY-MM-DD'), doc_no: doc.trim() } })
      }}
      width={520}
    >
      <div className={css.form}>
        {refused.whole && <Alert type="error" showIcon title={refused.whole} />}
        <p>
          核定 {exact(s.amount)} 万元，已拨付 {exact(s.paid)} 万元，未拨付 {exact(left)} 万元。可以分几次拨付。
        </p>
        <AmountInput id="pay-amount" label="拨付金额" text={text} onText={change(setText)} fault={amountFault ?? refused.fields.amount} hint={`最多 ${exact(left)} 万元。`} />
        <div className={css.field}>
          <label htmlFor="pay-day">拨付日期</label>
          <DatePicker
            id="pay-day"
            value={day}
            onChange={change(setDay)}
            disabledDate={(d: Dayjs) => d.format('YYYY-MM-DD') > today() || (first !== '' && d.format('YYYY-MM-DD') < first)}
            {...(tried && dayFault ? { status: 'error' as const } : {})}
            style={{ width: 180 }}
          />
          <FieldSaid id="pay-day-said" fault={refused.fields.day ?? (tried ? dayFault : undefined)} hint={first && `批准日 ${first} 至今日之间。`} />
        </div>
        <TextField id="pay-doc" label="拨付文件的文号" value={doc} onChange={change(setDoc)} fault={refused.fields.doc_no ?? (tried ? docFault : undefined)} max={60} placeholder="如 昆财教〔2024〕88号" />
      </div>
    </Modal>
  )
}

/** Takes a settlement back, or a payment of it, for a reason that stays. */
export function ReverseDialog({ settlement: s, payment, onClose }: { settlement: Settlement; payment?: Payment; onClose: () => void }) {
  const { message } = App.useApp()
  const [opinion, setOpinion] = useState('')
  const [tried, setTried] = useState(false)
  const done = (told: string) => () => {
    void message.success(told)
    void moneyChanged()
    onClose()
  }
  const settlement = api.useMutation('post', '/api/v1/settlements/{id}/reverse', { onSuccess: done('核定已撤销，可以重新核定'), onError })
  const paying = api.useMutation('post', '/api/v1/settlements/{id}/payments/reverse', { onSuccess: done('拨付已冲销'), onError })
  const refused = refusalOfOne(settlement.error ?? paying.error)
  const fault = opinion.trim() === '' ? `请写明${payment ? '冲销' : '撤销'}的原因` : undefined
  const params = { path: { id: s.id }, header: ifMatch(s) }
  return (
    <Modal
      open
      title={payment ? `冲销拨付 ${exact(payment.paid)} 万元` : `撤销核定 ${s.id}`}
      okText={payment ? '冲销' : '撤销核定'}
      okButtonProps={{ danger: true }}
      cancelText="返回"
      onCancel={onClose}
      confirmLoading={settlement.isPending || paying.isPending}
      onOk={() => {
        setTried(true)
        if (fault) return
        if (payment) paying.mutate({ params, body: { ref: payment.ref, opinion: opinion.trim() } })
        else settlement.mutate({ params, body: { opinion: opinion.trim() } })
      }}
      width={520}
    >
      <div className={css.form}>
        {refused.whole && <Alert type="error" showIcon title={refused.whole} />}
        <p>{payment ? `另记一笔负数，原来的一笔（${payment.doc_no}，${payment.paid_day}）留作记录；每一笔只能冲销一次。` : '撤销的核定留作记录，不能恢复；这一笔测算可以重新核定。'}</p>
        <TextField id="reverse-opinion" label={payment ? '冲销的原因' : '撤销的原因'} value={opinion} onChange={setOpinion} fault={refused.fields.opinion ?? (tried ? fault : undefined)} max={2000} rows={3} placeholder={payment ? '如 收款账户有误，款项退回' : '如 公示期间异议成立：证书已被撤销'} />
      </div>
    </Modal>
  )
}
