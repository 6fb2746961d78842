import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { api } from '../api/client'
import type { components } from '../contract'
import { Panel } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { CiteLink } from './cite-link'
import { Confidence } from './confidence'
import { Contents } from './contents'
import css from './policy.module.css'
import { sinceWords } from './rule-words'
import { useAnchor, usePart } from './use-part'

type Schemas = components['schemas']
type Clauses = Schemas['PolicyClauses']
type Clause = Schemas['PolicyClause']
type Reading = Schemas['PolicyReading']

/** The articles of the measures and what each pays. */
export function ClausesView({ year }: { year: number }) {
  const { at } = usePart()
  const clauses = api.useQuery('get', '/api/v1/policy/clauses', { params: { query: { year } } }, { staleTime: Infinity })
  const c = clauses.data
  useAnchor(Boolean(c))
  if (!c) return clauses.isError ? <Failed why={clauses.error} onRetry={() => void clauses.refetch()} /> : <Loading />
  const byID = new Map(c.clauses.map((clause) => [clause.clause, clause]))
  return (
    <div className={css.book}>
      <Contents
        label="各条"
        entries={[...c.articles.map((a, i) => ({ to: at('clauses', `article-${i + 1}`), of: a.article, name: a.name })), ...(c.readings.length > 0 ? [{ to: at('clauses', 'readings'), name: '通用的理解' }] : [])]}
      />
      <div className={css.stack}>
        <Head clauses={c} />
        {c.articles.map((a, i) => (
          <Panel key={a.article} id={`article-${i + 1}`} title={`${a.article}　${a.name}`}>
            {a.note && <p className={css.remark}>{a.note}</p>}
            {a.clauses.map((id) => {
              const clause = byID.get(id)
              return clause && <ClauseView key={id} clause={clause} byID={byID} />
            })}
          </Panel>
        ))}
        {c.readings.length > 0 && (
          <Panel id="readings" title="通用的理解" aside="原文没有写明，对各条款都适用">
            <Readings readings={c.readings} />
          </Panel>
        )}
      </div>
    </div>
  )
}

function Head({ clauses: c }: { clauses: Clauses }) {
  return (
    <Panel>
      <h2>
        {c.document.title} {c.document.number && <span className={css.number}>{c.document.number}</span>}
      </h2>
      <p className={css.meta}>
        <Confidence of={c.document.confidence} />
        {c.document.issuer && <span>{c.document.issuer}</span>}
        {c.issued && <span>{c.issued} 印发</span>}
        <span>
          {c.document.from} 起施行{c.document.to && `，至 ${c.document.to}`}
        </span>
      </p>
      <p className={css.remark}>
        每笔测算四舍五入到{c.round}。
        {c.suspends.length > 0 && `有下列情形之一的暂缓拨付：${c.suspends.map((s) => s.name).join('、')}。`}
      </p>
    </Panel>
  )
}

function ClauseView({ clause: c, byID }: { clause: Clause; byID: ReadonlyMap<string, Clause> }) {
  const facts: [string, ReactNode][] = [
    ['给谁', c.payee_name],
    ['因何', c.trigger.text],
    ['给多少', <Amounts clause={c} />],
    ...(c.repeat_name ? [['几次', c.repeat_name] as [string, ReactNode]] : []),
    ['适用年度', c.years.from === c.years.to ? `${c.years.from} 年` : `${c.years.from} 至 ${c.years.to} 年`],
    ...(c.evidence.length > 0 ? [['凭什么材料', c.evidence.join('；')] as [string, ReactNode]] : []),
    ...(c.stacks ? [['叠加', c.stacks] as [string, ReactNode]] : []),
    ...(c.similar.length > 0 ? [['同类项(由人择一)', <Ids ids={c.similar} byID={byID} />] as [string, ReactNode]] : []),
    ...(c.apart.length > 0 ? [['同年不能同时享受', <Ids ids={c.apart} byID={byID} />] as [string, ReactNode]] : []),
    ...(c.overlaps.length > 0 ? [['可能另有资金支持', c.overlaps.map((o) => `${o.kind_name}${o.level}${o.note ? `(${o.note})` : ''}`).join('；')] as [string, ReactNode]] : []),
    ...(c.deadline ? [['期限', `${c.deadline.from}起 ${c.deadline.months} 个月内`] as [string, ReactNode]] : []),
    ['依据', <CiteLink cite={c.cite} />],
  ]
  return (
    <article className={css.clause} id={`clause-${c.clause}`}>
      <h3>
        <span className={css.id}>{c.clause}</span> {c.name}
      </h3>
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {c.note && <p className={css.remark}>{c.note}</p>}
      {c.readings.length > 0 && <Readings readings={c.readings} />}
    </article>
  )
}

function Amounts({ clause: c }: { clause: Clause }) {
  const [only] = c.amounts
  if (!only) return <>{c.kind_name}</>
  if (c.amounts.length === 1 && !only.kind_name && !only.level)
    return (
      <>
        <b>{only.text}</b>({c.kind_name}) <span className={css.since}>{sinceWords(only.history)}</span>
      </>
    )
  return (
    <>
      {c.kind_name}
      <ul className={css.amounts}>
        {c.amounts.map((a, i) => (
          <li key={i}>
            {a.kind_name || a.level ? `${a.kind_name}${a.level ? `(${a.level})` : ''}：` : ''}
            <b>{a.text}</b> <span className={css.since}>{sinceWords(a.history)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Ids({ ids, byID }: { ids: readonly string[]; byID: ReadonlyMap<string, Clause> }) {
  const { at } = usePart()
  return ids.map((id, i) => (
    <span key={id}>
      {i > 0 && '、'}
      {byID.has(id) ? <Link to={at('clauses', `clause-${id}`)}>{`${id} ${byID.get(id)?.name ?? ''}`}</Link> : id}
    </span>
  ))
}

/** Where the text is not clear: how it is read, and how else it could be. */
function Readings({ readings }: { readings: readonly Reading[] }) {
  return (
    <table className={css.readings}>
      <caption>原文没有写明之处</caption>
      <thead>
        <tr>
          <th scope="col">问题</th>
          <th scope="col">采用的理解</th>
          <th scope="col">其他理解</th>
        </tr>
      </thead>
      <tbody>
        {readings.map((r) => (
          <tr key={r.id}>
            <td>
              {r.question} <small className="mono">{r.id}</small>
            </td>
            <td>{r.taken}</td>
            <td>
              {r.others || '—'}
              {r.key && (
                <p className={css.since}>
                  可推演：<span className="mono">{r.key}</span>
                </p>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
