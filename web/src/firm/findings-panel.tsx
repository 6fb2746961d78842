import { Button, Segmented } from 'antd'
import { useState } from 'react'

import { Panel } from '../parts/page'
import { OutcomeMark } from '../parts/marks'
import { Scroll } from '../parts/scroll'
import { type Policy, usePolicy } from '../policy/use-policy'
import { ladders } from '../words/tiers'
import { FindingTable } from './finding-table'
import { deciding, everyBranch, type Explanation, type Standing } from './findings'
import css from './firm.module.css'

type Half = 'holds' | 'qualifies'

/** Why the firm stands on a tier as it does: the tree of what it holds, and of whether it meets the conditions. */
export function FindingsPanel({ standing, explanation }: { standing: Standing; explanation: Explanation }) {
  const [half, setHalf] = useState<Half>('qualifies')
  const documents = usePolicy(explanation.year).data?.documents
  const root = standing[half]
  return (
    <Panel
      id="findings"
      title={`判定依据：${standing.name}`}
      aside={`${ladders[standing.ladder].name}，评价基准日 ${explanation.day}，${explanation.review ? `出自已发布的年度评价 ${explanation.review}` : '按现有档案即时判定，尚未发布'}`}
    >
      <div className={css.bar}>
        <Segmented<Half>
          aria-label="看哪一项判定"
          value={half}
          onChange={setHalf}
          options={(['qualifies', 'holds'] as const).map((h) => ({
            value: h,
            label: (
              <span className={css.half}>
                {h === 'holds' ? '是否持有' : '是否符合条件'} <OutcomeMark outcome={standing[h].outcome} />
              </span>
            ),
          }))}
        />
        {root.note && <span className={css.rule}>{root.note}</span>}
      </div>
      <Tree key={`${standing.ladder}.${standing.tier}.${half}`} {...{ standing, half, explanation }} documents={documents} />
    </Panel>
  )
}

function Tree({ standing, half, explanation, documents }: { standing: Standing; half: Half; explanation: Explanation; documents: Policy['documents'] | undefined }) {
  const root = standing[half]
  const [open, setOpen] = useState(() => deciding(root))
  const toggle = (path: string) =>
    setOpen((before) => {
      const after = new Set(before)
      if (!after.delete(path)) after.add(path)
      return after
    })
  return (
    <>
      <Scroll label="判定依据">
        <FindingTable
          caption={`${standing.name}：${half === 'holds' ? '是否持有' : '是否符合条件'}`}
          root={root}
          gaps={explanation.gaps}
          open={open}
          onToggle={toggle}
          documents={documents}
        />
      </Scroll>
      <div className={css.unfold}>
        <Button size="small" type="link" onClick={() => setOpen(everyBranch(root))}>
          全部展开
        </Button>
        <Button size="small" type="link" onClick={() => setOpen(deciding(root))}>
          只看关键条件
        </Button>
        <Button size="small" type="link" onClick={() => setOpen(new Set())}>
          全部收起
        </Button>
      </div>
    </>
  )
}
