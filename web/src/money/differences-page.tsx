import { Table } from 'antd'
import { Link } from 'react-router'

import { api } from '../api/client'
import { count } from '../format/money'
import { Failed, Loading, Nothing } from '../parts/states'
import { useNames } from '../policy/use-policy'
import { adviceOf, becameOf } from './advice'
import { exact } from './amount'
import { settlementAt } from './line-why'
import { Payee } from './lines-table'
import { ProgressMark } from './marks'
import css from './money.module.css'
import { MoneySection } from './section'
import { useMoneyYear } from './use-money'

/** Settled lines that the review in force no longer supports: why, and what to do. */
export function DifferencesPage() {
  const { years, year } = useMoneyYear()
  const { county } = useNames()
  const list = api.useQuery('get', '/api/v1/settlements/differences', { params: { query: { year: year ?? 0 } } }, { enabled: year !== undefined })
  const items = list.data?.items ?? []
  return (
    <MoneySection title={year === undefined ? '差异核对' : `${year} 年核定与现行评价的差异`} note="重新评价并发布不会改动已经核定的各笔；这里列出现行评价不再支持的，是否撤销由人决定。" years={years} year={year}>
      {!list.data ? (
        list.isError ? (
          <Failed why={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <Loading />
        )
      ) : items.length === 0 ? (
        <div className={css.list}>
          <Nothing title="没有差异">已核定的各笔都与现行评价一致。</Nothing>
        </div>
      ) : (
        <div className={css.list}>
          <Table
            rowKey={(d) => d.settlement.id}
            size="small"
            scroll={{ x: 980 }}
            dataSource={items}
            pagination={{ size: 'small', pageSize: 50, hideOnSinglePage: true, showTotal: (n) => `共 ${count(n)} 笔` }}
            columns={[
              { title: '核定编号', width: 112, render: (_, d) => <Link to={settlementAt(d.settlement.id)}>{d.settlement.id}</Link> },
              { title: '条款', width: 60, render: (_, d) => <b>{d.settlement.clause}</b> },
              { title: '收款单位', width: 220, render: (_, d) => <Payee payee={d.settlement.payee} name={d.settlement.name} /> },
              { title: '县(市)区', width: 90, render: (_, d) => (d.settlement.county ? county(d.settlement.county) : '不详') },
              {
                title: '核定',
                width: 120,
                render: (_, d) => (
                  <span className={css.payee}>
                    {exact(d.settlement.amount)} 万元
                    <small>
                      <ProgressMark of={d.settlement} />
                    </small>
                  </span>
                ),
              },
              { title: '现行评价', width: 130, render: (_, d) => becameOf(d.now) },
              {
                title: '为什么，怎么办',
                render: (_, d) => (
                  <span className={css.payee}>
                    {d.why}
                    <small>{adviceOf(d.settlement, d.now)}</small>
                  </span>
                ),
              },
            ]}
          />
        </div>
      )}
    </MoneySection>
  )
}
