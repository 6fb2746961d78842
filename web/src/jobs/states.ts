import type { components } from '../contract'
import type { SignName } from '../parts/sign'

export type Job = components['schemas']['Job']
export type JobRun = components['schemas']['JobRun']

/** How a run of a job is; the tone decides its colour, sign and word say the same without. */
export const jobStates: Record<Job['state'], { name: string; sign: SignName; tone: 'ok' | 'warn' | 'fail' | 'none' }> = {
  never: { name: '还没有运行过', sign: 'none', tone: 'none' },
  running: { name: '正在运行', sign: 'clock', tone: 'warn' },
  done: { name: '已完成', sign: 'check', tone: 'ok' },
  failed: { name: '失败', sign: 'cross', tone: 'fail' },
  broken: { name: '中断', sign: 'alert', tone: 'fail' },
}

/** How long a run took, in seconds; undefined while it goes on. */
export const took = (run: JobRun): number | undefined => (run.finished_at === null ? undefined : (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000)
