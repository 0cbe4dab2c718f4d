import { auditReport } from './audit.ts'
import { EVERYWHERE } from '../streams/math-random.ts'
import { NativeEnvironment } from './native-environment.ts'
import { isPackageCommand } from './launcher.ts'
import { builtin, environment } from './node.ts'
import { checkOptions, type CheckedOptions, type EnforceOptions } from './options.ts'
import { processState, replaceMathRandom } from './process-state.ts'
import { EnforceError } from './receipt.ts'
import { Run, type Origin } from './run.ts'
import { seedFromEnvironment } from './seed.ts'
import { Stream, type Seed } from '../streams/stream.ts'
import { takeInheritance } from './workers.ts'

/** What differs between the options of two calls, in one word; `undefined` if nothing does. */
function differingOption(
  options: EnforceOptions,
  active: CheckedOptions,
  checked: CheckedOptions,
): string | undefined {
  for (const name of Object.keys(options) as (keyof EnforceOptions)[])
    if (name !== 'tf' && JSON.stringify(checked[name]) !== JSON.stringify(active[name])) return name
  return undefined
}

/**
 * The environment's seed is the default of the program's, and no second one beside it.
 *
 * @throws EnforceError where both say one, and not the same
 */
function refuseOtherSeed(seed: Seed): void {
  const text = environment().REPRODUCIBLE_SEED
  if (text !== undefined && seedFromEnvironment(text) !== seed)
    throw new EnforceError(
      `enforce(): the environment says REPRODUCIBLE_SEED=${text}, and the program asks for ${JSON.stringify(seed)}. Remove one of the two.`,
    )
}

function start(options: CheckedOptions, origin: Origin): Run {
  const state = processState()
  const run = new Run(options, origin, state)
  try {
    run.install()
  } catch (error) {
    run.restore()
    throw error
  }
  state.run = run
  const marks = environment()[STARTED]
  if (marks !== undefined) mark(marks)
  return run
}

/** Names a file, for the command `run`: every process writes a line there in which enforce() was called. */
export const STARTED = 'REPRODUCIBLE_STARTED'

function mark(file: string): void {
  try {
    builtin('node:fs')?.appendFileSync(file, 'javascript\n')
  } catch {
    // The command is over already.
  }
}

/**
 * Makes the TensorFlow.js training in this process, and in the workers it starts, give the same bits every time.
 *
 * Call it before anything draws a random number or loads a native library; what comes too late is measured, and in
 * strict mode an error. Static imports run before any statement, so start the program with
 * `node --import eslint-plugin-reproducible/runtime/register`, or make that module the first import.
 *
 * Called again with the same seed it returns the same run.
 *
 * @throws TypeError for a seed or an option that is refused
 * @throws EnforceError in strict mode, for settings in conflict, too late or out of reach
 */
export function enforce(options: EnforceOptions = {}): Run {
  // In a bundle the preload may be missing; what the parent handed down holds all the same.
  if (!processState().imports) takeUp()
  options = underControl(options)
  const active = processState().run
  const given = typeof options === 'object' && options !== null && !Array.isArray(options)
  const handed = active?.automatic && given ? active.options : undefined
  const checked = checkOptions(
    handed
      ? {
          seed: handed.seed,
          mode: handed.mode,
          rank: handed.rank.rank,
          perRank: handed.perRank,
          mathRandom: handed.mathRandom,
          ...options,
        }
      : active && given
        ? { seed: active.options.seed, ...options }
        : options,
  )
  if (!active) {
    refuseOtherSeed(checked.seed)
    return start(checked, { automatic: false, inherited: false })
  }
  if (active.options.seed !== checked.seed) {
    const [has, wants] = [active.options.seed, checked.seed].map((seed) => JSON.stringify(seed))
    if (active.options.path.length > 0)
      throw new EnforceError(
        `enforce(): this worker was handed the seed ${has} by its parent, and asks for ${wants}. Its streams differ from the other workers' already: leave the seed out.`,
      )
    if (active.automatic) refuseOtherSeed(checked.seed)
    throw new EnforceError(
      `enforce(): it was called before with the seed ${has}, and now with ${wants}. One process has one seed; call run.restore() on the first run to start another.`,
    )
  }
  if (!active.automatic) {
    const name = differingOption(options, active.options, checked)
    if (name)
      throw new EnforceError(
        `enforce(): it was called before with another ${name}. Call it once, or run.restore() first.`,
      )
    return active
  }
  active.handOver()
  const { path, rank } = active.options
  return start(
    { ...checked, path, rank: options.rank === undefined ? rank : checked.rank },
    {
      automatic: false,
      inherited: path.length > 0,
    },
  )
}

/** Under `verify --control` the seed is another than the program's: what it computes must change with it. */
function underControl(options: EnforceOptions): EnforceOptions {
  const { REPRODUCIBLE_CONTROL: control, REPRODUCIBLE_SEED: text } = environment()
  if (control === undefined || text === undefined || typeof options !== 'object' || options === null)
    return options
  return { ...options, seed: seedFromEnvironment(text) }
}

/** Starts the run that a parent handed down, if one did. */
function takeUp(): boolean {
  const inherited = processState().run ? undefined : takeInheritance()
  if (inherited) start({ ...inherited, inputs: [] }, { automatic: true, inherited: true })
  return inherited !== undefined
}

/**
 * What the preload does: takes up what a parent or the environment handed down. Without a seed it prepares for the
 * program's own `enforce()`, by setting the environment and replacing `Math.random` before anything else is loaded.
 */
export function register(): void {
  const state = processState()
  if (state.run || state.imports) return
  state.preloaded = true
  if (takeUp()) return
  if (globalThis.process?.env.REPRODUCIBLE_SEED !== undefined) {
    const run = start(checkOptions({}), { automatic: true, inherited: false })
    if (run.options.mode === 'audit')
      globalThis.process.once('exit', () => {
        // Nobody has the receipt, unless the program called enforce() itself.
        if (state.run === run) console.warn(auditReport(run.receipt))
      })
    return
  }
  const imports = new Stream('import', [])
  state.imports = imports
  state.environment ??= new NativeEnvironment(true, false)
  replaceMathRandom(state, { source: imports, holdsIn: EVERYWHERE })
  // What npm draws concerns nobody: the program that it starts speaks for itself.
  if (isPackageCommand()) return
  globalThis.process?.once('exit', () => {
    if (state.imports === imports && !state.run && imports.draws > 0)
      console.warn(
        `eslint-plugin-reproducible/runtime/register was loaded, but enforce() was never called: ${imports.draws} draws from Math.random came from one fixed stream. Call enforce({ seed: 42 }), or set REPRODUCIBLE_SEED.`,
      )
  })
}
