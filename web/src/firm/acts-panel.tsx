import { Table } from 'antd'
import { Link } from 'react-router'

import { api } from '../api/client'
import { tell } from '../audit/detail'
import type { components } from '../contract'
import { moment } from '../format/days'
import { Panel } from '../parts/page'
import { Scroll } from '../parts/scroll'
import { Failed, Loading } from '../parts/states'
import css from './firm.module.css'

type Act = components['schemas']['FirmAct']

/** What was done to the firm and to filings that have it, for the offices. */
export function ActsPanel({ code }: { code: string }) {
  const acts = api.useQuery('get', '/api/v1/firms/{code}/audit', { params: { path: { code } } })
  return (
    <Panel id="acts" title="操作记录" aside="最近 50 次">
      {!acts.data ? (
        acts.isError ? (
          <Failed why={acts.error} onRetry={() => void acts.refetch()} />
        ) : (
          <Loading />
        )
      ) : acts.data.items.length === 0 ? (
        <p className={css.nothing}>没有操作记录。</p>
      ) : (
        <Scroll label="操作记录">
        <Table<Act>
          rowKey={(a) => `${a.at} ${a.action} ${a.subject}`}
          size="small"
        className={css.nowrap}
          pagination={acts.data.items.length > 10 ? { pageSize: 10, size: 'small', showSizeChanger: false } : false}
          dataSource={acts.data.items}
          columns={[
            { title: '时间', dataIndex: 'at', render: moment },
            { title: '操作', dataIndex: 'action_name' },
            { title: '对象', dataIndex: 'subject', render: (s: string) => (s === code || s === '' ? '本企业' : /^F\d+$/.test(s) ? <Link to={`/filings/${s}`}>{s}</Link> : s) },
            { title: '人员', dataIndex: 'who', render: (who: string, a) => (a.role_name ? `${who}（${a.role_name}）` : who) },
            { title: '内容', dataIndex: 'detail', className: css.detail, render: (d: Act['detail']) => <span title={inWords(d)}>{inWords(d)}</span> },
          ]}
        />
        </Scroll>
      )}
    </Panel>
  )
}

/** A detail on one line. */
const inWords = (detail: Act['detail']) => tell(detail).map((t) => `${t.name} ${t.before !== undefined && t.changed ? `${t.before} → ` : ''}${t.after ?? '无'}`).join('，')
