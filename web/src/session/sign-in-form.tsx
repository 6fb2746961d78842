import { Alert, Button, Form, Input } from 'antd'
import type { KeyboardEvent } from 'react'
import { useState } from 'react'

import { api } from '../api/client'
import { messageOf } from '../api/problem'
import type { Session } from './session'

type Fields = { username: string; password: string }

/** Name and password; `as` fixes the name, for signing in again. */
export function SignInForm({ as, onDone }: { as?: string; onDone: (s: Session) => void }) {
  const signIn = api.useMutation('post', '/api/v1/session', { onSuccess: onDone })
  const [capitals, setCapitals] = useState(false)
  const noticeCapitals = (e: KeyboardEvent) => setCapitals(e.getModifierState('CapsLock'))

  return (
    <Form<Fields> layout="vertical" requiredMark={false} initialValues={{ username: as }} onFinish={(body) => signIn.mutate({ body })}>
      {signIn.isError && (
        <Form.Item>
          <Alert type="error" showIcon title={messageOf(signIn.error)} />
        </Form.Item>
      )}
      <Form.Item name="username" label="用户名" rules={[{ required: true, message: '请输入用户名' }]}>
        <Input autoComplete="username" autoFocus={!as} disabled={!!as} maxLength={64} size="large" />
      </Form.Item>
      <Form.Item
        name="password"
        label="密码"
        rules={[{ required: true, message: '请输入密码' }]}
        extra={capitals ? '大写锁定(Caps Lock)已打开' : undefined}
      >
        <Input.Password autoComplete="current-password" autoFocus={!!as} onKeyUp={noticeCapitals} maxLength={200} size="large" />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>
        登录
      </Button>
    </Form>
  )
}
