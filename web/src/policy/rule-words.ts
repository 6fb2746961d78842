import type { components } from '../contract'

export type Rule = components['schemas']['Rule']
export type Since = components['schemas']['RuleSince']

const ops: Record<NonNullable<Rule['op']>, string> = { min: '不低于', max: '不超过', above: '超过', below: '低于', is: '为' }

const groups: Partial<Record<Rule['type'], string>> = { all: '须全部满足', any: '满足其一即可', not: '须不满足', best: '取得分最高的一项', sum: '各项得分相加' }

/** What one condition asks for: “不低于 20%”, “持有高新技术企业(国家级)”; '' for a group. */
export function demand(rule: Rule): string {
  switch (rule.type) {
    case 'metric':
    case 'score':
      if (!rule.op) return ''
      if (rule.bound) return `${ops[rule.op]} ${rule.bound}`
      return rule.by_name ? `${ops[rule.op]}下列标准(按${rule.by_name}分档)` : ''
    case 'recognised':
      return `持有${rule.kind_name ?? ''}${rule.levels?.length ? `(${rule.levels.join('、')})` : ''}`
    case 'qualifies':
      return `符合${rule.tier_name ?? ''}的条件`
    case 'judged':
      return `由人评定${rule.judged ? `：${rule.judged}` : ''}`
    default:
      return ''
  }
}

/** How the parts of a group go together: “满足其一即可”, “至少满足 3 项”. */
export function together(rule: Rule): string {
  if (rule.note) return rule.note
  if (rule.type === 'at_least') return `至少满足 ${rule.count ?? ''} 项`
  const words = rule.parts.length > 1 || rule.type === 'not' ? (groups[rule.type] ?? '') : ''
  return rule.type === 'sum' && rule.cap ? `${words}，最高 ${rule.cap} 分` : words
}

/** What a condition is called. */
export const titleOf = (rule: Rule): string => rule.label || rule.metric_name || ''

/** How a number came to be what it is, the oldest first: “2019-01-01 起 15%，2022-01-01 起 20%”. */
export function sinceWords(history: readonly Since[] | undefined): string {
  if (!history?.length) return ''
  if (history.length === 1) return `${history[0]!.since} 起`
  return history.map((h) => `${h.since} 起${h.value ? ` ${h.value}` : '不再适用'}`).join('，')
}
