import { grouped, unreported } from '../format/money'

// Amounts that people settle and pay: exact to 分, in either direction. 1 万元 is 1,000,000 分, so six decimals are exact.

const decimals = 6

/** An amount that was typed, in 分, or what is wrong with it. */
export type Typed = { fen: number } | { fault: string }

/**
 * Reads an amount as people type or paste it: 3.5, 1,234.50, １２．５, 3.5 万元, 35000 元. Without a unit it is 万元. What
 * cannot be said exactly in 分 is a fault and never rounded.
 */
export function readWan(text: string): Typed {
  const plain = text.normalize('NFKC').replace(/\s/g, '')
  if (plain === '') return { fault: '请填写金额' }
  if (plain.startsWith('-')) return { fault: '金额不能是负数' }
  const parts = /^([\d,]*)(?:\.(\d*))?(万元|万|元)?$/.exec(plain)
  const [, whole = '', part = '', unit] = parts ?? []
  if (!parts || whole + part === '') return { fault: `“${text.trim()}”不是金额，请填数字，如 3.5 表示 3.5 万元` }
  if (whole.includes(',') && !/^\d{1,3}(,\d{3})+$/.test(whole)) return { fault: '千位分隔符的位置不对，请核对金额' }
  const places = unit === '元' ? 2 : decimals
  const digits = part.replace(/0+$/, '')
  if (digits.length > places) return { fault: `金额最细到分，${unit === '元' ? '元后最多 2 位小数' : '万元后最多 6 位小数'}` }
  const fen = BigInt((whole.replaceAll(',', '') || '0') + digits.padEnd(places, '0'))
  if (fen > BigInt(Number.MAX_SAFE_INTEGER)) return { fault: '金额过大，请核对单位是否为万元' }
  return { fen: Number(fen) }
}

/** An amount of 分 in 万元, exact: two decimals at least, more only where they say something. */
export function exact(fen: number | null): string {
  if (fen === null) return unreported
  const text = numeralOf(fen)
  const [whole = '', part = ''] = text.split('.')
  return `${whole.startsWith('-') ? `-${grouped(whole.slice(1))}` : grouped(whole)}.${part.padEnd(2, '0')}`
}

/** The same for an input: without thousands marks and without idle zeros. */
export function numeralOf(fen: number): string {
  const value = BigInt(fen)
  const digits = String(value < 0n ? -value : value).padStart(decimals + 1, '0')
  const part = digits.slice(-decimals).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -decimals)}${part && `.${part}`}`
}

/** Both ends of an amount in 万元, one when they are the same; undefined while nothing is known. */
export function range(low: number | null, high: number | null): string | undefined {
  if (low === null || high === null) return undefined
  return low === high ? exact(low) : `${exact(low)}–${exact(high)}`
}

/** What a clause leaves open: the two ends, and what was paid already. */
export type Bounds = { low: number; high: number; paid: number }

/** Why an amount cannot be settled, or undefined. The server checks the same. */
export function settleFault(fen: number, b: Bounds): string | undefined {
  if (fen > b.high) return `高于${b.low === b.high ? '核定金额' : '上限'} ${exact(b.high)} 万元，请改为 ${choice(b)}`
  if (fen < b.low) return `低于${b.low === b.high ? '核定金额' : '下限'} ${exact(b.low)} 万元，请改为 ${choice(b)}`
  if (fen === 0) return '核定金额须大于 0；不予奖补的不必核定'
  if (fen < b.paid) return `低于已拨付的 ${exact(b.paid)} 万元，请核对拨付记录`
  return undefined
}

const choice = (b: Bounds) => (b.low === b.high ? `${exact(b.low)} 万元` : `${exact(b.low)}–${exact(b.high)} 万元之间`)

/** Why an amount cannot be paid now, or undefined. */
export function payFault(fen: number, settled: number, paid: number): string | undefined {
  if (fen === 0) return '拨付金额须大于 0'
  if (fen > settled - paid) return `超过未拨付的 ${exact(settled - paid)} 万元（核定 ${exact(settled)}，已拨付 ${exact(paid)}）`
  return undefined
}
