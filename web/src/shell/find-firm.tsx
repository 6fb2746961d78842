import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'

/** Finds a firm from anywhere. */
export function FindFirm() {
  const [text, setText] = useState('')
  const navigate = useNavigate()
  return (
    <form
      role="search"
      onSubmit={(e) => {
        e.preventDefault()
        if (text.trim() === '') return
        void navigate(`/firms?q=${encodeURIComponent(text.trim())}`)
        setText('')
      }}
    >
      <Input
        value={text}
        onChange={(e) => setText(e.target.value)}
        prefix={<SearchOutlined aria-hidden />}
        placeholder="查企业：名称或统一社会信用代码"
        aria-label="查企业"
        maxLength={60}
        style={{ width: 280 }}
        allowClear
      />
    </form>
  )
}
