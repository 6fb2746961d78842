import { Alert, Button } from 'antd'
import { useSyncExternalStore } from 'react'

import { connection } from '../api/connection'
import css from './frame.module.css'

/** Says that the server cannot be reached, as long as that is so. */
export function LostBanner() {
  const lost = useSyncExternalStore(connection.subscribe, connection.lost)
  if (!lost) return null
  return (
    <Alert
      banner
      type="warning"
      className={css.lost}
      title="与服务器的连接中断，正在自动重试。页面上的内容都在，请不要关闭页面。"
      action={
        <Button size="small" onClick={() => void connection.retry()}>
          立即重试
        </Button>
      }
    />
  )
}
