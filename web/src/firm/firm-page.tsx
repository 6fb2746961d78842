import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useNavigate, useParams, useSearchParams } from 'react-router'

import { dayOf } from '../format/days'
import { FirmMoney } from '../money/firm-money'
import { Page, Panel } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { useYear, YearSwitch } from '../parts/year-switch'
import { useMe } from '../session/session'
import { ladderIDs } from '../words/tiers'
import { ActsPanel } from './acts-panel'
import { Endings } from './endings'
import { Facts } from './facts'
import { FiguresPanel } from './figures-panel'
import { FilingsPanel } from './filings-panel'
import { firstStanding, type Standing } from './findings'
import { FindingsPanel } from './findings-panel'
import css from './firm.module.css'
import { Gaps, MissingList } from './gaps'
import { History } from './history'
import { LadderStrip } from './ladder-strip'
import { Records } from './records-panels'
import { Titles } from './titles'
import { useFirm } from './use-firm'

/** What the page holds, for jumping there. */
const parts = [
  ['ladders', '所在梯级'],
  ['gaps', '差距'],
  ['findings', '判定依据'],
  ['money', '奖补'],
  ['figures', '年度数据'],
  ['titles', '资质认定'],
  ['filings', '申报'],
  ['acts', '操作记录'],
] as const

/** All there is on one firm (企业画像). The year and the tier looked at stand in the address. */
export function FirmPage() {
  const { code = '' } = useParams()
  const [params, setParams] = useSearchParams()
  const year = useYear()
  const navigate = useNavigate()
  const office = ['city', 'county'].includes(useMe().role)
  const { firm, explanation } = useFirm(code, year)

  if (!firm.data) return firm.isError ? <Failed why={firm.error} onRetry={() => void firm.refetch()} /> : <Loading />
  const dossier = firm.data
  const today = dayOf(new Date().toISOString())
  const e = explanation.data
  const chosen = e && (e.standings.find((s) => `${s.ladder}.${s.tier}` === params.get('at')) ?? firstStanding(e))
  const choose = (s: Standing) =>
    setParams(
      (before) => {
        before.set('at', `${s.ladder}.${s.tier}`)
        return before
      },
      { replace: true, preventScrollReset: true },
    )

  return (
    <Page
      title={dossier.name}
      actions={
        <Button icon={<PrinterOutlined aria-hidden />} onClick={() => void navigate(`/firms/${code}/print${e ? `?year=${e.year}` : ''}`)}>
          打印
        </Button>
      }
    >
      <YearSwitch years={dossier.history.map((p) => p.year)} value={e?.year} label="评价年度" />
      <nav aria-label="本页内容" className={css.within}>
        <ul>
          {parts.filter(([id]) => office || !['filings', 'acts'].includes(id)).map(([id, name]) => (
            <li key={id}>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </nav>
      <div className={css.stack}>
        <Panel>
          <Facts firm={dossier} />
          <Endings titles={dossier.recognitions} today={today} />
        </Panel>
        {!e ? (
          explanation.isError ? (
            <Panel title="梯级">
              <Failed why={explanation.error} onRetry={() => void explanation.refetch()} />
            </Panel>
          ) : (
            <Loading />
          )
        ) : (
          <>
            <Panel id="ladders" title={`${e.year} 年所在梯级`} aside="选一个梯级看判定依据">
              {ladderIDs.map((l) => (
                <LadderStrip key={l} ladder={l} explanation={e} chosen={chosen} onChoose={choose} />
              ))}
            </Panel>
            <div className={css.beside}>
              <Panel id="gaps" title="离上一梯级还差">
                <Gaps gaps={e.gaps} ready={e.ready} />
              </Panel>
              <Panel id="missing" title="缺什么数据">
                <MissingList missing={e.missing} />
              </Panel>
              <Panel id="history" title="历年梯级" className={css.tall}>
                <History history={dossier.history} year={e.year} />
              </Panel>
            </div>
            {chosen && <FindingsPanel standing={chosen} explanation={e} />}
          </>
        )}
        <FirmMoney code={code} />
        <FiguresPanel years={dossier.years} />
        <Panel id="titles" title="资质认定">
          <Titles titles={dossier.recognitions} day={e?.day ?? ''} today={today} />
        </Panel>
        <Records firm={dossier} />
        <FilingsPanel filings={dossier.filings} />
        {office && <ActsPanel code={code} />}
      </div>
    </Page>
  )
}
