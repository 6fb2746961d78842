import { Alert, App, Checkbox, Modal } from 'antd'
import { useState } from 'react'

import { api } from '../api/client'
import { ApiError, messageOf } from '../api/problem'
import { consequences, type Review, reviewChanged, stale } from './reviews'
import css from './reviews.module.css'

/** Publishes a draft, as it was read, after saying what that does. */
export function PublishDialog({ review: r, all, onClose }: { review: Review; all: readonly Review[]; onClose: () => void }) {
  const { message } = App.useApp()
  const old = stale(r, all)
  const [sure, setSure] = useState(false)
  const publish = api.useMutation('post', '/api/v1/reviews/{id}/publish', {
    onSuccess: () => {
      void message.success(`${r.year} 年的评价 ${r.id} 已发布`)
      reviewChanged()
      onClose()
    },
    onError: (why) => {
      if (why instanceof ApiError && (why.status === 412 || why.status === 409)) reviewChanged()
    },
  })
  return (
    <Modal
      open
      title={`发布 ${r.year} 年的评价 ${r.id}`}
      okText="发布"
      cancelText="暂不发布"
      okButtonProps={{ disabled: !sure || old }}
      confirmLoading={publish.isPending}
      onCancel={onClose}
      onOk={() => publish.mutate({ params: { path: { id: r.id }, header: { 'If-Match': `"${r.version}"` } } })}
      width={560}
    >
      <div className={css.stack}>
        {publish.isError && <Alert type="error" showIcon title={messageOf(publish.error)} />}
        {r.outdated && <Alert type="warning" showIcon title={`${r.outdated}。`} description={old ? '不能发布，请重新评价该年度。' : '建议先重新评价；仍要发布时，按开始评价时的记录发布。'} />}
        <div>
          <p>发布之后：</p>
          <ul className={css.consequences}>
            {consequences(r, all).map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
        <Checkbox checked={sure} onChange={(e) => setSure(e.target.checked)}>
          我已核对汇总数，知道发布不能撤销
        </Checkbox>
      </div>
    </Modal>
  )
}
