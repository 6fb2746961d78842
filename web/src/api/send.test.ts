import { describe, expect, it, vi } from 'vitest'

import { Connection } from './connection'
import { ApiError, Unreachable } from './problem'
import { Reentry } from './reentry'
import { sender, worthRetrying } from './send'

const problem = (status: number, code: string, extra = {}) =>
  new Response(JSON.stringify({ type: 'about:blank', title: '题', status, code, detail: '说明', ...extra }), {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  })

const request = (path = '/api/v1/filings', init?: RequestInit) => new Request(`http://yunti.test${path}`, init)

function harness(...answers: (Response | Error)[]) {
  const bodies: string[] = []
  const reentry = new Reentry()
  const connection = new Connection(() => Promise.resolve(false), 1_000_000)
  const fetch = vi.fn(async (r: Request) => {
    bodies.push(await r.text())
    const next = answers.shift()
    if (next === undefined) throw new Error('one request too many')
    if (next instanceof Error) throw next
    return next
  })
  return { send: sender(fetch, reentry, connection), fetch, reentry, connection, bodies }
}

describe('sending', () => {
  it('throws what the server refuses, with its code, detail and errors', async () => {
    const errors = [{ pointer: 'query:size', detail: '不得大于 200' }]
    const { send } = harness(problem(400, 'contract_violation', { errors, request_id: 'R1' }))
    const why = await send(request()).catch((e: unknown) => e)
    expect(why).toBeInstanceOf(ApiError)
    expect(why).toMatchObject({ status: 400, code: 'contract_violation', message: '说明', errors, requestID: 'R1' })
  })

  it('throws a problem of its own for an answer that is none', async () => {
    const { send } = harness(new Response('<html>Bad Gateway</html>', { status: 502 }))
    const why = await send(request()).catch((e: unknown) => e)
    expect(why).toMatchObject({ status: 502, code: 'not_a_problem' })
    expect((why as Error).message).toContain('502')
  })

  it('tells a lost connection from a refusal', async () => {
    const { send, connection } = harness(new TypeError('Failed to fetch'))
    await expect(send(request())).rejects.toBeInstanceOf(Unreachable)
    expect(connection.lost()).toBe(true)
  })

  it('takes no abort for a lost connection', async () => {
    const { send, connection } = harness(new DOMException('aborted', 'AbortError'))
    const abort = new AbortController()
    abort.abort()
    await expect(send(request('/api/v1/firms', { signal: abort.signal }))).rejects.not.toBeInstanceOf(Unreachable)
    expect(connection.lost()).toBe(false)
  })
})

describe('a session that has ended', () => {
  it('makes the request wait, and sends it again with its body after sign-in', async () => {
    const { send, reentry, bodies } = harness(problem(401, 'unauthenticated'), new Response('{"id":"F1"}', { status: 201 }))
    const answer = send(request('/api/v1/filings', { method: 'POST', body: '{"kind":"firms"}' }))
    await vi.waitFor(() => expect(reentry.asked()).toBe(true))
    expect(bodies).toHaveLength(1)
    reentry.done()
    expect((await answer).status).toBe(201)
    expect(bodies).toEqual(['{"kind":"firms"}', '{"kind":"firms"}'])
    expect(reentry.asked()).toBe(false)
  })

  it('asks once for all requests that it stops', async () => {
    const { send, reentry, fetch } = harness(problem(401, 'unauthenticated'), problem(401, 'unauthenticated'), new Response('1'), new Response('2'))
    const told = vi.fn()
    reentry.subscribe(told)
    const both = Promise.all([send(request('/api/v1/firms')), send(request('/api/v1/policy'))])
    await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(2))
    await vi.waitFor(() => expect(reentry.asked()).toBe(true))
    expect(told).toHaveBeenCalledTimes(1)
    reentry.done()
    await both
    expect(fetch).toHaveBeenCalledTimes(4)
  })

  it('is not tried for ever', async () => {
    const { send, reentry } = harness(problem(401, 'unauthenticated'), problem(401, 'unauthenticated'))
    const answer = send(request()).catch((e: unknown) => e)
    await vi.waitFor(() => expect(reentry.asked()).toBe(true))
    reentry.done()
    expect(await answer).toMatchObject({ status: 401 })
  })

  it('fails what waits when nobody signs in', async () => {
    const { send, reentry } = harness(problem(401, 'unauthenticated'))
    const answer = send(request()).catch((e: unknown) => e)
    await vi.waitFor(() => expect(reentry.asked()).toBe(true))
    reentry.giveUp(new Error('未登录'))
    expect(await answer).toMatchObject({ message: '未登录' })
  })

  it('does not ask when a wrong password is answered with 401', async () => {
    const { send, reentry } = harness(problem(401, 'sign_in'))
    await expect(send(request('/api/v1/session', { method: 'POST', body: '{}' }))).rejects.toMatchObject({ code: 'sign_in' })
    expect(reentry.asked()).toBe(false)
  })
})

describe('a lost connection', () => {
  it('is asked for until it is back, and then told', async () => {
    vi.useFakeTimers()
    try {
      const answers = [false, false, true]
      const probe = vi.fn(() => Promise.resolve(answers.shift() ?? true))
      const connection = new Connection(probe, 5000)
      const told: boolean[] = []
      connection.subscribe(() => told.push(connection.lost()))
      connection.broke()
      connection.broke()
      await vi.advanceTimersByTimeAsync(20_000)
      expect(probe).toHaveBeenCalledTimes(3)
      expect(told).toEqual([true, false])
    } finally {
      vi.useRealTimers()
    }
  })

  it('is tried again by itself, a refusal is not', () => {
    expect(worthRetrying(0, new Unreachable())).toBe(true)
    expect(worthRetrying(2, new Unreachable())).toBe(false)
    expect(worthRetrying(0, new ApiError({ status: 500, code: 'internal', title: '', detail: '' }))).toBe(false)
  })
})
