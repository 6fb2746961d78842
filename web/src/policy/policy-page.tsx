import { PrinterOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useNavigate } from 'react-router'

import { Page } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { useYear, YearSwitch } from '../parts/year-switch'
import { ClausesView } from './clauses-view'
import { Documents } from './documents'
import { Kinds } from './kinds'
import { LaddersView } from './ladders-view'
import { Places } from './places'
import css from './policy.module.css'
import { TiersView } from './tiers-view'
import { type Part, usePart } from './use-part'
import { usePolicy, usePolicyYears } from './use-policy'

/** The policy book of a year, for reading and for printing. */
export function PolicyPage() {
  const policy = usePolicy(useYear())
  const years = usePolicyYears().data?.items ?? []
  const { part, at } = usePart()
  const navigate = useNavigate()
  const p = policy.data
  // The years stand with the latest first: the one after this in the list is the year before.
  const place = years.findIndex((y) => y.year === p?.year)
  const unchanged = place >= 0 && years[place + 1]?.digest === years[place]?.digest

  return (
    <Page
      title="政策库"
      note={p && `${p.year} 年口径(截至 ${p.day})，版本 ${p.digest.slice(0, 12)}${unchanged ? '，与上一年度相同' : ''}；判定只认这里的口径，每一条都有出处。`}
      actions={
        <Button className={css.unprinted} icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
          打印
        </Button>
      }
    >
      <YearSwitch years={years.map((y) => y.year)} value={p?.year} />
      {!p ? (
        policy.isError ? (
          <Failed why={policy.error} onRetry={() => void policy.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <Tabs
          activeKey={part}
          destroyOnHidden
          onChange={(to) => void navigate(at(to as Part), { replace: true })}
          items={[
            { key: 'ladders', label: '培育线', children: <LaddersView policy={p} /> },
            { key: 'tiers', label: '梯级条件', children: <TiersView policy={p} /> },
            { key: 'clauses', label: '奖补条款', children: <ClausesView year={p.year} /> },
            { key: 'documents', label: `依据文件 ${p.documents.length}`, children: <Documents documents={p.documents} day={p.day} /> },
            { key: 'kinds', label: `认定类别 ${p.kinds.length}`, children: <Kinds kinds={p.kinds} /> },
            { key: 'places', label: '县(市)区与开发区', children: <Places policy={p} /> },
          ]}
        />
      )}
    </Page>
  )
}
