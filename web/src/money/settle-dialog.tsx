import { Alert, App, Checkbox, Modal } from 'antd'
import { useState } from 'react'

import { api } from '../api/client'
import { ApiError } from '../api/problem'
import { count } from '../format/money'
import { exact, numeralOf, range, readWan, settleFault } from './amount'
import { AmountInput, TextField } from './amount-input'
import { groupsOf, lacking, sumOf } from './group'
import css from './money.module.css'
import { refusalOfOne, refusalsOf } from './refusals'
import type { Clause, Line } from './types'
import { moneyChanged } from './use-money'

type Shared = { review: string; clauses: ReadonlyMap<string, Clause>; onClose: () => void; onDone: () => void }

function useSettle(onDone: () => void) {
  const { message } = App.useApp()
  return api.useMutation('post', '/api/v1/settlements', {
    onSuccess: ({ items }) => {
      void message.success(`已核定 ${count(items.length)} 笔，合计 ${exact(items.reduce((sum, s) => sum + s.amount, 0))} 万元，接着办理公示`)
      void moneyChanged()
      onDone()
    },
    onError: (why) => {
      if (why instanceof ApiError && why.status === 409) void moneyChanged()
    },
  })
}

/** Settles one line: a person chooses the amount where the clause leaves a range. */
export function SettleDialog({ line, review, clauses, onClose, onDone }: Shared & { line: Line }) {
  const low = line.low ?? 0
  const high = line.high ?? 0
  const fixed = low === high
  const [text, setText] = useState(fixed ? numeralOf(low) : '')
  const [doc, setDoc] = useState('')
  const [opinion, setOpinion] = useState('')
  const [held, setHeld] = useState<ReadonlySet<string>>(() => new Set(line.evidence.filter((e) => e.held).map((e) => e.name)))
  const [tried, setTried] = useState(false)
  const settle = useSettle(onDone)
  const refused = refusalOfOne(settle.error)
  const clause = clauses.get(line.clause)

  const typed = readWan(text)
  const amountFault = 'fault' in typed ? typed.fault : settleFault(typed.fen, { low, high, paid: line.paid_outside })
  const docFault = doc.trim() === '' ? '请填写核定文件的文号' : undefined
  const opinionFault = opinion.trim() === '' ? '请写核定意见，如“材料齐全，同意”' : undefined
  // A fault of typing is told while one types; that something is still empty only after one has tried.
  const shownAmount = (text !== '' || tried ? amountFault : undefined) ?? refused.fields.amount

  const send = () => {
    setTried(true)
    if ('fault' in typed || amountFault || docFault || opinionFault) return
    settle.mutate({
      body: {
        review,
        doc_no: doc.trim(),
        opinion: opinion.trim(),
        lines: [{ clause: line.clause, payee: line.payee, item: line.item, amount: typed.fen, evidence: line.evidence.map((e) => ({ name: e.name, held: held.has(e.name) })) }],
      },
    })
  }
  const change = (set: (text: string) => void) => (value: string) => {
    settle.reset()
    set(value)
  }

  return (
    <Modal open title={`核定：${line.name}`} okText="核定" cancelText="取消" onCancel={onClose} onOk={send} confirmLoading={settle.isPending} width={600} destroyOnHidden>
      <div className={css.form}>
        {refused.whole && <Alert type="error" showIcon title={refused.whole} />}
        <dl className={css.given}>
          <dt>条款</dt>
          <dd>
            {line.clause} {clause?.name}
          </dd>
          <dt>依据</dt>
          <dd>{line.ground}</dd>
          <dt>测算</dt>
          <dd>{range(low, high)} 万元</dd>
          {line.paid_outside > 0 && (
            <>
              <dt>名册拨付</dt>
              <dd>{exact(line.paid_outside)} 万元，核定后计入已拨付</dd>
            </>
          )}
          {line.before && (
            <>
              <dt>其他年度</dt>
              <dd>{line.before}</dd>
            </>
          )}
        </dl>
        {line.notes.map((n) => (
          <p key={n} className={css.caution}>
            {n}
          </p>
        ))}
        <AmountInput
          id="settle-amount"
          label="核定金额"
          hint={fixed ? '定额或按比例计算，金额不能改变。' : `在 ${range(low, high)} 万元之间填写，两端都可以。`}
          text={text}
          onText={change(setText)}
          fault={shownAmount}
          autoFocus={!fixed}
        />
        <TextField id="settle-doc" label="核定文件的文号" value={doc} onChange={change(setDoc)} fault={refused.fields.doc_no ?? (tried ? docFault : undefined)} max={120} placeholder="如 昆科局党组纪要〔2024〕12号" />
        <TextField id="settle-opinion" label="核定意见" value={opinion} onChange={change(setOpinion)} fault={refused.fields.opinion ?? (tried ? opinionFault : undefined)} max={2000} rows={2} />
        {line.evidence.length > 0 && (
          <fieldset className={css.field}>
            <legend>证明材料（已有的打勾）</legend>
            {line.evidence.map((e) => (
              <Checkbox
                key={e.name}
                checked={held.has(e.name)}
                onChange={(c) =>
                  setHeld((before) => {
                    const next = new Set(before)
                    if (c.target.checked) next.add(e.name)
                    else next.delete(e.name)
                    return next
                  })
                }
              >
                {e.name}
                {e.how && <small className={css.note}>　{e.how}</small>}
              </Checkbox>
            ))}
            {held.size < line.evidence.length && <span className={css.note}>没有打勾的记为缺，仍可核定，拨付前请收齐。</span>}
          </fieldset>
        )}
      </div>
    </Modal>
  )
}

/** Settles lines together whose amounts nobody has to choose, by one document. */
export function SettleBatchDialog({ lines, review, clauses, onClose, onDone }: Shared & { lines: readonly Line[] }) {
  const [doc, setDoc] = useState('')
  const [opinion, setOpinion] = useState('')
  const [complete, setComplete] = useState(false)
  const [tried, setTried] = useState(false)
  const settle = useSettle(onDone)
  const refused = refusalsOf(settle.error)
  const groups = groupsOf(lines, 'clause', (c) => clauses.get(c)?.name ?? '')
  const total = sumOf(lines)
  const lack = lines.filter((l) => lacking(l).length > 0).length
  const docFault = doc.trim() === '' ? '请填写核定文件的文号' : undefined
  const opinionFault = opinion.trim() === '' ? '请写核定意见，如“材料齐全，同意”' : undefined

  const send = () => {
    setTried(true)
    if (docFault || opinionFault) return
    settle.mutate({
      body: {
        review,
        doc_no: doc.trim(),
        opinion: opinion.trim(),
        lines: lines.map((l) => ({ clause: l.clause, payee: l.payee, item: l.item, amount: l.low ?? 0, evidence: l.evidence.map((e) => ({ name: e.name, held: e.held || complete })) })),
      },
    })
  }

  return (
    <Modal open title={`批量核定 ${count(lines.length)} 笔`} okText="全部核定" cancelText="取消" onCancel={onClose} onOk={send} confirmLoading={settle.isPending} width={640} destroyOnHidden>
      <div className={css.form}>
        {refused.whole && (
          <Alert
            type="error"
            showIcon
            title={refused.whole}
            description={
              refused.lines.length > 0 && (
                <ul className={css.scroll}>
                  {refused.lines.map((r) => (
                    <li key={r.at}>
                      {lines[r.at] && `${lines[r.at]!.name}（${lines[r.at]!.clause}）：`}
                      {r.detail}
                    </li>
                  ))}
                </ul>
              )
            }
          />
        )}
        <p>都是定额或按比例计算的，金额照测算核定，用同一份文件。整批一次办成；有一笔不能办，全部不办。</p>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">条款</th>
              <th scope="col" className="number">
                笔数
              </th>
              <th scope="col" className="number">
                金额（万元）
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map((g) => (
              <tr key={g.key}>
                <th scope="row">{g.title}</th>
                <td className="number">{count(g.lines.length)}</td>
                <td className="number">{exact(sumOf(g.lines).low)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">合计</th>
              <td className="number">{count(total.lines)}</td>
              <td className="number">{exact(total.low)}</td>
            </tr>
          </tfoot>
        </table>
        <TextField id="settle-doc" label="核定文件的文号" value={doc} onChange={setDoc} fault={refused.fields.doc_no ?? (tried ? docFault : undefined)} max={120} placeholder="如 昆科局党组纪要〔2024〕12号" />
        <TextField id="settle-opinion" label="核定意见" value={opinion} onChange={setOpinion} fault={refused.fields.opinion ?? (tried ? opinionFault : undefined)} max={2000} rows={2} />
        {lack > 0 && (
          <Checkbox checked={complete} onChange={(e) => setComplete(e.target.checked)}>
            其中 {count(lack)} 笔有系统未能证明的材料，已经另外收齐（不勾选则记为缺）
          </Checkbox>
        )}
      </div>
    </Modal>
  )
}
