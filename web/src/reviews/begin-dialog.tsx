import { Alert, Form, Modal, Select } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { api } from '../api/client'
import { hasCode, messageOf } from '../api/problem'
import { dayOf } from '../format/days'
import { judgeable, type Review, reviewAt, reviewChanged } from './reviews'
import css from './reviews.module.css'
import { states } from './states'

/** Asks for the year and begins its review. */
export function BeginDialog({ all, onClose }: { all: readonly Review[]; onClose: () => void }) {
  const years = judgeable(dayOf(new Date().toISOString()))
  const published = Math.max(0, ...all.filter((r) => r.state === 'published').map((r) => r.year))
  const [year, setYear] = useState(years.includes(published + 1) ? published + 1 : years[0])
  const navigate = useNavigate()
  const begin = api.useMutation('post', '/api/v1/reviews', {
    onSuccess: (review) => {
      reviewChanged()
      void navigate(reviewAt(review.id))
    },
  })
  const same = all.filter((r) => r.year === year && ['running', 'draft', 'published'].includes(r.state))
  const running = all.find((r) => r.state === 'running' && r.year === year)

  return (
    <Modal
      open
      title="开始年度评价"
      okText="开始评价"
      cancelText="取消"
      onCancel={onClose}
      confirmLoading={begin.isPending}
      okButtonProps={{ disabled: year === undefined || running !== undefined }}
      onOk={() => year !== undefined && begin.mutate({ body: { year } })}
      width={480}
    >
      <Form layout="vertical">
        {begin.isError && (
          <Form.Item>
            <Alert type="error" showIcon title={messageOf(begin.error)} description={hasCode(begin.error, 'review_running') ? '请打开正在进行的评价查看进度。' : undefined} />
          </Form.Item>
        )}
        <Form.Item label="评价年度" htmlFor="review-year" extra="评价基准日为该年 12 月 31 日。评价在后台进行，不影响其他人办理，可以随时取消。">
          <Select id="review-year" autoFocus value={year} options={years.map((y) => ({ value: y, label: `${y} 年` }))} onChange={setYear} />
        </Form.Item>
        {same.length > 0 && (
          <Alert
            type={running ? 'warning' : 'info'}
            showIcon
            title={
              <span className={css.said}>
                {year} 年已有：
                {same.map((r, i) => (
                  <span key={r.id}>
                    {i > 0 && '、'}
                    <Link to={reviewAt(r.id)}>{r.id}</Link>({states[r.state].name})
                  </span>
                ))}
                。{running ? '完成或取消之后才能再开始。' : '新的评价先作为草稿，发布之前不影响它们。'}
              </span>
            }
          />
        )}
      </Form>
    </Modal>
  )
}
