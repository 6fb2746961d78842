import { moment } from '../format/days'
import type { Session } from './session'

type Before = Pick<Session, 'signed_in_before' | 'failures'>

/** When one signed in before this session. */
export const signedInBefore = ({ signed_in_before: at }: Before): string => (at === null ? '这是首次登录' : `上次登录是 ${moment(at)}`)

/** What to be wary of: how often somebody failed to sign in with this account since one did; undefined when nobody did. */
export function failedSince({ signed_in_before: at, failures }: Before): string | undefined {
  if (failures === 0) return undefined
  return `${at === null ? '首次登录之前' : `上次登录(${moment(at)})之后`}，有人用您的账号登录失败 ${failures} 次`
}
