import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { Sign } from '../parts/sign'
import { exact } from './amount'
import { ProgressMark, Range } from './marks'
import css from './money.module.css'
import type { Clause, Line } from './types'

/** The address of a settlement. */
export const settlementAt = (id: string) => `/money/settlements/${encodeURIComponent(id)}`

/** How the amount of a line came about, as far as it is a sum. */
function Reckoning({ line: l, clause }: { line: Line; clause: Clause | undefined }) {
  const rate = clause?.amounts.length === 1 ? clause.amounts[0]!.text : undefined
  const basis = { percentage: '研发费用', increment: '增量', match: '省级补贴', none: '基数', fixed: '基数', range: '基数', ceiling: '基数' }[clause?.kind ?? 'none']
  if (l.low === null) return <>缺数据，暂不能计算</>
  if (l.basis === null)
    return (
      <>
        {clause && `${clause.kind_name}：`}
        <Range low={l.low} high={l.high} /> 万元
      </>
    )
  return (
    <>
      {basis} {exact(l.basis)} 万元{rate && ` × ${rate}`} → <Range low={l.low} high={l.high} /> 万元
    </>
  )
}

/** Everything that explains a line: what it rests on, how it was reckoned, what is missing, and what became of it. */
export function LineWhy({ line: l, clause, linked }: { line: Line; clause: Clause | undefined; linked: boolean }) {
  const facts: [string, ReactNode][] = [
    [l.state === 'pending' ? '缺什么' : '依据', l.ground],
    ['测算', <Reckoning line={l} clause={clause} />],
    ['条款', clause ? `${l.clause} ${clause.name}，${clause.cite.text}` : l.clause],
    ...(l.beside !== null ? [['另一口径', `${exact(l.beside)} 万元，并列测算，不拨付`] as [string, ReactNode]] : []),
    ...(l.before ? [['其他年度', l.before] as [string, ReactNode]] : []),
    ...(l.paid_outside > 0 ? [['名册拨付', `${exact(l.paid_outside)} 万元，由花名册登记；核定后计入已拨付`] as [string, ReactNode]] : []),
    ...(l.settlement
      ? [
          [
            '核定',
            <>
              <ProgressMark of={l.settlement} /> {exact(l.settlement.amount)} 万元，已拨付 {exact(l.settlement.paid)} 万元，编号 {linked ? <Link to={settlementAt(l.settlement.id)}>{l.settlement.id}</Link> : l.settlement.id}
            </>,
          ] as [string, ReactNode],
        ]
      : []),
  ]
  return (
    <div className={css.why}>
      <div>
        {l.state === 'suspended' && <p className={css.caution}>暂缓：{l.reason}。情形消除、重新评价之后才能核定。</p>}
        {l.outside && <p className={css.caution}>期外测算：{l.year} 年不在条款的有效年度之内，不进合计，不能核定。</p>}
        {l.notes.map((n) => (
          <p key={n} className={css.caution}>
            {n}
          </p>
        ))}
        <dl className={css.facts}>
          {facts.map(([name, value]) => [<dt key={`${name}:`}>{name}</dt>, <dd key={name}>{value}</dd>])}
        </dl>
      </div>
      <EvidenceList line={l} />
    </div>
  )
}

/** What has to be shown for a line: what the records show, and what is to be handed in. */
function EvidenceList({ line: l }: { line: Line }) {
  if (l.evidence.length === 0) return <p className={css.note}>条款没有列出证明材料。</p>
  return (
    <div>
      <h3>证明材料</h3>
      <ul className={css.evidence}>
        {l.evidence.map((e) => (
          <li key={e.name} className={e.held ? css.held : css.lacks}>
            <Sign name={e.held ? 'check' : 'question'} />
            <span>
              {e.held ? '齐' : '缺'}　{e.name}
              {e.how && <small className={`${css.note} ${css.block}`}>{e.how}</small>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
