/** Answers that are the same for all effects of a run. */
import type { Run } from '../rule.ts'

/** What is asked of a run for each of its effects is worked out once. */
export function oncePerRun<T>(answer: (run: Run) => T): (run: Run) => T {
  const known = new WeakMap<Run, { readonly answer: T }>()
  return (run) => {
    let found = known.get(run)
    if (!found) known.set(run, (found = { answer: answer(run) }))
    return found.answer
  }
}
