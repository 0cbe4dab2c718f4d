/**
 * `npm run planted`: runs programs that train, each with a defect whose place is known and without it, and scores what
 * `compare` says of their traces: step and field, cause, layer. Programs without a defect must be found identical, and
 * their weights must be what they are without a trace.
 *
 *     npm run planted                      all
 *     npm run planted -- torch-0 tfjs      those whose name begins so
 */
import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { compare, type Comparison } from '../../../runtime/trace/compare.ts'
import { linkRuntime, root } from '../install.ts'
import { having, installFrameworks } from '../python/install.ts'
import { installTfjs, node, programFolder } from '../runtime-build.ts'
import { rows, type Row } from './rows.ts'

/** A run of a row: how it is traced, and whether it has the defect. */
const VARIANTS = {
  untraced: { defect: false },
  first: { defect: false, trace: true },
  second: { defect: false, trace: true },
  layers: { defect: false, trace: true, layers: true },
  planted: { defect: true, trace: true, layers: true },
} as const
type Variant = keyof typeof VARIANTS

/** What became of a run: the fingerprint of its weights, of each rank. */
type Ended = { readonly weights: readonly string[] } | { readonly error: string }

const folder = path.join(root, '.cache/planted')
const traceOf = (row: Row, variant: Variant, rank?: number) =>
  path.join(folder, `${row.id}.${variant}${rank === undefined ? '' : `.rank${String(rank)}`}.jsonl`)
const ranksOf = (row: Row) => (row.options['ranks'] as number | undefined) ?? 1

function variantsOf(row: Row): Variant[] {
  const all = Object.keys(VARIANTS) as Variant[]
  return row.language === 'torch' ? all : all.filter((variant) => variant !== 'layers')
}

/** All runs of the Python programs, by one process that has loaded torch and forks. */
async function runTorch(wanted: readonly Row[], interpreter: string): Promise<Map<string, Ended>> {
  const requests = wanted.flatMap((row) =>
    variantsOf(row).map((variant) => {
      const { defect, ...traced } = VARIANTS[variant]
      return {
        id: `${row.id} ${variant}`,
        program: row.program,
        options: row.options,
        plant: row.defect,
        defect,
        layers: 'layers' in traced,
        trace: 'trace' in traced ? traceOf(row, variant) : null,
      }
    }),
  )
  const file = path.join(folder, 'runs.json')
  writeFileSync(file, JSON.stringify(requests))
  const env = { ...process.env, PYTHONPATH: path.join(root, 'runtime/python'), PYTHONHASHSEED: '0' }
  const server = path.join(import.meta.dirname, 'programs/torch/serve.py')
  const { stdout } = await promisify(execFile)(interpreter, [server, file], { env, maxBuffer: 2 ** 28 })
  const lines = stdout.trim().split('\n')
  return new Map(
    lines.map((line) => JSON.parse(line) as Ended & { id: string }).map((ended) => [ended.id, ended]),
  )
}

async function runTfjs(wanted: readonly Row[]): Promise<Map<string, Ended>> {
  const programs = programFolder('planted')
  cpSync(path.join(import.meta.dirname, 'programs/tfjs'), programs, { recursive: true })
  linkRuntime(programs)
  const ended = new Map<string, Ended>()
  for (const row of wanted)
    for (const variant of variantsOf(row)) {
      const { program, defect, options } = row
      const request = JSON.stringify({ program, defect, on: VARIANTS[variant].defect, options })
      const traced = 'trace' in VARIANTS[variant] && { REPRODUCIBLE_TRACE: traceOf(row, variant) }
      const { out, err, status } = await node([path.join(programs, 'run.mjs'), request], { ...traced })
      ended.set(`${row.id} ${variant}`, status === 0 ? { weights: [out.trim()] } : { error: err })
    }
  return ended
}

/** What the comparison of two runs of a row says: of the rank that parts first. */
function compareRuns(row: Row, one: Variant, other: Variant): Comparison & { rank?: number } {
  if (row.language === 'tfjs') return compare(`${traceOf(row, one)}.seen`, `${traceOf(row, other)}.seen`)
  if (ranksOf(row) === 1) return compare(traceOf(row, one), traceOf(row, other))
  const all = Array.from({ length: ranksOf(row) }, (_, rank) => ({
    ...compare(traceOf(row, one, rank), traceOf(row, other, rank)),
    rank,
  }))
  const parted = all.filter(({ divergence }) => divergence !== undefined)
  return parted.sort((a, b) => placeOf(a) - placeOf(b))[0] ?? all[0]!
}

const ORDER = [
  'streams',
  'draws',
  'batch',
  'weightsBefore',
  'forward',
  'scale',
  'loss',
  'gradients',
  'learningRate',
  'weights',
]
const placeOf = ({ divergence }: Comparison) => divergence!.step * 100 + ORDER.indexOf(divergence!.field)

/** The same, as `compare` of the Python runtime says it: both must say the same. */
function compareInPython(wanted: readonly Row[], interpreter: string): Map<string, string> {
  const pairs = wanted.map((row) => {
    const rank = ranksOf(row) > 1 ? (row.expected.rank ?? 0) : undefined
    return [row.id, traceOf(row, 'layers', rank), traceOf(row, 'planted', rank)]
  })
  const code = `import json, sys, reproducible_runs
for name, a, b in json.load(sys.stdin):
    found = reproducible_runs.compare(a, b).divergence
    print(json.dumps([name, found and ' '.join(map(str, [found.step, found.field, found.cause, found.layer]))]))`
  const env = { ...process.env, PYTHONPATH: path.join(root, 'runtime/python') }
  const out = execFileSync(interpreter, ['-c', code], { env, input: JSON.stringify(pairs), encoding: 'utf8' })
  return new Map(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as [string, string]),
  )
}

/** Counts what was right, and says what was not. */
class Score {
  readonly #name: string
  readonly #least: number
  right = 0
  asked = 0
  constructor(name: string, allowed: number) {
    this.#name = name
    this.#least = allowed
  }
  add(row: Row, right: boolean, said: string): void {
    this.asked++
    if (right) this.right++
    else console.log(`  ${row.id}: ${this.#name}: ${said}`)
  }
  /** Whether enough was right. */
  report(): boolean {
    const holds = this.right >= this.asked - this.#least
    console.log(`${holds ? 'ok  ' : 'MISS'} ${this.#name}: ${String(this.right)} of ${String(this.asked)}`)
    return holds
  }
}

async function main(): Promise<number> {
  const only = process.argv.slice(2)
  const wanted = rows.filter(({ id }) => only.length === 0 || only.some((begin) => id.startsWith(begin)))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })

  const frameworks = having(await installFrameworks(), 'torch, lightning, transformers, accelerate')
  const withoutTfjs = installTfjs()
  if (withoutTfjs !== undefined) console.log(withoutTfjs)
  const torch = frameworks.skip === undefined ? wanted.filter(({ language }) => language === 'torch') : []
  const tfjs = withoutTfjs === undefined ? wanted.filter(({ language }) => language === 'tfjs') : []
  const parts = await Promise.all([
    torch.length > 0 ? runTorch(torch, frameworks.interpreter) : [],
    tfjs.length > 0 ? runTfjs(tfjs) : [],
  ])
  const ended = new Map(parts.flatMap((part) => [...part]))

  const scores = {
    place: new Score('step and field', 0),
    cause: new Score('cause', 2),
    layer: new Score('layer', 4),
    rank: new Score('rank', 0),
    clean: new Score('identical without the defect', 0),
    observer: new Score('the same weights without a trace, with one, and with layers', 0),
    agreement: new Score('the same in Python', 0),
  }
  const inPython =
    torch.length > 0 ? compareInPython(torch, frameworks.interpreter) : new Map<string, string>()
  for (const row of [...torch, ...tfjs]) {
    const failed = variantsOf(row).find((variant) => 'error' in ended.get(`${row.id} ${variant}`)!)
    if (failed !== undefined) {
      const { error } = ended.get(`${row.id} ${failed}`) as { error: string }
      scores.clean.add(row, false, `the run "${failed}" ended with an error:\n${error.slice(-1500)}`)
      continue
    }
    const clean = compareRuns(row, 'first', 'second')
    scores.clean.add(row, clean.verdict === 'identical', JSON.stringify(clean))
    const unplanted = variantsOf(row).filter((variant) => !VARIANTS[variant].defect)
    const weights = unplanted.map((variant) =>
      JSON.stringify((ended.get(`${row.id} ${variant}`) as { weights: string[] }).weights),
    )
    scores.observer.add(row, new Set(weights).size === 1, weights.join(' '))

    const { expected } = row
    const found = compareRuns(row, row.language === 'torch' ? 'layers' : 'first', 'planted')
    const divergence = found.divergence as (Comparison['divergence'] & { layer?: string }) | undefined
    const said = divergence
      ? `${String(divergence.step)} ${divergence.field} ${divergence.cause} ${divergence.layer ?? 'None'}`
      : 'no divergence'
    const wish = `${said}, and not ${String(expected.step)} ${expected.field} ${expected.cause} ${expected.layer ?? 'None'}`
    scores.place.add(row, divergence?.step === expected.step && divergence.field === expected.field, wish)
    scores.cause.add(row, divergence?.cause === expected.cause, wish)
    if (expected.layer !== undefined) scores.layer.add(row, divergence?.layer === expected.layer, wish)
    if (expected.rank !== undefined)
      scores.rank.add(row, found.rank === expected.rank, `rank ${String(found.rank)}`)
    if (row.language === 'torch') {
      const theirs = inPython.get(row.id) ?? 'no divergence'
      const named = expected.layer !== undefined
      const short = (text: string) => (named ? text : text.replace(/ [^ ]+$/, ''))
      scores.agreement.add(row, short(theirs) === short(said), `${theirs}, and here ${said}`)
    }
  }
  return Object.values(scores)
    .map((score) => score.report())
    .every(Boolean) && existsSync(folder)
    ? 0
    : 1
}

process.exitCode = await main()
