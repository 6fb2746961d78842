import { ClearOutlined, FilterOutlined, SearchOutlined } from '@ant-design/icons'
import { Badge, Button, Input, type InputRef, Popover, Select, Tag } from 'antd'
import { useEffect, useRef, useState } from 'react'

import type { Policy } from '../policy/use-policy'
import { movementIDs, movements } from '../words/movements'
import { type LadderID, ladderIDs, ladders, tiers } from '../words/tiers'
import css from './firms.module.css'
import { MoreFilters } from './more-filters'
import { changed, type FirmQuery, narrowed, type Tier, unnarrowed } from './query'
import { tagsOf } from './tags'

/** How long typing must rest before the list follows it, in ms. */
const rest = 250

/** The filters that have a field of their own in the bar; the others are behind 更多筛选. */
const inBar = new Set(['county', 'ladder', 'tier', 'move'])

/** Narrows the list. Every choice is in the address at once, and below the bar in words that take it away again. */
export function FilterBar({ query, policy, onChange }: { query: FirmQuery; policy: Policy | undefined; onChange: (q: FirmQuery) => void }) {
  const set = (change: Partial<FirmQuery>) => onChange(changed(query, change))
  const tags = tagsOf(query, policy)
  const hidden = tags.filter((t) => !inBar.has(t.key)).length

  return (
    <>
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
        <TierSelect label="所在梯级" ladder={query.ladder} tier={query.tier ?? (query.from || query.move ? undefined : query.ladder && 'any')} onChange={(ladder, tier) => set(ladder ? { ladder, tier } : { tier: undefined, ...(query.tier ? {} : { ladder: undefined }) })} />
        <Select<string>
          aria-label="变动"
          placeholder="变动"
          allowClear
          value={query.move && `${query.ladder}:${query.move}`}
          options={ladderIDs.map((l) => ({ label: ladders[l].name, options: movementIDs.map((m) => ({ value: `${l}:${m}`, label: movements[m].name })) }))}
          onChange={(value?: string) => {
            const [ladder, move] = (value?.split(':') ?? []) as [LadderID?, FirmQuery['move']?]
            set(value ? { ladder, move } : { move: undefined })
          }}
          popupMatchSelectWidth={false}
          listHeight={420}
          className={css.pick}
        />
        <Popover trigger="click" placement="bottomRight" title="更多筛选" content={<MoreFilters query={query} policy={policy} onChange={set} />}>
          <Badge count={hidden} size="small" title={`${hidden} 项已选`} color="var(--primary)">
            <Button icon={<FilterOutlined aria-hidden />}>更多筛选</Button>
          </Badge>
        </Popover>
      </div>
      {narrowed(query) && (
        <ul className={css.tags} aria-label="已选的筛选">
          {tags.map((t) => (
            <li key={t.key}>
              <Tag closable={{ 'aria-label': `取消筛选“${t.text}”` }} onClose={(e) => (e.preventDefault(), set(t.without))}>
                {t.text}
              </Tag>
            </li>
          ))}
          <li>
            <Button type="link" size="small" icon={<ClearOutlined aria-hidden />} onClick={() => onChange(unnarrowed(query))}>
              清除筛选
            </Button>
          </li>
        </ul>
      )}
    </>
  )
}

/** Chooses a tier together with the ladder on which it is meant. */
export function TierSelect({ label, ladder, tier, onChange, className = css.pick, placeholder = label }: { label: string; placeholder?: string; ladder: LadderID | undefined; tier: Tier | undefined; onChange: (ladder: LadderID | undefined, tier: Tier | undefined) => void; className?: string | undefined }) {
  return (
    <Select<string>
      aria-label={label}
      placeholder={placeholder}
      allowClear
      value={tier && ladder && `${ladder}:${tier}`}
      options={ladderIDs.map((l) => ({
        label: ladders[l].name,
        options: [
          ...ladders[l].tiers.map((t) => ({ value: `${l}:${t}`, label: tiers[t].name })),
          { value: `${l}:any`, label: '在该培育线上' },
          { value: `${l}:none`, label: '不在该培育线上' },
        ],
      }))}
      onChange={(value?: string) => {
        const [on, chosen] = (value?.split(':') ?? []) as [LadderID?, Tier?]
        onChange(on, chosen)
      }}
      popupMatchSelectWidth={false}
      listHeight={420}
      className={className}
    />
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
      placeholder="名称、拼音首字母、信用代码"
      aria-label="名称、曾用名、拼音首字母或统一社会信用代码"
      aria-keyshortcuts="/"
      maxLength={60}
      allowClear
      className={css.search}
    />
  )
}
