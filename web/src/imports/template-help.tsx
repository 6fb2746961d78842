import { Table } from 'antd'

import css from '../filings/filings.module.css'
import { useTemplates } from '../filings/use-filings'
import { Panel } from '../parts/page'

const needs = { required: '必填', required_new: '新增时必填', optional: '选填' } as const
const types = { text: '文字', code: '统一社会信用代码', day: '日期', money: '金额', count: '整数', flag: '是/否', year: '年度' } as const

/** What the columns of a roster mean. */
export function TemplateHelp({ kind }: { kind: string | null }) {
  const template = useTemplates().data?.items.find((t) => t.id === kind)
  if (!template) return null
  return (
    <Panel title={`${template.name}的栏目`} id="columns">
      <p className={css.small} style={{ marginBottom: 8 }}>
        {template.note}
      </p>
      <Table
        size="small"
        pagination={false}
        rowKey="key"
        dataSource={template.columns}
        scroll={{ x: 700 }}
        columns={[
          { title: '栏目', dataIndex: 'title', width: 220 },
          { title: '要求', width: 100, render: (_, c) => needs[c.need] },
          { title: '类型', width: 140, render: (_, c) => types[c.type] },
          { title: '说明', render: (_, c) => [c.note, c.choices.length > 0 ? `可选：${c.choices.slice(0, 12).join('、')}${c.choices.length > 12 ? ' 等' : ''}` : ''].filter(Boolean).join('；') },
          { title: '示例', dataIndex: 'example', width: 190 },
        ]}
      />
    </Panel>
  )
}
