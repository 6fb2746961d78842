/** A code that nobody has, with its check characters (GB 11714, GB 32100). */
export function freshCode(serial: number): string {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const body = `MA6${String(serial % 100_000).padStart(5, '0')}`
  const worth = (c: string) => (/\d/.test(c) ? Number(c) : c.charCodeAt(0) - 55)
  const inner = 11 - ([3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, w, i) => sum + w * worth(body[i]!), 0) % 11)
  const code = `91530103${body}${inner === 10 ? 'X' : inner === 11 ? '0' : inner}`
  const outer = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28].reduce((sum, w, i) => sum + w * letters.indexOf(code[i]!), 0)
  return code + letters[(31 - (outer % 31)) % 31]
}
