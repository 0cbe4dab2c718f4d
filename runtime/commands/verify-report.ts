/** The report of a verification as JSON: what the program computed, so that another report can be held against it. */
import { builtin } from '../enforce/node.ts'
import type { Comparison } from '../trace/compare.ts'
import { isRecord, linesOfFile, parseRecord } from '../trace/json-lines.ts'
import { printable } from '../trace/read-trace.ts'
import type { VerifiedProcess } from './verified-process.ts'

/** Names the format. */
export const REPORT_FORMAT = 'reproducible/verify/1'

/** What one run computed, as hashes. */
export interface RunDigests {
  /** By rank or file: the number of each step, and a hash of all that the trace says of it. */
  readonly steps: Readonly<Record<string, readonly (readonly [number, string])[]>>
  readonly outputs: Readonly<Record<string, string>>
  readonly printed: string
}

/** More steps than that are not listed: the last hash stands for all of them. */
const MOST_STEPS = 20_000

function hash(data: string | Uint8Array): string {
  return builtin('node:crypto')!.createHash('sha256').update(data).digest('hex').slice(0, 16)
}

function digestSteps(file: string): [number, string][] {
  const steps: [number, string][] = []
  let rest = builtin('node:crypto')!.createHash('sha256')
  let more: number | undefined
  let first = true
  for (const { text } of linesOfFile(file)) {
    const record = first ? undefined : parseRecord(text)
    first = false
    if (!record || typeof record['step'] !== 'number') continue
    if (steps.length < MOST_STEPS) steps.push([record['step'], hash(text)])
    else {
      rest = rest.update(text)
      more = record['step']
    }
  }
  if (more !== undefined) steps.push([more, rest.digest('hex').slice(0, 16)])
  return steps
}

/** What a run computed. */
export function digestsOf({ folder, told, seen, outputs, printed }: VerifiedProcess): RunDigests {
  const [fs, path] = [builtin('node:fs')!, builtin('node:path')!]
  const kind = told ? 'told' : seen ? 'seen' : undefined
  const files = kind === undefined ? [] : fs.readdirSync(path.join(folder, kind)).sort()
  return {
    steps: Object.fromEntries(files.map((name) => [name, digestSteps(path.join(folder, kind!, name))])),
    outputs: Object.fromEntries(Array.from(outputs, ([name, copy]) => [name, hash(fs.readFileSync(copy))])),
    printed: hash(printed),
  }
}

type Json = Readonly<Record<string, unknown>>

/** Whether a value of JSON is such a report. */
export function isReport(value: unknown): value is Json {
  return isRecord(value) && value['report'] === REPORT_FORMAT
}

/** What two reports differ in, as before and after a change of the code. */
export interface ReportComparison {
  readonly verdict: Comparison['verdict']
  readonly sentences: readonly string[]
}

function entriesOf(report: Json, name: string): Map<string, unknown> {
  const digests = report['digests']
  const value = isRecord(digests) ? digests[name] : undefined
  return new Map(isRecord(value) ? Object.entries(value) : [])
}

/** The number of the first step that is not the same. */
function firstChanged(a: unknown, b: unknown): string | undefined {
  const [one, other] = [a, b].map((list) => (Array.isArray(list) ? (list as unknown[]) : [])) as [
    unknown[],
    unknown[],
  ]
  for (let i = 0; i < Math.max(one.length, other.length); i++)
    if (JSON.stringify(one[i]) !== JSON.stringify(other[i])) {
      const step = [one[i], other[i]].find(Array.isArray) as unknown[] | undefined
      return i >= Math.min(one.length, other.length)
        ? `one of the two has more steps, from step ${String(step?.[0])} on`
        : `the first step that differs is ${String(step?.[0])}`
    }
  return undefined
}

/** Compares two reports. */
export function compareReports(a: Json, b: Json): ReportComparison {
  const sentences: string[] = []
  const verdicts = [a['verdict'], b['verdict']].map((verdict) => printable(String(verdict)))
  if (verdicts[0] !== verdicts[1])
    sentences.push(
      `The verification said "${verdicts[0]!}" of the first and "${verdicts[1]!}" of the second.`,
    )
  let compared = 0
  for (const name of ['steps', 'outputs'] as const) {
    const [one, other] = [entriesOf(a, name), entriesOf(b, name)]
    for (const key of new Set([...one.keys(), ...other.keys()])) {
      const what = name === 'steps' ? `The trace ${printable(key)}` : `The output ${printable(key)}`
      if (!one.has(key) || !other.has(key)) {
        sentences.push(`${what} is only in the ${one.has(key) ? 'first' : 'second'} report.`)
        continue
      }
      compared++
      if (JSON.stringify(one.get(key)) === JSON.stringify(other.get(key))) continue
      const where = name === 'steps' ? firstChanged(one.get(key), other.get(key)) : undefined
      sentences.push(`${what} is not the same${where === undefined ? '' : `: ${where}`}.`)
    }
  }
  if (compared === 0 && sentences.length === 0) {
    const [one, other] = [a, b].map((report) =>
      isRecord(report['digests']) ? report['digests']['printed'] : undefined,
    )
    if (one !== other) sentences.push('What the program printed is not the same.')
  }
  const sound = verdicts.every((verdict) => verdict === 'identical')
  return {
    verdict: sentences.length > 0 ? (sound ? 'diverged' : 'unknown') : sound ? 'identical' : 'unknown',
    sentences,
  }
}

/** The same for people. */
export function formatReportComparison({ verdict, sentences }: ReportComparison): string {
  if (verdict === 'identical') return 'Both programs repeat, and both compute the same to the last bit.'
  const head =
    verdict === 'diverged'
      ? 'Both programs repeat, and they do not compute the same:'
      : 'Could not tell what the change of the code did, because not both programs repeat:'
  return [head, ...sentences.map((sentence) => `- ${sentence}`)].join('\n')
}
