import { type ReactNode, useEffect } from 'react'

import css from './page.module.css'

/** A page below the frame: its title, what to know of it, what can be done, and its content. */
export function Page({ title, note, actions, children }: { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  useTitle(title)
  return (
    <>
      <header className={css.header}>
        <div>
          <h1>{title}</h1>
          {note && <p className={css.note}>{note}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </>
  )
}

/** Names the page in the browser's tab. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · 云梯`
  }, [title])
}

/** A part of a page on a surface of its own. */
export function Panel({ title, id, aside, children, className }: { title?: ReactNode; id?: string; aside?: ReactNode; children: ReactNode; className?: string }) {
  const heading = id && `${id}-title`
  return (
    <section id={id} className={[css.panel, className].filter(Boolean).join(' ')} aria-labelledby={title ? heading : undefined}>
      {title && (
        <div className={css.head}>
          <h2 id={heading}>{title}</h2>
          {aside && <div className={css.aside}>{aside}</div>}
        </div>
      )}
      {children}
    </section>
  )
}
