import { ClearOutlined, DownloadOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { keepPreviousData } from '@tanstack/react-query'
import { Button, DatePicker, Input, Select, Table } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'

import { api, server } from '../api/client'
import { moment } from '../format/days'
import { count } from '../format/money'
import { Page } from '../parts/page'
import { Failed, NoRight, Nothing } from '../parts/states'
import { DownloadStatus } from '../reports/download-status'
import { useDownload } from '../reports/use-download'
import { useMe } from '../session/session'
import { useActions } from './actions'
import css from './audit.module.css'
import { type Entry, tell } from './detail'
import { EntryDrawer } from './entry-drawer'
import { filters, fits, narrowed, readQuery, sizes, type TrailQuery, writeQuery } from './query'
import { VerifyDialog } from './verify-dialog'

/** Who did what, when, from where. */
export function AuditPage() {
  return useMe().role === 'auditor' ? <Trail /> : <NoRight>操作记录只供审计员查询。</NoRight>
}

function Trail() {
  const [params, setParams] = useSearchParams()
  const query = readQuery(params)
  const trail = api.useQuery('get', '/api/v1/audit', { params: { query: { ...filters(query), page: query.page, size: query.size } } }, { placeholderData: keepPreviousData, staleTime: 0 })
  const actions = useActions()
  const [shown, setShown] = useState<Entry>()
  const [verifying, setVerifying] = useState(false)
  const { download, start, cancel } = useDownload()
  const total = trail.data?.total ?? 0
  const go = (next: TrailQuery) => setParams(writeQuery(next), { replace: true })
  const set = (change: Partial<TrailQuery>) => go({ ...query, page: 1, ...change })

  return (
    <Page
      title="操作记录"
      note={trail.data ? <span role="status">{`共 ${count(total)} 条${narrowed(query) ? '符合筛选' : ''}，新的在前；记录只增不改，以哈希链相连`}</span> : ' '}
      actions={
        <>
          <Button icon={<SafetyCertificateOutlined aria-hidden />} onClick={() => setVerifying(true)}>
            校验
          </Button>
          <Button icon={<DownloadOutlined aria-hidden />} loading={download?.state === 'running'} disabled={total === 0} onClick={() => start((signal) => server.GET('/api/v1/audit.xlsx', { params: { query: filters(query) }, parseAs: 'stream', signal }), '操作记录.xlsx')}>
            导出 Excel
          </Button>
        </>
      }
    >
      {verifying && <VerifyDialog onClose={() => setVerifying(false)} />}
      {shown && <EntryDrawer entry={shown} onClose={() => setShown(undefined)} onSearch={(change) => { setShown(undefined); go({ ...readQuery(new URLSearchParams()), ...change }) }} />}
      <DownloadStatus download={download} onCancel={cancel} recorded />
      <div className={css.filters} role="search" aria-label="筛选操作记录">
        <Word label="人员" hint="用户名" text={query.who} check={(t) => fits('who', t)} onSearch={(who) => set({ who })} width={130} max={100} />
        <Word label="企业" hint="统一社会信用代码" text={query.firm} check={(t) => fits('firm', t)} wrong="统一社会信用代码为 18 位数字和大写字母" clean={(t) => t.toUpperCase()} onSearch={(firm) => set({ firm })} width={190} max={18} />
        <Word label="对象" hint="编号、用户名" text={query.subject} check={(t) => fits('subject', t)} onSearch={(subject) => set({ subject })} width={140} max={100} />
        <Select
          aria-label="操作"
          placeholder="操作"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={query.action || undefined}
          options={actions}
          onChange={(action?: string) => set({ action: action ?? '' })}
          popupMatchSelectWidth={false}
          listHeight={380}
          className={css.pick}
        />
        <DatePicker.RangePicker
          aria-label="日期"
          allowEmpty={[true, true]}
          value={[query.from ? dayjs(query.from) : null, query.to ? dayjs(query.to) : null]}
          onChange={(days) => set({ from: days?.[0]?.format('YYYY-MM-DD') ?? '', to: days?.[1]?.format('YYYY-MM-DD') ?? '' })}
          placeholder={['起始日期', '截止日期']}
          className={css.days}
        />
        {narrowed(query) && (
          <Button type="text" icon={<ClearOutlined aria-hidden />} onClick={() => go(readQuery(new URLSearchParams()))}>
            清除筛选
          </Button>
        )}
      </div>
      {trail.isError && !trail.data ? (
        <Failed why={trail.error} onRetry={() => void trail.refetch()} />
      ) : (
        <div className={css.list} aria-busy={trail.isFetching}>
          <Table<Entry>
            rowKey="hash"
            size="small"
            scroll={{ x: 1040 }}
            loading={trail.isPending}
            dataSource={trail.data?.items ?? []}
            locale={{ emptyText: trail.isPending ? ' ' : <Nothing title={narrowed(query) ? '没有符合筛选的操作记录' : '还没有操作记录'} /> }}
            columns={[
              { title: '序号', dataIndex: 'number', width: 76, align: 'right', render: (n: number | null) => (n === null ? '—' : n) },
              { title: '时间', dataIndex: 'at', width: 140, render: moment },
              { title: '人员', key: 'who', width: 170, ellipsis: true, render: (_, e) => <>{e.who} <span className={css.second}>{e.role_name}</span></> },
              { title: '操作', dataIndex: 'action_name', width: 120 },
              { title: '对象', key: 'subject', width: 140, ellipsis: true, render: (_, e) => e.subject || e.firm },
              { title: '内容', key: 'detail', ellipsis: true, render: (_, e) => <Short entry={e} /> },
              { title: '来源', dataIndex: 'from', width: 110, ellipsis: true },
              {
                title: <span className="only-heard">详情</span>,
                key: 'open',
                width: 70,
                fixed: 'right',
                render: (_, e) => (
                  <Button type="link" size="small" aria-label={`第 ${e.number ?? '?'} 条的详情`} onClick={() => setShown(e)}>
                    详情
                  </Button>
                ),
              },
            ]}
            pagination={{
              current: query.page,
              pageSize: query.size,
              total,
              size: 'small',
              showSizeChanger: true,
              pageSizeOptions: [...sizes],
              showTotal: (all, [from, to]) => `第 ${count(from)}–${count(to)} 条，共 ${count(all)} 条`,
              onChange: (page, size) => go({ ...query, page: size === query.size ? page : 1, size }),
            }}
          />
        </div>
      )}
    </Page>
  )
}

/** The line in short: what changed, or what there is to say. */
function Short({ entry }: { entry: Entry }) {
  const told = tell(entry.detail)
  const changes = told.filter((t) => t.changed && t.before !== undefined)
  const text = changes.length > 0 ? changes.map((t) => `${t.name}：${t.before} → ${t.after ?? '无'}`) : told.filter((t) => t.after !== '无').map((t) => `${t.name} ${t.after ?? ''}`)
  return <span className={css.second}>{text.join('，')}</span>
}

/** A filter that is typed: it is searched for when it is entered or left, not letter by letter. */
function Word({ label, hint, text, check, wrong, clean = (t) => t, onSearch, width, max }: { label: string; hint: string; text: string; check: (t: string) => boolean; wrong?: string; clean?: (t: string) => string; onSearch: (t: string) => void; width: number; max: number }) {
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  const wanted = clean(typed.trim())
  const good = check(wanted)
  const search = () => {
    if (good && wanted !== text) onSearch(wanted)
  }
  return (
    <Input
      aria-label={`${label}：${hint}`}
      aria-invalid={!good}
      placeholder={`${label}：${hint}`}
      title={good ? undefined : wrong}
      status={good ? undefined : 'warning'}
      value={typed}
      maxLength={max}
      allowClear
      onChange={(e) => {
        setTyped(e.target.value)
        if (e.target.value === '' && text !== '') onSearch('')
      }}
      onPressEnter={search}
      onBlur={search}
      style={{ width: width + 40 }}
    />
  )
}
