import { PlusOutlined } from '@ant-design/icons'
import { Alert, App, Button, Checkbox, Form, Input, Modal, Popconfirm, Select, Table, Tag } from 'antd'
import { useState } from 'react'

import { api, queries } from '../api/client'
import { messageOf } from '../api/problem'
import type { components } from '../contract'
import { moment } from '../format/days'
import { Page } from '../parts/page'
import { Secret } from '../parts/secret'
import { Failed, NoRight, Nothing } from '../parts/states'
import { useMe } from '../session/session'
import type { Role } from '../words/roles'
import { expiry, lives, mayHave, scopes, scopesOf } from './scopes'
import css from './tokens.module.css'

type Token = components['schemas']['Token']

/** What lets programs act for the user. */
export function TokensPage() {
  const me = useMe()
  return mayHave(me.role) ? <Tokens role={me.role} /> : <NoRight>您的角色不能使用访问令牌。</NoRight>
}

function Tokens({ role }: { role: Role }) {
  const tokens = api.useQuery('get', '/api/v1/tokens')
  const { message } = App.useApp()
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<{ name: string; secret: string }>()
  const changed = () => void queries.invalidateQueries({ queryKey: ['get', '/api/v1/tokens'] })
  const revoke = api.useMutation('delete', '/api/v1/tokens/{id}', {
    onSuccess: () => void message.success('令牌已撤销'),
    onError: (why) => void message.error(messageOf(why)),
    onSettled: changed,
  })

  return (
    <Page
      title="访问令牌"
      note="让程序代您调用接口，如数据共享平台每日查询。程序能做的不超过您本人；用法见接口说明 /docs。"
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
          申请令牌
        </Button>
      }
    >
      {making && (
        <NewToken
          role={role}
          onClose={() => setMaking(false)}
          onMade={(name, secret) => {
            changed()
            setMaking(false)
            setMade({ name, secret })
          }}
        />
      )}
      {made && (
        <Modal
          open
          title={`访问令牌：${made.name}`}
          closable={false}
          mask={{ closable: false }}
          keyboard={false}
          width={560}
          footer={
            <Button type="primary" onClick={() => setMade(undefined)}>
              已经存好，关闭
            </Button>
          }
        >
          <div className={css.once}>
            <Secret text={made.secret} label="访问令牌" />
            <Alert type="warning" showIcon title="只显示这一次，关闭后不能再看。" description="请存放在程序的配置里，不要写进地址、日志和邮件；泄露时请立即撤销。" />
          </div>
        </Modal>
      )}
      {tokens.isError && !tokens.data ? (
        <Failed why={tokens.error} onRetry={() => void tokens.refetch()} />
      ) : (
        <div className={css.list}>
          <Table<Token>
            rowKey="id"
            size="small"
            scroll={{ x: 820 }}
            loading={tokens.isPending}
            dataSource={tokens.data?.items ?? []}
            pagination={false}
            locale={{ emptyText: tokens.isPending ? ' ' : <Nothing title="没有访问令牌">程序需要代您查询或办理时，点“申请令牌”。</Nothing> }}
            columns={[
              { title: '用途', dataIndex: 'name', ellipsis: true },
              { title: '权限', dataIndex: 'scopes', width: 220, render: (all: Token['scopes']) => all.map((s) => scopes[s].name).join('、') },
              { title: '建立', dataIndex: 'created_at', width: 140, render: moment },
              { title: '最近使用', dataIndex: 'seen_at', width: 140, render: (at: string | null) => (at ? moment(at) : '从未使用') },
              {
                title: '到期',
                dataIndex: 'expires_at',
                width: 190,
                render: (at: string) => (
                  <>
                    {moment(at)} {Date.parse(at) <= Date.now() && <Tag>已到期</Tag>}
                  </>
                ),
              },
              {
                title: '操作',
                key: 'act',
                width: 76,
                render: (_, t) => (
                  <Popconfirm title={`撤销“${t.name}”？`} description="令牌立即失效，使用它的程序随即不能再调用接口。" okText="撤销" cancelText="返回" onConfirm={() => revoke.mutate({ params: { path: { id: t.id } } })}>
                    <Button type="link" size="small" danger aria-label={`撤销 ${t.name}`}>
                      撤销
                    </Button>
                  </Popconfirm>
                ),
              },
            ]}
          />
        </div>
      )}
    </Page>
  )
}

type Fields = { name: string; scopes: Token['scopes']; days: number }

function NewToken({ role, onClose, onMade }: { role: Role; onClose: () => void; onMade: (name: string, secret: string) => void }) {
  const [form] = Form.useForm<Fields>()
  const create = api.useMutation('post', '/api/v1/tokens', { onSuccess: (a) => onMade(a.token.name, a.secret) })
  return (
    <Modal open title="申请访问令牌" okText="申请" cancelText="取消" confirmLoading={create.isPending} onCancel={onClose} onOk={() => form.submit()} width={520}>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ scopes: ['read'], days: 90 }}
        onFinish={(f) => create.mutate({ body: { name: f.name.trim(), scopes: f.scopes, expires_at: expiry(f.days, Date.now()) } })}
      >
        {create.isError && (
          <Form.Item>
            <Alert type="error" showIcon title={messageOf(create.error)} />
          </Form.Item>
        )}
        <Form.Item name="name" label="用途" rules={[{ required: true, whitespace: true, message: '请写明哪个程序用来做什么' }]}>
          <Input autoFocus maxLength={100} placeholder="如：数据共享平台每日查询" autoComplete="off" />
        </Form.Item>
        <Form.Item name="scopes" label="权限" rules={[{ required: true, message: '请至少选择一项' }]}>
          <Checkbox.Group className={css.scopes}>
            {scopesOf(role).map((s) => (
              <Checkbox key={s} value={s}>
                {scopes[s].name} <span className={css.note}>{scopes[s].means}</span>
              </Checkbox>
            ))}
          </Checkbox.Group>
        </Form.Item>
        <Form.Item name="days" label="有效期" extra="最长一年；到期后请重新申请。">
          <Select options={lives.map((n) => ({ value: n, label: n === 365 ? '一年' : `${n} 天` }))} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
