import { Table } from 'antd'
import { Link } from 'react-router'

import type { components } from '../contract'
import { StateMark } from '../filings/state-mark'
import { kinds } from '../filings/words'
import { moment } from '../format/days'
import { Panel } from '../parts/page'
import { Scroll } from '../parts/scroll'
import css from './firm.module.css'

type Row = components['schemas']['DossierFiling']

/** The filings that have a line on the firm. Leadership sees none. */
export function FilingsPanel({ filings }: { filings: readonly Row[] }) {
  if (filings.length === 0) return null
  return (
    <Panel id="filings" title="有这家企业的申报" aside={filings.length === 20 ? '最近 20 件' : undefined}>
      <Scroll label="有这家企业的申报">
      <Table<Row>
        rowKey="id"
        size="small"
        className={css.nowrap}
        pagination={false}
        dataSource={[...filings]}
        columns={[
          { title: '编号', dataIndex: 'id', render: (id: string) => <Link to={`/filings/${id}`}>{id}</Link> },
          { title: '种类', dataIndex: 'kind', render: (kind: Row['kind'], f) => `${kinds[kind]}${f.year ? ` ${f.year} 年` : ''}` },
          { title: '状态', dataIndex: 'state', render: (state: Row['state']) => <StateMark state={state} /> },
          { title: '文件', dataIndex: 'file', render: (file: string) => file || '在线填报' },
          { title: '申报人', dataIndex: 'by' },
          { title: '建立', dataIndex: 'created_at', render: moment },
          { title: '生效', dataIndex: 'applied_at', render: (at: string | null) => (at ? moment(at) : '未生效') },
        ]}
      />
      </Scroll>
    </Panel>
  )
}
