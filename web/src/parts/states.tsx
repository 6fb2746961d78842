import { Button, Spin } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'

import { ApiError, messageOf } from '../api/problem'
import css from './states.module.css'

/** Nothing yet. It shows itself only when it takes long enough to be wondered at. */
export function Loading({ what = '正在读取…' }: { what?: string }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={css.state} role="status" aria-live="polite">
      {late && (
        <>
          <Spin />
          <p>{what}</p>
        </>
      )}
    </div>
  )
}

/** It failed: why, and what to do. Missing rights and missing records have words of their own. */
export function Failed({ why, onRetry }: { why: unknown; onRetry?: () => void }) {
  if (why instanceof ApiError && why.status === 403) return <NoRight>{why.message}</NoRight>
  const missing = why instanceof ApiError && why.status === 404
  return (
    <div className={css.state} role="alert">
      <h2>{missing ? '没有找到' : '没有读到数据'}</h2>
      <p>{messageOf(why)}</p>
      {why instanceof ApiError && why.requestID && why.status >= 500 && <p className={css.small}>请求编号 {why.requestID}，报告问题时请附上。</p>}
      {onRetry && !missing && (
        <Button type="primary" onClick={onRetry}>
          重试
        </Button>
      )}
    </div>
  )
}

/** The role may not. */
export function NoRight({ children }: { children?: ReactNode }) {
  return (
    <div className={css.state} role="alert">
      <h2>没有权限</h2>
      <p>{children ?? '您的角色不能使用这个栏目；需要时请联系系统管理员。'}</p>
    </div>
  )
}

/** There is nothing, and what to do about it. */
export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={css.state}>
      <h2>{title}</h2>
      {children && <div>{children}</div>}
    </div>
  )
}
