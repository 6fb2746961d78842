import { App, Button, Popconfirm, Table, Tag } from 'antd'

import { api, queries } from '../api/client'
import { messageOf } from '../api/problem'
import type { components } from '../contract'
import { moment } from '../format/days'
import { Page } from '../parts/page'
import { Failed } from '../parts/states'
import { agentWords } from './agent'
import { failedSince, signedInBefore } from './attempts'
import { useMe } from './session'

type Row = components['schemas']['SessionRow']

const ways = { password: '用户名和密码', oidc: '统一身份认证' }

/** Where one is signed in, and ending what one does not know. */
export function SessionsPage() {
  const me = useMe()
  const sessions = api.useQuery('get', '/api/v1/sessions')
  const { message } = App.useApp()
  const end = api.useMutation('delete', '/api/v1/sessions/{id}', {
    onSuccess: () => {
      void message.success('该登录已结束')
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/sessions'] })
    },
    onError: (why) => void message.error(messageOf(why)),
  })

  return (
    <Page title="我的会话" note={`${failedSince(me) ?? `${signedInBefore(me)}，此后没有人登录失败`}。下面是您的账号正在哪些地方登录；有不认识的，请立即结束它并修改密码。`}>
      {sessions.isError && !sessions.data ? (
        <Failed why={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : (
        <Table<Row>
          rowKey="id"
          size="small"
          loading={sessions.isPending}
          dataSource={sessions.data?.items ?? []}
          pagination={false}
          columns={[
            {
              title: '浏览器',
              dataIndex: 'agent',
              render: (agent: string, row) => (
                <>
                  <span title={agent}>{agentWords(agent)}</span> {row.current && <Tag color="blue">本次登录</Tag>}
                </>
              ),
            },
            { title: '来自', dataIndex: 'from', className: 'mono' },
            { title: '登录方式', dataIndex: 'way', render: (way: keyof typeof ways) => ways[way] ?? way },
            { title: '登录时间', dataIndex: 'created_at', render: moment },
            { title: '最近操作', dataIndex: 'seen_at', render: moment },
            { title: '最迟失效', dataIndex: 'expires_at', render: moment },
            {
              title: '操作',
              key: 'act',
              render: (_, row) =>
                row.current ? null : (
                  <Popconfirm title="结束这次登录？" description="在那台电脑上须重新登录，未保存的内容会丢失。" okText="结束" onConfirm={() => end.mutate({ params: { path: { id: row.id } } })}>
                    <Button type="link" size="small" danger>
                      结束
                    </Button>
                  </Popconfirm>
                ),
            },
          ]}
        />
      )}
    </Page>
  )
}
