import type { ReactNode } from 'react'

import type { components } from '../contract'
import { Panel } from '../parts/page'
import css from './firm.module.css'
import { Assessments, Listings, Residencies, Rounds, Scale } from './records'

type Dossier = components['schemas']['Dossier']

/** The remaining records, each kind on a surface of its own; kinds without any are named in one line. */
export function Records({ firm }: { firm: Dossier }) {
  const kinds: { id: string; name: string; many: number; table: ReactNode }[] = [
    { id: 'rounds', name: '融资', many: firm.rounds.length, table: <Rounds rounds={firm.rounds} /> },
    { id: 'listings', name: '上市', many: firm.listings.length, table: <Listings listings={firm.listings} /> },
    { id: 'residencies', name: '在孵', many: firm.residencies.length, table: <Residencies residencies={firm.residencies} /> },
    { id: 'scale', name: '规上名录', many: firm.scale.length, table: <Scale scale={firm.scale} /> },
    { id: 'assessments', name: '评分', many: firm.assessments.length, table: <Assessments assessments={firm.assessments} /> },
  ]
  const none = kinds.filter((k) => k.many === 0)
  return (
    <>
      <div className={css.two}>
        {kinds
          .filter((k) => k.many > 0)
          .map((k) => (
            <Panel key={k.id} id={k.id} title={k.name} className={k.id === 'rounds' ? css.wide : undefined}>
              {k.table}
            </Panel>
          ))}
      </div>
      {none.length > 0 && <p className={css.nothing}>没有记录：{none.map((k) => k.name).join('、')}。</p>}
    </>
  )
}
