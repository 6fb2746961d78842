import { Select, Table } from 'antd'
import { useSearchParams } from 'react-router'

import { api } from '../api/client'
import type { components } from '../contract'
import { count, wan } from '../format/money'
import { Failed, Loading, Nothing } from '../parts/states'
import { Payee } from './lines-table'
import css from './money.module.css'
import { readQuery, sizes } from './query'
import { MoneySection } from './section'

type State = components['schemas']['Income']['state']

/** How far the distribution of a reward is, in words; the days are those left or those over. */
const states: Record<State, { name: string; words: (days: number) => string }> = {
  open: { name: '待分配', words: (days) => (days === 0 ? '今天到期' : `还有 ${days} 天`) },
  overdue: { name: '已逾期未分配', words: (days) => `已逾期 ${days} 天` },
  late: { name: '逾期完成', words: (days) => `逾期 ${days} 天完成` },
  done: { name: '按期完成', words: () => '按期完成' },
}

/** Incomes from transferred achievements, and by when the rewards have to be distributed. */
export function IncomesPage() {
  const [params, setParams] = useSearchParams()
  const state = Object.keys(states).find((s): s is State => s === params.get('state'))
  const { page, size } = readQuery(params)
  const list = api.useQuery('get', '/api/v1/incomes', { params: { query: { page, size, ...(state ? { state } : {}) } } }, { placeholderData: (before) => before })
  const go = (next: Record<string, string>) => setParams({ ...Object.fromEntries(params), ...next })
  return (
    <MoneySection title="科技成果转化收入" note="完成单位自取得职务科技成果转化收入之日起，应在期限内完成对贡献人员的现金奖励分配（措施第十条）。数据在“导入”中以“科技成果转化收入”花名册填报，分配完成后补填日期。">
      <div className={css.list}>
        <Select
          aria-label="分配情况"
          placeholder="分配情况"
          allowClear
          style={{ width: 160, marginBottom: 12 }}
          value={state ?? null}
          options={Object.entries(states).map(([value, s]) => ({ value, label: s.name }))}
          onChange={(next) => setParams(next ? { state: next } : {})}
        />
        {!list.data ? (
          list.isError ? (
            <Failed why={list.error} onRetry={() => void list.refetch()} />
          ) : (
            <Loading />
          )
        ) : list.data.total === 0 ? (
          <Nothing title={state ? `没有${states[state].name}的收入` : '还没有科技成果转化收入'}>导入“科技成果转化收入”花名册之后，这里会列出每一笔的分配期限。</Nothing>
        ) : (
          <Table
            rowKey={(i) => `${i.holder} ${i.project} ${i.day}`}
            size="small"
            dataSource={list.data.items}
            pagination={{ size: 'small', current: page, pageSize: size, total: list.data.total, showSizeChanger: true, pageSizeOptions: [...sizes], hideOnSinglePage: true, showTotal: (n) => `共 ${count(n)} 笔`, onChange: (p, s) => go({ page: String(p), size: String(s) }) }}
            columns={[
              { title: '完成单位', render: (_, i) => <Payee payee={i.holder.startsWith('~') ? i.name : i.holder} name={i.name} /> },
              { title: '成果', render: (_, i) => (i.way ? `${i.project}（${i.way}）` : i.project) },
              { title: '取得收入', dataIndex: 'day', width: 104 },
              { title: '收入(万元)', align: 'right', width: 104, render: (_, i) => wan(i.amount) },
              { title: '现金奖励(万元)', align: 'right', width: 124, render: (_, i) => wan(i.reward) },
              { title: '分配期限', dataIndex: 'due', width: 104 },
              { title: '分配完成', width: 104, render: (_, i) => i.distributed || '—' },
              {
                title: '情况',
                width: 170,
                render: (_, i) => (
                  <span className={i.state === 'overdue' ? css.unknown : undefined}>
                    {states[i.state].words(i.days)}
                    {i.outside && (
                      <span className={css.outside} title="收入在措施的有效期之外：期限仅供参考">
                        期外
                      </span>
                    )}
                  </span>
                ),
              },
            ]}
          />
        )}
      </div>
    </MoneySection>
  )
}
