/** Answers that are the same whoever asks. */
import type { Run } from '../rule.ts'

/** What is asked of a thing again and again is worked out once. */
export function oncePer<K extends object, T>(answer: (of: K) => T): (of: K) => T {
  const known = new WeakMap<K, { readonly answer: T }>()
  return (of) => {
    let found = known.get(of)
    if (!found) known.set(of, (found = { answer: answer(of) }))
    return found.answer
  }
}

/** What is asked of a run for each of its effects. */
export const oncePerRun: <T>(answer: (run: Run) => T) => (run: Run) => T = oncePer
