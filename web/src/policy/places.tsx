import { Panel } from '../parts/page'
import css from './policy.module.css'
import type { Policy } from './use-policy'

/** Counties and zones, with their codes. */
export function Places({ policy }: { policy: Policy }) {
  return (
    <div className={css.two}>
      {(
        [
          ['counties', '县(市)区', policy.counties, '互不重叠，合计为全市'],
          ['zones', '开发区', policy.zones, '与县(市)区重叠，不与其相加'],
        ] as const
      ).map(([id, title, places, note]) => (
        <Panel key={id} id={id} title={title} aside={note}>
          <ul className={css.places}>
            {places.map((p) => (
              <li key={p.id}>
                <span className="mono">{p.id}</span> {p.name}
              </li>
            ))}
          </ul>
        </Panel>
      ))}
    </div>
  )
}
