import { Alert, Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link, useParams } from 'react-router'

import { api } from '../api/client'
import { dayOf, moment } from '../format/days'
import { Panel } from '../parts/page'
import { Sign } from '../parts/sign'
import { Failed, Loading } from '../parts/states'
import { useNames } from '../policy/use-policy'
import { useMe } from '../session/session'
import { type Role, roles } from '../words/roles'
import { exact, range } from './amount'
import { ProgressMark } from './marks'
import css from './money.module.css'
import { linesAt } from './query'
import { MoneySection } from './section'
import { ApproveDialog, approveFault, PayDialog, PubliciseDialog, ReverseDialog, today } from './settlement-acts'
import { hasCode, isFirm, type Payment, type SettlementFile } from './types'
import { useClauses } from './use-money'
import { actWords } from './words'

/** One settlement: what was decided, how far it is, and all that happened to it. */
export function SettlementPage() {
  const { id = '' } = useParams()
  const one = api.useQuery('get', '/api/v1/settlements/{id}', { params: { path: { id } } }, { staleTime: 0 })
  if (!one.data) return <MoneySection title={`核定 ${id}`}>{one.isError ? <Failed why={one.error} onRetry={() => void one.refetch()} /> : <Loading />}</MoneySection>
  return <Shown settlement={one.data} />
}

function Shown({ settlement: s }: { settlement: SettlementFile }) {
  const clause = useClauses(s.year).get(s.clause)
  const { county } = useNames()
  const left = s.amount - s.paid
  const facts: [string, ReactNode][] = [
    ['条款', `${s.clause} ${clause?.name ?? ''}${clause ? `，${clause.cite.text}` : ''}`],
    ['依据', s.ground],
    ['测算', `${range(s.low, s.high)} 万元${s.basis !== null ? `，基数 ${exact(s.basis)} 万元` : ''}`],
    ['出自评价', <Link key="r" to={`/reviews/${s.review}`}>{s.review}</Link>],
    ['县(市)区', s.county ? county(s.county) : '不详'],
    ['核定文件', s.doc_no],
    ...(s.opinion ? [['核定意见', s.opinion] as [string, ReactNode]] : []),
  ]
  return (
    <MoneySection
      title={s.name}
      note={
        <span className={css.said}>
          <ProgressMark of={s} />　核定编号 <span className="mono">{s.id}</span>，{s.year} 年度 {s.clause}
          <Link className={css.apart} to={linesAt(s.year, { clause: s.clause, q: hasCode(s.payee) ? s.payee : s.name })}>查看测算</Link>
          {isFirm(s.payee) && (
            <Link className={css.apart} to={`/firms/${s.payee}`}>
              企业画像
            </Link>
          )}
        </span>
      }
    >
      <div className={css.stack}>
        <Panel>
          <Steps settlement={s} />
          <Acts settlement={s} />
        </Panel>
        <div className={css.beside}>
          <div className={css.stack}>
            <Panel id="decided" title="核定内容">
              <dl className={css.facts}>{facts.map(([name, value]) => [<dt key={`${name}:`}>{name}</dt>, <dd key={name}>{value}</dd>])}</dl>
              {s.evidence.length > 0 && (
                <>
                  <h3 style={{ marginTop: 12 }}>证明材料</h3>
                  <ul className={css.evidence}>
                    {s.evidence.map((e) => (
                      <li key={e.name} className={e.held ? css.held : css.lacks}>
                        <Sign name={e.held ? 'check' : 'question'} />
                        <span>
                          {e.held ? '齐' : '缺'}　{e.name}
                        </span>
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </Panel>
            <Panel id="payments" title="拨付" aside={`核定 ${exact(s.amount)} 万元，已拨付 ${exact(s.paid)} 万元，未拨付 ${exact(left)} 万元`}>
              <Payments settlement={s} />
            </Panel>
          </div>
          <Panel id="acts" title="办理经过">
            <ol className={css.acts}>
              {[...s.acts].reverse().map((a) => (
                <li key={a.seq}>
                  {actWords[a.act]}
                  {a.amount !== null && a.amount !== 0 && ` ${exact(a.amount)} 万元`} <small>{moment(a.at)}</small>
                  <br />
                  <small>
                    {[roles[a.role as Role] ?? '系统', a.who].join(' · ')}
                    {a.doc_no && ` · ${a.doc_no}`}
                  </small>
                  {a.opinion && <div className={css.opinion}>{a.opinion}</div>}
                </li>
              ))}
            </ol>
          </Panel>
        </div>
      </div>
    </MoneySection>
  )
}

/** The four steps of money, with who took them and when. */
function Steps({ settlement: s }: { settlement: SettlementFile }) {
  const reversed = s.state === 'reversed'
  const steps: { name: string; done: boolean; what: ReactNode }[] = [
    { name: '核定', done: true, what: <>{exact(s.amount)} 万元，{s.settled_by}，{dayOf(s.settled_at)}</> },
    { name: '公示', done: s.public_from !== '', what: s.public_from ? `${s.public_from} 至 ${s.public_until}` : '未公示' },
    { name: '批准', done: s.approved_at !== null, what: s.approved_at ? `${s.approved_by}，${dayOf(s.approved_at)}，${s.approve_doc}` : '未批准' },
    { name: '拨付', done: s.paid > 0, what: s.paid > 0 ? `${exact(s.paid)} 万元${s.paid < s.amount ? `，还有 ${exact(s.amount - s.paid)} 万元` : '，已付清'}` : '未拨付' },
  ]
  return (
    <>
      <ol className={css.steps} aria-label="办到哪一步">
        {steps.map((p) => (
          <li key={p.name} data-done={p.done && !reversed}>
            <b>
              {p.done && <Sign name="check" />}
              {p.name}
            </b>
            <small>{p.what}</small>
          </li>
        ))}
      </ol>
      {reversed && <Alert type="warning" showIcon title="这笔核定已撤销，留作记录" description={[...s.acts].reverse().find((a) => a.act === 'reverse')?.opinion} style={{ marginTop: 8 }} />}
    </>
  )
}

/** What the city may do with a settlement now, and why not what it may not. */
function Acts({ settlement: s }: { settlement: SettlementFile }) {
  const me = useMe()
  const [asked, setAsked] = useState<'publicise' | 'approve' | 'pay' | 'reverse'>()
  const [told, setTold] = useState<string>()
  const close = () => setAsked(undefined)
  if (me.role !== 'city' || s.state === 'reversed') return null
  const fault = s.state === 'public' ? approveFault(s, me.username, today()) : undefined
  const left = s.amount - s.paid
  return (
    <>
      {told && <Alert type="success" showIcon title={told} style={{ marginTop: 12 }} />}
      <div className={css.buttons} style={{ marginTop: 12 }}>
        {s.state === 'settled' && (
          <Button type="primary" onClick={() => setAsked('publicise')}>
            公示…
          </Button>
        )}
        {s.state === 'public' && (
          <>
            <Button type="primary" disabled={fault !== undefined} aria-describedby={fault ? 'approve-why' : undefined} onClick={() => setAsked('approve')}>
              批准…
            </Button>
            {fault && (
              <span id="approve-why" className={css.note}>
                {fault}
              </span>
            )}
          </>
        )}
        {s.state === 'approved' && left > 0 && (
          <Button type="primary" onClick={() => setAsked('pay')}>
            登记拨付…
          </Button>
        )}
        <Button danger disabled={s.paid !== 0} aria-describedby={s.paid !== 0 ? 'reverse-why' : undefined} onClick={() => setAsked('reverse')}>
          撤销核定…
        </Button>
        {s.paid !== 0 && (
          <span id="reverse-why" className={css.note}>
            已有拨付，须先冲销拨付才能撤销
          </span>
        )}
      </div>
      {asked === 'publicise' && (
        <PubliciseDialog
          all={[s]}
          onClose={close}
          onDone={(all) => {
            close()
            setTold(`已开始公示：${all[0]?.public_from} 至 ${all[0]?.public_until}，期满之后由另一位市级人员批准。`)
          }}
        />
      )}
      {asked === 'approve' && (
        <ApproveDialog
          all={[s]}
          onClose={close}
          onDone={() => {
            close()
            setTold(s.paid < s.amount ? '已批准，可以拨付。' : '已批准；名册登记的拨付已经足额，没有待拨付的金额。')
          }}
        />
      )}
      {asked === 'pay' && <PayDialog settlement={s} onClose={close} />}
      {asked === 'reverse' && <ReverseDialog settlement={s} onClose={close} />}
    </>
  )
}

function Payments({ settlement: s }: { settlement: SettlementFile }) {
  const me = useMe()
  const [reversing, setReversing] = useState<Payment>()
  if (s.payments.length === 0) return <p className={css.note}>{s.state === 'approved' ? '还没有拨付。' : '批准之后才能拨付。'}</p>
  const reversed = new Set(s.payments.map((p) => p.reverses).filter(Boolean))
  return (
    <>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">日期</th>
            <th scope="col">文号</th>
            <th scope="col" className="number">
              金额（万元）
            </th>
            <th scope="col">说明</th>
            {me.role === 'city' && <th scope="col">办理</th>}
          </tr>
        </thead>
        <tbody>
          {s.payments.map((p) => (
            <tr key={p.ref}>
              <td>{p.paid_day || '未写明'}</td>
              <td>{p.doc_no || '未写明'}</td>
              <td className="number">{exact(p.paid)}</td>
              <td>{p.reverses ? `冲销 ${p.reverses}` : reversed.has(p.ref) ? '已冲销' : p.filing ? `由花名册登记（${p.filing}），须在名册中更正` : ''}</td>
              {me.role === 'city' && (
                <td>
                  {!p.reverses && !p.filing && !reversed.has(p.ref) && (
                    <Button size="small" danger aria-label={`冲销 ${p.doc_no} ${p.paid_day}`} onClick={() => setReversing(p)}>
                      冲销
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              已拨付合计
            </th>
            <td className="number">{exact(s.paid)}</td>
            <td colSpan={me.role === 'city' ? 2 : 1} />
          </tr>
        </tfoot>
      </table>
      {reversing && <ReverseDialog settlement={s} payment={reversing} onClose={() => setReversing(undefined)} />}
    </>
  )
}
