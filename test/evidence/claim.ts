import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the repository lies. */
export const root = fileURLToPath(new URL('../../', import.meta.url))
const claims = fileURLToPath(new URL('./claims/', import.meta.url))

/**
 * What is wrong with the flagged program, and so how the two programs are compared.
 *
 * - `differs`: what must be equal differs (between processes, or between the lines one process prints).
 * - `repeats`: what must differ repeats, within one process; the fixed program is also equal in every process.
 * - `ignores the seed`: another seed changes nothing.
 * - `not in force`: a switch has another state than the one the fixed program gets.
 * - `throws`: the flagged program stops with an error.
 * - `goes on`: the fixed program stops with an error, the flagged one hides it.
 */
export type Defect = 'differs' | 'repeats' | 'ignores the seed' | 'not in force' | 'throws' | 'goes on'

export interface Claim {
  readonly id: string
  readonly rule: string
  readonly language: 'javascript' | 'python'
  /** One sentence: what is wrong with the flagged program. */
  readonly claim: string
  /** What the line `observed …` is made of. */
  readonly observes: string
  readonly defect: Defect
  readonly across: 'processes' | 'within one'
  /** Fresh processes a program. */
  readonly runs: number
  readonly platforms: readonly string[]
  readonly preset: 'recommended' | 'strict'
  /** The fixed program is made from the flagged one by the plugin's own fix or suggestion. */
  readonly fix?: boolean
  /** Rules that report the flagged program for a second defect that the claim cannot be shown without. */
  readonly also?: readonly string[]
  /** The literal in the fixed program that is its seed (default `17`), or `inserted`: the one that the plugin's fix writes. */
  readonly seed?: string
  /** Why no control run with another seed is possible. */
  readonly control?: string
  /** What the error says, for `throws` and `goes on`: a regular expression. */
  readonly throws?: string
  /** The program is given a directory as its argument whose files were created in another order in every run. */
  readonly directory?: boolean
  /** The lines come from several processes, in any order: they are compared as a set. */
  readonly sorted?: boolean
  /** Arguments for the interpreter. */
  readonly interpreter?: readonly string[]
  /** Python libraries the program imports: a machine without one of them skips it. */
  readonly needs?: readonly string[]
}

/** The folder of a claim. */
export const folderOf = (id: string): string => join(claims, id)

/** Every claim, by id. */
export function readClaims(): Claim[] {
  return readdirSync(claims)
    .sort()
    .filter((id) => existsSync(join(claims, id, 'claim.json')))
    .map((id) => ({
      id,
      ...(JSON.parse(readFileSync(join(claims, id, 'claim.json'), 'utf8')) as Omit<Claim, 'id'>),
    }))
}

export type Side = 'flagged' | 'fixed'

/** A program: its main file and what lies beside it. Keys are paths relative to the folder it runs in. */
export interface Program {
  readonly main: string
  readonly files: ReadonlyMap<string, string>
}

/** The files of one side of a claim: everything named for that side, and what both sides share (`stubs/`). */
export function readProgram(claim: Claim, side: Side): Program {
  const folder = folderOf(claim.id)
  const files = new Map<string, string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'claim.json') continue
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1)
    if (path.startsWith(side) || path.startsWith('stubs/'))
      files.set(path, readFileSync(join(folder, path), 'utf8'))
  }
  const main = [...files.keys()].find((path) => new RegExp(`^${side}\\.(mjs|ts|py)$`).test(path))
  if (main === undefined) throw new Error(`${claim.id} has no ${side} program`)
  return { main, files }
}

/** The program with another seed in every place that holds the marked literal. */
export function withSeed(program: Program, from: string, to: string): Program {
  const literal = new RegExp(`(?<![\\w.])${from}(?![\\w.])`, 'g')
  const files = new Map<string, string>()
  for (const [path, text] of program.files) {
    files.set(path, path.startsWith('stubs/') ? text : text.replace(literal, to))
  }
  return { main: program.main, files }
}

/** Identifies what was run, so that a result cannot outlive a change of its programs. */
export function fingerprint(flagged: Program, fixed: Program): string {
  const hash = createHash('sha256')
  for (const program of [flagged, fixed]) {
    for (const [path, text] of [...program.files].sort(([a], [b]) => (a < b ? -1 : 1)))
      hash.update(`${path}\0${text}\0`)
  }
  return hash.digest('hex').slice(0, 16)
}
