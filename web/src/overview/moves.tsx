import { count } from '../format/money'
import { MoveMark } from '../parts/marks'
import { movementIDs, movements } from '../words/movements'
import { ladders as names } from '../words/tiers'
import { Listed } from './listed'
import css from './overview.module.css'
import { ToFirms } from './to-firms'
import { moved, type Moving } from './totals'

/** How many firms moved, by kind, on each ladder. Of a year its numbers lead to the lists of that year, else to those of the latest. */
export function Moves({ ladders, latest, year }: { ladders: readonly Moving[]; latest: boolean; year?: number }) {
  const shown = movementIDs.filter((m) => ladders.some((l) => moved(l, m) > 0))
  if (shown.length === 0) return <p className={css.note}>首次评价，没有变动。</p>
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">变动</th>
          {ladders.map((l) => (
            <th key={l.ladder} scope="col" className="number">
              {names[l.ladder].short}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((m) => (
          <tr key={m}>
            <th scope="row">
              <MoveMark move={m} />
            </th>
            {ladders.map((l) => (
              <td key={l.ladder} className="number">
                {moved(l, m) === 0 ? null : year === undefined ? (
                  <ToFirms filters={{ ladder: l.ladder, move: m }} linked={latest}>
                    {count(moved(l, m))}
                  </ToFirms>
                ) : (
                  <Listed firms={moved(l, m)} query={{ year, ladder: l.ladder, move: m }} of={`${names[l.ladder].short}${movements[m].name}`} />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
