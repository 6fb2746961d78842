import { Alert, Button, Progress } from 'antd'

import { bytes } from '../api/download'
import { messageOf } from '../api/problem'
import css from './reports.module.css'
import type { Download } from './use-download'

/** How far a download is, what has arrived, or why it did not. */
export function DownloadStatus({ download, onCancel, recorded = false }: { download: Download | undefined; onCancel: () => void; recorded?: boolean }) {
  const done = download?.progress
  return (
    <div role="status" className={css.progress}>
      {download?.state === 'running' && (
        <>
          {done?.total ? <Progress percent={Math.floor((100 * done.received) / done.total)} size="small" aria-label="下载进度" /> : null}
          <span>{done ? `已下载 ${bytes(done.received)}` : '正在生成…'}</span>
          <Button type="link" size="small" onClick={onCancel}>
            取消
          </Button>
        </>
      )}
      {download?.state === 'done' && (
        <span>
          已下载：{download.name}，{bytes(done?.received ?? 0)}
          {recorded && '；本次导出已记入操作记录。'}
        </span>
      )}
      {download?.state === 'failed' && <Alert type="error" showIcon title={messageOf(download.why)} />}
    </div>
  )
}
