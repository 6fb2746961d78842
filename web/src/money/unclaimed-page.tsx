import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Alert, Pagination, Segmented, Select } from 'antd'
import { useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'

import { count } from '../format/money'
import { Failed, Loading, Nothing } from '../parts/states'
import { useNames, usePolicy } from '../policy/use-policy'
import { useMe } from '../session/session'
import { exact } from './amount'
import { type Group, groupsOf, lacking, sumOf } from './group'
import { ClauseChoice, SearchText } from './lines-filter'
import { Range } from './marks'
import css from './money.module.css'
import { filtersOf, linesAt, type LineQuery, readQuery, writeQuery } from './query'
import { NoticeButton, ReportButton } from './report-button'
import { MoneySection } from './section'
import { type Clause, hasCode, isFirm, keyOf, type Line } from './types'
import { collect, useClauses, useMoneyYear } from './use-money'

/** How many lines the page groups at most, and how many payees it shows at once. */
const most = 6000
const perPage = 20

/** What is owed and nobody has settled (免申即享): by who is to get it, or by clause. */
export function UnclaimedPage() {
  const me = useMe()
  const { years, year } = useMoneyYear()
  const [params, setParams] = useSearchParams()
  const query = readQuery(params)
  const by = params.get('by') === 'clause' ? 'clause' : 'payee'
  const clauses = useClauses(year)
  const policy = usePolicy().data
  const filters = { ...filtersOf({ ...query, state: 'owed', settled: 'none', outside: false }) }
  const found = useQuery({
    queryKey: ['money', 'unclaimed', year, filters],
    queryFn: ({ signal }) => collect(year!, filters, most, undefined, signal),
    enabled: year !== undefined,
    placeholderData: keepPreviousData,
  })
  const groups = useMemo(() => groupsOf(found.data?.lines ?? [], by, (c) => clauses.get(c)?.name ?? ''), [found.data, by, clauses])
  const set = (change: Partial<LineQuery>) => setParams((before) => writeQuery({ ...query, page: 1, ...change }, before), { replace: true })
  const lines = found.data?.lines ?? []
  const total = sumOf(lines)
  const page = Math.min(query.page, Math.max(1, Math.ceil(groups.length / perPage)))
  const narrowed = query.q !== '' || query.clause !== '' || query.county !== ''

  return (
    <MoneySection
      title={year === undefined ? '免申即享清单' : `${year} 年免申即享清单`}
      note="按现有记录就可以给予、还没有核定的各笔：不必等企业申报，逐户告知、收齐缺的材料即可核定。"
      actions={year !== undefined && <ReportButton report="unclaimed" year={year} label="下载清单" />}
      years={years}
      year={year}
    >
      <div className={`${css.filters} ${css.closed}`} role="search" aria-label="筛选清单">
        <Segmented<'payee' | 'clause'>
          aria-label="怎样分组"
          value={by}
          options={[
            { value: 'payee', label: '按收款单位' },
            { value: 'clause', label: '按条款' },
          ]}
          onChange={(to) =>
            setParams(
              (before) => {
                const next = writeQuery({ ...query, page: 1 }, before)
                if (to === 'clause') next.set('by', to)
                else next.delete('by')
                return next
              },
              { replace: true },
            )
          }
        />
        <SearchText text={query.q} label="收款单位名称或代码" onSearch={(q) => set({ q })} />
        <ClauseChoice value={query.clause} clauses={clauses} onChange={(clause) => set({ clause })} />
        {me.role !== 'county' && (
          <Select aria-label="县(市)区" placeholder="县(市)区" allowClear showSearch={{ optionFilterProp: 'label' }} style={{ width: 124 }} value={query.county || undefined} options={policy?.counties.map((c) => ({ value: c.id, label: c.name }))} onChange={(county?: string) => set({ county: county ?? '' })} />
        )}
        {found.data && (
          <span role="status" className={css.note}>
            {by === 'payee' ? `${count(groups.length)} 个单位，` : ''}
            {count(total.lines)} 笔，<Range low={total.low} high={total.high} /> 万元；{count(lines.filter((l) => lacking(l).length > 0).length)} 笔缺证明材料
          </span>
        )}
      </div>
      {found.data?.more && <Alert type="warning" showIcon title={`只列出前 ${count(most)} 笔，请按条款或县(市)区筛选；下载的清单是全的。`} />}
      {!found.data ? (
        found.isError ? (
          <Failed why={found.error} onRetry={() => void found.refetch()} />
        ) : years.length === 0 && !found.isLoading ? (
          <div className={css.list}>
            <Nothing title="还没有发布过年度评价">发布年度评价之后，这里会列出可以免申即享的各笔。</Nothing>
          </div>
        ) : (
          <Loading what="正在读取清单…" />
        )
      ) : groups.length === 0 ? (
        <div className={css.list}>
          <Nothing title={narrowed ? '没有符合筛选的' : '没有尚未核定的奖补'}>{narrowed ? '请改变筛选条件。' : '应给予的各笔都已核定。'}</Nothing>
        </div>
      ) : (
        <div className={css.groups} aria-busy={found.isFetching}>
          {groups.slice((page - 1) * perPage, page * perPage).map((g) => (
            <GroupPanel key={g.key} group={g} by={by} clauses={clauses} year={year!} />
          ))}
          <Pagination current={page} pageSize={perPage} total={groups.length} size="small" showSizeChanger={false} hideOnSinglePage onChange={(p) => set({ page: p })} align="end" />
        </div>
      )}
    </MoneySection>
  )
}

/** How many lines of a group are shown before the rest is left to the list. */
const shownLines = 30

function GroupPanel({ group: g, by, clauses, year }: { group: Group; by: 'payee' | 'clause'; clauses: ReadonlyMap<string, Clause>; year: number }) {
  const { county } = useNames()
  const sum = sumOf(g.lines)
  const one = g.lines[0]!
  const id = `group-${g.key}`
  const rest = g.lines.length - shownLines
  return (
    <section className={css.group} aria-labelledby={id}>
      <header>
        <h2 id={id}>
          {by === 'payee' && isFirm(g.key) ? <Link to={`/firms/${g.key}`}>{g.title}</Link> : g.title}
          {by === 'payee' && (
            <span className={`${css.note} ${css.apart}`}>
              {hasCode(g.key) && <span className="mono">{g.key}</span>} {g.county && county(g.county)}
            </span>
          )}
        </h2>
        <span>
          {count(sum.lines)} 笔，<b>
            <Range low={sum.low} high={sum.high} />
          </b> 万元
        </span>
        {by === 'payee' && isFirm(g.key) && <NoticeButton code={g.key} year={year} name={g.title} />}
      </header>
      <table className={css.table}>
        <thead className="only-heard">
          <tr>
            <th scope="col">{by === 'payee' ? '条款' : '收款单位'}</th>
            <th scope="col">依据</th>
            <th scope="col">金额（万元）</th>
            <th scope="col">缺的材料</th>
          </tr>
        </thead>
        <tbody>
          {g.lines.slice(0, shownLines).map((l) => (
            <Row key={keyOf(l)} line={l} by={by} clauses={clauses} />
          ))}
        </tbody>
      </table>
      {rest > 0 && (
        <p className={css.more}>
          另有 {count(rest)} 笔，<Link to={linesAt(year, { state: 'owed', settled: 'none', outside: false, ...(by === 'clause' ? { clause: one.clause } : { q: one.payee }) })}>在测算明细中查看</Link>
        </p>
      )}
    </section>
  )
}

function Row({ line: l, by, clauses }: { line: Line; by: 'payee' | 'clause'; clauses: ReadonlyMap<string, Clause> }) {
  const { county } = useNames()
  const lack = lacking(l)
  return (
    <tr>
      <th scope="row" className={css.who}>
        {by === 'payee' ? (
          <>
            <b>{l.clause}</b> {clauses.get(l.clause)?.name}
          </>
        ) : (
          <>
            {isFirm(l.payee) ? <Link to={`/firms/${l.payee}`}>{l.name}</Link> : l.name} <span className={css.note}>{l.county && county(l.county)}</span>
          </>
        )}
      </th>
      <td>
        {l.ground}
        {l.paid_outside > 0 && <small className={`${css.unknown} ${css.block}`}>名册已拨付 {exact(l.paid_outside)} 万元，核定后计入</small>}
      </td>
      <td className="number">
        <Range low={l.low} high={l.high} />
      </td>
      <td className={css.lack}>{lack.length === 0 ? '材料齐' : <span className={css.unknown}>缺：{lack.join('、')}</span>}</td>
    </tr>
  )
}
