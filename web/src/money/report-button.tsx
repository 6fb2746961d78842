import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'

import { api, server } from '../api/client'
import { DownloadButton } from '../reports/download-button'
import { DownloadStatus } from '../reports/download-status'
import { useDownload } from '../reports/use-download'
import { useMe } from '../session/session'
import css from './money.module.css'

/** Whether the server makes a report for this user. */
function useHasReport(report: string): boolean {
  const me = useMe()
  const reports = api.useQuery('get', '/api/v1/reports', undefined, { staleTime: Infinity, enabled: me.role !== 'incubator' })
  return reports.data?.items.some((r) => r.key === report) ?? false
}

/** Downloads a report of a year, where the server makes it for this user. */
export function ReportButton({ report, year, label }: { report: string; year: number; label: string }) {
  return useHasReport(report) ? <DownloadButton report={report} year={year} label={label} /> : null
}

/** Downloads the notice (告知单) of a firm for a year: what it may have, and what it has to hand in. */
export function NoticeButton({ code, year, name }: { code: string; year: number; name: string }) {
  const has = useHasReport('notice')
  const { download, start, cancel } = useDownload()
  if (!has) return null
  return (
    <span className={css.notice}>
      <Button
        size="small"
        icon={<DownloadOutlined aria-hidden />}
        aria-label={`下载 ${name} ${year} 年告知单`}
        loading={download?.state === 'running'}
        onClick={() => start((signal) => server.GET('/api/v1/reports/{key}.xlsx', { params: { path: { key: 'notice' }, query: { year, code } }, parseAs: 'stream', signal }), `notice-${code}-${year}.xlsx`)}
      >
        告知单
      </Button>
      <DownloadStatus download={download} onCancel={cancel} />
    </span>
  )
}
