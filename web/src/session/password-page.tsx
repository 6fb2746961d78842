import { App } from 'antd'
import { useNavigate } from 'react-router'

import { Page } from '../parts/page'
import { PasswordForm } from './password-form'
import { enter, useMe } from './session'
import css from './session.module.css'

/** Changing one's password because one wants to. */
export function PasswordPage() {
  const me = useMe()
  const { message } = App.useApp()
  const navigate = useNavigate()
  return (
    <Page title="修改密码" note="修改后，您在其他电脑上的登录全部失效。">
      <div className={css.narrow}>
        <PasswordForm
          username={me.username}
          onDone={(session) => {
            enter(session)
            void message.success('密码已修改')
            void navigate('/')
          }}
        />
      </div>
    </Page>
  )
}
