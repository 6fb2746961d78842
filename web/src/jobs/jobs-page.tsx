import { App, Button, Table } from 'antd'

import { api, queries } from '../api/client'
import { messageOf } from '../api/problem'
import { moment } from '../format/days'
import { lasting } from '../format/sizes'
import { Page } from '../parts/page'
import { Failed, NoRight } from '../parts/states'
import { StateMark } from '../health/state-mark'
import { useMe } from '../session/session'
import css from './jobs.module.css'
import { type Job, type JobRun, jobStates, took } from './states'

/** How often the list is read again while something runs, in ms. */
const poll = 3000

/** What recurs: when, how it went, and when it is due again. */
export function JobsPage() {
  const { role } = useMe()
  return role === 'admin' || role === 'auditor' ? <Jobs admin={role === 'admin'} /> : <NoRight>定时任务由系统管理员管理。</NoRight>
}

function Jobs({ admin }: { admin: boolean }) {
  const jobs = api.useQuery('get', '/api/v1/jobs', undefined, { refetchInterval: ({ state }) => (state.data?.items.some((j) => j.state === 'running') ? poll : false), staleTime: 0 })
  const { message, modal } = App.useApp()
  const run = api.useMutation('post', '/api/v1/jobs/{name}/run', {
    onSuccess: (job) => void message.success(`已开始：${job.title}`),
    onError: (why) => void message.error(messageOf(why)),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['get', '/api/v1/jobs'] }),
  })
  const ask = (job: Job) =>
    void modal.confirm({
      title: `立即运行“${job.title}”？`,
      content: '在后台运行，结果显示在本页，并记入操作记录。按计划的运行不受影响。',
      okText: '立即运行',
      cancelText: '返回',
      onOk: () => run.mutate({ params: { path: { name: job.name } } }),
    })

  return (
    <Page title="定时任务" note="到时自动运行；服务停机时错过的，启动后补做。时间都是北京时间。">
      {jobs.isError && !jobs.data ? (
        <Failed why={jobs.error} onRetry={() => void jobs.refetch()} />
      ) : (
        <div className={css.list}>
          <Table<Job>
            rowKey="name"
            size="small"
            loading={jobs.isPending}
            dataSource={jobs.data?.items ?? []}
            pagination={false}
            scroll={{ x: 900 }}
            expandable={{
              rowExpandable: (j) => j.runs.length > 0,
              expandedRowRender: (j) => <Runs job={j} />,
            }}
            columns={[
              { title: '任务', key: 'title', width: 200, render: (_, j) => j.title },
              { title: '什么时候', key: 'schedule', width: 190, render: (_, j) => <span title={j.spec}>{j.schedule}</span> },
              { title: '最近一次', key: 'last', render: (_, j) => <Last job={j} /> },
              { title: '下一次', dataIndex: 'next', width: 140, render: moment },
              ...(admin
                ? [
                    {
                      title: '操作',
                      key: 'act',
                      width: 92,
                      render: (_: unknown, j: Job) => (
                        <Button type="link" size="small" disabled={j.state === 'running'} aria-label={`立即运行 ${j.title}`} onClick={() => ask(j)}>
                          立即运行
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </div>
      )}
    </Page>
  )
}

function Last({ job }: { job: Job }) {
  const run = job.runs[0]
  const { name, sign, tone } = jobStates[job.state]
  return (
    <>
      <StateMark tone={tone} sign={sign}>
        {name}
      </StateMark>{' '}
      {run && <span className={css.second}>{moment(run.finished_at ?? run.started_at)}</span>}
      {run && (run.error || run.note) && <p className={run.error ? css.error : css.note}>{run.error || run.note}</p>}
    </>
  )
}

/** The latest runs of a job. */
function Runs({ job }: { job: Job }) {
  return (
    <table className={css.runs}>
      <caption className="only-heard">{job.title}：最近 {job.runs.length} 次</caption>
      <thead>
        <tr>
          <th scope="col">应于</th>
          <th scope="col">开始</th>
          <th scope="col">用时</th>
          <th scope="col">结果</th>
          <th scope="col">说明</th>
        </tr>
      </thead>
      <tbody>
        {job.runs.map((r: JobRun) => {
          const seconds = took(r)
          return (
            <tr key={r.due}>
              <td>{moment(r.due)}</td>
              <td>{moment(r.started_at)}</td>
              <td>{seconds === undefined ? '—' : lasting(seconds)}</td>
              <td>
                <StateMark {...jobStates[r.state]}>{jobStates[r.state].name}</StateMark>
              </td>
              <td className={r.error ? css.error : undefined}>{r.error || r.note}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
