import type { components } from '../contract'

type Schemas = components['schemas']
export type Filing = Schemas['Filing']
export type Step = Schemas['Step']
export type RosterKind = Schemas['RosterKind']
export type Column = RosterKind['columns'][number]
export type KindID = Schemas['RosterKindID']
export type State = Schemas['FilingState']
export type Action = Schemas['Action']
export type Act = Schemas['Act']
export type ReportState = Schemas['ReportState']

/** The kinds of rosters. */
export const kinds: Record<KindID, string> = {
  firms: '企业名录',
  figures: '年度数据',
  recognitions: '资质认定',
  rounds: '股权融资',
  listings: '上市企业',
  above_scale: '规上名录',
  assessments: '评分',
  incomes: '科技成果转化收入',
  incubators: '孵化载体',
  residencies: '在孵企业',
  payments: '奖补拨付',
}
export const kindIDs = Object.keys(kinds) as KindID[]

/** The states of a filing; `tone` as in states of the records: waiting, done, bad or over. */
export const states: Record<State, { name: string; tone: 'plain' | 'wait' | 'done' | 'bad' | 'over' }> = {
  draft: { name: '草稿', tone: 'plain' },
  submitted: { name: '待县区审核', tone: 'wait' },
  passed: { name: '待市级确认', tone: 'wait' },
  public: { name: '公示中', tone: 'wait' },
  returned: { name: '已退回', tone: 'bad' },
  applied: { name: '已生效', tone: 'done' },
  withdrawn: { name: '已撤回', tone: 'over' },
  replaced: { name: '已由重新上传的一件代替', tone: 'over' },
}
export const stateIDs = Object.keys(states) as State[]

/** What a line does to the records. */
export const actions: Record<Action, string> = { create: '新增', update: '更新', same: '无变化', reject: '拒绝' }
export const actionIDs = Object.keys(actions) as Action[]

/** What somebody did with a filing. */
export const acts: Record<Act, string> = {
  create: '新建',
  submit: '提交',
  pass: '审核通过',
  return: '退回',
  publicise: '公示',
  apply: '生效',
  withdraw: '撤回',
  replace: '重新上传代替',
}

/** How far a firm has reported in a round. */
export const reportStates: Record<ReportState, string> = {
  reported: '已入库',
  missing: '未填报',
  draft: '草稿',
  returned: '被退回',
  submitted: '待县区审核',
  passed: '待市级确认',
  public: '公示中',
}
