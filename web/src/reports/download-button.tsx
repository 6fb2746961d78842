import { DownloadOutlined } from '@ant-design/icons'
import { Alert, Button, Progress } from 'antd'

import { bytes } from '../api/download'
import { messageOf } from '../api/problem'
import css from './reports.module.css'
import { useReportDownload } from './use-download'

/** Downloads a report and shows how far it is. */
export function DownloadButton({ report, year, label = '下载', primary = false }: { report: string; year: number; label?: string; primary?: boolean }) {
  const { download, start, cancel } = useReportDownload()
  const running = download?.state === 'running'
  const done = download?.progress
  return (
    <div className={css.download}>
      <Button type={primary ? 'primary' : 'default'} icon={<DownloadOutlined aria-hidden />} loading={running} onClick={() => start(report, year)}>
        {label}
      </Button>
      <div role="status" className={css.progress}>
        {running && (
          <>
            {done?.total ? <Progress percent={Math.floor((100 * done.received) / done.total)} size="small" aria-label="下载进度" /> : null}
            <span>{done ? `已下载 ${bytes(done.received)}` : '正在生成…'}</span>
            <Button type="link" size="small" onClick={cancel}>
              取消
            </Button>
          </>
        )}
        {download?.state === 'done' && <span>已下载：{download.name}，{bytes(done?.received ?? 0)}</span>}
        {download?.state === 'failed' && <Alert type="error" showIcon title={messageOf(download.why)} />}
      </div>
    </div>
  )
}
