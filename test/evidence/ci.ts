/** What is brought before claims are run, and which of them CI runs. */
import type { Claim } from './claim.ts'
import { installPython, installTensorFlowJs, installWebgpuAndNative } from './platforms.ts'
import type { Platform, Present } from './platforms.ts'

/** A claim to run on a platform that is here. */
export interface Task {
  readonly claim: Claim
  readonly platform: Platform
  readonly present: Present
}

/**
 * Brings what the platforms need, and says of each part whether it is there. What cannot be had is missing later, where
 * the claims that need it are skipped.
 *
 * @param small Only what CI has the time for: no TensorFlow and no JAX, and PyTorch if it comes in time.
 * @param left Seconds that are left for everything.
 */
export async function bring(small: boolean, left: () => number): Promise<void> {
  const parts: readonly (readonly [string, () => Promise<void> | void])[] = small
    ? [
        ['TensorFlow.js', installTensorFlowJs],
        [
          'NumPy, pandas and scikit-learn',
          () => installPython(['numpy', 'pandas', 'scikit-learn'], left() / 3),
        ],
        ['PyTorch', () => installPython(['torch'], left() / 2)],
        ['Dawn and SwiftShader', () => installWebgpuAndNative(['webgpu'])],
      ]
    : [
        ['TensorFlow.js', installTensorFlowJs],
        ['the Python libraries', () => installPython()],
        ['Dawn with SwiftShader, and tfjs-node', () => installWebgpuAndNative(['webgpu', 'native'])],
      ]
  for (const [what, install] of parts) {
    process.stdout.write(`bringing ${what} … `)
    const started = performance.now()
    try {
      await install()
      process.stdout.write(`done in ${((performance.now() - started) / 1000).toFixed(0)} s\n`)
    } catch (error) {
      const said = error instanceof Error ? error.message.trim().split('\n').at(-1)! : String(error)
      process.stdout.write(`failed after ${((performance.now() - started) / 1000).toFixed(0)} s: ${said}\n`)
    }
  }
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
