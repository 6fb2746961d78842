import type { components } from '../contract'
import { moment } from '../format/days'
import { grouped } from '../format/money'
import { roles } from '../words/roles'

export type Entry = components['schemas']['Entry']

/** One thing that a line tells: what it was before, what after; a line of an act without a change has `after` only. */
export type Told = { name: string; before: string | undefined; after: string | undefined; changed: boolean }

/** What the keys of details mean. A key that is not here is shown as it is. */
const names: Record<string, string> = {
  after: '改后', anchor: '锚点', before: '改前', closes: '截止', county: '县(市)区', create: '新增', digest: '文件摘要', disabled: '停用', done: '已评企业', drafts: '作废的草稿',
  due: '到期', edition: '政策版本', error: '原因', expires_at: '到期时间', external: '统一身份认证', failures: '失败次数', file: '文件', filter: '筛选', finished_at: '完成时间', firms: '企业数',
  from: '来源', incubator: '孵化载体', incubators: '孵化载体数', kind: '种类', last_code: '评到', lease_until: '占用到', line: '行', lines: '条数', must_change: '须改密码', name: '名称',
  note: '说明', notices: '提醒数', number: '序号', opens: '开始', opinion: '意见', owner: '持有者', previous: '上期', process: '进程', public_until: '公示到', publicity_days: '公示天数',
  published: '已发布的评价', records: '企业记录修订号', reject: '拒绝', replaced_by: '被取代', replaces: '代替', role: '角色', same: '无变化', scopes: '权限', session: '会话',
  sessions_ended: '结束的会话', signed_in: '登录时间', size: '大小', started_at: '开始时间', state: '状态', title: '名称', to: '截止', token: '令牌', tokens_revoked: '撤销的令牌', totals: '合计',
  type: '类型', until: '到', update: '更新', username: '用户名', valid_year: '有效年度', version: '版本', way: '登录方式', who: '人员', year: '年度', action: '操作', subject: '对象', firm: '企业',
}

/** Words that the program writes as codes. */
const words: Record<string, string> = {
  ...roles,
  draft: '草稿', submitted: '已提交', passed: '审核通过', public: '公示中', applied: '已生效', returned: '已退回', withdrawn: '已撤回', replaced: '已被代替', running: '进行中', published: '已发布',
  superseded: '已被取代', cancelled: '已取消', failed: '失败', password: '用户名和密码', oidc: '统一身份认证', read: '查询', filings: '办理申报', reviews: '办理年度评价',
}

const coded = new Set(['role', 'state', 'way', 'scopes', 'before', 'after'])
const numbers = new Set(['firms', 'done', 'lines', 'create', 'update', 'same', 'reject', 'records', 'incubators', 'notices', 'size'])

/** A value for reading. `key` tells codes from text: a user may be called draft. */
export function readable(key: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '无'
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'number') return numbers.has(key) ? grouped(String(value)) : String(value)
  if (Array.isArray(value)) return value.length === 0 ? '无' : value.map((v) => readable(key, v)).join('、')
  if (typeof value === 'object') return Object.entries(value).map(([k, v]) => `${nameOf(k)} ${readable(k, v)}`).join('，')
  const text = String(value)
  if (coded.has(key) && words[text]) return words[text]
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? moment(text) : text
}

/** The name of a key, the last part of it where it is nested. */
export const nameOf = (key: string): string => names[key] ?? key

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)

/** What a line tells, for reading: changes first, then what goes with them. */
export function tell(detail: Entry['detail']): Told[] {
  if (detail === null) return []
  if (!isObject(detail)) return [{ name: '内容', before: undefined, after: readable('', detail), changed: false }]
  const { before, after, ...rest } = detail as Record<string, unknown>
  const told: Told[] = []
  if (before !== undefined || after !== undefined) {
    if (isObject(before) || isObject(after)) {
      const [b, a] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
      for (const key of [...new Set([...Object.keys(b), ...Object.keys(a)])]) {
        const was = key in b ? readable(key, b[key]) : undefined
        const is = key in a ? readable(key, a[key]) : undefined
        told.push({ name: nameOf(key), before: was, after: is, changed: was !== undefined && is !== undefined && was !== is })
      }
    } else {
      const [was, is] = [before === undefined ? undefined : readable('state', before), after === undefined ? undefined : readable('state', after)]
      told.push({ name: '状态', before: was, after: is, changed: was !== is })
    }
  }
  for (const [key, value] of Object.entries(rest)) told.push({ name: nameOf(key), before: undefined, after: readable(key, value), changed: false })
  return told
}
