import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { firmsAt } from '../firms/query'

/** A number of the latest published year, leading to the list behind it. */
export function ToFirms({ filters, linked, children }: { filters: Parameters<typeof firmsAt>[0]; linked: boolean; children: ReactNode }) {
  return linked ? <Link to={firmsAt(filters)}>{children}</Link> : <>{children}</>
}
