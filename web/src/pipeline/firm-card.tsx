import { Link } from 'react-router'

import { grouped, legible } from '../format/money'
import { MoveMark } from '../parts/marks'
import { Sign } from '../parts/sign'
import { useNames } from '../policy/use-policy'
import css from './pipeline.module.css'
import { ageText, growthText, type PipelineFirm, pressing, valueText } from './words'

/** A firm on the board: what it is worth, how it grows, how long it has, and what it lacks. */
export function FirmCard({ firm, year }: { firm: PipelineFirm; year: number }) {
  const names = useNames()
  return (
    <article className={css.card}>
      <header>
        <h3>
          <Link to={`/firms/${firm.code}?year=${year}`}>{firm.name}</Link>
        </h3>
        <p className={css.where}>
          {names.county(firm.county) || '未登记县(市)区'}
          {firm.carried && (
            <span className={css.carried} title="数据待核，暂按上次发布的梯级">
              待核
            </span>
          )}
          {firm.move !== 'kept' && <MoveMark move={firm.move} />}
        </p>
      </header>
      <dl>
        <div>
          <dt>估值</dt>
          <dd>
            {firm.valuation.known ? (
              <>
                <b>{valueText(firm.valuation)}</b>
                {firm.yuan !== null && <span className={css.note}>约 {grouped(firm.yuan)} 亿元</span>}
                <span className={css.when}>
                  {firm.valued && `${firm.valued.slice(0, 7)} 融资`}
                  {firm.stale && (
                    <span className={css.stale} title="估值早于评价基准日较久，请核实有无新的融资">
                      待更新
                    </span>
                  )}
                </span>
              </>
            ) : (
              <span className="unreported">{firm.valuation.text}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>收入</dt>
          <dd>
            {firm.revenue.known ? valueText(firm.revenue) : <span className="unreported">{firm.revenue.text}</span>}
            {firm.growth.known && <span className={firm.growth.text.startsWith('-') ? css.down : css.up}>{growthText(firm.growth)}</span>}
          </dd>
        </div>
        <div>
          <dt>年限</dt>
          <dd className={pressing(firm.age_left) ? `${css.age} ${css.pressing}` : css.age}>
            {pressing(firm.age_left) && <Sign name="clock" />} {ageText(firm)}
          </dd>
        </div>
      </dl>
      {firm.next && (
        <div className={css.next}>
          <h4>离{firm.next.name}还差</h4>
          <ul>
            {firm.next.gaps.map((g) => (
              <li key={`${g.label} ${g.gap}`}>
                {g.label} <b>{legible(g.gap)}</b>
              </li>
            ))}
            {firm.next.more > 0 && <li className={css.note}>另有 {firm.next.more} 项，见企业画像</li>}
            {firm.next.gaps.length === 0 && <li className={css.note}>没有可列出的差距</li>}
          </ul>
        </div>
      )}
    </article>
  )
}
