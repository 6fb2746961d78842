import { Alert, Button, Input, Select } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'

import { api, server } from '../api/client'
import { messageOf } from '../api/problem'
import { filingYears } from '../imports/upload-panel'
import { Page, Panel } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { useMe } from '../session/session'
import { attempts } from './attempt'
import css from './filings.module.css'
import { draftPlace, filled, type FormLine, lacking, maxLines, readDraft } from './form-draft'
import { stale, useTemplates } from './use-filings'
import type { RosterKind } from './words'

/** Files by a form: what the form is stands in the address. */
export function FormPage() {
  const templates = useTemplates()
  const me = useMe()
  const [params, setParams] = useSearchParams()
  const kind = templates.data?.items.find((t) => t.id === params.get('kind')) ?? templates.data?.items[0]
  const year = kind?.yearly ? (/^20\d\d$/.test(params.get('year') ?? '') ? Number(params.get('year')) : new Date().getFullYear() - 1) : undefined
  const replaces = params.get('replaces') ?? ''
  const round = Number(/^\d{1,9}$/.exec(params.get('round') ?? '')?.[0] ?? 0)
  const place = kind && draftPlace(me.username, kind.id, year, replaces)
  const kept = place ? readDraft(sessionStorage, place) : undefined
  const firms = api.useQuery('get', '/api/v1/rounds/{id}/firms', { params: { path: { id: round }, query: { state: 'missing', page: 1, size: maxLines } } }, { enabled: round > 0 && kind?.id === 'figures' && !kept })
  const steps = api.useQuery('get', '/api/v1/filings/{id}/steps', { params: { path: { id: replaces }, query: { page: 1, size: maxLines } } }, { enabled: replaces !== '' })
  const before = api.useQuery('get', '/api/v1/filings/{id}', { params: { path: { id: replaces } } }, { enabled: replaces !== '' })
  const set = (key: string, value: string) => setParams((p) => (p.set(key, value), p), { replace: true })
  const failed = [templates, firms, steps, before].find((q) => q.isError)
  const waiting = !kind || !place || (firms.isLoading && !kept) || steps.isLoading || before.isLoading

  const begin = (): FormLine[] => {
    if (kept) return kept
    if (before.data && steps.data) {
      const titles = before.data.note?.titles ?? []
      const lines = new Map<number, FormLine>()
      for (const s of steps.data.items) {
        const entries = titles.map((t, i) => [kind?.columns.find((c) => c.key === t.column)?.title ?? t.title, s.cells[i] ?? ''] as const)
        lines.set(s.line, Object.fromEntries(entries))
      }
      if (lines.size > 0) return [...lines].sort(([a], [b]) => a - b).map(([, l]) => l)
    }
    const code = kind?.columns.find((c) => c.key === 'code')?.title
    const name = kind?.columns.find((c) => c.key === 'name')?.title
    if (firms.data?.items.length && code && name) return firms.data.items.map((f) => ({ [code]: f.code, [name]: f.name }))
    return [{}]
  }
  const said = new Map(steps.data?.items.filter((s) => s.opinion).map((s) => [s.line, s.opinion]))

  return (
    <Page title={replaces ? `修改 ${replaces}` : '在线填报'} note="填写的内容随时保存在本页，刷新或重新登录后仍在；形成变更方案并核对之后再提交。">
      {failed ? (
        <Failed why={failed.error} onRetry={() => void failed.refetch()} />
      ) : waiting ? (
        <Loading />
      ) : (
        <div className={css.stack}>
          <Panel>
            <div className={css.buttons}>
              <label>
                种类 <Select aria-label="种类" style={{ width: 180 }} value={kind.id} disabled={replaces !== ''} options={templates.data?.items.map((t) => ({ value: t.id, label: t.name }))} onChange={(k) => set('kind', k)} />
              </label>
              {year && (
                <label>
                  年度 <Select aria-label="年度" style={{ width: 110 }} value={year} disabled={replaces !== ''} options={filingYears().map((y) => ({ value: y, label: `${y} 年` }))} onChange={(y) => set('year', String(y))} />
                </label>
              )}
              <span className={css.small}>{kind.note}</span>
            </div>
          </Panel>
          {before.data?.opinion && <Alert type="error" showIcon title={`退回意见：${before.data.opinion}`} />}
          <Lines key={place} kind={kind} year={year} replaces={replaces} place={place} begin={begin} said={said} />
        </div>
      )}
    </Page>
  )
}

type LinesProps = { kind: RosterKind; year: number | undefined; replaces: string; place: string; begin: () => FormLine[]; said: ReadonlyMap<number, string> }

function Lines({ kind, year, replaces, place, begin, said }: LinesProps) {
  const navigate = useNavigate()
  const [lines, setLines] = useState(begin)
  const [at, setAt] = useState(0)
  const [busy, setBusy] = useState(false)
  const [why, setWhy] = useState<unknown>()
  const attempt = useRef(attempts()).current
  const sent = useRef(false)
  const line = lines[at] ?? {}
  const columns = kind.columns.filter((c) => c.key !== 'year' || !year)
  const given = filled(lines)
  const wanting = lines.map((l) => lacking(l, columns))

  useEffect(() => {
    if (!sent.current) sessionStorage.setItem(place, JSON.stringify(lines))
  }, [place, lines])

  const put = (title: string, value: string) => setLines((all) => all.map((l, i) => (i === at ? { ...l, [title]: value } : l)))
  const nameOf = (l: FormLine) => l[columns.find((c) => c.key === 'name')?.title ?? ''] || l[columns.find((c) => c.key === 'code')?.title ?? ''] || '（未填写）'

  const send = async () => {
    setBusy(true)
    setWhy(undefined)
    try {
      const body = { kind: kind.id, lines: given, ...(year ? { year } : {}), ...(replaces ? { replaces } : {}) }
      const { data } = await server.POST('/api/v1/filings', { params: { header: { 'Idempotency-Key': attempt.keyFor(JSON.stringify(body)) } }, body })
      sent.current = true
      sessionStorage.removeItem(place)
      attempt.done()
      await stale()
      if (data) await navigate(`/filings/${data.id}`)
    } catch (failure) {
      setWhy(failure)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className={css.form}>
      <Panel title={`共 ${lines.length} 行`} id="lines">
        <div className={css.lines}>
          {lines.map((l, i) => (
            <button key={i} type="button" aria-current={i === at} onClick={() => setAt(i)}>
              {i + 1}. {nameOf(l)}
              {wanting[i]!.length > 0 && <span className={css.fault}>（缺 {wanting[i]!.length} 项）</span>}
              {said.has(i + 1) && <span className={css.fault}>（有退回意见）</span>}
            </button>
          ))}
        </div>
        <div className={css.buttons} style={{ marginTop: 8 }}>
          <Button size="small" disabled={lines.length >= maxLines} onClick={() => (setLines((all) => [...all, {}]), setAt(lines.length))}>
            增加一行
          </Button>
          <Button size="small" disabled={lines.length === 1} onClick={() => (setLines((all) => all.filter((_, i) => i !== at)), setAt(Math.max(0, at - 1)))}>
            删除本行
          </Button>
        </div>
      </Panel>
      <Panel title={`第 ${at + 1} 行：${nameOf(line)}`} id="cells" aside="空白为未报送，不等于零；没有发生的填 0">
        {said.has(at + 1) && <div className={css.opinion}>退回意见：{said.get(at + 1)}</div>}
        <div className={css.cells}>
          {columns.map((c) => (
            <div key={c.key}>
              <label htmlFor={`cell-${c.key}`}>
                {c.title}
                {c.need === 'required' && <i>（必填）</i>}
                {c.need === 'required_new' && <span className={css.small}>（新增时必填）</span>}
              </label>
              {c.choices.length > 0 ? (
                <Select
                  id={`cell-${c.key}`}
                  style={{ width: '100%' }}
                  allowClear
                  showSearch
                  placeholder="请选择"
                  value={line[c.title] || undefined}
                  options={c.choices.map((v) => ({ value: v, label: v }))}
                  onChange={(v?: string) => put(c.title, v ?? '')}
                />
              ) : (
                <Input
                  id={`cell-${c.key}`}
                  value={line[c.title] ?? ''}
                  maxLength={c.max}
                  placeholder={c.example && `如 ${c.example}`}
                  inputMode={c.type === 'money' || c.type === 'count' ? 'decimal' : undefined}
                  status={wanting[at]?.includes(c.title) ? 'error' : ''}
                  onChange={(e) => put(c.title, e.target.value)}
                />
              )}
              {c.note && <p className={css.small}>{c.note}</p>}
            </div>
          ))}
        </div>
        {why !== undefined && <Alert style={{ marginTop: 12, whiteSpace: 'pre-wrap' }} type="error" showIcon title={messageOf(why)} />}
        <div className={css.buttons} style={{ marginTop: 16 }}>
          <Button type="primary" loading={busy} disabled={given.length === 0 || wanting.some((w) => w.length > 0)} onClick={() => void send()}>
            形成方案并核对（{given.length} 行）
          </Button>
          {wanting.some((w) => w.length > 0) && <span className={css.fault}>还有必填项没有填写。</span>}
        </div>
      </Panel>
    </div>
  )
}
