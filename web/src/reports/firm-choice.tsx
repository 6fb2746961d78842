import { keepPreviousData } from '@tanstack/react-query'
import { Select } from 'antd'
import { useEffect, useState } from 'react'

import { api } from '../api/client'

/** How long typing must rest before it is searched for, in ms. */
const rest = 250

/** Chooses one firm by name, pinyin initials or code. */
export function FirmChoice({ value, onChange }: { value: string | undefined; onChange: (code: string | undefined) => void }) {
  const [typed, setTyped] = useState('')
  const [q, setQ] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), rest)
    return () => clearTimeout(timer)
  }, [typed])
  const firms = api.useQuery('get', '/api/v1/firms', { params: { query: { q, page: 1, size: 20 } } }, { enabled: q !== '', placeholderData: keepPreviousData })
  const found = q === '' ? [] : (firms.data?.items ?? [])
  return (
    <Select
      aria-label="企业"
      placeholder="企业名称、拼音首字母或信用代码"
      style={{ width: 340 }}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={firms.isFetching}
      value={value}
      onChange={(code?: string) => onChange(code)}
      notFoundContent={q === '' ? '请输入企业名称、拼音首字母或信用代码' : firms.isFetching ? '正在查找…' : '没有找到这样的企业'}
      options={found.map((f) => ({ value: f.code, label: `${f.name} ${f.code}` }))}
    />
  )
}
