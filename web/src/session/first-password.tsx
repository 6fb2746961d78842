import { Alert, Button } from 'antd'

import { useTitle } from '../parts/page'
import { PasswordForm } from './password-form'
import { enter, useSignOut } from './session'
import css from './session.module.css'

/** Changing one's password because one must: nothing else is open before that. */
export function FirstPassword({ username }: { username: string }) {
  const signOut = useSignOut()
  useTitle('修改密码')
  return (
    <main className={css.page}>
      <div className={css.card}>
        <h1>请先修改密码</h1>
        <Alert type="info" showIcon title="当前密码由管理员设置，或已使用 90 天。改为自己的密码后即可使用系统。" style={{ marginBlock: 16 }} />
        <PasswordForm username={username} onDone={enter} />
      </div>
      <Button type="link" onClick={() => signOut.mutate({})}>
        退出登录
      </Button>
    </main>
  )
}
