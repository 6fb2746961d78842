import { useMemo } from 'react'

import { count } from '../format/money'
import { colours } from '../look/tokens'
import { Chart, type ChartOption } from '../parts/chart'
import type { Tone } from '../words/movements'
import { tiers } from '../words/tiers'
import { type End, endID, type FlowPicture, heightOf, type Stream, streamWords, tierName } from './flows'

/** The colours of streams, apart for everybody; which movement it is the words below the picture say. */
const tones: Record<Tone, string> = { up: colours.met, same: colours['line-2'], down: colours.unmet, done: colours.primary, open: colours.unknown }

/** Only who came or went stands off the ladder in the picture, not all the firms that are on no tier. */
const beyond: Record<End['side'], string> = { from: '新进', to: '离开培育线' }

type Props = { picture: FlowPicture; label: string; onStream: (s: Stream) => void; onEnd: (e: End) => void; onPoint: (words: string) => void }

/** Who went from which tier to which, as streams. What is clicked is told by its place in the picture. */
export default function FlowChart({ picture, label, onStream, onEnd, onPoint }: Props) {
  const { ends, streams } = picture
  const option = useMemo(() => optionOf(picture), [picture]) // another one would undo what is pointed at
  return (
    <Chart
      label={label}
      height={heightOf(picture)}
      option={option}
      onPick={({ dataType, dataIndex }) => {
        const stream = dataType === 'edge' ? streams[dataIndex] : undefined
        const end = dataType === 'node' ? ends[dataIndex] : undefined
        if (stream) onStream(stream)
        if (end) onEnd(end)
      }}
      onPoint={(at) => onPoint(at?.dataType === 'edge' && streams[at.dataIndex] ? streamWords(streams[at.dataIndex]!) : '')}
    />
  )
}

const optionOf = ({ ends, streams }: FlowPicture): ChartOption => ({
  series: [
    {
      type: 'sankey',
      left: 128,
      right: 128,
      top: 8,
      bottom: 8,
      nodeWidth: 14,
      nodeGap: 16,
      layoutIterations: 0, // the order is that of the ladder
      draggable: false,
      emphasis: { focus: 'adjacency', lineStyle: { opacity: 0.75 } },
      data: ends.map((e) => ({
        name: e.id,
        depth: e.side === 'from' ? 0 : 1,
        itemStyle: { color: e.tier === null ? colours['ink-3'] : tiers[e.tier].colour },
        label: { position: e.side === 'from' ? 'left' : 'right', formatter: `${e.tier === null ? beyond[e.side] : tierName(e.tier)} ${count(e.firms)}`, color: colours.ink, fontSize: 13 },
      })),
      links: streams.map((s) => ({
        source: endID('from', s.from),
        target: endID('to', s.to),
        value: s.firms,
        lineStyle: { color: tones[s.tone], opacity: 0.5, curveness: 0.5 },
      })),
    },
  ],
})
