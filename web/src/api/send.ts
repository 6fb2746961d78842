import type { Connection } from './connection'
import { ApiError, problemOf, Unreachable } from './problem'
import type { Reentry } from './reentry'

/** Addresses at which 401 is an answer, not the end of a session: signing in and asking who one is. */
const asksWho = new Set(['/api/v1/session', '/api/v1/session/ways'])

/**
 * Sends requests. Answers come back only when they are a success; everything else is thrown as ApiError or Unreachable.
 * When the session has ended, the request waits for a new one and is sent once more.
 */
export function sender(fetch: (r: Request) => Promise<Response>, reentry: Reentry, connection: Connection) {
  const once = async (request: Request): Promise<Response> => {
    try {
      const answer = await fetch(request)
      connection.works()
      return answer
    } catch (why) {
      if (request.signal.aborted) throw why
      connection.broke()
      throw new Unreachable(why)
    }
  }

  return async (request: Request): Promise<Response> => {
    const again = request.clone() // a body can be read only once
    let answer = await once(request)
    if (answer.status === 401 && !asksWho.has(new URL(request.url).pathname)) {
      await reentry.ask()
      answer = await once(again)
    }
    if (!answer.ok) throw await problemOf(answer)
    return answer
  }
}

/** Whether trying again by itself could help: not when the server has said no. */
export function worthRetrying(failures: number, why: unknown): boolean {
  return !(why instanceof ApiError) && failures < 2
}
