import { exact, range } from './amount'
import type { Entitlement, Settlement } from './types'

/** What a settled line has become in the review in force, in a word. */
export function becameOf(now: Entitlement | null): string {
  if (now === null) return '没有这一笔'
  if (now.outside) return '期外'
  if (now.state === 'pending') return '待补'
  if (now.state === 'suspended') return '暂缓'
  return `${range(now.low, now.high) ?? '待补'} 万元`
}

/** What a person can do about a settled line that the review in force no longer supports. */
export function adviceOf(s: Pick<Settlement, 'amount' | 'paid' | 'state'>, now: Entitlement | null): string {
  const back = s.paid > 0 ? `先冲销已拨付的 ${exact(s.paid)} 万元，再撤销核定` : '撤销核定'
  if (now === null || now.outside) return `核对依据的记录；确实不再符合的，${back}。`
  if (now.state === 'pending') return `先补齐缺的数据（${now.ground}），重新评价之后再看；此前不要${s.state === 'approved' ? '拨付' : '批准'}。`
  if (now.state === 'suspended') return `暂缓的情形（${now.reason}）消除之前不要${s.state === 'approved' ? '拨付' : '批准'}；确定不再给予的，${back}。`
  return `${back}，按现在的 ${range(now.low, now.high)} 万元重新核定。`
}
