import { useState } from 'react'

import { api } from '../api/client'
import { Page, Panel } from '../parts/page'
import { Failed, Loading, Nothing } from '../parts/states'
import { useYear, YearSwitch } from '../parts/year-switch'
import { useMe } from '../session/session'
import { DownloadButton } from './download-button'
import { FirmChoice } from './firm-choice'
import { grouped, type Report } from './groups'
import css from './reports.module.css'
import { VerifyPanel } from './verify-panel'

/** Every report, for every year that is published, and whether a report that somebody hands in is genuine. */
export function ReportsPage() {
  const { role } = useMe()
  return role === 'auditor' ? (
    <Page title="报表" note="核验报表是否由本系统生成、此后有没有改动。">
      <VerifyPanel />
    </Page>
  ) : (
    <Reports />
  )
}

function Reports() {
  const reports = api.useQuery('get', '/api/v1/reports')
  const asked = useYear()
  const years = reports.data?.years ?? []
  const year = asked !== undefined && years.includes(asked) ? asked : years[0]

  return (
    <Page title="报表" note={`由${year ? ` ${year} 年` : ''}已发布的年度评价生成的 Excel 工作簿，各有核验编号；每次下载都记入操作记录。`}>
      <YearSwitch years={years} value={year} />
      {!reports.data ? (
        reports.isError ? (
          <Failed why={reports.error} onRetry={() => void reports.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <div className={css.list}>
          {year === undefined ? (
            <Nothing title="还没有可以下载的报表">发布一次年度评价之后，这里会列出该年度的报表。</Nothing>
          ) : (
            grouped(reports.data.items).map((g) => (
              <Panel key={g.name} id={`group-${g.name}`} title={g.name}>
                <ul className={css.reports}>
                  {g.reports.map((r) => (
                    <ReportLine key={r.key} report={r} year={year} />
                  ))}
                </ul>
              </Panel>
            ))
          )}
          <VerifyPanel />
        </div>
      )}
    </Page>
  )
}

function ReportLine({ report: r, year }: { report: Report; year: number }) {
  const [firm, setFirm] = useState<string>()
  return (
    <li id={r.key} className={css.report}>
      <div>
        <h3>{r.name}</h3>
        <p>{r.description}</p>
        {r.needs === 'firm' && <FirmChoice value={firm} onChange={setFirm} />}
      </div>
      <DownloadButton report={r.key} year={year} label={`下载 ${year} 年`} name={r.name} {...(r.needs === 'firm' ? { firm } : {})} />
    </li>
  )
}
