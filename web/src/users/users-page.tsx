import { ClearOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { keepPreviousData } from '@tanstack/react-query'
import { Button, Input, Select, Table, Tag } from 'antd'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'

import { api } from '../api/client'
import type { components } from '../contract'
import { moment } from '../format/days'
import { count } from '../format/money'
import { Page } from '../parts/page'
import { Failed, NoRight, Nothing } from '../parts/states'
import { useNames } from '../policy/use-policy'
import { useMe } from '../session/session'
import { roles } from '../words/roles'
import { asked, idle, narrowed, readQuery, roleIDs, sizes, type UserQuery, writeQuery } from './query'
import { UserActs } from './user-acts'
import { Once, UserDialog } from './user-dialog'
import css from './users.module.css'

export type User = components['schemas']['User']

/** Who may sign in. */
export function UsersPage() {
  return useMe().role === 'admin' ? <Users /> : <NoRight>用户由系统管理员管理。</NoRight>
}

function Users() {
  const [params, setParams] = useSearchParams()
  const query = readQuery(params)
  const names = useNames()
  const users = api.useQuery('get', '/api/v1/users', { params: { query: asked(query) } }, { placeholderData: keepPreviousData })
  const [editing, setEditing] = useState<User | 'new'>()
  const [once, setOnce] = useState<{ username: string; password: string | null }>()
  const go = (next: UserQuery, replace = false) => setParams(writeQuery(next), { replace })
  const set = (change: Partial<UserQuery>) => go({ ...query, page: 1, ...change }, true)

  return (
    <Page
      title="用户"
      note={users.data ? <span role="status">{`共 ${count(users.data.total)} 个账号${narrowed(query) ? '符合筛选' : ''}`}</span> : ' '}
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>
          新建用户
        </Button>
      }
    >
      {editing && (
        <UserDialog
          user={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onCreated={(username, password) => setOnce({ username, password })}
        />
      )}
      {once && <Once {...once} onClose={() => setOnce(undefined)} />}
      <div className={css.filters} role="search" aria-label="筛选用户">
        <Search text={query.q} onSearch={(q) => set({ q })} />
        <Select aria-label="角色" placeholder="角色" allowClear value={query.role} options={roleIDs.map((r) => ({ value: r, label: roles[r] }))} onChange={(role?: UserQuery['role']) => set({ role })} className={css.pick} popupMatchSelectWidth={false} />
        <Select
          aria-label="状态"
          placeholder="状态"
          allowClear
          value={query.disabled === undefined ? undefined : String(query.disabled)}
          options={[{ value: 'false', label: '在用' }, { value: 'true', label: '已停用' }]}
          onChange={(v?: string) => set({ disabled: v === undefined ? undefined : v === 'true' })}
          className={css.pick}
        />
        <Select aria-label="无人使用" placeholder="无人使用" allowClear value={query.unused} options={idle.map((n) => ({ value: n, label: `${n} 天未使用` }))} onChange={(unused?: number) => set({ unused })} className={css.pick} popupMatchSelectWidth={false} />
        {narrowed(query) && (
          <Button type="text" icon={<ClearOutlined aria-hidden />} onClick={() => go(readQuery(new URLSearchParams()))}>
            清除筛选
          </Button>
        )}
      </div>
      {users.isError && !users.data ? (
        <Failed why={users.error} onRetry={() => void users.refetch()} />
      ) : (
        <div className={css.list} aria-busy={users.isFetching}>
          <Table<User>
            rowKey="username"
            size="small"
            scroll={{ x: 1028 }}
            loading={users.isPending}
            dataSource={users.data?.items ?? []}
            locale={{ emptyText: users.isPending ? ' ' : <Nothing title={narrowed(query) ? '没有符合筛选的用户' : '还没有用户'} /> }}
            columns={[
              { title: '用户名', dataIndex: 'username', width: 120, ellipsis: true },
              { title: '姓名', dataIndex: 'name', width: 116, ellipsis: true },
              { title: '角色', dataIndex: 'role', width: 126, render: (r: User['role']) => roles[r] },
              { title: '数据范围', key: 'scope', width: 150, ellipsis: true, render: (_, u) => (u.incubator || names.county(u.county)) },
              { title: '状态', key: 'state', width: 100, render: (_, u) => <State user={u} /> },
              { title: '最近登录', dataIndex: 'signed_in', width: 136, render: (at: string | null) => (at ? moment(at) : <span className={css.never}>从未登录</span>) },
              { title: '建立', key: 'created', width: 146, ellipsis: true, render: (_, u) => `${moment(u.created_at).slice(0, 10)} ${u.created_by}` },
              {
                title: '操作',
                key: 'acts',
                width: 134,
                className: css.acts,
                fixed: 'right',
                render: (_, u) => <UserActs user={u} onEdit={() => setEditing(u)} onPassword={(password) => setOnce({ username: u.username, password })} />,
              },
            ]}
            pagination={{
              current: query.page,
              pageSize: query.size,
              total: users.data?.total ?? 0,
              size: 'small',
              showSizeChanger: true,
              hideOnSinglePage: query.size === sizes[0],
              pageSizeOptions: [...sizes],
              showTotal: (all, [from, to]) => `第 ${count(from)}–${count(to)} 个，共 ${count(all)} 个`,
              onChange: (page, size) => go({ ...query, page: size === query.size ? page : 1, size }),
            }}
          />
        </div>
      )}
    </Page>
  )
}

function State({ user: u }: { user: User }) {
  const marks = [
    u.disabled && <Tag key="d" color="red">已停用</Tag>,
    u.locked_until && <Tag key="l" color="gold" title={`锁定到 ${moment(u.locked_until)}`}>已锁定</Tag>,
    u.must_change && !u.disabled && <Tag key="m">待改密码</Tag>,
    u.external && <Tag key="e" color="blue" title={u.external}>统一身份认证</Tag>,
  ].filter(Boolean)
  return marks.length > 0 ? <span className={css.marks}>{marks}</span> : <>在用</>
}

/** Searches when typing rests. */
function Search({ text, onSearch }: { text: string; onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState(text)
  useEffect(() => {
    if (text === '') setTyped('') // cleared from elsewhere
  }, [text])
  useEffect(() => {
    if (typed.trim() === text) return
    const timer = setTimeout(() => onSearch(typed.trim()), 250)
    return () => clearTimeout(timer)
  }, [typed])
  return <Input value={typed} onChange={(e) => setTyped(e.target.value)} prefix={<SearchOutlined aria-hidden />} placeholder="用户名、姓名、孵化载体" aria-label="用户名、姓名或孵化载体" maxLength={60} allowClear className={css.search} />
}
