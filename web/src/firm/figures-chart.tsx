import { count, unreported, wan } from '../format/money'
import { colours } from '../look/tokens'
import { Chart } from '../parts/chart'
import type { FirmYear } from '../words/figures'
import type { Drawn } from './figures-panel'

/** One figure over the years. A year that was not reported stays empty and says so. */
export default function FiguresChart({ years, figure, name }: { years: readonly FirmYear[]; figure: Drawn; name: string }) {
  const money = figure !== 'staff' && figure !== 'ip1'
  const text = (value: number | null) => (money ? wan(value) : count(value))
  const summary = `${name}：${years.map((y) => `${y.year} 年 ${text(y[figure])}`).join('，')}`
  const first = years[0]!.year
  const all = Array.from({ length: years.at(-1)!.year - first + 1 }, (_, i) => first + i)
  const valueOf = (year: number) => years.find((y) => y.year === year)?.[figure] ?? null

  return (
    <Chart
      label={summary}
      height={300}
      option={{
        grid: { left: 0, right: 0, top: 36, bottom: 0, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
        xAxis: { type: 'category', data: all.map(String), axisTick: { show: false }, axisLine: { lineStyle: { color: colours['line-2'] } }, axisLabel: { color: colours['ink-2'], fontSize: 13 } },
        yAxis: {
          type: 'value',
          minInterval: money ? 1_000_000 : 1,
          axisLabel: { color: colours['ink-2'], formatter: (v: number) => (money ? wan(v).replace(/\.00$/, '') : count(v)) },
          splitLine: { lineStyle: { color: colours.line } },
        },
        series: [
          {
            type: 'bar',
            name,
            barMaxWidth: 56,
            itemStyle: { color: colours.primary },
            label: {
              show: true,
              position: 'top',
              color: colours.ink,
              fontSize: 12,
              formatter: ({ dataIndex }: { dataIndex: number }) => text(valueOf(all[dataIndex]!)),
            },
            data: all.map(valueOf).map((v) => (v === null ? '-' : v)),
          },
          {
            // A year without the figure: a word where its bar would be.
            type: 'scatter',
            symbolSize: 0,
            silent: true,
            label: { show: true, position: 'top', color: colours['ink-3'], fontSize: 12, formatter: unreported },
            data: all.flatMap((year, i) => (valueOf(year) === null ? [[i, 0]] : [])),
          },
        ],
      }}
    />
  )
}
