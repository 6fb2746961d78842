import { useEffect, useRef, useState } from 'react'
import { Link, Navigate, NavLink, Outlet, useLocation, useNavigation } from 'react-router'

import { hasCode } from '../api/problem'
import { Failed, Loading, NoRight } from '../parts/states'
import { FailuresBanner } from '../session/failures-banner'
import { FirstPassword } from '../session/first-password'
import { ReentryDialog } from '../session/reentry-dialog'
import { MeProvider, type Session, useSession } from '../session/session'
import { BrandMark } from './brand'
import { FindFirm } from './find-firm'
import css from './frame.module.css'
import { LostBanner } from './lost-banner'
import { homeOf, menuOf, sectionOf } from './sections'
import { TopPlace } from './top-slot'
import { UserMenu } from './user-menu'

/** What is round every page of somebody who has signed in; asks to sign in whoever has not. */
export function Frame() {
  const session = useSession()
  const { pathname, search } = useLocation()

  if (session.data?.must_change) return <FirstPassword username={session.data.username} />
  if (session.data) return <Signed me={session.data} />
  if (session.isPending) return <Loading what="正在打开…" />
  if (hasCode(session.error, 'unauthenticated')) return <Navigate to={signInAt(pathname, search)} replace />
  return (
    <main>
      <LostBanner />
      <Failed why={session.error} onRetry={() => void session.refetch()} />
    </main>
  )
}

/** Where to sign in and come back to the page; why the identity provider refused goes along. */
function signInAt(pathname: string, search: string): string {
  const failure = new URLSearchParams(search).get('signin')
  return `/sign-in?${new URLSearchParams(failure ? { signin: failure } : { to: pathname + search }).toString()}`
}

function Signed({ me }: { me: Session }) {
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const section = sectionOf(pathname)
  const allowed = !section || section.roles.includes(me.role)
  const navigation = useNavigation()
  useScrollUp(pathname)

  return (
    <MeProvider value={me}>
      <TopPlace value={place}>
        <a className={css.skip} href="#main" onClick={() => main.current?.focus()}>
          跳到正文
        </a>
        <div className={css.frame}>
          <aside className={css.side}>
            <Link to="/" className={css.brand} aria-label="云梯 创新主体梯次培育">
              <BrandMark size={26} />
              <span>
                云梯
                <small>创新主体梯次培育</small>
              </span>
            </Link>
            <nav aria-label="主菜单">
              <ul>
                {menuOf(me.role).map((s) => (
                  <li key={s.path}>
                    <NavLink to={s.path} className={({ isActive }) => (isActive ? `${css.entry} ${css.here}` : css.entry)}>
                      {s.icon}
                      <span>{s.name}</span>
                    </NavLink>
                  </li>
                ))}
              </ul>
            </nav>
          </aside>
          <header className={css.top}>
            {pathname !== '/firms' && menuOf(me.role).some((s) => s.path === '/firms') && <FindFirm />}
            <div className={css.slot} ref={setPlace} />
            <UserMenu me={me} />
          </header>
          <div className={css.body}>
            <LostBanner />
            <FailuresBanner />
            {navigation.state === 'loading' && <div className={css.turning} role="status" aria-label="正在打开" />}
            <main id="main" ref={main} tabIndex={-1} className={css.main}>
              {allowed ? <Outlet /> : <NoRight />}
            </main>
          </div>
        </div>
        <ReentryDialog />
      </TopPlace>
    </MeProvider>
  )
}

/** Another page begins at its top; another view of the same page stays where it is. */
function useScrollUp(pathname: string) {
  useEffect(() => {
    window.scrollTo(0, 0) // new browsers return a promise, which is no cleanup
  }, [pathname])
}

/** The first page: the one with which the role begins. */
export function Home({ me }: { me: Session }) {
  return <Navigate to={homeOf(me.role)} replace />
}
