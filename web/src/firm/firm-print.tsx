import { ArrowLeftOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link, useParams } from 'react-router'

import { Panel, useTitle } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { useYear } from '../parts/year-switch'
import { usePolicy } from '../policy/use-policy'
import { ladderIDs } from '../words/tiers'
import { Facts } from './facts'
import { PrintedFigures } from './figures-panel'
import { FindingTable } from './finding-table'
import { deciding, type Explanation, firstStanding, needed } from './findings'
import { Gaps, MissingList } from './gaps'
import { HistoryTable } from './history'
import { LadderStrip } from './ladder-strip'
import css from './print.module.css'
import { Rounds } from './records'
import { Titles } from './titles'
import { useFirm } from './use-firm'

/** The firm on paper (A4): what decided is unfolded, every article written out. */
export function FirmPrint() {
  const { code = '' } = useParams()
  const year = useYear()
  const { firm, explanation } = useFirm(code, year)
  const names = usePolicy()
  useTitle(`${firm.data?.name ?? code} ${explanation.data?.year ?? ''} 年企业画像`)
  if (firm.isError || explanation.isError) return <Failed why={firm.error ?? explanation.error} onRetry={() => void firm.refetch()} />
  if (!firm.data || !explanation.data || names.isPending) return <Loading /> // on paper names do not come later
  const e = explanation.data
  return (
    <>
      <div className={css.tools}>
        <Link to={`/firms/${code}?year=${e.year}`}>
          <ArrowLeftOutlined aria-hidden /> 返回
        </Link>
        <Button type="primary" icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
          打印
        </Button>
      </div>
      <article className={css.sheet}>
        <header>
          <h1>{firm.data.name}</h1>
          <p>
            {e.year} 年企业画像　评价基准日 {e.day}　{e.review ? `年度评价 ${e.review}` : '即时判定，尚未发布'}
          </p>
        </header>
        <Panel title="基本信息" id="facts">
          <Facts firm={firm.data} />
        </Panel>
        <Panel title="所在梯级" id="ladders">
          {ladderIDs.map((l) => (
            <LadderStrip key={l} ladder={l} explanation={e} chosen={undefined} />
          ))}
          <HistoryTable history={firm.data.history} />
        </Panel>
        <Panel title="离上一梯级还差" id="gaps">
          <Gaps gaps={e.gaps} ready={e.ready} printed />
          {e.missing.length > 0 && (
            <div className={css.missing}>
              <b>缺什么数据</b>
              <MissingList missing={e.missing} />
            </div>
          )}
        </Panel>
        <Reasons e={e} />
        <Panel title="年度数据" id="figures" aside="金额单位：万元">
          <PrintedFigures years={firm.data.years} year={e.year} />
        </Panel>
        {firm.data.recognitions.length > 0 && (
          <Panel title="资质认定" id="titles">
            <Titles titles={firm.data.recognitions.filter((r) => r.issued <= e.day)} day={e.day} />
          </Panel>
        )}
        {firm.data.rounds.length > 0 && (
          <Panel title="融资" id="rounds">
            <Rounds rounds={firm.data.rounds} printed />
          </Panel>
        )}
      </article>
    </>
  )
}

/** The trees of where the firm is on each ladder; a tier that is on both is printed once. */
function Reasons({ e }: { e: Explanation }) {
  const documents = usePolicy(e.year).data?.documents
  const here = e.standings.filter((s, i) => e.positions[s.ladder] === s.tier && e.standings.findIndex((t) => t.tier === s.tier && e.positions[t.ladder] === t.tier) === i)
  const first = firstStanding(e)
  const shown = here.length > 0 ? here : first ? [first] : []
  return (
    <>
      {shown.map((s) =>
        (['holds', 'qualifies'] as const).map((half) => (
          <Panel key={`${s.ladder}.${s.tier}.${half}`} id={`${s.ladder}-${s.tier}-${half}`} title={`${s.name}：${half === 'holds' ? '是否持有' : '是否符合条件'}`}>
            <FindingTable caption={s.name} root={needed(s[half])} gaps={e.gaps} open={deciding(needed(s[half]))} documents={documents} numbered />
          </Panel>
        )),
      )}
    </>
  )
}
