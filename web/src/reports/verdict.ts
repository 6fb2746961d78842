import type { components } from '../contract'

export type Verification = components['schemas']['Verification']

/** What a verification says, in words; `type` is the colour of the box that says it. */
export function verdict(v: Verification): { type: 'success' | 'warning' | 'error'; title: string; told: string[] } {
  switch (v.state) {
    case 'genuine':
      return {
        type: v.current ? 'success' : 'warning',
        title: v.current ? '这份报表是真的，内容没有改动' : '这份报表是真的，内容没有改动，但所依据的评价已被取代',
        told: [
          v.identical ? '与生成的文件逐字节相同。' : '文件被打开后另存过，各单元格的值与生成时一致。',
          ...(v.current ? [] : ['该年度后来重新发布了评价，请下载新的报表。']),
        ],
      }
    case 'changed':
      return { type: 'error', title: '这份报表由本系统生成，此后有改动', told: v.changes.map(changeWords) }
    case 'unknown':
      return { type: 'error', title: '核验编号不是本系统给出的', told: [`文件上的编号是 ${v.number}，本系统没有生成过这个编号的报表。`] }
    case 'unnumbered':
      return { type: 'error', title: '文件上没有核验编号', told: ['不是本系统生成的报表，或者写有编号的工作表已被删除。'] }
  }
}

function changeWords({ sheet, kind, from, to }: Verification['changes'][number]): string {
  if (kind === 'added') return `工作表“${sheet}”是后来增加的。`
  if (kind === 'missing') return `工作表“${sheet}”已被删除。`
  if (from <= 0) return `工作表“${sheet}”的内容有改动。`
  return `工作表“${sheet}”的内容有改动，第一处在第 ${from}${to > from ? ` 至 ${to}` : ''} 行。`
}
