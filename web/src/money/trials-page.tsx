import { DeleteOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'

import { api } from '../api/client'
import { Panel } from '../parts/page'
import { Loading, NoRight } from '../parts/states'
import { useMe } from '../session/session'
import { ladders, type TierID, tiers } from '../words/tiers'
import { FieldSaid } from './amount-input'
import css from './money.module.css'
import { refusalsOf } from './refusals'
import { MoneySection } from './section'
import { type Change, type Choice, numbersOf, parametersOf, readChange, withChange, writeChange } from './trial'
import { TrialOutcome } from './trial-outcome'
import type { Clause } from './types'
import { useClauses, useMoneyYear } from './use-money'

const examples = ['tier/gazelle/revenue_cagr_3y=25%', 'criteria/hnte_core/st_staff_share=12%', 'clause/5-b/fixed=8 万元', 'clause/4-c/pool=是', 'clause/4-a/cap=300 万元', 'measures/round=1 元']

/** What other numbers in the book would do: who moves, and what it costs. Nothing of it is stored. */
export function TrialsPage() {
  const me = useMe()
  const { years, year } = useMoneyYear()
  const [params, setParams] = useSearchParams()
  const changes = params.getAll('set').flatMap((text) => {
    const c = readChange(text)
    return 'fault' in c ? [] : [c]
  })
  const clauses = useClauses(year)
  const run = api.useMutation('post', '/api/v1/trials')
  const refused = refusalsOf(run.error)
  const ran = run.variables?.body
  const stale = run.data !== undefined && (ran?.year !== year || ran?.set.join('\n') !== changes.map(writeChange).join('\n'))
  const put = (next: readonly Change[]) =>
    setParams(
      (before) => {
        before.delete('set')
        for (const c of next) before.append('set', writeChange(c))
        return before
      },
      { replace: true },
    )
  const go = () => {
    if (year !== undefined && !run.isPending) run.mutate({ body: { year, set: changes.map(writeChange) } })
  }

  if (me.role !== 'city' && me.role !== 'leadership')
    return (
      <MoneySection title="政策推演">
        <NoRight>政策推演由市科技局和领导使用。</NoRight>
      </MoneySection>
    )
  return (
    <MoneySection title={year === undefined ? '政策推演' : `${year} 年政策推演`} note="把政策的几个数换成别的，对全部企业各评价、测算一次，看谁的梯级变了、奖补多花少花多少。" years={years} year={year}>
      <div className={css.stack}>
        <Alert type="info" showIcon title="只是推演：结果不保存、不能发布，不影响已发布的评价、测算和核定。" />
        <Panel id="changes" title="改动" aside={`${changes.length} 处`}>
          {changes.length === 0 ? (
            <p className={css.note}>还没有改动。从下面选一个标准、金额或读法，填上新的数值。</p>
          ) : (
            <ul className={css.changes}>
              {changes.map((c, i) => (
                <li key={c.path}>
                  <b>{nameOf(c.path, clauses)}</b>
                  <span className={css.path}>{c.path}</span>
                  <span>
                    改为 <b>{c.value}</b>
                  </span>
                  <Button size="small" type="text" icon={<DeleteOutlined aria-hidden />} aria-label={`去掉 ${c.path}`} onClick={() => put(changes.filter((o) => o !== c))} />
                  {!stale && refused.lines.filter((l) => l.at === i).map((l) => (
                    <span key={l.detail} role="alert" className={css.fault}>
                      {l.detail}
                    </span>
                  ))}
                </li>
              ))}
            </ul>
          )}
          <Chooser year={year} onAdd={(c) => put(withChange(changes, c))} />
          <div className={css.buttons} style={{ marginTop: 16 }}>
            <Button type="primary" disabled={changes.length === 0 || year === undefined} loading={run.isPending} onClick={go}>
              推演
            </Button>
            {run.isPending && <span role="status" className={css.note}>正在对全部企业评价和测算，大约需要几秒到几十秒…</span>}
            {stale && !run.isPending && <span role="status" className={css.unknown}>改动之后还没有重新推演，下面是上一次的结果。</span>}
          </div>
          {refused.whole && <Alert type="error" showIcon title={refused.whole} style={{ marginTop: 12 }} />}
        </Panel>
        {run.isPending ? <Loading what="正在推演…" /> : run.data && <TrialOutcome trial={run.data} />}
      </div>
    </MoneySection>
  )
}

/** What a path changes, in words, as far as the book tells. */
function nameOf(path: string, clauses: ReadonlyMap<string, Clause>): string {
  const [of, id = ''] = path.split('/')
  const clause = of === 'clause' ? clauses.get(id) : undefined
  if (clause) return [id, parametersOf(clause).find((p) => p.path === path)?.name].filter(Boolean).join(' ')
  return of === 'tier' && id in tiers ? tiers[id as TierID].name : ''
}

type From = 'tier' | 'clause' | 'typed'

/** Chooses a number of the book and its new value. */
function Chooser({ year, onAdd }: { year: number | undefined; onAdd: (c: Change) => void }) {
  const [from, setFrom] = useState<From>('tier')
  return (
    <div className={css.chooser}>
      <Segmented<From>
        aria-label="改什么"
        value={from}
        onChange={setFrom}
        options={[
          { value: 'tier', label: '梯级标准' },
          { value: 'clause', label: '奖补条款' },
          { value: 'typed', label: '直接填写' },
        ]}
      />
      {from === 'tier' && <OfTier year={year} onAdd={onAdd} />}
      {from === 'clause' && <OfClause year={year} onAdd={onAdd} />}
      {from === 'typed' && <Typed onAdd={onAdd} />}
    </div>
  )
}

function OfTier({ year, onAdd }: { year: number | undefined; onAdd: (c: Change) => void }) {
  const [tier, setTier] = useState<TierID>('gazelle')
  const rules = api.useQuery('get', '/api/v1/policy/tiers/{tier}', { params: { path: { tier }, query: year === undefined ? {} : { year } } }, { staleTime: Infinity })
  const shared = Object.values(ladders).flatMap((l) => l.tiers as readonly TierID[])
  return (
    <>
      <Select aria-label="梯级" value={tier} style={{ width: 168 }} popupMatchSelectWidth={false} options={[...new Set(shared)].map((t) => ({ value: t, label: tiers[t].name }))} onChange={setTier} />
      <Value key={tier} choices={rules.data ? numbersOf(tier, rules.data.qualifies) : []} loading={rules.isPending} nothing={rules.isError ? '没有读到这个梯级的标准，请用“直接填写”' : '这个梯级没有自己的数值，共用的条件请用“直接填写”'} onAdd={onAdd} />
    </>
  )
}

function OfClause({ year, onAdd }: { year: number | undefined; onAdd: (c: Change) => void }) {
  const clauses = useClauses(year)
  const paying = [...clauses.values()].filter((c) => c.kind !== 'none')
  const [chosen, setChosen] = useState<string>()
  const clause = clauses.get(chosen ?? paying[0]?.clause ?? '')
  return (
    <>
      <Select aria-label="条款" value={clause?.clause} style={{ width: 200 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} options={paying.map((c) => ({ value: c.clause, label: `${c.clause} ${c.name}` }))} onChange={setChosen} />
      <Value key={clause?.clause} choices={clause ? parametersOf(clause) : []} loading={clauses.size === 0} nothing="这个条款没有可以改的数值" onAdd={onAdd} />
    </>
  )
}

/** One of some numbers, what it is now, and what to try instead. */
function Value({ choices, loading, nothing, onAdd }: { choices: readonly Choice[]; loading: boolean; nothing: string; onAdd: (c: Change) => void }) {
  const [path, setPath] = useState<string>()
  const [text, setText] = useState('')
  const choice = choices.find((c) => c.path === path) ?? choices[0]
  const add = () => {
    if (!choice || text.trim() === '') return
    onAdd({ path: choice.path, value: text.trim() })
    setText('')
  }
  if (!loading && choices.length === 0) return <span className={css.note}>{nothing}</span>
  return (
    <>
      <Select aria-label="数值" value={choice?.path} loading={loading} style={{ width: 264 }} popupMatchSelectWidth={false} options={choices.map((c) => ({ value: c.path, label: c.was ? `${c.name}：${c.was}` : c.name }))} onChange={(p: string) => { setPath(p); setText('') }} />
      <Input aria-label="改为" value={text} onChange={(e) => setText(e.target.value)} onPressEnter={add} placeholder={choice?.was ? `现为 ${choice.was}` : '是 / 否，或数值'} maxLength={60} style={{ width: 140 }} aria-describedby="trial-value-said" />
      <Button disabled={text.trim() === '' || !choice} onClick={add}>
        加入改动
      </Button>
      <div className={css.full}>
        <FieldSaid id="trial-value-said" fault={undefined} hint={choice?.was ? '数值要带单位，与现值相同。' : '是否类写 是 或 否；年数、级别等写法见政策库的说明。'} />
      </div>
    </>
  )
}

function Typed({ onAdd }: { onAdd: (c: Change) => void }) {
  const [text, setText] = useState('')
  const [fault, setFault] = useState<string>()
  const add = () => {
    const c = readChange(text)
    if ('fault' in c) {
      setFault(c.fault)
      return
    }
    onAdd(c)
    setText('')
  }
  return (
    <>
      <Input
        aria-label="路径=数值"
        value={text}
        onChange={(e) => {
          setText(e.target.value)
          setFault(undefined)
        }}
        onPressEnter={add}
        placeholder="路径=数值"
        maxLength={300}
        style={{ width: 420 }}
        {...(fault ? { status: 'error' as const } : {})}
        aria-describedby="trial-typed-said"
      />
      <Button onClick={add}>加入改动</Button>
      <div className={css.full}>
        <FieldSaid id="trial-typed-said" fault={fault} hint="例子（点一下填入）：" />
        {examples.map((e) => (
          <Button key={e} type="link" size="small" onClick={() => setText(e)}>
            <span className="mono">{e}</span>
          </Button>
        ))}
      </div>
    </>
  )
}
