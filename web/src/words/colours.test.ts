import { describe, expect, it } from 'vitest'

import { colours } from '../look/tokens'
import { ladderIDs, ladders, rung, tiers } from './tiers'

type RGB = [number, number, number]

const linear = (hex: string): RGB =>
  [1, 3, 5].map((i) => {
    const v = parseInt(hex.slice(i, i + 2), 16) / 255
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  }) as RGB

// Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
const sights: Record<string, number[][]> = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}

const seen = (rgb: RGB, sight: number[][]): RGB => sight.map((row) => row.reduce((sum, k, i) => sum + k * rgb[i]!, 0)) as RGB

/** CIE L*a*b* of linear sRGB. */
function lab([r, g, b]: RGB): RGB {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

const apart = (a: string, b: string, sight: number[][]) => {
  const [p, q] = [lab(seen(linear(a), sight)), lab(seen(linear(b), sight))]
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])
}

const luminance = (hex: string) => {
  const [r, g, b] = linear(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (a: string, b: string) => {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (hi + 0.05) / (lo + 0.05)
}

describe('colours', () => {
  it.each(Object.keys(sights))('of the tiers of one ladder remain apart with %s sight', (sight) => {
    for (const ladder of ladderIDs) {
      const ids = ladders[ladder].tiers
      for (const [i, a] of ids.entries())
        for (const b of ids.slice(i + 1)) {
          expect(apart(tiers[a].colour, tiers[b].colour, sights[sight]!), `${a} and ${b}, ${sight}`).toBeGreaterThan(11)
        }
    }
  })

  it.each(['ink', 'ink-2', 'ink-3', 'primary', 'met', 'unmet', 'unknown', 'absent'] as const)('of text can be read: %s', (name) => {
    for (const ground of ['panel', 'ground', 'tint'] as const) expect(contrast(colours[name], colours[ground]), ground).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['met', 'unmet', 'unknown'] as const)('of text on its own tint can be read: %s', (name) => {
    expect(contrast(colours[name], colours[`${name}-tint`])).toBeGreaterThanOrEqual(4.5)
  })
})

describe('rungs', () => {
  it('count from the lowest tier, on each ladder for itself', () => {
    expect(rung('growth', 'tech_sme')).toBe(1)
    expect(rung('growth', 'unicorn')).toBe(7)
    expect(rung('unicorn', 'gazelle')).toBe(2)
    expect(rung('unicorn', 'tech_sme')).toBe(0)
    expect(rung('growth', null)).toBe(0)
  })
})
