import { callSite, EVERYWHERE, type Choice } from '../streams/math-random.ts'
import type { ModuleLoads } from './modules.ts'
import { DEFAULT, type NamedStreams } from '../streams/named-streams.ts'
import type { MathRandomOption } from './options.ts'
import { replaceMathRandom, restoreMathRandom, type ProcessState } from './process-state.ts'
import { EnforceError, type Ledger } from './receipt.ts'
import type { Scopes } from '../streams/scopes.ts'
import type { Stream } from '../streams/stream.ts'

/** What a scope carries. */
export interface Scope {
  readonly name: string
  readonly stream: Stream
}

/** What `Math.random` draws from in a run: the stream of the scope around it, or of the package being loaded. */
export class Drawing implements Choice {
  readonly #option: MathRandomOption
  readonly #streams: NamedStreams
  readonly #scopes: Scopes<Scope>
  readonly #loads: ModuleLoads
  #imports: Stream | undefined

  constructor(option: MathRandomOption, streams: NamedStreams, scopes: Scopes<Scope>, loads: ModuleLoads) {
    this.#option = option
    this.#streams = streams
    this.#scopes = scopes
    this.#loads = loads
  }

  /** How often packages drew while they were loaded. */
  get importDraws(): number {
    return this.#imports?.draws ?? 0
  }

  get source(): Stream {
    if (this.#loads.loadingPackage) return (this.#imports ??= this.#streams.ofImports())
    const { current } = this.#scopes
    if (current) return current.stream
    if (this.#option === 'streams') return this.#streams.get(DEFAULT)
    throw new EnforceError(
      `enforce(): Math.random() was called at ${callSite()}, outside every scope, and the option mathRandom is 'error'. Draw inside run.scope('name', …), or from run.stream('name').`,
    )
  }

  get holdsIn(): number {
    return this.#loads.loadingPackage ? EVERYWHERE : this.#scopes.holdsIn
  }

  get contexts(): Choice['contexts'] {
    return this.#scopes.contexts
  }

  /** Takes the place of `Math.random`, unless the options say otherwise. Returns how to give it back. */
  install(state: ProcessState, ledger: Ledger): () => void {
    const row = { id: 'Math.random', wanted: this.#option, found: 'native' }
    if (ledger.mode === 'audit' || this.#option === 'leave') {
      restoreMathRandom(state)
      const left = this.#option === 'leave'
      ledger.record({
        ...row,
        now: 'native',
        status: left ? 'kept-user-value' : 'pending',
        proof: left ? "the option mathRandom is 'leave'" : 'audit mode changes nothing',
      })
      return () => undefined
    }
    replaceMathRandom(state, this)
    const keepers = state.keepers ?? []
    ledger.record(
      {
        ...row,
        now: 'replaced',
        status: keepers.length > 0 ? 'too-late' : 'applied',
        proof:
          keepers.length > 0
            ? `loaded before, and known to keep the original: ${keepers.join(', ')}`
            : state.preloaded
              ? 'replaced by the preload'
              : 'no CommonJS package that is known to keep the original was loaded before; ES modules cannot be listed',
        why: 'libraries draw from it, each run another sequence',
      },
      () => (state.mathRandom?.isInPlace ? 'replaced' : 'another function'),
    )
    if (keepers.length > 0)
      ledger.problem(
        `too late. ${keepers.join(' and ')} was loaded before enforce() ran and keeps the original Math.random, so what it draws differs in every run. Static imports run before any statement, wherever they stand. Start with: node --import eslint-plugin-reproducible/runtime/register, or make import 'eslint-plugin-reproducible/runtime/register' the first import.`,
      )
    return () => restoreMathRandom(state)
  }
}
