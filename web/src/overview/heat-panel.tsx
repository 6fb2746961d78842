import { Segmented } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'

import { type Filters, firmsAt } from '../firms/query'
import { change, count } from '../format/money'
import { Panel } from '../parts/page'
import { Scroll } from '../parts/scroll'
import { type LadderID, ladderIDs, ladders, tiers } from '../words/tiers'
import { at, mostOf, onAny, shadeOf } from './heat'
import css from './overview.module.css'
import type { Overview, Place } from './totals'

type Kind = Place['kind']
const kinds: Record<Kind, string> = { county: '县(市)区', zone: '开发区' }

/** How many firms each county and each zone has on each tier; the darker, the more of that tier. */
export function HeatPanel({ overview: o, whole }: { overview: Overview; whole: boolean }) {
  const [ladder, setLadder] = useState<LadderID>('growth')
  const [kind, setKind] = useState<Kind>(whole ? 'county' : 'zone')
  const places = o.places.filter((p) => p.kind === kind && (p.present > 0 || (whole && p.id !== '')))
  if (places.length === 0) return null
  return (
    <Panel
      id="heat"
      title={`各${kinds[kind]}各梯级企业数`}
      aside={
        <span className={css.choices}>
          {whole && <Segmented<Kind> size="small" aria-label="按什么分" value={kind} onChange={setKind} options={(['county', 'zone'] as const).map((k) => ({ value: k, label: kinds[k] }))} />}
          <Segmented<LadderID> size="small" aria-label="哪条培育线" value={ladder} onChange={setLadder} options={ladderIDs.map((l) => ({ value: l, label: ladders[l].short }))} />
        </span>
      }
    >
      <Scroll label={`各${kinds[kind]}各梯级企业数`}>
        <HeatTable kind={kind} places={places} ladder={ladder} year={o.year} compared={o.previous !== null} />
      </Scroll>
      <p className={css.note}>
        同一列中颜色越深，企业越多。{o.previous !== null && '小字为较上年的增减。'}
        {kind === 'zone' && '开发区相互重叠，也与县(市)区重叠，不相加。'}
        {kind === 'county' && places.some((p) => p.core) && '标 * 的属于“6+3”科技创新核心区。'}
      </p>
    </Panel>
  )
}

function HeatTable({ kind, places, ladder, year, compared }: { kind: Kind; places: readonly Place[]; ladder: LadderID; year: number; compared: boolean }) {
  const all = ladders[ladder].tiers
  const most = new Map(all.map((t) => [t, mostOf(places, ladder, t)]))
  return (
    <table className={kind === 'zone' ? `${css.heat} ${css.zones}` : css.heat}>
      <thead>
        <tr>
          <th scope="col">名称</th>
          <th scope="col" className="number">
            在册
          </th>
          <th scope="col" className="number">
            线上合计
          </th>
          {[...all].reverse().map((t) => (
            <th key={t} scope="col">
              {tiers[t].short}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {places.map((p) => {
          const place = placeQuery(p)
          const total = onAny(p, ladder)
          return (
            <tr key={p.id}>
              <th scope="row">
                {p.name}
                {p.core && <span title="属于“6+3”科技创新核心区">*</span>}
              </th>
              <td className="number">
                <Cell firms={p.present} query={place && { year, present: true, ...place }} of={`${p.name}在册`} />
              </td>
              <td className="number">
                <Cell firms={total.now} query={place && { year, ladder, tier: 'any', ...place }} of={`${p.name}${ladders[ladder].short}线上`} />
              </td>
              {[...all].reverse().map((t) => {
                const { now, before } = at(p, ladder, t)
                return (
                  <td key={t} className={css[`shade${shadeOf(now, most.get(t)!)}`]}>
                    <Cell firms={now} query={place && { year, ladder, tier: t, ...place }} of={`${p.name}${tiers[t].name}`} before={compared ? before : undefined} />
                  </td>
                )
              })}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** How the list is narrowed to a place; firms of no known county cannot be asked for. */
const placeQuery = (p: Place): Filters | undefined => (p.id === '' ? undefined : p.kind === 'county' ? { county: p.id } : { zone: p.id })

function Cell({ firms, query, of, before }: { firms: number; query: Filters | undefined; of: string; before?: number }) {
  const moved = before !== undefined && before !== firms && <small>{change(before, firms)}</small>
  if (firms === 0 || !query)
    return (
      <span className={css.cell}>
        {count(firms)}
        {moved}
      </span>
    )
  return (
    <Link className={css.cell} to={firmsAt(query)} aria-label={`${of}：${count(firms)} 家`}>
      {count(firms)}
      {moved}
    </Link>
  )
}
