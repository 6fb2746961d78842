import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'

import { Page } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { useYear, YearSwitch } from '../parts/year-switch'
import { Documents } from './documents'
import { Kinds } from './kinds'
import { LaddersView } from './ladders-view'
import { Places } from './places'
import { usePolicy } from './use-policy'

/** The first year that the book covers. */
const firstYear = 2019

/** The policy book of a year, for reading. */
export function PolicyPage() {
  const asked = useYear()
  const [params, setParams] = useSearchParams()
  const current = usePolicy()
  const policy = usePolicy(asked)
  const years = current.data ? Array.from({ length: current.data.year - firstYear + 1 }, (_, i) => current.data.year - i) : []
  const p = policy.data

  return (
    <Page
      title="政策库"
      note={p && `${p.year} 年口径(截至 ${p.day})，版本 ${p.digest.slice(0, 12)}；判定只认这里的口径，每一条都有出处。`}
    >
      <YearSwitch years={years} value={p?.year} />
      {!p ? (
        policy.isError ? (
          <Failed why={policy.error} onRetry={() => void policy.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <Tabs
          activeKey={params.get('part') ?? 'ladders'}
          onChange={(part) =>
            setParams(
              (before) => {
                before.set('part', part)
                return before
              },
              { replace: true },
            )
          }
          items={[
            { key: 'ladders', label: '培育线与梯级', children: <LaddersView policy={p} /> },
            { key: 'documents', label: `依据文件 ${p.documents.length}`, children: <Documents documents={p.documents} day={p.day} /> },
            { key: 'kinds', label: `认定类别 ${p.kinds.length}`, children: <Kinds kinds={p.kinds} /> },
            { key: 'places', label: '县(市)区与开发区', children: <Places policy={p} /> },
          ]}
        />
      )}
    </Page>
  )
}
