import { change, count } from '../format/money'
import { ToFirms } from '../overview/to-firms'
import { moved } from '../overview/totals'
import { MoveMark, Rungs } from '../parts/marks'
import { movementIDs } from '../words/movements'
import { ladders as ladderNames, tiers } from '../words/tiers'
import type { Totals } from './reviews'
import css from './reviews.module.css'

type Ladder = Totals['ladders'][number]

/** The tiers of a ladder, the highest on top, beside the review before or another review of the year. */
export function CompareTiers({ now, other, names, latest, compared }: { now: Ladder; other: Ladder | undefined; names: [string, string]; latest: boolean; compared: boolean }) {
  const rows = [...now.tiers].reverse().map((t) => ({ tier: t.tier, now: t.now, carried: t.carried, before: other ? (other.tiers.find((o) => o.tier === t.tier)?.now ?? 0) : t.before }))
  const total = rows.reduce((s, r) => ({ now: s.now + r.now, before: s.before + r.before, carried: s.carried + r.carried }), { now: 0, before: 0, carried: 0 })
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">梯级</th>
          <th scope="col" className="number">{names[0]}</th>
          <th scope="col" className="number">{names[1]}</th>
          <th scope="col" className="number">增减</th>
          <th scope="col" className="number" title="数据不足，沿用上次发布的梯级">其中待核</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r.tier}>
            <th scope="row" className={css.name}>
              <Rungs ladder={now.ladder} tier={r.tier} /> {tiers[r.tier].name}
            </th>
            <td className="number">
              <ToFirms filters={{ ladder: now.ladder, tier: r.tier }} linked={latest}>
                {count(r.now)}
              </ToFirms>
            </td>
            <td className="number">{compared ? count(r.before) : ''}</td>
            <td className="number">{compared && <Change before={r.before} now={r.now} />}</td>
            <td className={r.carried === 0 ? `number ${css.zero}` : 'number'}>{count(r.carried)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">线上合计</th>
          <td className="number">{count(total.now)}</td>
          <td className="number">{compared ? count(total.before) : ''}</td>
          <td className="number">{compared && <Change before={total.before} now={total.now} />}</td>
          <td className="number">{count(total.carried)}</td>
        </tr>
        <tr>
          <th scope="row">不在线上</th>
          <td className="number">{count(now.none)}</td>
          <td className="number">{other ? count(other.none) : ''}</td>
          <td className="number">{other && <Change before={other.none} now={now.none} />}</td>
          <td />
        </tr>
      </tfoot>
    </table>
  )
}

function Change({ before, now }: { before: number; now: number }) {
  return <span className={before === now ? css.zero : undefined}>{change(before, now)}</span>
}

/** The movements of two reviews beside one another. */
export function CompareMoves({ now, then, names }: { now: readonly Ladder[]; then: readonly Ladder[]; names: [string, string] }) {
  const rows = now.flatMap((l) => {
    const o = then.find((t) => t.ladder === l.ladder)
    return movementIDs.filter((m) => moved(l, m) + moved(o, m) > 0).map((m) => ({ ladder: l.ladder, move: m, now: moved(l, m), then: moved(o, m) }))
  })
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">培育线</th>
          <th scope="col">变动</th>
          <th scope="col" className="number">{names[0]}</th>
          <th scope="col" className="number">{names[1]}</th>
          <th scope="col" className="number">增减</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((r, i) => (
          <tr key={r.ladder + r.move}>
            <td className={css.note}>{rows[i - 1]?.ladder === r.ladder ? <span className="only-heard">{ladderNames[r.ladder].short}</span> : ladderNames[r.ladder].short}</td>
            <th scope="row">
              <MoveMark move={r.move} />
            </th>
            <td className="number">{count(r.now)}</td>
            <td className="number">{count(r.then)}</td>
            <td className="number">
              <Change before={r.then} now={r.now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
