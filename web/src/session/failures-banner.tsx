import { Alert } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'

import { failedSince } from './attempts'
import { useMe } from './session'
import css from './session.module.css'

const place = 'yunti.session.told'

/** Tells, once a session, that somebody failed to sign in with one's account. */
export function FailuresBanner() {
  const me = useMe()
  const [told, setTold] = useState(() => sessionStorage.getItem(place))
  const failed = failedSince(me)
  if (!failed || told === me.created_at) return null
  return (
    <Alert
      type="warning"
      showIcon
      banner
      className={css.told}
      title={failed}
      description={
        <>
          不是自己输错的，请{me.way === 'password' && <Link to="/account/password">修改密码</Link>}
          {me.way === 'password' && '，'}查看<Link to="/account/sessions">我的会话</Link>，并告诉系统管理员。
        </>
      }
      closable={{
        'aria-label': '知道了',
        onClose: () => {
          sessionStorage.setItem(place, me.created_at)
          setTold(me.created_at)
        },
      }}
    />
  )
}
