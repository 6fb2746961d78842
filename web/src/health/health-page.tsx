import { Alert, Button, Progress } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { api } from '../api/client'
import type { components } from '../contract'
import { moment } from '../format/days'
import { count } from '../format/money'
import { lasting, size } from '../format/sizes'
import { Page, Panel } from '../parts/page'
import type { SignName } from '../parts/sign'
import { Failed, Loading, NoRight } from '../parts/states'
import { useMe } from '../session/session'
import css from './health.module.css'
import { StateMark } from './state-mark'

type Health = components['schemas']['Health']
type State = Health['state']

/** How often the state is looked at again, in ms. */
const poll = 15_000

const states: Record<State, { name: string; sign: SignName; told: string; type: 'success' | 'warning' | 'error' }> = {
  ok: { name: '正常', sign: 'check', told: '系统运行正常', type: 'success' },
  warn: { name: '须留意', sign: 'alert', told: '系统在运行，有事项须留意', type: 'warning' },
  fail: { name: '有故障', sign: 'cross', told: '系统有故障，请尽快处理', type: 'error' },
}

const kinds = { sqlite: '内置数据库(SQLite)', mysql: 'MySQL 或 MariaDB' } as const

/** What cannot be found out is said to be so, and never left out. */
const unknown = <span className={css.fail}>查不到</span>

/** How the system is. */
export function HealthPage() {
  return useMe().role === 'admin' ? <Shown /> : <NoRight>运行状况由系统管理员查看。</NoRight>
}

function Shown() {
  const health = api.useQuery('get', '/api/v1/health', undefined, { refetchInterval: poll, staleTime: 0 })
  const h = health.data
  return (
    <Page
      title="运行状况"
      note={h ? `${moment(h.at)} 检查，每 ${poll / 1000} 秒自动更新` : ' '}
      actions={
        <Button loading={health.isFetching && !health.isPending} onClick={() => void health.refetch()}>
          重新检查
        </Button>
      }
    >
      {!h ? (
        health.isError ? (
          <Failed why={health.error} onRetry={() => void health.refetch()} />
        ) : (
          <Loading what="正在检查…" />
        )
      ) : (
        <div className={css.stack}>
          <Alert type={states[h.state].type} showIcon title={states[h.state].told} />
          <Checks checks={h.checks} />
          <Facts health={h} />
        </div>
      )}
    </Page>
  )
}

function Checks({ checks }: { checks: Health['checks'] }) {
  return (
    <Panel title="逐项检查" id="checks">
      <table className={css.checks}>
        <thead className="only-heard">
          <tr>
            <th scope="col">检查</th>
            <th scope="col">结果</th>
            <th scope="col">情况</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((c) => (
            <tr key={c.name}>
              <th scope="row">{c.title}</th>
              <td>
                <StateMark tone={c.state} sign={states[c.state].sign}>
                  {states[c.state].name}
                </StateMark>
              </td>
              <td>{c.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function Facts({ health: h }: { health: Health }) {
  const { database: db, disk } = h
  const used = disk && disk.total > 0 ? Math.floor((100 * (disk.total - disk.free)) / disk.total) : undefined
  const facts: [string, ReactNode][] = [
    ['程序版本', <span className="mono">{h.version}</span>],
    ['已运行', `${lasting(h.uptime)}，${moment(h.started_at)} 启动`],
    ['数据库', <>{kinds[db.kind]} {db.version ?? unknown}</>],
    ['数据库大小', db.size === null ? unknown : size(db.size)],
    ['结构版本', db.schema === null ? unknown : <span className="mono">{db.schema}</span>],
    ['记录修订号', h.revision === null ? unknown : count(h.revision)],
    [
      '最近备份',
      h.backup ? (
        <>
          {moment(h.backup.at)}，{size(h.backup.size)}
          <br />
          <span className={`mono ${css.second}`}>{h.backup.file}</span>
        </>
      ) : db.kind === 'mysql' ? (
        '由数据库服务器自带的工具备份'
      ) : (
        <span className={css.fail}>没有备份</span>
      ),
    ],
    [
      '磁盘',
      disk ? (
        <>
          可用 {size(disk.free)}，共 {size(disk.total)}
          {used !== undefined && (
            <div className={css.bar}>
              <Progress percent={used} size="small" aria-label="磁盘已用" format={(p) => `已用 ${p}%`} />
            </div>
          )}
        </>
      ) : (
        unknown
      ),
    ],
    [
      '操作记录',
      h.audit ? (
        <>
          第 {count(h.audit.number)} 条 <span className={`mono ${css.second} ${css.hash}`}>{h.audit.hash}</span>
        </>
      ) : (
        unknown
      ),
    ],
    ['工作簿排队', `同时办理 ${h.queue.busy} 个，最多 ${h.queue.places} 个`],
    [
      '年度评价',
      h.reviews === null
        ? unknown
        : h.reviews.length === 0
          ? '没有正在进行的'
          : h.reviews.map((r) => (
              <p key={r.id}>
                {r.year} 年度({r.id})：已评 {count(r.done)} / {count(r.firms)} 家
              </p>
            )),
    ],
  ]
  return (
    <Panel title="详情" id="facts" aside={<Link to="/system/jobs">备份等定时任务</Link>}>
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
