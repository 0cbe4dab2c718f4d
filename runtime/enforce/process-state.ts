import { keepersOfMathRandom, MathRandom, type Choice } from '../streams/math-random.ts'
import { loadedFiles } from './modules.ts'
import type { NativeEnvironment } from './native-environment.ts'
import type { Run } from './run.ts'
import type { Stream } from '../streams/stream.ts'
import type { Workers } from './workers.ts'

/** What lives as long as the process, however often a run is started in it, and whichever copy of this file does it. */
export interface ProcessState {
  run?: Run
  mathRandom?: MathRandom
  workers?: Workers
  environment?: NativeEnvironment
  /** Numbers drawn before the seed was known: the same in every run, whatever its seed. */
  imports?: Stream
  /** Packages that had taken hold of the original `Math.random` before it was replaced. */
  keepers?: string[]
  /** The preload ran in this process. */
  preloaded?: true
  /** Packages that took hold of the replacement. */
  reached?: Set<string>
}

/** The one of this process. */
export function processState(): ProcessState {
  const holder = globalThis as { [key: symbol]: ProcessState | undefined }
  return (holder[Symbol.for('eslint-plugin-reproducible/runtime')] ??= {})
}

/** Lets `Math.random` draw from what `choice` says, and notes who has the original. */
export function replaceMathRandom(state: ProcessState, choice: Choice): void {
  state.keepers ??= keepersOfMathRandom(loadedFiles()).filter((name) => !state.reached?.has(name))
  state.mathRandom ??= new MathRandom()
  state.mathRandom.use(choice)
}

/** Gives `Math.random` back, and notes who has the replacement. */
export function restoreMathRandom(state: ProcessState): void {
  state.mathRandom?.restore()
  if (!state.keepers) return
  const reached = (state.reached ??= new Set())
  for (const name of keepersOfMathRandom(loadedFiles())) if (!state.keepers.includes(name)) reached.add(name)
  delete state.keepers
}
