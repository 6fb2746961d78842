import { Segmented } from 'antd'
import { lazy, Suspense, useState } from 'react'

import { growth } from '../format/money'
import { Figure } from '../parts/figure'
import { Panel } from '../parts/page'
import { Scroll } from '../parts/scroll'
import { Nothing } from '../parts/states'
import { figures, type FirmYear } from '../words/figures'
import css from './firm.module.css'

const FiguresChart = lazy(() => import('./figures-chart'))

const drawn = ['revenue', 'rd', 'profit', 'assets', 'staff', 'ip1'] as const
export type Drawn = (typeof drawn)[number]
const drawnNames: Record<Drawn, string> = { revenue: '营业收入', rd: '研发费用', profit: '净利润', assets: '资产总额', staff: '职工', ip1: 'Ⅰ类知产' }

/** The figures of all years: one of them drawn, all of them in a table. */
export function FiguresPanel({ years }: { years: readonly FirmYear[] }) {
  const [which, setWhich] = useState<Drawn>('revenue')
  if (years.length === 0)
    return (
      <Panel id="figures" title="年度数据">
        <Nothing title="没有年度数据">该企业还没有报送任何年度的数据。</Nothing>
      </Panel>
    )
  return (
    <Panel id="figures" title="年度数据" aside="金额单位：万元">
      <div className={css.figures}>
        <div className={css.chart}>
          <Segmented<Drawn>
            aria-label="画出哪一项数据"
            size="small"
            value={which}
            onChange={setWhich}
            options={drawn.map((id) => ({ value: id, label: drawnNames[id] }))}
          />
          <Suspense fallback={<div style={{ height: 300 }} />}>
            <FiguresChart years={years} figure={which} name={drawnNames[which]} />
          </Suspense>
        </div>
        <Scroll label="各年度数据">
          <FiguresTable years={years} />
        </Scroll>
      </div>
    </Panel>
  )
}

/** How many years paper has room for. */
const printedYears = 5

/** The figures on paper: the latest years and what was reported of them; what is yes or no of the last year in a sentence. */
export function PrintedFigures({ years, year }: { years: readonly FirmYear[]; year: number }) {
  const shown = years.filter((y) => y.year <= year).slice(-printedYears)
  const last = shown.at(-1)
  if (!last) return <p className={css.nothing}>{year} 年及以前没有报送年度数据。</p>
  const flags = figures.filter((f) => f.unit === '')
  const said = (value: boolean) => flags.filter((f) => last[f.id] === (value ? 1 : 0)).map((f) => f.name).join('、') || '无'
  return (
    <>
      <FiguresTable years={shown} rows={figures.filter((f) => f.unit !== '' && shown.some((y) => y[f.id] !== null))} />
      <p className={css.said}>
        {last.year} 年，是：{said(true)}；否：{said(false)}。
      </p>
    </>
  )
}

function FiguresTable({ years, rows = figures }: { years: readonly FirmYear[]; rows?: readonly (typeof figures)[number][] }) {
  const [before, last] = [years.at(-2), years.at(-1)]
  const follows = before && last && last.year === before.year + 1
  return (
    <table className={css.grid}>
      <caption className="only-heard">各年度数据</caption>
      <thead>
        <tr>
          <th scope="col">项目</th>
          {years.map((y) => (
            <th key={y.year} scope="col" className="number">
              {y.year}
            </th>
          ))}
          {follows && (
            <th scope="col" className="number">
              较上年
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((f) => (
          <tr key={f.id}>
            <th scope="row">
              {f.name}
              {f.unit !== '' && f.unit !== '万元' && <small className={css.note}>{f.unit}</small>}
            </th>
            {years.map((y) => (
              <td key={y.year} className="number">
                <Figure value={y[f.id]} unit={f.unit} />
              </td>
            ))}
            {follows && <td className={`number ${css.growth}`}>{f.unit === '' ? '' : growth(before[f.id], last[f.id])}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
