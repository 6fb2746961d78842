import { DatePicker, Input, Segmented, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { type ReactNode, useState } from 'react'

import type { Policy } from '../policy/use-policy'
import { figures } from '../words/figures'
import { ladderIDs, ladders, type TierID, tiers } from '../words/tiers'
import { TierSelect } from './filter-bar'
import css from './firms.module.css'
import type { FirmQuery } from './query'
import { useIncubators } from './use-incubators'

/** States that a firm can be in, as registers write them. */
const states = ['在业', '迁出', '注销', '吊销'] as const

const form = 'YYYY-MM-DD'

/** Terms that are asked for most, seen from today. */
const terms = (today: Dayjs): { label: string; value: [Dayjs, Dayjs] }[] => [
  { label: '30 日内', value: [today, today.add(30, 'day')] },
  { label: '本月', value: [today, today.endOf('month')] },
  { label: '下月', value: [today.add(1, 'month').startOf('month'), today.add(1, 'month').endOf('month')] },
  { label: '半年内', value: [today, today.add(6, 'month')] },
  { label: '一年内', value: [today, today.add(1, 'year')] },
]

/** The filters that are needed less often. */
export function MoreFilters({ query, policy, onChange }: { query: FirmQuery; policy: Policy | undefined; onChange: (change: Partial<FirmQuery>) => void }) {
  const [typed, setTyped] = useState('')
  const incubators = useIncubators(typed)
  const today = dayjs()
  const flag = (value: boolean | undefined) => (value === undefined ? '' : String(value))

  return (
    <div className={css.more}>
      <Field label="开发区">
        <Select aria-label="开发区" placeholder="不限" allowClear value={query.zone || undefined} options={policy?.zones.map((z) => ({ value: z.id, label: z.name }))} onChange={(zone?: string) => onChange({ zone: zone ?? '' })} />
      </Field>
      <Field label="行业">
        <Select
          aria-label="行业"
          placeholder="不限"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={query.industry || undefined}
          options={policy?.industries.map((i) => ({ value: i.id, label: `${i.id} ${i.name}` }))}
          onChange={(industry?: string) => onChange({ industry: industry ?? '' })}
        />
      </Field>
      <Field label="孵化载体">
        <Select
          aria-label="孵化载体"
          placeholder="不限"
          allowClear
          showSearch={{ filterOption: false, onSearch: setTyped }}
          value={query.incubator || undefined}
          options={incubators.map((name) => ({ value: name, label: name }))}
          onChange={(incubator?: string) => onChange({ incubator: incubator ?? '' })}
          notFoundContent="没有这样的孵化载体"
        />
      </Field>
      <Field label="经营状态">
        <Select aria-label="经营状态" placeholder="不限" allowClear value={query.state || undefined} options={states.map((s) => ({ value: s, label: s }))} onChange={(state?: string) => onChange({ state: state ?? '' })} />
      </Field>
      <Field label="上次评价的梯级">
        <TierSelect label="上次评价的梯级" placeholder="不限" ladder={query.ladder} tier={query.from} onChange={(ladder, from) => onChange(ladder ? { ladder, from } : { from: undefined })} className="" />
      </Field>
      <Field label="符合条件、尚未认定(应报未报)">
        <Select
          aria-label="应报未报"
          placeholder="不限"
          allowClear
          value={query.ready}
          options={readyTiers.map((t) => ({ value: t, label: tiers[t].name }))}
          onChange={(ready?: TierID) => onChange({ ready })}
          listHeight={320}
        />
      </Field>
      <Field label="资质将到期">
        <Select
          aria-label="资质将到期"
          placeholder="不限"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={query.expiring || undefined}
          options={policy?.kinds.filter((k) => k.expires).map((k) => ({ value: k.id, label: k.name }))}
          onChange={(expiring?: string) => onChange({ expiring: expiring ?? '' })}
        />
      </Field>
      <Field label="到期日(不选为 90 日内)">
        <DatePicker.RangePicker
          aria-label="到期日"
          disabled={!query.expiring}
          allowEmpty={[true, true]}
          minDate={today}
          presets={terms(today)}
          value={[query.expires_from ? dayjs(query.expires_from) : null, query.expires_by ? dayjs(query.expires_by) : null]}
          onChange={(days) => onChange({ expires_from: days?.[0]?.format(form) ?? '', expires_by: days?.[1]?.format(form) ?? '' })}
          placeholder={['今日', '90 日内']}
        />
      </Field>
      <Field label="数据">
        <Segmented
          aria-label="数据"
          value={flag(query.missing)}
          options={[
            { value: '', label: '不限' },
            { value: 'true', label: '待补' },
            { value: 'false', label: '齐全' },
          ]}
          onChange={(v) => onChange({ missing: v === '' ? undefined : v === 'true' })}
        />
      </Field>
      <Field label="评价时">
        <Segmented
          aria-label="评价时"
          value={flag(query.present)}
          options={[
            { value: '', label: '不限' },
            { value: 'true', label: '在册' },
            { value: 'false', label: '不在册' },
          ]}
          onChange={(v) => onChange({ present: v === '' ? undefined : v === 'true' })}
        />
      </Field>
      <Field label="缺哪一项数据">
        <Select
          aria-label="缺哪一项数据"
          placeholder="不限"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={query.missing_metric || undefined}
          options={figures.map((f) => ({ value: f.id, label: f.name }))}
          onChange={(metric?: string) => onChange({ missing_metric: metric ?? '' })}
        />
      </Field>
      <Field label="缺哪一年的">
        <Input
          key={query.missing_year}
          aria-label="缺哪一年的"
          placeholder="不限"
          disabled={!query.missing_metric}
          defaultValue={query.missing_year}
          maxLength={4}
          allowClear
          onBlur={(e) => onChange({ missing_year: yearOf(e.target.value) })}
          onPressEnter={(e) => onChange({ missing_year: yearOf(e.currentTarget.value) })}
          onClear={() => onChange({ missing_year: undefined })}
        />
      </Field>
    </div>
  )
}

const yearOf = (text: string) => (/^20\d\d$/.test(text.trim()) ? Number(text.trim()) : undefined)

/** Every tier once, in the order of the ladders. */
const readyTiers = [...new Set(ladderIDs.flatMap((l) => ladders[l].tiers))]

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <span className={css.label}>{label}</span>
      {children}
    </div>
  )
}
