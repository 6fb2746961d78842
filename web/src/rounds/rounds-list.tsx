import { Button, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'

import { api } from '../api/client'
import css from '../filings/filings.module.css'
import { kinds } from '../filings/words'
import { Failed } from '../parts/states'
import { useMe } from '../session/session'
import { RoundForm } from './round-form'

export const whens = { coming: '未开始', open: '进行中', closed: '已截止' } as const

/** The rounds; the city opens new ones, an incubator files in those that are open. */
export function RoundsList() {
  const { role } = useMe()
  const [opening, setOpening] = useState(false)
  const list = api.useQuery('get', '/api/v1/rounds')
  if (list.isError && !list.data) return <Failed why={list.error} onRetry={() => void list.refetch()} />
  return (
    <>
      {role === 'city' && (
        <div className={css.filters}>
          <Button type="primary" onClick={() => setOpening(true)}>
            设立批次
          </Button>
          {opening && <RoundForm onClose={() => setOpening(false)} />}
        </div>
      )}
      <Table
        size="small"
        rowKey="id"
        dataSource={list.data?.items ?? []}
        loading={list.isPending}
        pagination={false}
        scroll={{ x: 820 }}
        locale={{ emptyText: <span className={css.empty}>{'没有申报批次；没有设批次的种类随时可以申报。'}</span> }}
        columns={[
          { title: '批次', render: (_, r) => <Link to={`/filings/rounds/${r.id}`}>{r.name}</Link> },
          { title: '种类', width: 150, render: (_, r) => `${kinds[r.kind]}${r.year ? ` ${r.year}` : ''}` },
          { title: '起止', width: 220, render: (_, r) => `${r.opens} 至 ${r.closes}` },
          { title: '进度', width: 90, render: (_, r) => <span className={`${css.state} ${r.when === 'open' ? css.done : css.over}`}>{whens[r.when]}</span> },
          { title: '公示', width: 120, render: (_, r) => (r.publicity_days ? `${r.publicity_days} 个工作日` : '不公示') },
        ]}
      />
    </>
  )
}
