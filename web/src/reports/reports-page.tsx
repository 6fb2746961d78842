import { api } from '../api/client'
import { Page, Panel } from '../parts/page'
import { Failed, Loading, Nothing } from '../parts/states'
import { useYear, YearSwitch } from '../parts/year-switch'
import { DownloadButton } from './download-button'
import css from './reports.module.css'

/** Every report, for every year that is published. */
export function ReportsPage() {
  const reports = api.useQuery('get', '/api/v1/reports')
  const asked = useYear()
  const years = reports.data?.years ?? []
  const year = asked !== undefined && years.includes(asked) ? asked : years[0]

  return (
    <Page title="报表" note="由已发布的年度评价生成的 Excel 工作簿；每次下载都记入审计记录。">
      <YearSwitch years={years} value={year} />
      {!reports.data ? (
        reports.isError ? (
          <Failed why={reports.error} onRetry={() => void reports.refetch()} />
        ) : (
          <Loading />
        )
      ) : year === undefined ? (
        <Nothing title="还没有可以下载的报表">发布一次年度评价之后，这里会列出该年度的报表。</Nothing>
      ) : (
        <div className={css.list}>
          {reports.data.items.map((r) => (
            <Panel key={r.key} id={r.key} title={r.name} aside={`${year} 年`}>
              <div className={css.report}>
                <p>{r.description}</p>
                <DownloadButton report={r.key} year={year} label={`下载 ${year} 年`} primary />
              </div>
            </Panel>
          ))}
        </div>
      )}
    </Page>
  )
}
