import type { components } from '../contract'
import type { SignName } from '../parts/sign'

export type Movement = components['schemas']['Movement']

/** How good or bad a movement is, which decides its colour; its sign and its word say the same without colour. */
export type Tone = 'up' | 'same' | 'down' | 'done' | 'open'

export const movements: Record<Movement, { name: string; sign: SignName; tone: Tone; means: string }> = {
  entered: { name: '新进', sign: 'plus', tone: 'up', means: '上年不在该培育线上，本年在' },
  promoted: { name: '晋级', sign: 'up', tone: 'up', means: '升至更高的梯级' },
  kept: { name: '保持', sign: 'same', tone: 'same', means: '梯级不变' },
  demoted: { name: '降级', sign: 'down', tone: 'down', means: '降至更低的梯级' },
  lapsed: { name: '到期失效', sign: 'clock', tone: 'down', means: '资质到期且未重新认定' },
  revoked: { name: '撤销', sign: 'cross', tone: 'down', means: '资质被撤销' },
  outgrown: { name: '超规毕业', sign: 'star', tone: 'done', means: '规模超过科技型中小企业上限，属于成长' },
  aged_out: { name: '超龄毕业', sign: 'star', tone: 'done', means: '成立年限超过该梯级上限' },
  listed_out: { name: '上市毕业', sign: 'star', tone: 'done', means: '已上市，不再是(准)独角兽企业' },
  left: { name: '迁出/注销', sign: 'out', tone: 'down', means: '已不在册' },
  undecided: { name: '数据待核', sign: 'question', tone: 'open', means: '数据不足，暂按上次发布的梯级' },
}

export const movementIDs = Object.keys(movements) as Movement[]
