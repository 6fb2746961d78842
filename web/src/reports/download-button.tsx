import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'

import { server } from '../api/client'
import { DownloadStatus } from './download-status'
import css from './reports.module.css'
import { useDownload } from './use-download'

type Props = {
  report: string
  year: number
  label?: string
  /** What the report is called, for those who do not see where the button stands. */
  name?: string
  /** For a report of one firm: its code; undefined until one is chosen. */
  firm?: string | undefined
  primary?: boolean
}

/** Downloads a report and shows how far it is. */
export function DownloadButton({ report, year, label = '下载', name, primary = false, ...of }: Props) {
  const { download, start, cancel } = useDownload()
  const code = of.firm
  return (
    <div className={css.download}>
      <Button
        type={primary ? 'primary' : 'default'}
        icon={<DownloadOutlined aria-hidden />}
        loading={download?.state === 'running'}
        disabled={'firm' in of && !code}
        title={'firm' in of && !code ? '请先选择企业' : undefined}
        aria-label={name && `${label}${name}`}
        onClick={() => start((signal) => server.GET('/api/v1/reports/{key}.xlsx', { params: { path: { key: report }, query: { year, ...(code ? { code } : {}) } }, parseAs: 'stream', signal }), `${report}-${year}.xlsx`)}
      >
        {label}
      </Button>
      <DownloadStatus download={download} onCancel={cancel} />
    </div>
  )
}
