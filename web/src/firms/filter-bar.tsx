import { ClearOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, type InputRef, Select } from 'antd'
import { useEffect, useRef, useState } from 'react'

import { MoveMark } from '../parts/marks'
import type { Policy } from '../policy/use-policy'
import { movementIDs } from '../words/movements'
import { ladderIDs, ladders, tiers } from '../words/tiers'
import css from './firms.module.css'
import { changed, type FirmQuery, narrowed, type Tier } from './query'

/** How long typing must rest before the list follows it, in ms. */
const rest = 250

/** Narrows the list. Every choice is in the address at once. */
export function FilterBar({ query, policy, onChange }: { query: FirmQuery; policy: Policy | undefined; onChange: (q: FirmQuery) => void }) {
  const set = (change: Partial<FirmQuery>) => onChange(changed(query, change))
  const shown = query.ladder ? [query.ladder] : ladderIDs

  return (
    <div className={css.filters} role="search" aria-label="筛选企业">
      <SearchBox text={query.q} onSearch={(q) => set({ q })} />
      <Select
        aria-label="县(市)区"
        placeholder="县(市)区"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={query.county || undefined}
        options={policy?.counties.map((c) => ({ value: c.id, label: c.name }))}
        onChange={(county?: string) => set({ county: county ?? '' })}
        className={css.pick}
      />
      <Select
        aria-label="开发区"
        placeholder="开发区"
        allowClear
        value={query.zone || undefined}
        options={policy?.zones.map((z) => ({ value: z.id, label: z.name }))}
        onChange={(zone?: string) => set({ zone: zone ?? '' })}
        popupMatchSelectWidth={false}
        className={css.pick}
      />
      <Select
        aria-label="培育线"
        placeholder="培育线"
        allowClear
        value={query.ladder}
        options={ladderIDs.map((l) => ({ value: l, label: ladders[l].short }))}
        onChange={(ladder?: FirmQuery['ladder']) => set({ ladder })}
        popupMatchSelectWidth={false}
        className={css.pick}
      />
      <Select<string>
        aria-label="所在梯级"
        placeholder="所在梯级"
        allowClear
        value={query.tier && `${query.ladder}:${query.tier}`}
        options={shown.map((l) => ({
          label: ladders[l].name,
          options: [
            ...ladders[l].tiers.map((t) => ({ value: `${l}:${t}`, label: tiers[t].name })),
            { value: `${l}:any`, label: '在该培育线上' },
            { value: `${l}:none`, label: '不在该培育线上' },
          ],
        }))}
        onChange={(value?: string) => {
          const [ladder, tier] = (value?.split(':') ?? []) as [FirmQuery['ladder']?, Tier?]
          set(value ? { ladder, tier } : { tier: undefined })
        }}
        popupMatchSelectWidth={false}
        listHeight={420}
        className={css.pick}
      />
      <Select
        aria-label="变动"
        placeholder="变动"
        allowClear
        value={query.move}
        options={movementIDs.map((m) => ({ value: m, label: <MoveMark move={m} /> }))}
        onChange={(move?: FirmQuery['move']) => set({ move })}
        listHeight={400}
        className={css.pick}
      />
      <Checkbox checked={query.missing} onChange={(e) => set({ missing: e.target.checked })}>
        数据待补
      </Checkbox>
      {narrowed(query) && (
        <Button type="text" icon={<ClearOutlined aria-hidden />} onClick={() => set({ q: '', county: '', zone: '', ladder: undefined, tier: undefined, move: undefined, missing: false })}>
          清除筛选
        </Button>
      )}
    </div>
  )
}

/** Searches while one types; `/` leads here from anywhere on the page. */
function SearchBox({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const [typed, setTyped] = useState(text)
  const box = useRef<InputRef>(null)
  const sent = useRef(new Set<string>())

  const search = (wanted: string) => {
    sent.current.add(wanted)
    onSearch(wanted)
  }

  useEffect(() => {
    // The address follows what is typed here, perhaps while more is being typed; only a change from elsewhere is taken over.
    if (!sent.current.delete(text)) setTyped(text)
  }, [text])

  useEffect(() => {
    if (typed.trim() === text) return
    const timer = setTimeout(() => search(typed.trim()), rest)
    return () => clearTimeout(timer)
  }, [typed])

  useEffect(() => {
    const jump = (e: KeyboardEvent) => {
      const inField = e.target instanceof HTMLElement && e.target.closest('input, textarea, select, [contenteditable]')
      if (e.key !== '/' || inField || e.ctrlKey || e.metaKey || e.altKey) return
      e.preventDefault()
      box.current?.focus({ cursor: 'all' })
    }
    window.addEventListener('keydown', jump)
    return () => window.removeEventListener('keydown', jump)
  }, [])

  return (
    <Input
      ref={box}
      value={typed}
      onChange={(e) => setTyped(e.target.value)}
      onPressEnter={() => search(typed.trim())}
      prefix={<SearchOutlined aria-hidden />}
      placeholder="名称、曾用名、信用代码"
      aria-label="名称、曾用名或统一社会信用代码"
      aria-keyshortcuts="/"
      maxLength={60}
      allowClear
      className={css.search}
    />
  )
}
