import { keepPreviousData } from '@tanstack/react-query'

import { api } from '../api/client'
import { hasCode } from '../api/problem'
import { dayOf } from '../format/days'
import { OverviewMoney } from '../money/overview-cards'
import { Page, Panel } from '../parts/page'
import { Failed, Loading, Nothing } from '../parts/states'
import { useYear, YearSwitch } from '../parts/year-switch'
import { DownloadButton } from '../reports/download-button'
import { useMe } from '../session/session'
import { ladders } from '../words/tiers'
import { Completeness } from './completeness'
import { Expiries } from './expiries'
import { FlowsPanel } from './flows-panel'
import { Funnel } from './funnel'
import { HeatPanel } from './heat-panel'
import { KeyFigures } from './key-figures'
import { Moves } from './moves'
import css from './overview.module.css'
import { PipelineStrip, ToPipeline } from './pipeline-strip'
import { onLadder, type Overview } from './totals'

/** The first page of leadership: where the firms of the city, or of one's county, stand, and how that changed. */
export function OverviewPage() {
  const year = useYear()
  const me = useMe()
  const overview = api.useQuery('get', '/api/v1/overview', { params: { query: year === undefined ? {} : { year } } }, { placeholderData: keepPreviousData })
  const o = overview.data
  if (!o) {
    if (hasCode(overview.error, 'not_found')) return <Unpublished year={year} />
    return overview.isError ? <Failed why={overview.error} onRetry={() => void overview.refetch()} /> : <Loading />
  }
  const area = me.role === 'county' ? o.area : '全市'
  return (
    <Page title={`${o.year} 年${area}梯次培育总览`} note={noteOf(o)} actions={<DownloadButton report="annual" year={o.year} label="下载年度报告" primary />}>
      <YearSwitch years={o.years} value={o.year} />
      <Content key={o.review} overview={o} whole={me.role !== 'county'} />
    </Page>
  )
}

const noteOf = (o: Overview) => `评价基准日 ${o.day}，年度评价 ${o.review}${o.previous ? `，与 ${o.previous} 比较` : '，首次评价，没有上年可比'}`

/** There is no published review: of the year that was asked for, or of any. */
function Unpublished({ year }: { year: number | undefined }) {
  const latest = api.useQuery('get', '/api/v1/overview', undefined, { enabled: year !== undefined })
  return (
    <Page title="总览">
      {latest.data && <YearSwitch years={latest.data.years} value={undefined} />}
      {latest.data ? (
        <Nothing title={`${year} 年还没有发布过年度评价`}>已发布的年度：{latest.data.years.join('、')}，请在右上角选择。</Nothing>
      ) : (
        <Nothing title="还没有发布过年度评价">导入花名册、完成并发布一次年度评价之后，这里会显示全市的梯级和变动。</Nothing>
      )}
    </Page>
  )
}

function Content({ overview: o, whole }: { overview: Overview; whole: boolean }) {
  const compared = o.previous !== null
  const growth = onLadder(o, 'growth')
  const unicorn = onLadder(o, 'unicorn')
  return (
    <div className={css.stack}>
      <KeyFigures overview={o} />
      <div className={css.first}>
        {growth && (
          <Panel id="funnel-growth" title={ladders.growth.name} aside={compared ? '实心为本年，竖线为上年' : undefined}>
            <Funnel ladder={growth} year={o.year} compared={compared} />
          </Panel>
        )}
        <div className={css.stack}>
          {unicorn && (
            <Panel id="funnel-unicorn" title={ladders.unicorn.name} aside={<ToPipeline year={o.year} />}>
              <PipelineStrip overview={o} />
            </Panel>
          )}
          <OverviewMoney year={o.year} />
        </div>
      </div>
      <div className={compared ? css.second : `${css.second} ${css.alone}`}>
        <Panel id="expiries" title="今后 12 个月到期的资质" aside="自今日起，尚无更晚一份的" className={css.ends}>
          <Expiries expiries={o.expiries} today={dayOf(new Date().toISOString())} />
        </Panel>
        <Panel id="complete" title="数据完整情况" aside="一家企业可以缺几项" className={css.lacks}>
          <Completeness overview={o} />
        </Panel>
        {compared && (
          <Panel id="moves" title="变动" className={css.moves}>
            <Moves ladders={o.ladders} latest={false} year={o.year} />
          </Panel>
        )}
      </div>
      {compared && <FlowsPanel overview={o} />}
      <HeatPanel overview={o} whole={whole} />
    </div>
  )
}
