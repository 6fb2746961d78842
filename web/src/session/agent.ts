/** What a browser says of itself, in words: “Chrome 109，Windows”; as it stands when it is not understood. */
export function agentWords(agent: string): string {
  const system = systems.find(([sign]) => agent.includes(sign))?.[1]
  for (const [pattern, name] of browsers) {
    const found = pattern.exec(agent)
    if (found) return [`${name} ${found[1]}`, system].filter(Boolean).join('，')
  }
  return agent === '' ? '未知' : agent
}

// The order matters: browsers name those that they are like.
const browsers: readonly [RegExp, string][] = [
  [/Edg\/(\d+)/, 'Edge'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).*Safari/, 'Safari'],
]

const systems: readonly [string, string][] = [
  ['Windows', 'Windows'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
]
