import { Alert, Button, Form, Input } from 'antd'

import { api } from '../api/client'
import { messageOf } from '../api/problem'
import { passwordRules } from './password-rules'
import type { Session } from './session'
import css from './session.module.css'

type Fields = { old: string; new: string; again: string }

/** Changes one's own password. */
export function PasswordForm({ username, onDone }: { username: string; onDone: (s: Session) => void }) {
  const [form] = Form.useForm<Fields>()
  const change = api.useMutation('put', '/api/v1/session/password', { onSuccess: onDone })
  const typed = Form.useWatch('new', form) ?? ''

  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(f) => change.mutate({ body: { old: f.old, new: f.new } })}>
      {change.isError && (
        <Form.Item>
          <Alert type="error" showIcon title={messageOf(change.error)} />
        </Form.Item>
      )}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <Form.Item name="old" label="原密码" rules={[{ required: true, message: '请输入原密码' }]}>
        <Input.Password autoComplete="current-password" autoFocus maxLength={200} />
      </Form.Item>
      <Form.Item
        name="new"
        label="新密码"
        rules={[
          { required: true, message: '请输入新密码' },
          { validator: (_, v: string) => (!v || passwordRules.every((r) => r.kept(v, username)) ? Promise.resolve() : Promise.reject(new Error('新密码还不符合下列要求'))) },
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} aria-describedby="password-rules" />
      </Form.Item>
      <ul className={css.rules} id="password-rules" aria-label="密码要求">
        {passwordRules.map((r) => (
          <li key={r.text} className={r.kept(typed, username) ? css.kept : undefined}>
            {r.text}
          </li>
        ))}
        <li>不与最近 5 次用过的密码相同，不是常见密码</li>
      </ul>
      <Form.Item
        name="again"
        label="再输入一次新密码"
        dependencies={['new']}
        rules={[
          { required: true, message: '请再输入一次新密码' },
          { validator: (_, v: string) => (!v || v === form.getFieldValue('new') ? Promise.resolve() : Promise.reject(new Error('两次输入的新密码不一致'))) },
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        修改密码
      </Button>
    </Form>
  )
}
