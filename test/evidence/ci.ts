/** Which claims CI runs. */
import type { Claim } from './claim.ts'
import type { Platform, Present } from './platforms.ts'

/** A claim to run on a platform that is here. */
export interface Task {
  readonly claim: Claim
  readonly platform: Platform
  readonly present: Present
}

/** One claim for each rule, language and platform: one that can be run, needs few libraries and few processes. */
export function few(tasks: readonly Task[]): Task[] {
  const chosen = new Map<string, Task>()
  for (const task of [...tasks].sort((a, b) => cost(a) - cost(b))) {
    const key = `${task.claim.rule} ${task.claim.language} ${task.platform.id}`
    if (!chosen.has(key)) chosen.set(key, task)
  }
  // In turn, so that every platform has had some where the time does not do for all.
  const turns = new Map<Task, number>()
  const seen = new Map<string, number>()
  for (const task of tasks.filter((each) => [...chosen.values()].includes(each))) {
    const turn = seen.get(task.platform.id) ?? 0
    turns.set(task, turn)
    seen.set(task.platform.id, turn + 1)
  }
  return [...turns].sort(([, a], [, b]) => a - b).map(([task]) => task)
}

function cost({ claim, present }: Task): number {
  const needs = claim.needs ?? []
  const missing = needs.filter((name) => present.versions[name] === undefined).length
  return 1000 * missing + 10 * needs.length + claim.runs
}
