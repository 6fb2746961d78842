import { DownloadOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'

import { api } from '../api/client'
import { messageOf } from '../api/problem'
import { moment } from '../format/days'
import { Page, Panel } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { useNames } from '../policy/use-policy'
import { type Role, roles } from '../words/roles'
import { ActButtons } from './act-buttons'
import css from './filings.module.css'
import { Papers } from './papers'
import { StateMark } from './state-mark'
import { StepsPanel } from './steps-panel'
import { useFile, useFiling } from './use-filings'
import { acts, type Filing, kinds } from './words'

/** One filing: what it changes, what was said of it, and what one may do with it. */
export function FilingPage() {
  const { id = '' } = useParams()
  const filing = useFiling(id)
  if (filing.data) return <Shown key={id} filing={filing.data} />
  return <Page title={`申报 ${id}`}>{filing.isError ? <Failed why={filing.error} onRetry={() => void filing.refetch()} /> : <Loading />}</Page>
}

function Shown({ filing }: { filing: Filing }) {
  const [opinions, setOpinions] = useState<ReadonlyMap<number, string>>(new Map())
  const files = useFile()
  const returnable = filing.can.includes('return')
  return (
    <Page
      title={`${kinds[filing.kind]}${filing.year ? `（${filing.year} 年度）` : ''}`}
      note={
        <>
          <StateMark state={filing.state} /> <span className="mono">{filing.id}</span> · {filing.note?.format === 'form' ? '在线填报' : filing.file}
        </>
      }
      actions={
        filing.totals.reject > 0 && (
          <Button icon={<DownloadOutlined aria-hidden />} loading={files.busy} onClick={() => files.rejects(filing.id)}>
            下载拒绝行
          </Button>
        )
      }
    >
      <div className={css.stack}>
        {filing.state === 'returned' && filing.opinion && (
          <Alert type="error" showIcon title="退回意见" description={<span style={{ whiteSpace: 'pre-wrap' }}>{filing.opinion}</span>} />
        )}
        {files.why !== undefined && <Alert type="error" showIcon title={messageOf(files.why)} />}
        {filing.totals.reject > 0 && filing.state === 'draft' && filing.can.length > 0 && (
          <Alert type="warning" showIcon title={`有 ${filing.totals.reject} 行被拒绝`} description={rejected(filing)} />
        )}
        {(filing.can.length > 0 || filing.replaced_by) && (
          <Panel>
            <ActButtons filing={filing} opinions={opinions} onDone={() => setOpinions(new Map())} />
          </Panel>
        )}
        <div className={css.beside}>
          <StepsPanel
            filing={filing}
            opinions={opinions}
            {...(returnable ? { onOpinion: (line: number, text: string) => setOpinions((before) => new Map(before).set(line, text)) } : {})}
          />
          <div className={css.stack}>
            <ReadPanel filing={filing} />
            <Papers filing={filing} />
            <ActsPanel filing={filing} />
          </div>
        </div>
      </div>
    </Page>
  )
}

/** How rejected lines are put right: a form on its page, a roster in the workbook of its rejected lines. */
function rejected({ note, totals }: Filing): string {
  const how = note?.format === 'form' ? '点“修改后重新填报”，按下面写的原因改正' : '下载拒绝行，按末尾“错误原因”改正后再次上传'
  return totals.create + totals.update > 0 ? `${how}；其余各行可以照常办理。` : `${how}；没有可以办理的行，改正后才能继续。`
}

/** What was found when the workbook was read. */
function ReadPanel({ filing }: { filing: Filing }) {
  const { county } = useNames()
  const note = filing.note
  const facts: [string, React.ReactNode][] = [
    ['申报人', [filing.incubator || (filing.county ? county(filing.county) : ''), filing.by].filter(Boolean).join(' · ')],
    ['建立', moment(filing.created_at)],
    ...(filing.round ? [['批次', <Link to={`/filings/rounds/${filing.round}`}>第 {filing.round} 批</Link>] as [string, React.ReactNode]] : []),
    ...(filing.public_until ? [['公示', `${filing.public_from} 至 ${filing.public_until}`] as [string, string]] : []),
    ...(filing.replaces ? [['代替', <Link to={`/filings/${filing.replaces}`}>{filing.replaces}</Link>] as [string, React.ReactNode]] : []),
    ...(note?.sheets ?? []).filter((s) => s.name).map((s): [string, string] => ['工作表', `${s.name}：表头第 ${s.header} 行，${s.lines} 行数据`]),
    ...(note?.unit ? [['金额单位', note.unit] as [string, string]] : []),
  ]
  return (
    <Panel title="读取情况" id="read">
      <dl className={css.facts}>
        {facts.map(([name, value], i) => [
          <dt key={`t${i}`}>{name}</dt>,
          <dd key={`d${i}`}>{value}</dd>,
        ])}
        {(note?.unknown ?? []).length > 0 && (
          <>
            <dt className={css.warning}>未识别</dt>
            <dd>{note?.unknown?.join('、')}（未导入）</dd>
          </>
        )}
      </dl>
      {(note?.remarks ?? []).map((r) => (
        <p key={r} className={css.small}>
          {r}
        </p>
      ))}
    </Panel>
  )
}

/** Who did what with the filing. */
function ActsPanel({ filing }: { filing: Filing }) {
  const list = api.useQuery('get', '/api/v1/filings/{id}/acts', { params: { path: { id: filing.id } } })
  return (
    <Panel title="办理经过" id="acts">
      {list.isError && <Failed why={list.error} onRetry={() => void list.refetch()} />}
      <ol className={css.acts}>
        {list.data?.items.map((a) => (
          <li key={a.seq}>
            {acts[a.act]} <small>{moment(a.at)}</small>
            <br />
            <small>{[roles[a.role as Role] ?? '系统', a.who].join(' · ')}</small>
            {a.opinion && <div className={a.act === 'return' ? css.opinion : css.small}>{a.opinion}</div>}
            {a.lines.map((l) => (
              <p key={l.line} className={css.small}>
                第 {l.line} 行：{l.opinion}
              </p>
            ))}
          </li>
        ))}
      </ol>
      {list.data?.items.length === 0 && <p className={css.empty}>没有记录。</p>}
    </Panel>
  )
}
