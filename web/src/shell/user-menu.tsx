import { DownOutlined } from '@ant-design/icons'
import { App, Dropdown } from 'antd'
import { useNavigate } from 'react-router'

import { messageOf } from '../api/problem'
import { type Session, useSignOut } from '../session/session'
import { mayHave } from '../tokens/scopes'
import { roles } from '../words/roles'
import css from './frame.module.css'

/** Who is signed in, and what one does about one's account. */
export function UserMenu({ me }: { me: Session }) {
  const navigate = useNavigate()
  const { message } = App.useApp()
  const signOut = useSignOut()
  const items = [
    { key: '/account/sessions', label: '我的会话', onClick: () => void navigate('/account/sessions') },
    ...(mayHave(me.role) ? [{ key: '/account/tokens', label: '访问令牌', onClick: () => void navigate('/account/tokens') }] : []),
    ...(me.way === 'password' ? [{ key: '/account/password', label: '修改密码', onClick: () => void navigate('/account/password') }] : []),
    { type: 'divider' as const },
    { key: 'out', label: '退出登录', onClick: () => signOut.mutate({}, { onError: (why) => void message.error(messageOf(why)) }) },
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <button type="button" className={css.user} aria-haspopup="menu">
        <span>{me.name || me.username}</span>
        <small>{me.incubator || roles[me.role]}</small>
        <DownOutlined style={{ fontSize: 10 }} aria-hidden />
      </button>
    </Dropdown>
  )
}
