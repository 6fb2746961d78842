import { Select } from 'antd'
import { useSearchParams } from 'react-router'

import { TopSlot } from '../shell/top-slot'

/** The year of the address (`?year=2023`), if it is one. */
export function useYear(): number | undefined {
  const [params] = useSearchParams()
  const year = params.get('year') ?? ''
  return /^20\d\d$/.test(year) ? Number(year) : undefined
}

/** Switches the page to another year, in the top bar. The year stands in the address. */
export function YearSwitch({ years, value, label = '年度' }: { years: readonly number[]; value: number | undefined; label?: string }) {
  const [, setParams] = useSearchParams()
  if (years.length === 0) return null
  return (
    <TopSlot>
      <label>
        {label}{' '}
        <Select
          aria-label={label}
          value={value}
          style={{ width: 104 }}
          options={years.map((y) => ({ value: y, label: `${y} 年` }))}
          onChange={(year: number) =>
            setParams(
              (before) => {
                before.set('year', String(year))
                return before
              },
              { replace: true },
            )
          }
        />
      </label>
    </TopSlot>
  )
}
