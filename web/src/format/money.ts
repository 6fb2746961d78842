/** Shown where a figure was not reported: never 0, never a dash. */
export const unreported = '未报送'

/** Puts thousands marks into the whole part of a decimal numeral: 1234567.5 → 1,234,567.5. */
export function grouped(numeral: string): string {
  const [whole = '', part] = numeral.split('.')
  const marked = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return part === undefined ? marked : `${marked}.${part}`
}

/** A whole number with thousands marks. */
export function count(n: number | null): string {
  return n === null ? unreported : grouped(String(n))
}

/** Amount in 分 as 万元 with two decimals, rounded half away from zero, without floats: 5984250000 → 5,984.25. */
export function wan(fen: number | null): string {
  return fen === null ? unreported : scaled(fen, 10_000n)
}

/** Amount in US cents as 亿美元 with two decimals. */
export function usd(cents: number | null): string {
  return cents === null ? unreported : scaled(cents, 100_000_000n)
}

/** An amount of a round in its own currency, with the unit. */
export function amount(value: number | null, currency: string): string {
  if (value === null) return unreported
  return currency === '美元' ? `${usd(value)} 亿美元` : `${wan(value)} 万元`
}

/** n in hundredths of a unit of `hundredth` parts. What is not zero is never shown as zero. */
function scaled(n: number, hundredth: bigint): string {
  const value = BigInt(n)
  const size = value < 0n ? -value : value
  const sign = value < 0n ? '-' : ''
  const hundredths = (size + hundredth / 2n) / hundredth
  if (hundredths === 0n && size > 0n) return value < 0n ? '>-0.01' : '<0.01'
  return `${sign}${grouped(String(hundredths / 100n))}.${String(hundredths % 100n).padStart(2, '0')}`
}

/** Growth from before to now in percent with one decimal, such as +12.3%; undefined when it cannot be said. */
export function growth(before: number | null, now: number | null): string | undefined {
  if (before === null || now === null || before <= 0) return undefined
  const rise = (BigInt(now) - BigInt(before)) * 1000n
  const base = BigInt(before)
  const size = rise < 0n ? -rise : rise
  const tenths = (size + base / 2n) / base
  if (tenths === 0n) return '0.0%'
  return `${rise < 0n ? '-' : '+'}${grouped(String(tenths / 10n))}.${tenths % 10n}%`
}

/** A change of a count: +12, -3, or 持平. */
export function change(before: number, now: number): string {
  if (now === before) return '持平'
  return `${now > before ? '+' : '-'}${grouped(String(Math.abs(now - before)))}`
}

/** A numeral that the server wrote, such as 20000 or 16-66, for reading; other text is left alone. */
export function numeral(text: string): string {
  const range = /^(-?\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text)
  if (range) return `${grouped(range[1]!)}–${grouped(range[2]!)}`
  return /^-?\d+(\.\d+)?$/.test(text) ? grouped(text) : text
}

/** Words of the server with thousands marks in their long numbers: 差 99280.00 万元 → 差 99,280.00 万元. Days and codes are left alone. */
export function legible(words: string): string {
  return words.replace(/(?<![\w.-])\d{5,}(\.\d+)?(?![\w-])/g, (number) => grouped(number))
}
