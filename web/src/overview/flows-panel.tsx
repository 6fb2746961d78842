import { Checkbox, Segmented } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { firmsAt } from '../firms/query'
import { count } from '../format/money'
import { MoveMark, TierMark } from '../parts/marks'
import { Panel } from '../parts/page'
import { Scroll } from '../parts/scroll'
import { movements } from '../words/movements'
import { type LadderID, ladderIDs, ladders } from '../words/tiers'
import { type End, heightOf, pictureOf, type Stream, streamList, tierName } from './flows'
import css from './overview.module.css'
import type { Overview } from './totals'

const FlowChart = lazy(() => import('./flow-chart'))

/** Where the firms of last year went: as a picture, and as a table that says the same. */
export function FlowsPanel({ overview: o }: { overview: Overview }) {
  const [ladder, setLadder] = useState<LadderID>('growth')
  const [view, setView] = useState<'picture' | 'table'>('picture')
  const [kept, setKept] = useState(true)
  const picture = useMemo(() => pictureOf(o.flows, ladder, kept), [o.flows, ladder, kept])
  return (
    <Panel
      id="flows"
      title={`流向：${o.previous_year} 年 → ${o.year} 年`}
      aside={
        <span className={css.choices}>
          <Checkbox checked={kept} onChange={(e) => setKept(e.target.checked)}>
            含梯级不变的
          </Checkbox>
          <Segmented<LadderID> size="small" aria-label="哪条培育线的流向" value={ladder} onChange={setLadder} options={ladderIDs.map((l) => ({ value: l, label: ladders[l].short }))} />
          <Segmented size="small" aria-label="怎样看流向" value={view} onChange={setView} options={[{ value: 'picture' as const, label: '图' }, { value: 'table' as const, label: '表' }]} />
        </span>
      }
    >
      {picture.streams.length === 0 ? (
        <p className={css.note}>没有这样的变动。</p>
      ) : view === 'table' ? (
        <FlowTable streams={picture.streams} ladder={ladder} year={o.year} />
      ) : (
        <Picture picture={picture} ladder={ladder} overview={o} whole={kept} />
      )}
    </Panel>
  )
}

/** The picture. Only a whole one leads from its ends to lists: of an end without those that stayed there is no list. */
function Picture({ picture, ladder, overview: o, whole }: { picture: ReturnType<typeof pictureOf>; ladder: LadderID; overview: Overview; whole: boolean }) {
  const [pointed, setPointed] = useState('')
  const navigate = useNavigate()
  const open = (address: string) => void navigate(address)
  const endList = (e: End) => firmsAt({ year: o.year, ladder, [e.side === 'from' ? 'from' : 'tier']: e.tier ?? 'none' })
  return (
    <>
      <div className={css.years}>
        <span>{o.previous_year} 年</span>
        <span>{o.year} 年</span>
      </div>
      <Suspense fallback={<div style={{ height: heightOf(picture) }} />}>
        <FlowChart
          picture={picture}
          label={`${ladders[ladder].name}流向图，选“表”可逐项查看`}
          onStream={(s) => open(streamList(s, ladder, o.year))}
          onEnd={(e) => (e.tier === null || !whole ? undefined : open(endList(e)))}
          onPoint={setPointed}
        />
      </Suspense>
      <p className={css.note}>{pointed || `点一条流向${whole ? '或一个梯级' : ''}，看是哪些企业。绿色为新进和晋级，红色为降级、失效、撤销和迁出，蓝色为毕业，黄色为数据待核，灰色为不变。`}</p>
    </>
  )
}

/** The streams, each way of moving on a line of its own. */
function FlowTable({ streams, ladder, year }: { streams: readonly Stream[]; ladder: LadderID; year: number }) {
  return (
    <Scroll label="流向">
      <table className={css.table}>
        <caption className="only-heard">{ladders[ladder].name}流向</caption>
        <thead>
          <tr>
            <th scope="col">上年</th>
            <th scope="col">本年</th>
            <th scope="col">变动</th>
            <th scope="col" className="number">
              企业数
            </th>
          </tr>
        </thead>
        <tbody>
          {streams.flatMap((s) =>
            s.moves.map((m) => (
              <tr key={`${s.from} ${s.to} ${m.move}`}>
                <td>{s.from === null ? '不在线上' : <TierMark ladder={ladder} tier={s.from} />}</td>
                <td>{s.to === null ? '不在线上' : <TierMark ladder={ladder} tier={s.to} />}</td>
                <td>
                  <MoveMark move={m.move} />
                </td>
                <td className="number">
                  <Link to={streamList(s, ladder, year, m.move)} aria-label={`${tierName(s.from)}到${tierName(s.to)}，${movements[m.move].name}：${count(m.firms)} 家`}>
                    {count(m.firms)}
                  </Link>
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </Scroll>
  )
}
