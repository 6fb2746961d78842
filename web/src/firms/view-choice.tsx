import { BookOutlined, DeleteOutlined, DownOutlined } from '@ant-design/icons'
import { App, Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'

import css from './firms.module.css'
import { givenViews, type useViews } from './views'

/** Opens a named view of the list, and names the one that is shown. */
export function ViewChoice({ search, views }: { search: string; views: ReturnType<typeof useViews> }) {
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const { message } = App.useApp()
  const close = () => setOpen(false)

  const save = () => {
    if (name.trim() === '') return
    views.add({ name: name.trim(), search })
    setName('')
    void message.success(`视图“${name.trim()}”已保存在本机浏览器`)
  }

  const content = (
    <div className={css.views}>
      <ul>
        {givenViews.map((v) => (
          <li key={v.name}>
            <Link to={`/firms?${v.search}`} onClick={close}>
              {v.name}
            </Link>
          </li>
        ))}
        {views.views.map((v) => (
          <li key={`own ${v.name}`}>
            <Link to={`/firms?${v.search}`} onClick={close}>
              {v.name}
            </Link>
            <Button type="text" size="small" icon={<DeleteOutlined aria-hidden />} aria-label={`删除视图“${v.name}”`} onClick={() => views.remove(v.name)} />
          </li>
        ))}
      </ul>
      <form
        className={css.save}
        onSubmit={(e) => {
          e.preventDefault()
          save()
        }}
      >
        <Input size="small" value={name} onChange={(e) => setName(e.target.value)} placeholder="给当前筛选起名" aria-label="视图名称" maxLength={20} />
        <Button size="small" htmlType="submit" disabled={name.trim() === ''}>
          保存
        </Button>
      </form>
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" title="视图" content={content} open={open} onOpenChange={setOpen}>
      <Button icon={<BookOutlined aria-hidden />}>
        视图 <DownOutlined style={{ fontSize: 10 }} aria-hidden />
      </Button>
    </Popover>
  )
}
