import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

/** Something that may be wider than its place. When it is, the keyboard can scroll it too. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  const [wide, setWide] = useState(false)

  useLayoutEffect(() => {
    const div = place.current!
    const watch = new ResizeObserver(() => setWide(div.scrollWidth > div.clientWidth))
    watch.observe(div)
    for (const inner of [...div.children, ...div.querySelectorAll('table')]) watch.observe(inner) // what is in it widens when names arrive
    return () => watch.disconnect()
  }, [])

  return (
    <div ref={place} style={{ overflowX: 'auto' }} {...(wide ? { tabIndex: 0, role: 'group', 'aria-label': `${label}，可左右滚动` } : {})}>
      {children}
    </div>
  )
}
