import type { components } from '../contract'

type Problem = components['schemas']['Problem']

/** What went wrong, for programs: the codes of the contract, and one of our own for answers that are no problem of the server's. */
export type Code = Problem['code'] | 'not_a_problem'

/** What the server refuses to do, as RFC 9457 tells it: `code` for programs, `message` (its detail) for people. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: Code
  readonly title: string
  readonly requestID: string | undefined
  readonly errors: { pointer: string; detail: string }[]

  constructor(problem: Pick<Problem, 'status' | 'title' | 'detail' | 'request_id' | 'errors'> & { code: Code }) {
    super(problem.detail)
    this.status = problem.status
    this.code = problem.code
    this.title = problem.title
    this.requestID = problem.request_id
    this.errors = problem.errors ?? []
  }
}

/** The server could not be reached, or its answer broke off. */
export class Unreachable extends Error {
  override name = 'Unreachable'
  constructor(cause?: unknown) {
    super('与服务器的连接中断，请检查网络；已填写的内容仍在，恢复后可以再试。', { cause })
  }
}

/** Reads the problem of an answer that is not a success. Something between us and the server may have written it, and not as a problem. */
export async function problemOf(answer: Response): Promise<ApiError> {
  try {
    const body: unknown = await answer.clone().json()
    if (isProblem(body)) return new ApiError(body)
  } catch {
    // Not JSON: told below.
  }
  return new ApiError({
    status: answer.status,
    code: 'not_a_problem',
    title: '服务异常',
    detail: `服务器没有给出说明（状态 ${answer.status}），请稍后再试；一再出现时请告诉管理员。`,
  })
}

function isProblem(body: unknown): body is Problem {
  const b = body as Partial<Problem> | null
  return typeof b === 'object' && b !== null && typeof b.code === 'string' && typeof b.detail === 'string' && typeof b.status === 'number'
}

/** What to tell people of a failure. */
export function messageOf(why: unknown): string {
  return why instanceof ApiError || why instanceof Unreachable ? why.message : '页面出错，请刷新后再试；一再出现时请告诉管理员。'
}

/** Whether the server refused with this code. */
export function hasCode(why: unknown, code: Code): boolean {
  return why instanceof ApiError && why.code === code
}
