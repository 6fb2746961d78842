// The design language in numbers: every colour, size and distance of the console stands here and nowhere else. main.tsx
// puts them on the page as CSS variables (--ink, --space-3 …), theme.ts gives them to antd.

/** Text and surfaces. Each text colour has at least 4.5:1 on panel and ground. */
export const colours = {
  ink: '#17232f', // text
  'ink-2': '#45525f', // second to it: labels, notes
  'ink-3': '#5d6974', // third: what may be overlooked
  line: '#dde3e9', // between things
  'line-2': '#b9c3cd', // round what can be operated
  panel: '#ffffff',
  ground: '#f3f5f7',
  tint: '#eaf1f8', // chosen, under the pointer
  primary: '#1d5a9e',
  'primary-dark': '#154679',
  met: '#17713f',
  unmet: '#b3321f',
  unknown: '#855a00',
  absent: '#5d6974',
  'met-tint': '#e9f5ee',
  'unmet-tint': '#fbeeeb',
  'unknown-tint': '#fdf4e0',
  'met-line': '#b5d8c3',
  'unmet-line': '#eabdb4',
  'unknown-line': '#e9d09a',
  'primary-line': '#b7cee6',
  // From few to many, told apart by lightness alone; on the last two text is as light as a panel.
  'heat-1': '#e3eef9',
  'heat-2': '#c3dbf2',
  'heat-3': '#93bfe7',
  'heat-4': '#2f6fb5',
  'heat-5': '#123f70',
} as const

/** Distances, in pixels; pages use these six. */
export const spaces = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 24, 6: 32 } as const

/** Sizes of type, in pixels. */
export const sizes = { small: 12, text: 14, lead: 16, title: 20, figure: 24 } as const

export const radius = 4

/** System fonts only: the console works without internet. */
export const font =
  '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif'

/** For codes and digests. */
export const monoFont = 'ui-monospace, "SF Mono", Consolas, "Liberation Mono", "Noto Sans Mono CJK SC", monospace'

/** Writes the tokens onto the page. */
export function applyTokens(root: HTMLElement) {
  for (const [name, value] of Object.entries(colours)) root.style.setProperty(`--${name}`, value)
  for (const [name, value] of Object.entries(spaces)) root.style.setProperty(`--space-${name}`, `${value}px`)
  for (const [name, value] of Object.entries(sizes)) root.style.setProperty(`--size-${name}`, `${value}px`)
  root.style.setProperty('--radius', `${radius}px`)
  root.style.setProperty('--font', font)
  root.style.setProperty('--mono', monoFont)
}
