import { ClearOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'

import { usePolicy } from '../policy/use-policy'
import css from './money.module.css'
import { cleared, type LineQuery, lineStates, narrowed, settledStates } from './query'
import type { Clause } from './types'
import { lineWords, settledWords } from './words'

/** Narrows the list of lines. Every choice is in the address at once. */
export function LinesFilter({ query, clauses, counties = true, onChange }: { query: LineQuery; clauses: ReadonlyMap<string, Clause>; counties?: boolean; onChange: (q: LineQuery) => void }) {
  const policy = usePolicy().data
  const set = (change: Partial<LineQuery>) => onChange({ ...query, page: 1, ...change })
  return (
    <div className={css.filters} role="search" aria-label="筛选测算">
      <SearchText text={query.q} label="收款单位名称或代码" onSearch={(q) => set({ q })} />
      <ClauseChoice value={query.clause} clauses={clauses} onChange={(clause) => set({ clause })} />
      {counties && (
        <Select
          aria-label="县(市)区"
          placeholder="县(市)区"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          style={{ width: 124 }}
          value={query.county || undefined}
          options={policy?.counties.map((c) => ({ value: c.id, label: c.name }))}
          onChange={(county?: string) => set({ county: county ?? '' })}
        />
      )}
      <Select
        aria-label="状态"
        placeholder="状态"
        allowClear
        style={{ width: 104 }}
        value={query.state}
        options={lineStates.map((s) => ({ value: s, label: lineWords[s].name }))}
        onChange={(state?: LineQuery['state']) => set({ state })}
      />
      <Select
        aria-label="办到哪一步"
        placeholder="办到哪一步"
        allowClear
        style={{ width: 124 }}
        value={query.settled}
        options={settledStates.map((s) => ({ value: s, label: s === 'approved' ? '已批准未拨付' : settledWords[s].name }))}
        onChange={(settled?: LineQuery['settled']) => set({ settled })}
      />
      <Select
        aria-label="期内期外"
        placeholder="期内期外"
        allowClear
        style={{ width: 104 }}
        value={query.outside === undefined ? undefined : String(query.outside)}
        options={[
          { value: 'false', label: '只看期内' },
          { value: 'true', label: '只看期外' },
        ]}
        onChange={(o?: string) => set({ outside: o === undefined ? undefined : o === 'true' })}
      />
      {narrowed(query) && (
        <Button type="text" icon={<ClearOutlined aria-hidden />} onClick={() => onChange(cleared(query))}>
          清除筛选
        </Button>
      )}
    </div>
  )
}

/** Chooses one of the clauses that pay. */
export function ClauseChoice({ value, clauses, onChange }: { value: string; clauses: ReadonlyMap<string, Clause>; onChange: (clause: string) => void }) {
  return (
    <Select
      aria-label="条款"
      placeholder="条款"
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      style={{ width: 132 }}
      value={value || undefined}
      options={[...clauses.values()].filter((c) => c.kind !== 'none').map((c) => ({ value: c.clause, label: `${c.clause} ${c.name}` }))}
      onChange={(clause?: string) => onChange(clause ?? '')}
    />
  )
}

/** How long typing must rest before the list follows it, in ms. */
const rest = 300

/** Searches while one types. */
export function SearchText({ text, label, onSearch }: { text: string; label: string; onSearch: (text: string) => void }) {
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped((now) => (now.trim() === text ? now : text)), [text])
  useEffect(() => {
    if (typed.trim() === text) return
    const timer = setTimeout(() => onSearch(typed.trim()), rest)
    return () => clearTimeout(timer)
  }, [typed])
  return <Input value={typed} onChange={(e) => setTyped(e.target.value)} onPressEnter={() => onSearch(typed.trim())} prefix={<SearchOutlined aria-hidden />} placeholder={label} aria-label={label} maxLength={60} allowClear className={css.search} />
}
