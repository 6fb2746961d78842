import { keepPreviousData } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'

import { api } from '../api/client'
import { ApiError, messageOf } from '../api/problem'
import { Secret } from '../parts/secret'
import { usePolicy } from '../policy/use-policy'
import { type Role, roles } from '../words/roles'
import { roleIDs } from './query'
import { usersChanged } from './user-acts'
import type { User } from './users-page'
import css from './users.module.css'

type Fields = { username: string; name: string; role: Role; county?: string; incubator?: string; external?: string; only?: boolean }

const duties: Record<Role, string> = {
  incubator: '看到并申报本载体的企业',
  county: '审核本县(市)区的申报，看到本县(市)区的企业',
  city: '看到全部企业，办理申报、导入和年度评价',
  leadership: '只读全部企业、评价和报表，不含个人信息',
  admin: '只管账号，看不到企业和申报',
  auditor: '只查操作记录',
}

/** Makes a user, or changes one as it was read. */
export function UserDialog({ user, onClose, onCreated }: { user: User | undefined; onClose: () => void; onCreated: (username: string, password: string | null) => void }) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const role = Form.useWatch('role', form) ?? user?.role
  const county = Form.useWatch('county', form) ?? user?.county
  const incubator = Form.useWatch('incubator', form) ?? user?.incubator
  const policy = usePolicy().data
  const ways = api.useQuery('get', '/api/v1/session/ways').data
  const external = Boolean(ways?.oidc || user?.external)
  const create = api.useMutation('post', '/api/v1/users', {
    onSuccess: (a) => {
      usersChanged()
      onClose()
      onCreated(a.user.username, a.password)
    },
  })
  const change = api.useMutation('patch', '/api/v1/users/{username}', {
    onSuccess: (u) => {
      usersChanged()
      onClose()
      void message.success(`${u.username} 已修改`)
    },
    onError: (why) => {
      if (why instanceof ApiError && why.status === 412) usersChanged()
    },
  })
  const why = create.error ?? change.error
  const moves = user && (role !== user.role || (role === 'county' && county !== user.county) || (role === 'incubator' && incubator !== user.incubator))

  const save = (f: Fields) => {
    const scope = { ...(f.role === 'county' ? { county: f.county ?? '' } : {}), ...(f.role === 'incubator' ? { incubator: f.incubator ?? '' } : {}) }
    if (!user) {
      create.mutate({ body: { username: f.username.trim(), name: f.name.trim(), role: f.role, ...scope, ...(f.external?.trim() ? { external: f.external.trim(), only: f.only ?? false } : {}) } })
      return
    }
    const body = {
      ...(f.name.trim() !== user.name ? { name: f.name.trim() } : {}),
      ...(moves ? { role: f.role, ...scope } : {}),
      ...(external && (f.external?.trim() ?? '') !== (user.external ?? '') ? { external: f.external?.trim() ?? '' } : {}),
    }
    if (Object.keys(body).length === 0) onClose()
    else change.mutate({ params: { path: { username: user.username }, header: { 'If-Match': `"${user.version}"` } }, body })
  }

  return (
    <Modal
      open
      title={user ? `修改用户 ${user.username}` : '新建用户'}
      okText={user ? '保存' : '新建'}
      cancelText="取消"
      confirmLoading={create.isPending || change.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
      width={520}
    >
      <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={save} initialValues={user && { name: user.name, role: user.role, county: user.county || undefined, incubator: user.incubator || undefined, external: user.external ?? '' }}>
        {why != null && (
          <Form.Item>
            <Alert type="error" showIcon title={messageOf(why)} />
          </Form.Item>
        )}
        {!user && (
          <Form.Item name="username" label="用户名" rules={[{ required: true, whitespace: true, message: '请填写用户名' }]}>
            <Input autoFocus maxLength={64} autoComplete="off" placeholder="如 wuhua01" />
          </Form.Item>
        )}
        <Form.Item name="name" label="姓名" rules={[{ required: true, whitespace: true, message: '请填写姓名' }]}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label="角色" rules={[{ required: true, message: '请选择角色' }]} extra={role && `${duties[role]}。`}>
          <Select placeholder="请选择" options={roleIDs.map((r) => ({ value: r, label: roles[r] }))} />
        </Form.Item>
        {role === 'county' && (
          <Form.Item name="county" label="县(市)区" rules={[{ required: true, message: '请选择县(市)区' }]}>
            <Select placeholder="请选择" showSearch={{ optionFilterProp: 'label' }} options={policy?.counties.map((c) => ({ value: c.id, label: c.name }))} />
          </Form.Item>
        )}
        {role === 'incubator' && (
          <Form.Item name="incubator" label="孵化载体" rules={[{ required: true, message: '请选择孵化载体' }]}>
            <IncubatorChoice />
          </Form.Item>
        )}
        {external && (
          <Form.Item name="external" label="统一身份认证" extra="签发者与主体，写作“签发者|主体”；不用时留空。">
            <Input maxLength={250} autoComplete="off" />
          </Form.Item>
        )}
        {external && !user && (
          <Form.Item name="only" valuePropName="checked">
            <Checkbox>只能用统一身份认证登录，不设密码</Checkbox>
          </Form.Item>
        )}
        {moves && <Alert type="warning" showIcon title="改变角色或数据范围后，本人的登录全部结束，访问令牌全部撤销。" />}
      </Form>
    </Modal>
  )
}

/** Chooses an incubator by a part of its name. */
function IncubatorChoice(props: { value?: string; onChange?: (name: string) => void; id?: string }) {
  const [q, setQ] = useState('')
  const found = api.useQuery('get', '/api/v1/incubators', { params: { query: { size: 50, ...(q.trim() ? { q: q.trim().slice(0, 60) } : {}) } } }, { placeholderData: keepPreviousData })
  const policy = usePolicy().data
  const county = (id: string) => policy?.counties.find((c) => c.id === id)?.name
  return (
    <Select
      {...props}
      placeholder="输入名称的一部分查找"
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={found.isFetching}
      notFoundContent={found.isError ? messageOf(found.error) : found.isFetching ? '正在查找…' : '名录中没有这个载体，请先导入载体名录'}
      options={found.data?.items.map((c) => ({ value: c.name, label: county(c.county) ? `${c.name}（${county(c.county)}）` : c.name }))}
    />
  )
}

/** Shows a password that cannot be had again. */
export function Once({ username, password, onClose }: { username: string; password: string | null; onClose: () => void }) {
  return (
    <Modal
      open
      title={password === null ? '用户已建立' : '一次性密码'}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {password === null ? '知道了' : '已经记下，关闭'}
        </Button>
      }
      width={480}
    >
      {password === null ? (
        <p>{username} 只能用统一身份认证登录，没有密码。</p>
      ) : (
        <div className={css.once}>
          <p>
            用户名 <b>{username}</b> 的一次性密码：
          </p>
          <Secret text={password} label="一次性密码" />
          <Alert type="warning" showIcon title="只显示这一次，关闭后不能再看。" description="请当面或经可靠渠道交给本人；14 天内有效，首次登录须修改。" />
        </div>
      )}
    </Modal>
  )
}
