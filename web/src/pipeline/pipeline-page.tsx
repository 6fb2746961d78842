import { ClearOutlined } from '@ant-design/icons'
import { keepPreviousData } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'

import { api } from '../api/client'
import { hasCode } from '../api/problem'
import type { components } from '../contract'
import { firmsAt } from '../firms/query'
import { change, count } from '../format/money'
import { MoveMark, Rungs } from '../parts/marks'
import { Page } from '../parts/page'
import { Scroll } from '../parts/scroll'
import { Failed, Loading, Nothing } from '../parts/states'
import { YearSwitch } from '../parts/year-switch'
import { usePolicy } from '../policy/use-policy'
import { useMe } from '../session/session'
import { movementIDs } from '../words/movements'
import { FirmCard } from './firm-card'
import css from './pipeline.module.css'
import { asked, narrowed, type PipelineQuery, readQuery, writeQuery } from './query'

type Pipeline = components['schemas']['Pipeline']
type Stage = Pipeline['stages'][number]

/** The firms on the way to a unicorn, a column each stage. */
export function PipelinePage() {
  const me = useMe()
  const [params, setParams] = useSearchParams()
  const query = readQuery(params)
  const pipeline = api.useQuery('get', '/api/v1/pipeline', { params: { query: asked(query) } }, { placeholderData: keepPreviousData })
  const years = api.useQuery('get', '/api/v1/overview', undefined, { staleTime: 300_000 }).data?.years ?? []
  const set = (part: Partial<PipelineQuery>) => setParams(writeQuery({ ...query, ...part }), { replace: true })
  const p = pipeline.data
  if (!p) {
    if (hasCode(pipeline.error, 'not_found'))
      return (
        <Page title="独角兽管线">
          <YearSwitch years={years} value={undefined} />
          <Nothing title={query.year === undefined ? '还没有发布过年度评价' : `${query.year} 年还没有发布过年度评价`}>
            {years.length > 0 ? `已发布的年度：${years.join('、')}，请在右上角选择。` : '完成并发布一次年度评价之后，这里会列出独角兽培育线上的企业。'}
          </Nothing>
        </Page>
      )
    return pipeline.isError ? <Failed why={pipeline.error} onRetry={() => void pipeline.refetch()} /> : <Loading />
  }
  return (
    <Page
      title={`${p.year} 年${me.role === 'county' ? p.area : '全市'}独角兽管线`}
      note={`年度评价 ${p.review}${p.previous ? `，与 ${p.previous} 比较` : ''}；各阶段按最近一轮投后估值由高到低`}
    >
      <YearSwitch years={years} value={p.year} />
      <Filters query={query} pipeline={p} counties={me.role !== 'county'} onChange={set} />
      <div aria-busy={pipeline.isFetching}>
        <Scroll label="独角兽管线">
          <ol className={css.board}>
            {[...p.stages].map((s) => (
              <Column key={s.tier} stage={s} year={p.year} query={query} />
            ))}
          </ol>
        </Scroll>
      </div>
    </Page>
  )
}

function Filters({ query, pipeline, counties, onChange }: { query: PipelineQuery; pipeline: Pipeline; counties: boolean; onChange: (part: Partial<PipelineQuery>) => void }) {
  const policy = usePolicy(pipeline.year).data
  const common = { allowClear: true, className: css.pick, popupMatchSelectWidth: false as const, showSearch: { optionFilterProp: 'label' } }
  return (
    <div className={css.filters} role="search" aria-label="筛选管线">
      {counties && (
        <Select {...common} aria-label="县(市)区" placeholder="县(市)区" value={query.county || undefined} options={policy?.counties.map((c) => ({ value: c.id, label: c.name }))} onChange={(county?: string) => onChange({ county: county ?? '' })} />
      )}
      <Select {...common} aria-label="开发区" placeholder="开发区" value={query.zone || undefined} options={policy?.zones.map((z) => ({ value: z.id, label: z.name }))} onChange={(zone?: string) => onChange({ zone: zone ?? '' })} />
      <Select {...common} aria-label="行业" placeholder="行业" value={query.industry || undefined} options={pipeline.industries.map((i) => ({ value: i.id, label: `${i.id} ${i.name}` }))} onChange={(industry?: string) => onChange({ industry: industry ?? '' })} />
      <Select aria-label="变动" placeholder="变动" allowClear className={css.pick} value={query.move} options={movementIDs.map((m) => ({ value: m, label: <MoveMark move={m} /> }))} onChange={(move?: PipelineQuery['move']) => onChange({ move })} listHeight={400} />
      {narrowed(query) && (
        <Button type="text" icon={<ClearOutlined aria-hidden />} onClick={() => onChange({ county: '', zone: '', industry: '', move: undefined })}>
          清除筛选
        </Button>
      )}
    </div>
  )
}

function Column({ stage: s, year, query }: { stage: Stage; year: number; query: PipelineQuery }) {
  const { county, zone, industry, move } = query
  const place = { year, ladder: 'unicorn' as const, tier: s.tier, county, zone, industry }
  const id = `stage-${s.tier}`
  return (
    <li className={css.column} aria-labelledby={id}>
      <header>
        <h2 id={id}>
          <Rungs ladder="unicorn" tier={s.tier} /> {s.name}
        </h2>
        <p>
          {s.now === 0 ? <b>0</b> : <Link to={firmsAt(place)} aria-label={`${s.name}：${count(s.now)} 家`}><b>{count(s.now)}</b></Link>} 家
          {s.before !== null && <span className={css.note}>上年 {count(s.before)} 家，{s.now === s.before ? '持平' : change(s.before, s.now)}</span>}
        </p>
      </header>
      {s.items.length === 0 ? (
        <p className={css.none}>{s.now === 0 ? '没有企业' : '没有符合筛选的企业'}</p>
      ) : (
        <ul>
          {s.items.map((f) => (
            <li key={f.code}>
              <FirmCard firm={f} year={year} />
            </li>
          ))}
        </ul>
      )}
      {s.firms > s.items.length && (
        <p className={css.more}>
          这里列出估值最高的 {s.items.length} 家，
          <Link to={firmsAt({ ...place, move })}>全部 {count(s.firms)} 家</Link>
        </p>
      )}
    </li>
  )
}
