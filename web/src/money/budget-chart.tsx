import { wan } from '../format/money'
import { colours } from '../look/tokens'
import { Chart } from '../parts/chart'
import { exact, range } from './amount'

/** `outside` is the high end of what the clauses would give if they went on past their years; it is in no sum. */
export type BudgetYear = { year: number; low: number; high: number; outside: number; forecast: boolean }

const short = (fen: number) => wan(fen).replace(/\.00$/, '')

/** What is owed in the year and forecast for the next: the low end solid, up to the high end lighter. */
export default function BudgetChart({ years }: { years: readonly BudgetYear[] }) {
  return (
    <Chart
      label={years.map((y) => `${y.year} 年${y.forecast ? '预测' : '测算'} ${range(y.low, y.high)} 万元${y.outside > 0 ? `，期外至多 ${exact(y.outside)} 万元` : ''}`).join('，')}
      height={280}
      option={{
        grid: { left: 0, right: 0, top: 44, bottom: 0, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
        xAxis: { type: 'category', data: years.map((y) => `${y.year} 年${y.forecast ? '（预测）' : '（测算）'}`), axisTick: { show: false }, axisLine: { lineStyle: { color: colours['line-2'] } }, axisLabel: { color: colours['ink-2'], fontSize: 13 } },
        yAxis: { type: 'value', axisLabel: { color: colours['ink-2'], formatter: short }, splitLine: { lineStyle: { color: colours.line } } },
        series: [
          { type: 'bar', name: '低端', stack: 'owed', barMaxWidth: 72, itemStyle: { color: colours.primary }, data: years.map((y) => y.low) },
          {
            type: 'bar',
            name: '低端至高端',
            stack: 'owed',
            barMaxWidth: 72,
            itemStyle: { color: colours['primary-line'], borderColor: colours.primary, borderWidth: 1, borderType: 'dashed' },
            data: years.map((y) => y.high - y.low),
          },
          {
            type: 'bar',
            name: '期外',
            stack: 'owed',
            barMaxWidth: 72,
            itemStyle: { color: colours.ground, borderColor: colours['line-2'], borderWidth: 1, borderType: 'dotted' },
            label: {
              show: true,
              position: 'top',
              color: colours.ink,
              fontSize: 12,
              lineHeight: 17,
              formatter: ({ dataIndex }: { dataIndex: number }) => {
                const y = years[dataIndex]!
                return y.outside > 0 ? `期内 ${range(y.low, y.high)}\n期外至多 ${exact(y.outside)}` : (range(y.low, y.high) ?? '')
              },
            },
            data: years.map((y) => y.outside),
          },
        ],
      }}
    />
  )
}
