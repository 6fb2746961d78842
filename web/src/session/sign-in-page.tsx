import { Alert, Button, Divider } from 'antd'
import { Navigate, useSearchParams } from 'react-router'

import { api } from '../api/client'
import { useTitle } from '../parts/page'
import { BrandMark } from '../shell/brand'
import { inside } from '../url/inside'
import { enter, useSession } from './session'
import { SignInForm } from './sign-in-form'
import css from './session.module.css'

/** Why signing in by the identity provider did not succeed; the server says which in the address that it leads back to. */
const failures: Record<string, string> = {
  unknown: '您的统一身份没有登记本系统的账号，或账号已停用，请联系系统管理员。',
  expired: '登录已过期，请重新开始。',
  refused: '统一身份认证没有放行。',
  failed: '统一身份认证暂时连不上，请稍后再试，或用用户名和密码登录。',
}

/** The page on which one signs in; `to` in the address is where one wanted to go. */
export function SignInPage() {
  const [params] = useSearchParams()
  const session = useSession()
  const ways = api.useQuery('get', '/api/v1/session/ways', undefined, { staleTime: Infinity })
  const to = inside(params.get('to'))
  const oidc = ways.data?.oidc
  const failure = params.get('signin')
  useTitle('登录')

  if (session.data) return <Navigate to={to} replace />
  return (
    <main className={css.page}>
      <div className={css.card}>
        <div className={css.brand}>
          <BrandMark size={36} />
          <div>
            <h1>云梯</h1>
            <p>昆明市创新主体梯次培育管理系统</p>
          </div>
        </div>
        {failure && <Alert type="error" showIcon title={failures[failure] ?? failures.failed} className={css.alert} />}
        <SignInForm onDone={enter} />
        {oidc && (
          <>
            <Divider plain>或</Divider>
            <Button size="large" block href={`/api/v1/session/oidc?back=${encodeURIComponent(to)}`}>
              用{oidc.name}登录
            </Button>
          </>
        )}
      </div>
      <p className={css.foot}>忘记密码或账号被锁定，请联系本单位的系统管理员。</p>
    </main>
  )
}
