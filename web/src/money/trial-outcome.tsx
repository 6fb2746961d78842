import { Link } from 'react-router'

import { change, count } from '../format/money'
import { MoveMark, TierMark } from '../parts/marks'
import { Panel } from '../parts/page'
import { Scroll } from '../parts/scroll'
import { ladderIDs, ladders, tiers } from '../words/tiers'
import { exact } from './amount'
import { Range } from './marks'
import css from './money.module.css'
import type { Trial } from './types'

/** More or less money: the two ends apart where they differ. */
function Rise({ before, after }: { before: { low: number; high: number }; after: { low: number; high: number } }) {
  const low = after.low - before.low
  const high = after.high - before.high
  const one = (n: number) => (n === 0 ? '不变' : `${n > 0 ? '多' : '少'} ${exact(Math.abs(n))}`)
  if (low === 0 && high === 0) return <span className={css.zero}>不变</span>
  return <b>{low === high ? one(low) : `低端${one(low)}，高端${one(high)}`}</b>
}

/** What a trial came to: the money first, then tiers and the firms that move. */
export function TrialOutcome({ trial: t }: { trial: Trial }) {
  const moved = ladderIDs.map((l) => ({ ladder: l, tiers: t.tiers.filter((x) => x.ladder === l).reverse() }))
  const total = { before: { low: t.total.low_before, high: t.total.high_before }, after: { low: t.total.low_after, high: t.total.high_after } }
  return (
    <>
      <Panel id="trial-money" title="花多少（万元）" aside={t.changed.join('；')}>
        <p className={css.verdict} role="status">
          应给予由 <b><Range {...total.before} /></b> 变为 <b><Range {...total.after} /></b>，<Rise {...total} />；{count(t.firms_total)} 户次的梯级不同。
        </p>
        <Scroll label="花多少">
          <table className={`${css.table} ${css.cross}`}>
            <thead>
              <tr>
                <th scope="col">条款</th>
                <th scope="col" className="number">现行（笔）</th>
                <th scope="col" className="number">改动后（笔）</th>
                <th scope="col" className="number">现行</th>
                <th scope="col" className="number">改动后</th>
                <th scope="col" className="number">增减</th>
                <th scope="col" className="number" title="缺数据，没有金额">待补（笔）</th>
              </tr>
            </thead>
            <tbody>
              {t.money.map((m) => (
                <tr key={m.clause}>
                  <th scope="row">
                    <b>{m.clause}</b> {m.name}
                  </th>
                  <td className="number">{count(m.lines_before)}</td>
                  <td className="number">{count(m.lines_after)}</td>
                  <td className="number"><Range low={m.low_before} high={m.high_before} /></td>
                  <td className="number"><Range low={m.low_after} high={m.high_after} /></td>
                  <td className="number"><Rise before={{ low: m.low_before, high: m.high_before }} after={{ low: m.low_after, high: m.high_after }} /></td>
                  <td className="number">{m.pending_before === m.pending_after ? count(m.pending_after) : `${count(m.pending_before)} → ${count(m.pending_after)}`}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">合计</th>
                <td className="number">{count(t.total.lines_before)}</td>
                <td className="number">{count(t.total.lines_after)}</td>
                <td className="number"><Range {...total.before} /></td>
                <td className="number"><Range {...total.after} /></td>
                <td className="number"><Rise {...total} /></td>
                <td className="number">{t.total.pending_before === t.total.pending_after ? count(t.total.pending_after) : `${count(t.total.pending_before)} → ${count(t.total.pending_after)}`}</td>
              </tr>
            </tfoot>
          </table>
        </Scroll>
      </Panel>
      <div className={css.two}>
        {moved.map(
          (l) =>
            l.tiers.length > 0 && (
              <Panel key={l.ladder} id={`trial-${l.ladder}`} title={ladders[l.ladder].name}>
                <table className={css.table}>
                  <thead>
                    <tr>
                      <th scope="col">梯级</th>
                      <th scope="col" className="number">现行（户）</th>
                      <th scope="col" className="number">改动后（户）</th>
                      <th scope="col" className="number">增减</th>
                    </tr>
                  </thead>
                  <tbody>
                    {l.tiers.map((x) => (
                      <tr key={x.tier ?? 'none'}>
                        <th scope="row">{x.tier === null ? '不在线上' : tiers[x.tier].name}</th>
                        <td className="number">{count(x.before)}</td>
                        <td className="number">{count(x.after)}</td>
                        <td className={x.before === x.after ? `number ${css.zero}` : 'number'}>{x.before === x.after ? '不变' : <b>{change(x.before, x.after)}</b>}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Panel>
            ),
        )}
      </div>
      <div className={css.two}>
        <Panel id="trial-firms" title="梯级不同的企业" aside={t.firms_total > t.firms.length ? `共 ${count(t.firms_total)} 户次，列出前 ${count(t.firms.length)}` : `${count(t.firms_total)} 户次`}>
          {t.firms.length === 0 ? (
            <p className={css.note}>没有企业的梯级因此改变。</p>
          ) : (
            <div className={css.tall} tabIndex={0} role="group" aria-label="梯级不同的企业，可上下滚动">
              <table className={css.table}>
                <thead>
                  <tr>
                    <th scope="col">企业</th>
                    <th scope="col">培育线</th>
                    <th scope="col">现行</th>
                    <th scope="col">改动后</th>
                  </tr>
                </thead>
                <tbody>
                  {t.firms.map((f) => (
                    <tr key={`${f.code}.${f.ladder}`}>
                      <th scope="row">
                        <Link to={`/firms/${f.code}?year=${t.year}`}>{f.name}</Link>
                      </th>
                      <td>{ladders[f.ladder].short}</td>
                      <td>
                        <TierMark ladder={f.ladder} tier={f.before} />
                      </td>
                      <td>
                        <TierMark ladder={f.ladder} tier={f.after} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Panel>
        <Panel id="trial-moves" title="与上一次评价相比的变动" aside="户数有差别的">
          <Moves trial={t} />
        </Panel>
      </div>
    </>
  )
}

function Moves({ trial: t }: { trial: Trial }) {
  const differ = t.moves.filter((m) => m.firms_before !== m.firms_after)
  if (differ.length === 0) return <p className={css.note}>{t.moves.length === 0 ? '没有较早的评价可比。' : '各种变动的户数都一样。'}</p>
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">变动</th>
          <th scope="col">由</th>
          <th scope="col">到</th>
          <th scope="col" className="number">现行</th>
          <th scope="col" className="number">改动后</th>
        </tr>
      </thead>
      <tbody>
        {differ.map((m) => (
          <tr key={`${m.ladder}.${m.from}.${m.to}.${m.move}`}>
            <th scope="row">
              <MoveMark move={m.move} />
            </th>
            <td>
              <TierMark ladder={m.ladder} tier={m.from} />
            </td>
            <td>
              <TierMark ladder={m.ladder} tier={m.to} />
            </td>
            <td className="number">{count(m.firms_before)}</td>
            <td className="number">{count(m.firms_after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
