import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { api } from '../api/client'
import { firmsAt } from '../firms/query'
import { change, count } from '../format/money'
import { Page, Panel } from '../parts/page'
import { Failed, Loading, Nothing } from '../parts/states'
import { useYear, YearSwitch } from '../parts/year-switch'
import { DownloadButton } from '../reports/download-button'
import { ladderIDs, ladders } from '../words/tiers'
import { Funnel } from './funnel'
import { Moves } from './moves'
import css from './overview.module.css'
import { Readiness } from './readiness'
import { moved, onLadder, published, type Review, standing, type Totals } from './totals'

/** The first page of leadership: where the city's firms stand, and how that changed. */
export function OverviewPage() {
  const reviews = api.useQuery('get', '/api/v1/reviews')
  const asked = useYear()
  if (!reviews.data) return reviews.isError ? <Failed why={reviews.error} onRetry={() => void reviews.refetch()} /> : <Loading />
  const all = published(reviews.data.items)
  const review = all.find((r) => r.year === asked) ?? all[0]
  if (!review)
    return (
      <Page title="总览">
        <Nothing title="还没有发布过年度评价">导入花名册、完成并发布一次年度评价之后，这里会显示全市的梯级和变动。</Nothing>
      </Page>
    )
  return (
    <Page
      title={`${review.year} 年全市梯次培育总览`}
      note={noteOf(review)}
      actions={<DownloadButton report="annual" year={review.year} label="下载年度报告" primary />}
    >
      <YearSwitch years={all.map((r) => r.year)} value={review.year} />
      <Content totals={review.totals} compared={review.previous !== ''} latest={review === all[0]} />
    </Page>
  )
}

const noteOf = (r: Review) => `评价基准日 ${r.year}-12-31，年度评价 ${r.id}${r.previous ? `，与 ${r.previous} 比较` : '，首次评价，没有上年可比'}`

/** Numbers lead to the list behind them; the list is of the latest year, so those of earlier years lead nowhere. */
export function ToFirms({ filters, linked, children }: { filters: Parameters<typeof firmsAt>[0]; linked: boolean; children: ReactNode }) {
  return linked ? <Link to={firmsAt(filters)}>{children}</Link> : <>{children}</>
}

function Content({ totals, compared, latest }: { totals: Totals; compared: boolean; latest: boolean }) {
  const growth = onLadder(totals, 'growth')
  const unicorn = onLadder(totals, 'unicorn')
  const tiles: { name: string; value: number; before?: number; filters?: Parameters<typeof firmsAt>[0]; note?: string }[] = [
    { name: '在册企业', value: totals.present, note: `另有 ${count(totals.absent)} 家不在册` },
    { name: '在梯次培育线上', value: standing(growth).now, before: standing(growth).before, filters: { ladder: 'growth', tier: 'any' } },
    { name: '在独角兽培育线上', value: standing(unicorn).now, before: standing(unicorn).before, filters: { ladder: 'unicorn', tier: 'any' } },
    { name: '新进', value: moved(growth, 'entered'), filters: { ladder: 'growth', move: 'entered' }, note: '梯次培育' },
    { name: '晋级', value: moved(growth, 'promoted'), filters: { ladder: 'growth', move: 'promoted' }, note: '梯次培育' },
    { name: '到期失效', value: moved(growth, 'lapsed'), filters: { ladder: 'growth', move: 'lapsed' }, note: '梯次培育' },
    { name: '数据待补', value: totals.missing, note: '缺数据而不能判定' },
  ]
  return (
    <div className={css.stack}>
      <ul className={css.tiles}>
        {tiles.map((t) => (
          <li key={t.name}>
            <span className={css.name}>{t.name}</span>
            <span className={css.value}>
              <ToFirms filters={t.filters ?? {}} linked={latest && t.filters !== undefined}>
                {count(t.value)}
              </ToFirms>
            </span>
            <span className={css.note}>{t.before !== undefined && compared ? `较上年 ${change(t.before, t.value)}` : (t.note ?? '')}</span>
          </li>
        ))}
      </ul>
      <div className={css.two}>
        {ladderIDs.map((l) => {
          const ladder = onLadder(totals, l)
          return (
            ladder && (
              <Panel key={l} id={`funnel-${l}`} title={ladders[l].name} aside={compared ? '实心为本年，竖线为上年' : undefined}>
                <Funnel ladder={ladder} compared={compared} latest={latest} />
              </Panel>
            )
          )
        })}
      </div>
      <div className={css.two}>
        <Panel id="moves" title="变动">
          <Moves ladders={totals.ladders} latest={latest} />
        </Panel>
        <Panel id="ready" title="应报未报与待核">
          <Readiness tiers={totals.tiers} />
        </Panel>
      </div>
    </div>
  )
}
