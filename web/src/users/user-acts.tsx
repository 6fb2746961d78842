import { DownOutlined } from '@ant-design/icons'
import { App, Button, Dropdown } from 'antd'

import { api, queries } from '../api/client'
import { messageOf } from '../api/problem'
import { useMe } from '../session/session'
import type { User } from './users-page'

/** The list of users is read again. */
export const usersChanged = () => void queries.invalidateQueries({ queryKey: ['get', '/api/v1/users'] })

/** What an administrator can do about an account. */
export function UserActs({ user: u, onEdit, onPassword }: { user: User; onEdit: () => void; onPassword: (password: string) => void }) {
  const me = useMe()
  const { message, modal } = App.useApp()
  const onError = (why: unknown) => void message.error(messageOf(why))
  const done = (text: string) => {
    void message.success(text)
    usersChanged()
  }
  const change = api.useMutation('patch', '/api/v1/users/{username}', { onError, onSettled: usersChanged })
  const reset = api.useMutation('post', '/api/v1/users/{username}/password', { onError, onSettled: usersChanged })
  const unlock = api.useMutation('post', '/api/v1/users/{username}/unlock', { onError })
  const end = api.useMutation('delete', '/api/v1/users/{username}/sessions', { onError })
  const path = { username: u.username }
  const self = u.username === me.username
  const who = u.name ? `${u.name}(${u.username})` : u.username

  const disable = (disabled: boolean) => change.mutateAsync({ params: { path, header: { 'If-Match': `"${u.version}"` } }, body: { disabled } }).then(() => done(disabled ? `${who}已停用` : `${who}已启用`)).catch(() => undefined)

  const ask = (title: string, content: string, okText: string, act: () => Promise<unknown>, danger = true) =>
    void modal.confirm({ title, content, okText, cancelText: '返回', okButtonProps: { danger }, onOk: act })

  const items = [
    {
      key: 'reset',
      label: '重置密码',
      disabled: self,
      onClick: () =>
        ask(`重置${who}的密码？`, '将给出一个新的一次性密码；本人的登录全部结束，访问令牌全部撤销，锁定解除。', '重置密码', () =>
          reset.mutateAsync({ params: { path } }).then((a) => onPassword(a.password)).catch(() => undefined),
        ),
    },
    ...(u.locked_until ? [{ key: 'unlock', label: '解除锁定', onClick: () => unlock.mutate({ params: { path } }, { onSuccess: () => done(`${who}的锁定已解除`) }) }] : []),
    {
      key: 'end',
      label: '结束会话',
      disabled: self,
      onClick: () =>
        ask(`结束${who}的全部会话？`, '账号可能被人冒用时使用：本人须重新登录，访问令牌全部撤销。', '结束会话', () =>
          end.mutateAsync({ params: { path } }).then((a) => done(`已结束 ${a.ended} 个会话，撤销 ${a.revoked} 个令牌`)).catch(() => undefined),
        ),
    },
    { type: 'divider' as const },
    u.disabled
      ? { key: 'enable', label: '启用', onClick: () => void disable(false) }
      : {
          key: 'disable',
          label: '停用',
          danger: true,
          disabled: self,
          onClick: () => ask(`停用${who}？`, '停用后不能登录；本人的登录全部结束，访问令牌全部撤销。账号和操作记录保留，以后可以启用。', '停用', () => disable(true)),
        },
  ]
  return (
    <>
      <Button type="link" size="small" onClick={onEdit} aria-label={`修改 ${u.username}`}>
        修改
      </Button>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button type="link" size="small" aria-haspopup="menu" aria-label={`更多：${u.username}`}>
          更多 <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
    </>
  )
}
