import { api } from '../api/client'

type Action = { action: string; name: string }
type Choice = { value: string; label: string }

/** What actions are about, by the first part of their name, in the order of the choice. One that is not here stands under 其他. */
const families: Record<string, string> = {
  session: '登录',
  password: '密码',
  user: '账号',
  token: '访问令牌',
  filing: '申报',
  attachment: '佐证材料',
  rejects: '佐证材料',
  round: '申报批次',
  review: '年度评价',
  report: '报表和导出',
  firms: '报表和导出',
  audit: '报表和导出',
  settlement: '奖补',
  access: '安全和运行',
  backup: '安全和运行',
  job: '安全和运行',
}

const others = '其他'

/** The actions of the trail as groups to choose from; where a family is of one kind, the whole of it can be chosen. */
export function choices(actions: readonly Action[]): { label: string; options: Choice[] }[] {
  const groups = new Map<string, Action[]>()
  for (const label of [...new Set(Object.values(families)), others]) groups.set(label, [])
  for (const a of actions) groups.get(families[prefix(a)] ?? others)?.push(a)
  return [...groups]
    .filter(([, of]) => of.length > 0)
    .map(([label, of]) => {
      const kinds = new Set(of.map(prefix))
      const all = kinds.size === 1 && of.length > 1 && label !== others ? [{ value: `${[...kinds][0]}.`, label: `${label}(全部)` }] : []
      return { label, options: [...all, ...of.map((a) => ({ value: a.action, label: a.name }))] }
    })
}

const prefix = ({ action }: Action) => action.slice(0, action.indexOf('.'))

/** The actions that the trail knows; they change with the program only. */
export const useActions = () => choices(api.useQuery('get', '/api/v1/audit/actions', undefined, { staleTime: Infinity }).data?.items ?? [])
