import { Button, Tabs } from 'antd'
import { Link, useNavigate, useSearchParams } from 'react-router'

import { NoticesList } from '../notices/notices-list'
import { TodoStrip } from '../notices/todo-strip'
import { Page } from '../parts/page'
import { RoundsList } from '../rounds/rounds-list'
import { useMe } from '../session/session'
import css from './filings.module.css'
import { FilingsTable } from './filings-table'

const at = (id: string) => `/filings/${id}`

/** Where filings are made, looked at and decided: what waits first. The tab stands in the address. */
export function FilingsPage() {
  const { role } = useMe()
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams()
  const files = role === 'incubator'
  const tabs = [
    { key: 'waiting', label: '待我办理', children: <FilingsTable key="waiting" fixed={{ waiting: true }} at={at} empty="没有等着办理的申报。" batch={!files} /> },
    { key: 'rounds', label: '申报批次', children: <RoundsList /> },
    { key: 'all', label: files ? '我的申报' : '全部申报', children: <FilingsTable key="all" fixed={{}} at={at} empty="还没有申报。" /> },
    { key: 'notices', label: '提醒', children: <NoticesList /> },
  ]
  const tab = tabs.find((t) => t.key === params.get('tab'))?.key ?? 'waiting'
  return (
    <Page
      title="申报"
      actions={
        files && (
          <>
            <Button type="primary" onClick={() => void navigate('/filings/form?kind=firms')}>
              登记企业
            </Button>
            <Button onClick={() => void navigate('/filings/form?kind=figures')}>填报年度数据</Button>
            <Button onClick={() => void navigate('/filings/upload')}>上传花名册</Button>
            <Link to="/firms" style={{ alignSelf: 'center' }}>
              我的企业
            </Link>
          </>
        )
      }
    >
      <div className={css.stack}>
        <TodoStrip />
        <div style={{ padding: '0 16px 16px', background: 'var(--panel)', border: '1px solid var(--line)', borderRadius: 4 }}>
          <Tabs activeKey={tab} items={tabs} destroyOnHidden onChange={(key) => setParams({ tab: key }, { replace: true })} />
        </div>
      </div>
    </Page>
  )
}
