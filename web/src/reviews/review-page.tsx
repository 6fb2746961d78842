import { Alert, App, Button, Progress, Select } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'

import { api } from '../api/client'
import { messageOf } from '../api/problem'
import { dayOf, moment } from '../format/days'
import { count } from '../format/money'
import { Moves } from '../overview/moves'
import { Page, Panel } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { useMe } from '../session/session'
import { ladderIDs, ladders } from '../words/tiers'
import { Chase } from './chase'
import { CompareMoves, CompareTiers } from './compare'
import { PublishDialog } from './publish-dialog'
import { comparable, current, percent, type Review, reviewAt, reviewChanged, supersededBy, type Totals, useReview, useReviews } from './reviews'
import css from './reviews.module.css'
import { StateMark } from './states'

/** One review: how far it is, what came out, and what is to be done with it. */
export function ReviewPage() {
  const { id = '' } = useParams()
  const review = useReview(id)
  const all = useReviews().data?.items
  const r = review.data
  const state = r?.state

  useEffect(() => {
    // When a review ends, the list knows too.
    if (state !== undefined && state !== 'running') reviewChanged()
  }, [state === 'running'])

  if (!r)
    return (
      <Page title="年度评价">{review.isError ? <Failed why={review.error} onRetry={() => void review.refetch()} /> : <Loading />}</Page>
    )
  return (
    <Page
      title={`${r.year} 年度评价 ${r.id}`}
      note={
        <span className={css.said}>
          <StateMark state={r.state} />　评价基准日 {r.year}-12-31，{r.previous ? <>与已发布的 <Link to={reviewAt(r.previous)}>{r.previous}</Link> 比较</> : '首次评价，没有上期可比'}
        </span>
      }
      actions={<Actions review={r} all={all} />}
    >
      <div className={css.stack}>
        {r.outdated && <Alert type="warning" showIcon title={`${r.outdated}。`} />}
        {r.state === 'failed' && <Alert type="error" showIcon title="评价没有完成" description={`${r.error || '没有记下原因'}。处理后请重新开始评价。`} />}
        {r.state === 'draft' && !r.outdated && <Alert type="info" showIcon title="这是草稿，发布之前不影响报表、总览和企业库。请核对下面的汇总数。" />}
        {r.state === 'running' && <Running review={r} />}
        {r.totals && <Result review={r} totals={r.totals} all={all ?? []} />}
        <History review={r} all={all ?? []} />
      </div>
    </Page>
  )
}

function Actions({ review: r, all }: { review: Review; all: readonly Review[] | undefined }) {
  const me = useMe()
  const { message, modal } = App.useApp()
  const [publishing, setPublishing] = useState(false)
  const cancel = api.useMutation('post', '/api/v1/reviews/{id}/cancel', {
    onSuccess: () => void message.success(`评价 ${r.id} 已取消`),
    onError: (why) => void message.error(messageOf(why)),
    onSettled: reviewChanged,
  })
  if (me.role !== 'city' || (r.state !== 'running' && r.state !== 'draft')) return null

  const askCancel = () =>
    modal.confirm({
      title: r.state === 'running' ? `停止评价 ${r.id}？` : `作废草稿 ${r.id}？`,
      content: r.state === 'running' ? '已经评价的部分不保留；以后可以重新开始。已发布的评价不受影响。' : '作废的草稿仍可查看，但不能再发布。已发布的评价不受影响。',
      okText: r.state === 'running' ? '停止' : '作废',
      cancelText: '返回',
      okButtonProps: { danger: true },
      // A running review gets a new version with each batch: what is stopped is whatever it has come to.
      onOk: () => cancel.mutate({ params: { path: { id: r.id }, header: { 'If-Match': r.state === 'running' ? '*' : `"${r.version}"` } } }),
    })

  return (
    <>
      <Button danger loading={cancel.isPending} onClick={() => void askCancel()}>
        {r.state === 'running' ? '停止评价' : '作废草稿'}
      </Button>
      {r.state === 'draft' && (
        <Button type="primary" disabled={all === undefined} onClick={() => setPublishing(true)}>
          发布…
        </Button>
      )}
      {publishing && all && <PublishDialog review={r} all={all} onClose={() => setPublishing(false)} />}
    </>
  )
}

function Running({ review: r }: { review: Review }) {
  return (
    <Panel id="progress" title="正在评价">
      <Progress percent={percent(r)} status="active" aria-label="评价进度" />
      <p role="status" className={css.note}>
        {r.firms === 0 ? '正在准备…' : `已评 ${count(r.done)} 家，共 ${count(r.firms)} 家。`}可以离开本页，评价在后台继续。
      </p>
    </Panel>
  )
}

function Result({ review: r, totals, all }: { review: Review; totals: Totals; all: readonly Review[] }) {
  const [params, setParams] = useSearchParams()
  const others = comparable(r, all)
  const other = others.find((o) => o.id === params.get('against'))
  const shown = current(all)
  const latest = shown?.id === r.id
  const sum = (key: 'carried' | 'pending') => totals.ladders.reduce((n, l) => n + l[key], 0)
  const tiles: { name: string; value: number; note: ReactNode }[] = [
    { name: '已评价', value: totals.firms, note: totals.deleted > 0 ? `另有 ${count(totals.deleted)} 家已不在档案` : '企业档案中的全部' },
    { name: '在册企业', value: totals.present, note: '截至评价基准日' },
    { name: '不在册', value: totals.absent, note: '此后成立或已离开' },
    { name: '数据待补', value: totals.missing, note: '缺数据而不能判定' },
    { name: '待核', value: sum('carried'), note: '沿用上次发布的梯级' },
    { name: '上位待核', value: sum('pending'), note: '更高的梯级数据不足' },
  ]
  return (
    <>
      <ul className={css.tiles}>
        {tiles.map((t) => (
          <li key={t.name}>
            <span className={css.label}>{t.name}</span>
            <span className={css.value}>{count(t.value)}</span>
            <span className={css.note}>{t.note}</span>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <div className={css.filters}>
          <label htmlFor="against">对照</label>
          <Select
            id="against"
            value={other?.id ?? ''}
            popupMatchSelectWidth={false}
            className={css.against}
            options={[{ value: '', label: r.previous ? `上期 ${r.previous}` : '上期(没有)' }, ...others.map((o) => ({ value: o.id, label: <>同年度 {o.id}　<StateMark state={o.state} />　{dayOf(o.started_at)}</> }))]}
            onChange={(id: string) =>
              setParams(
                (before) => {
                  if (id) before.set('against', id)
                  else before.delete('against')
                  return before
                },
                { replace: true },
              )
            }
          />
          {other && <span className={css.note}>{other.edition === r.edition ? '两次的政策版本相同' : '两次的政策版本不同'}，{other.records === r.records ? '所依据的企业记录相同。' : `企业记录修订号 ${count(other.records)} 与 ${count(r.records)}。`}</span>}
        </div>
      )}
      <div className={css.two}>
        {ladderIDs.map((id) => {
          const now = totals.ladders.find((l) => l.ladder === id)
          return (
            now && (
              <Panel key={id} id={`ladder-${id}`} title={ladders[id].name}>
                <CompareTiers now={now} other={other?.totals.ladders.find((l) => l.ladder === id)} names={[r.id, other?.id ?? (r.previous || '上期')]} latest={latest} compared={r.previous !== '' || other !== undefined} />
              </Panel>
            )
          )
        })}
      </div>
      <div className={css.two}>
        <Panel id="moves" title="变动" aside={other ? `两次评价的变动，都对照各自的上期` : undefined}>
          {other ? <CompareMoves now={totals.ladders} then={other.totals.ladders} names={[r.id, other.id]} /> : <Moves ladders={totals.ladders} latest={latest} />}
        </Panel>
        <Panel id="chase" title="待核与应报未报">
          <Chase totals={totals} shown={shown} latest={latest} />
        </Panel>
      </div>
    </>
  )
}

/** What became of the review, and the other reviews of the year. */
function History({ review: r, all }: { review: Review; all: readonly Review[] }) {
  const next = r.state === 'superseded' ? supersededBy(r, all) : undefined
  const steps: [string, ReactNode][] = [
    [r.started_at, <>{r.by} 开始评价，企业记录修订号 {count(r.records)}</>],
    ...(r.finished_at ? [[r.finished_at, r.state === 'failed' ? '评价失败' : r.totals ? `评价完成，共 ${count(r.done)} 家` : '评价停止'] as [string, ReactNode]] : []),
    ...(r.published_at ? [[r.published_at, `${r.published_by} 发布`] as [string, ReactNode]] : []),
    ...(next?.published_at ? [[next.published_at, <>被 <Link to={reviewAt(next.id)}>{next.id}</Link> 取代</>] as [string, ReactNode]] : []),
  ]
  const others = all.filter((o) => o.year === r.year && o.id !== r.id)
  return (
    <div className={css.two}>
      <Panel id="history" title="经过">
        <ol className={`${css.history} ${css.said}`}>
          {steps.map(([at, what]) => (
            <li key={at + String(what)}>
              <time dateTime={at}>{moment(at)}</time>
              <span>{what}</span>
            </li>
          ))}
        </ol>
        <p className={`${css.edition} ${css.said}`}>
          政策版本 <span className="mono">{r.edition}</span>，见 <Link to={`/policy?year=${r.year}`}>{r.year} 年口径</Link>
        </p>
      </Panel>
      <Panel id="others" title={`${r.year} 年的其他评价`}>
        {others.length === 0 ? (
          <p className={css.note}>没有。</p>
        ) : (
          <ul className={css.history}>
            {others.map((o) => (
              <li key={o.id}>
                <Link to={reviewAt(o.id)}>{o.id}</Link>
                <span>
                  <StateMark state={o.state} />　{moment(o.started_at)} {o.by}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  )
}
