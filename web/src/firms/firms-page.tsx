import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import type { SorterResult } from 'antd/es/table/interface'
import { useEffect, useMemo, useState } from 'react'
import { createQuerySerializer } from 'openapi-fetch'
import { useSearchParams } from 'react-router'

import { api, server } from '../api/client'
import { count } from '../format/money'
import { Page } from '../parts/page'
import { Failed, Nothing } from '../parts/states'
import { YearSwitch } from '../parts/year-switch'
import { useNames, usePolicy, useReviewedYears } from '../policy/use-policy'
import { DownloadStatus } from '../reports/download-status'
import { useDownload } from '../reports/use-download'
import { useMe } from '../session/session'
import { ColumnChoice } from './column-choice'
import { chosenColumns, columns, type FirmRow } from './columns'
import { FilterBar } from './filter-bar'
import css from './firms.module.css'
import { asked, changed, type FirmQuery, narrowed, narrowing, readQuery, sizes, unnarrowed, writeQuery } from './query'
import { useViews } from './views'
import { ViewChoice } from './view-choice'

const columnsPlace = 'yunti.firms.columns'

/** The firms that one may see. */
export function FirmsPage() {
  const me = useMe()
  const [params, setParams] = useSearchParams()
  const query = useMemo(() => readQuery(params), [params])
  const [kept, setKept] = useState(() => localStorage.getItem(columnsPlace))
  const policy = usePolicy().data
  const names = useNames()
  const views = useViews(me.username)
  const firms = api.useQuery('get', '/api/v1/firms', { params: { query: asked(query) } }, { placeholderData: keepPreviousData })
  const years = useReviewedYears()
  const { download, start, cancel } = useDownload()
  const total = firms.data?.total
  const chosen = chosenColumns(kept)

  const go = (next: FirmQuery, replace = false) => setParams(writeQuery(next), { replace })

  // The year switch, or an old link, may lead behind the last page.
  const past = total !== undefined && query.page > 1 && (query.page - 1) * query.size >= total && !firms.isPlaceholderData
  useEffect(() => {
    if (past) go({ ...query, page: 1 }, true)
  }, [past])

  const choose = (ids: string[] | undefined) => {
    if (ids) localStorage.setItem(columnsPlace, ids.join(','))
    else localStorage.removeItem(columnsPlace)
    setKept(ids?.join(',') ?? null)
  }

  const shown = columns.filter((c) => chosen.includes(c.id))
  const width = shown.reduce((sum, c) => sum + c.width, 0)

  // Fetching begins and ends more often than what is shown changes: the table is drawn for the latter only.
  const items = firms.data?.items
  const pending = firms.isPending
  const table = useMemo(
    () => (
      <Table<FirmRow>
        key={policy ? 'named' : 'coded'} // cells are not drawn again while their row is the same, so the names that come later need new ones
        rowKey="code"
        size="small"
        sticky={{ offsetHeader: 48 }}
        scroll={{ x: width }}
        loading={pending}
        dataSource={items ?? []}
        locale={{ emptyText: pending ? ' ' : <Empty query={query} onClear={() => go(unnarrowed(query))} /> }}
        columns={shown.map((c) => ({
          key: c.id,
          title: c.title,
          width: c.width,
          ellipsis: true,
          fixed: c.id === 'name' ? ('left' as const) : undefined,
          className: c.number ? 'number' : undefined,
          sorter: c.sort !== undefined,
          shouldCellUpdate: (row: FirmRow, before: FirmRow) => row !== before,
          showSorterTooltip: false,
          sortOrder: query.sort === c.sort ? ('ascend' as const) : query.sort === `-${c.sort}` ? ('descend' as const) : null,
          render: (_: unknown, row: FirmRow) => c.cell(row, names),
        }))}
        pagination={{
          current: query.page,
          pageSize: query.size,
          total: total ?? 0,
          size: 'small',
          pageSizeOptions: [...sizes],
          showSizeChanger: true,
          showTotal: (all, [from, to]) => `第 ${count(from)}–${count(to)} 家，共 ${count(all)} 家`,
        }}
        onChange={({ current, pageSize }, _, sorter) => {
          const sort = sortOf(sorter)
          const sameView = sort === query.sort && pageSize === query.size
          go(changed(query, { sort, size: pageSize ?? query.size, page: sameView ? (current ?? 1) : 1 }))
        }}
      />
    ),
    [items, total, pending, query, kept, names, policy],
  )

  return (
    <Page
      title="企业库"
      note={total === undefined ? ' ' : <span role="status">{`共 ${count(total)} 家${narrowed(query) ? '符合筛选' : ''}；${yearWords(query.year, firms.data?.items)}`}</span>}
      actions={
        <>
          <ViewChoice search={writeQuery({ ...query, page: 1 }).toString()} views={views} />
          <ColumnChoice chosen={chosen} onChange={choose} />
          <Button
            icon={<DownloadOutlined aria-hidden />}
            loading={download?.state === 'running'}
            disabled={!total}
            onClick={() => start((signal) => server.GET('/api/v1/firms.xlsx', { params: { query: { ...narrowing(query), columns: chosen } }, querySerializer: commas, parseAs: 'stream', signal }), '企业列表.xlsx')}
          >
            导出当前列表
          </Button>
        </>
      }
    >
      <YearSwitch years={years} value={query.year ?? years[0]} label="评价年度" />
      <DownloadStatus download={download} onCancel={cancel} recorded />
      <FilterBar query={query} policy={policy} onChange={(q) => go(q, q.q !== query.q)} />
      {firms.isError && !firms.data ? (
        <Failed why={firms.error} onRetry={() => void firms.refetch()} />
      ) : (
        <div className={css.list} aria-busy={firms.isFetching}>
          {firms.isFetching && <div className={css.busy} />}
          {table}
        </div>
      )}
    </Page>
  )
}

function Empty({ query, onClear }: { query: FirmQuery; onClear: () => void }) {
  if (!narrowed(query)) return <Nothing title="企业库还是空的">从“导入”上传企业花名册后，企业会出现在这里。</Nothing>
  return (
    <Nothing title="没有符合筛选的企业">
      <Button onClick={onClear}>清除筛选</Button>
    </Nothing>
  )
}

function sortOf(sorter: SorterResult<FirmRow> | SorterResult<FirmRow>[]): FirmQuery['sort'] {
  const one = Array.isArray(sorter) ? sorter[0] : sorter
  const sort = columns.find((c) => c.id === one?.columnKey)?.sort
  if (!sort || !one?.order) return 'code'
  return one.order === 'descend' ? `-${sort}` : sort
}

/** Which review tiers and movements are from. */
function yearWords(asked: number | undefined, items: readonly FirmRow[] | undefined): string {
  const year = asked ?? items?.find((i) => i.year > 0)?.year
  return year ? `所在梯级取自 ${year} 年度评价${asked ? '' : '(最近一次发布)'}` : '所在梯级取自最近一次发布的年度评价'
}

/** Lists in a query are written with commas, as the contract has it for columns. */
const commas = createQuerySerializer({ array: { style: 'form', explode: false } })
