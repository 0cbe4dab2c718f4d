import { isRecord } from '../trace/json-lines.ts'
import { hex, sha256 } from '../streams/sha256.ts'
import { SCHEME, type PathPart, type SavedStream, type Seed } from '../streams/stream.ts'

/** Positions of streams, by name. */
export type SavedStreams = Readonly<Record<string, SavedStream>>

/** The position of every stream of a run, as plain JSON: what a checkpoint needs besides the weights. */
export interface RunState {
  readonly scheme: string
  readonly seed: Seed
  readonly path: readonly PathPart[]
  readonly rank: number
  readonly worldSize: number | null
  readonly streams: SavedStreams
  /** Streams of seeded dropout layers, by scope and ordinal. */
  readonly layers: SavedStreams
  /** How often each shuffled dataset was iterated, by scope and ordinal. */
  readonly iterations: Readonly<Record<string, number>>
  /** SHA-256 over the rest, so that a damaged file is noticed. */
  readonly check: string
}

/** JSON with the names of every object in alphabetical order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
}

/** Adds the checksum. */
export function sealState(state: Omit<RunState, 'check'>): RunState {
  return { ...state, check: hex(sha256(new TextEncoder().encode(canonical(state)))) }
}

/**
 * Accepts the state of a checkpoint for the run `own` describes, or says why it is not one.
 *
 * @throws TypeError for anything but an undamaged state of the same scheme, seed, worker, rank and number of ranks
 */
export function checkState(
  state: unknown,
  own: Pick<RunState, 'seed' | 'path' | 'rank' | 'worldSize'>,
): RunState {
  const refuse = (message: string): never => {
    throw new TypeError(`resume(): ${message}`)
  }
  if (typeof state !== 'object' || state === null || !('scheme' in state) || !('streams' in state))
    return refuse(
      `this is not what state() returned${typeof state === 'string' ? '; it is text, so JSON.parse it first' : ''}. Pass the object that run.state() gave when the checkpoint was saved.`,
    )
  const { check, ...rest } = state as RunState
  if (rest.scheme !== SCHEME)
    return refuse(
      `this state is of the scheme ${JSON.stringify(rest.scheme)}, and this runtime draws by ${SCHEME}. Resume with the version that saved it.`,
    )
  let sealed: string | undefined
  try {
    sealed = sealState(rest).check
  } catch {
    return refuse('this state is damaged: it is nested deeper than any state is. Take an older checkpoint.')
  }
  if (sealed !== check || !isRecord(rest.streams) || !isRecord(rest.layers) || !isRecord(rest.iterations))
    return refuse('this state is damaged: its checksum does not fit what is in it. Take an older checkpoint.')
  if (rest.seed !== own.seed)
    return refuse(
      `this state belongs to the seed ${JSON.stringify(rest.seed)}, and this run has the seed ${JSON.stringify(own.seed)}. Start it with the seed of the checkpoint.`,
    )
  if (JSON.stringify(rest.path) !== JSON.stringify(own.path))
    return refuse(
      `this state belongs to ${describe(rest.path)}, and this is ${describe(own.path)}. Every worker resumes its own state.`,
    )
  if (rest.rank !== own.rank || rest.worldSize !== own.worldSize)
    return refuse(
      `this state was saved by rank ${rest.rank} of ${rest.worldSize ?? 'an unknown number'}, and this is rank ${own.rank} of ${own.worldSize ?? 'an unknown number'}. Another number of ranks is another run.`,
    )
  return state as RunState
}

function describe(path: readonly PathPart[]): string {
  return path.length === 0
    ? 'the main thread'
    : `the worker ${path.filter((part) => part !== 'worker').join('/')}`
}
