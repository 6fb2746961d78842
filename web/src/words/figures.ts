import type { components } from '../contract'

export type FirmYear = components['schemas']['FirmYear']

type Figure = Exclude<keyof FirmYear, 'code' | 'year' | 'version' | 'filing' | 'line' | 'updated_at'>
export type Unit = '万元' | '人' | '件' | '项' | ''

/** The figures of a year in the order of the roster, with their unit; '' is yes or no. */
export const figures = [
  { id: 'revenue', name: '营业收入', unit: '万元' },
  { id: 'main_revenue', name: '主营业务收入', unit: '万元' },
  { id: 'total_income', name: '总收入', unit: '万元' },
  { id: 'hnte_income', name: '高新技术产品(服务)收入', unit: '万元' },
  { id: 'costs', name: '成本费用总额', unit: '万元' },
  { id: 'rd', name: '研发费用(统计口径)', unit: '万元' },
  { id: 'rd_deduct', name: '研发费用(加计扣除口径)', unit: '万元' },
  { id: 'rd_hnte', name: '研发费用(高企口径)', unit: '万元' },
  { id: 'rd_domestic', name: '境内研发费用', unit: '万元' },
  { id: 'st_input', name: '科技活动投入', unit: '万元' },
  { id: 'assets', name: '资产总额', unit: '万元' },
  { id: 'liabilities', name: '负债总额', unit: '万元' },
  { id: 'profit', name: '净利润', unit: '万元' },
  { id: 'tax', name: '上缴税费', unit: '万元' },
  { id: 'staff', name: '职工总数', unit: '人' },
  { id: 'st_staff', name: '科技人员数', unit: '人' },
  { id: 'ip1', name: 'Ⅰ类知识产权', unit: '件' },
  { id: 'ip2', name: 'Ⅱ类知识产权', unit: '件' },
  { id: 'conversions', name: '近三年成果转化', unit: '项' },
  { id: 'book_audit', name: '查账征收', unit: '' },
  { id: 'torch', name: '火炬统计报表', unit: '' },
  { id: 'accident', name: '重大安全、质量事故', unit: '' },
  { id: 'environment', name: '严重环境违法', unit: '' },
  { id: 'misconduct', name: '科研严重失信', unit: '' },
  { id: 'abnormal', name: '经营异常名录', unit: '' },
  { id: 'dishonest', name: '严重违法失信名单', unit: '' },
  { id: 'prohibited', name: '禁止、限制和淘汰类产品', unit: '' },
] as const satisfies readonly { id: Figure; name: string; unit: Unit }[]

// Does not compile when the contract has a figure that the list lacks.
type Unlisted = Exclude<Figure, (typeof figures)[number]['id']>
export const everyFigureIsListed: [Unlisted] extends [never] ? true : Unlisted = true
