import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'

import type { components } from '../contract'
import { numeral } from '../format/money'
import { OutcomeMark } from '../parts/marks'
import { comparison, type Finding } from '../words/outcomes'
import { cited, sourcesOf } from './cites'
import css from './firm.module.css'
import { gapOf, type Line, linesOf } from './findings'

type Document = components['schemas']['Document']

type Props = {
  caption: string
  root: Finding
  gaps: readonly Finding[]
  open: ReadonlySet<string>
  onToggle?: (path: string) => void
  /** The documents of the year, by which citations are understood. */
  documents: readonly Document[] | undefined
  /** For paper: documents are numbered and listed below the table, because nothing can be pointed at. */
  numbered?: boolean
}

/** The findings of a tree as a table: what was asked, what came out, what was found, by how much it fell short, and which article says so. */
export function FindingTable({ caption, root, gaps, open, onToggle, documents, numbered = false }: Props) {
  const lines = linesOf(root, open)
  const sources = numbered ? sourcesOf(lines.flatMap((l) => l.finding.cite ?? []), documents) : []
  const short = !numbered || lines.some((l) => gapOf(l.finding, gaps))
  return (
    <>
    <table className={css.findings}>
      <caption className="only-heard">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">条件</th>
          <th scope="col">结论</th>
          <th scope="col" className="number">
            实际
          </th>
          <th scope="col" className="number">
            标准
          </th>
          {short && <th scope="col">还差</th>}
          <th scope="col">依据</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.path} className={line.finding.outcome === 'met' ? undefined : css[`line-${line.finding.outcome}`]}>
            <th scope="row" style={{ paddingLeft: 8 + line.depth * 20 }}>
              <Label line={line} onToggle={onToggle} />
            </th>
            <td>
              <OutcomeMark outcome={line.finding.outcome} />
            </td>
            <td className="number">
              <Actual finding={line.finding} />
            </td>
            <td className="number">
              <Bound finding={line.finding} />
            </td>
            {short && <td className={css.gap}>{gapOf(line.finding, gaps)}</td>}
            <td>{numbered ? <NumberedCite cite={line.finding.cite} documents={documents} sources={sources} /> : <Cite cite={line.finding.cite} documents={documents} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
    {sources.length > 0 && (
      <ol className={css.sources} aria-label="依据文件">
        {sources.map((source, i) => (
          <li key={source}>
            [{i + 1}] {source}
          </li>
        ))}
      </ol>
    )}
    </>
  )
}

function Label({ line, onToggle }: { line: Line; onToggle: Props['onToggle'] }) {
  const { finding, parts, open, path } = line
  const text = (
    <>
      {finding.label ?? '条件组'}
      {finding.note && <small className={css.note}>{finding.note}</small>}
    </>
  )
  if (parts === 0 || !onToggle) return <span className={parts === 0 ? css.leaf : css.branch}>{text}</span>
  return (
    <button type="button" className={css.fold} aria-expanded={open} onClick={() => onToggle(path)}>
      {open ? <CaretDownOutlined aria-hidden /> : <CaretRightOutlined aria-hidden />}
      <span>{text}</span>
    </button>
  )
}

/** What was found, with the points that it gives where points are given. */
function Actual({ finding: { actual, unit, score, metric } }: { finding: Finding }) {
  const points = score && (score.low === score.high ? `${score.low} 分` : `${score.low}–${score.high} 分`)
  if (actual === undefined) return points ? <>{points}</> : null
  const isScore = unit === '分'
  return (
    <>
      {numeral(actual)}
      {unit && metric ? ` ${unit}` : ''}
      {points && !isScore && <small className={css.note}>得 {points}</small>}
    </>
  )
}

function Bound({ finding: { bound, op, unit } }: { finding: Finding }) {
  if (bound === undefined) return null
  const { sign, words } = comparison(op)
  return (
    <>
      {sign && (
        <>
          <span role="img" aria-label={words}>
            {sign}
          </span>{' '}
        </>
      )}
      {numeral(bound)}
      {unit ? ` ${unit}` : ''}
    </>
  )
}

/** The article, cut to the width and whole under the pointer and under the focus of the keyboard. */
function Cite({ cite, documents }: { cite: string | undefined; documents: Props['documents'] }) {
  if (!cite) return null
  const { article, document, provisional } = cited(cite, documents)
  return (
    <Tooltip title={provisional ? `${cite}（暂定口径，待主管部门核定）` : cite} trigger={['hover', 'focus']} placement="topRight">
      <button type="button" className={css.cite}>
        {provisional && <span className={css.mark}>暂定</span>}
        <span className={css.article}>
          {article} <span className={css.document}>{document}</span>
        </span>
      </button>
    </Tooltip>
  )
}

/** The article with the number of its document in the list below. */
function NumberedCite({ cite, documents, sources }: { cite: string | undefined; documents: Props['documents']; sources: readonly string[] }) {
  if (!cite) return null
  const { article, document, provisional } = cited(cite, documents)
  return (
    <small>
      {provisional && <span className={css.mark}>暂定</span>} {document && `[${sources.indexOf(document) + 1}] `}
      {article}
    </small>
  )
}
