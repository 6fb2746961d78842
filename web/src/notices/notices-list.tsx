import { Alert, Button, Pagination } from 'antd'
import { Link, useSearchParams } from 'react-router'

import { api } from '../api/client'
import { messageOf } from '../api/problem'
import css from '../filings/filings.module.css'
import { stale } from '../filings/use-filings'
import { moment } from '../format/days'
import { Failed, Loading, Nothing } from '../parts/states'

const size = 20

/** Where a notice leads: to the filing or round that it is about, if it is about one. */
export function noticeAt(notice: { kind: string; subject: string }): string | undefined {
  if (notice.kind.startsWith('filing.') && /^F\d+$/.test(notice.subject)) return `/filings/${notice.subject}`
  return notice.kind.startsWith('round.') && /^\d+$/.test(notice.subject) ? `/filings/rounds/${notice.subject}` : undefined
}

/** What somebody was told. */
export function NoticesList() {
  const [params, setParams] = useSearchParams()
  const page = Math.max(1, Number(/^\d{1,4}$/.exec(params.get('page') ?? '')?.[0] ?? 1))
  const list = api.useQuery('get', '/api/v1/notices', { params: { query: { page, size } } })
  const read = api.useMutation('post', '/api/v1/notices/{id}/read', { onSuccess: () => void stale() })
  if (!list.data) return list.isError ? <Failed why={list.error} onRetry={() => void list.refetch()} /> : <Loading />
  if (list.data.total === 0) return <Nothing title="没有提醒">申报被退回、批次将截止时，会在这里提醒。</Nothing>
  return (
    <>
      {read.isError && <Alert type="error" showIcon title={messageOf(read.error)} />}
      <ul className={css.notices}>
        {list.data.items.map((n) => {
          const to = noticeAt(n)
          return (
            <li key={n.id}>
              <small>{moment(n.at)}</small>
              <span style={{ fontWeight: n.read ? 400 : 600 }}>{to ? <Link to={to}>{n.text}</Link> : n.text}</span>
              {n.read ? (
                <small>已读</small>
              ) : (
                <Button size="small" onClick={() => read.mutate({ params: { path: { id: n.id } } })}>
                  标为已读
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      <Pagination
        size="small"
        align="end"
        hideOnSinglePage
        current={page}
        pageSize={size}
        total={list.data.total}
        showSizeChanger={false}
        style={{ marginTop: 12 }}
        onChange={(p) => setParams((before) => (before.set('page', String(p)), before), { replace: true })}
      />
    </>
  )
}
