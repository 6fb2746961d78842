import { Alert, Button, Modal } from 'antd'
import { useSyncExternalStore } from 'react'

import { reentry } from '../api/reentry'
import { ApiError } from '../api/problem'
import { enter, lastSession, leave } from './session'
import { SignInForm } from './sign-in-form'

const signedOut = () => new ApiError({ status: 401, code: 'unauthenticated', title: '没有登录', detail: '登录已失效，请重新登录。' })

/** Asks to sign in again over the page as it is, when the session has ended while somebody was working. */
export function ReentryDialog() {
  const asked = useSyncExternalStore(reentry.subscribe, reentry.asked)
  const who = lastSession()
  const another = () => {
    reentry.giveUp(signedOut())
    leave()
  }

  return (
    <Modal open={asked} title="登录已失效" footer={null} closable={false} keyboard={false} mask={{ closable: false }} width={420} destroyOnHidden>
      <Alert type="info" showIcon title="太久没有操作，或者账号已在别处退出。重新登录后接着办理，页面上已填写的内容都在。" style={{ marginBlock: 16 }} />
      <SignInForm
        as={who?.username}
        onDone={(session) => {
          enter(session)
          reentry.done()
        }}
      />
      <Button type="link" block onClick={another} style={{ marginTop: 8 }}>
        换一个账号登录（放弃当前页面）
      </Button>
    </Modal>
  )
}
