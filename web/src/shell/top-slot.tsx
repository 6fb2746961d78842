import { createContext, type ReactNode, useContext } from 'react'
import { createPortal } from 'react-dom'

/** The place in the top bar that a page may fill. */
const Place = createContext<HTMLElement | null>(null)

export const TopPlace = Place.Provider

/** Puts something of the page into the top bar. */
export function TopSlot({ children }: { children: ReactNode }) {
  const place = useContext(Place)
  return place && createPortal(children, place)
}
