import { PlusOutlined } from '@ant-design/icons'
import { Button, Progress, Select, Table } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'

import { moment } from '../format/days'
import { count } from '../format/money'
import { Page } from '../parts/page'
import { Failed, Loading, Nothing } from '../parts/states'
import { useMe } from '../session/session'
import { BeginDialog } from './begin-dialog'
import { percent, type Review, reviewAt, useReviews } from './reviews'
import css from './reviews.module.css'
import { StateMark, stateIDs, states } from './states'

/** Every review, the latest year first. */
export function ReviewsPage() {
  const me = useMe()
  const reviews = useReviews()
  const [params, setParams] = useSearchParams()
  const [beginning, setBeginning] = useState(false)
  const all = reviews.data?.items ?? []
  const years = [...new Set(all.map((r) => r.year))]
  const year = years.find((y) => String(y) === params.get('year'))
  const state = stateIDs.find((s) => s === params.get('state'))
  const shown = all.filter((r) => (year === undefined || r.year === year) && (state === undefined || r.state === state))
  const set = (key: string, value: string | number | undefined) =>
    setParams(
      (before) => {
        if (value === undefined) before.delete(key)
        else before.set(key, String(value))
        return before
      },
      { replace: true },
    )
  const begin = me.role === 'city' && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setBeginning(true)}>
      开始评价
    </Button>
  )

  return (
    <Page title="年度评价" note="按当年有效的政策评价全部在册企业。评价完成后是草稿，核对无误再发布；总览、报表和企业库的所在梯级都取自已发布的评价。" actions={begin}>
      {beginning && <BeginDialog all={all} onClose={() => setBeginning(false)} />}
      {!reviews.data ? (
        reviews.isError ? (
          <Failed why={reviews.error} onRetry={() => void reviews.refetch()} />
        ) : (
          <Loading />
        )
      ) : all.length === 0 ? (
        <Nothing title="还没有做过年度评价">{begin ? '导入花名册和年度数据之后，点“开始评价”选择年度。' : '市科技局完成评价之后，会列在这里。'}</Nothing>
      ) : (
        <>
          <div className={css.filters} role="search" aria-label="筛选评价">
            <Select aria-label="年度" placeholder="全部年度" allowClear value={year} options={years.map((y) => ({ value: y, label: `${y} 年` }))} onChange={(y?: number) => set('year', y)} className={css.pick} />
            <Select aria-label="状态" placeholder="全部状态" allowClear value={state} options={stateIDs.map((s) => ({ value: s, label: states[s].name }))} onChange={(s?: string) => set('state', s)} className={css.pick} />
          </div>
          <div className={css.list}>
            <Table<Review>
              rowKey="id"
              size="small"
              scroll={{ x: 980 }}
              dataSource={shown}
              pagination={false}
              locale={{ emptyText: <Nothing title="没有符合筛选的评价" /> }}
              columns={[
                { title: '年度', dataIndex: 'year', width: 76, render: (y: number, _r, i) => (shown[i - 1]?.year === y ? <span className="only-heard">{y} 年</span> : <b>{y} 年</b>) },
                { title: '编号', dataIndex: 'id', width: 92, render: (id: string) => <Link to={reviewAt(id)}>{id}</Link> },
                { title: '状态', dataIndex: 'state', width: 104, render: (s: Review['state']) => <StateMark state={s} /> },
                { title: '已评企业', key: 'firms', width: 150, align: 'right', render: (_, r) => <Done review={r} /> },
                { title: '对照', dataIndex: 'previous', width: 84, render: (id: string) => (id ? <Link to={reviewAt(id)}>{id}</Link> : '首次') },
                { title: '政策版本', dataIndex: 'edition', width: 104, render: (e: string) => <span className="mono" title={e}>{e.slice(0, 8)}</span> },
                { title: '发起', key: 'by', width: 190, render: (_, r) => <Who who={r.by} at={r.started_at} /> },
                { title: '发布', key: 'published', width: 190, render: (_, r) => r.published_at && <Who who={r.published_by} at={r.published_at} /> },
              ]}
            />
          </div>
        </>
      )}
    </Page>
  )
}

function Done({ review: r }: { review: Review }) {
  if (r.state === 'running') return <Progress percent={percent(r)} size="small" aria-label={`${r.id} 的进度`} />
  return <>{r.done < r.firms ? `${count(r.done)} / ${count(r.firms)}` : count(r.done)}</>
}

function Who({ who, at }: { who: string; at: string }) {
  return (
    <>
      {moment(at)} <span className={css.who}>{who}</span>
    </>
  )
}
