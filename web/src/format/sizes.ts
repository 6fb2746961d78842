const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** A number of bytes for reading: 812 B, 3.4 MB, 1.2 TB. */
export function size(n: number): string {
  let [value, unit] = [n, 0]
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1]
  // 1023.97 MB would be written as 1024.0 MB.
  if (Number(value.toFixed(1)) >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1]
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** A length of time for reading, by its two largest parts: 3 天 4 小时, 12 分 5 秒. */
export function lasting(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  const parts: [number, string][] = [
    [Math.floor(s / 86_400), '天'],
    [Math.floor(s / 3_600) % 24, '小时'],
    [Math.floor(s / 60) % 60, '分'],
    [s % 60, '秒'],
  ]
  const first = parts.findIndex(([n]) => n > 0)
  if (first < 0) return '不到 1 秒'
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ')
}
