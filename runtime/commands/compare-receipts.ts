/** Compares two receipts: what differs between two machines, or two runs, in words. */
import { isRecord } from '../trace/json-lines.ts'
import { differences, type Comparison } from '../trace/compare.ts'
import { printable } from '../trace/read-trace.ts'

type Json = Readonly<Record<string, unknown>>

/** What two receipts differ in. */
export interface ReceiptComparison {
  readonly verdict: Comparison['verdict']
  /** What decides bits, in whole sentences, the likeliest cause first. */
  readonly differences: readonly string[]
  /** What does not, by itself. */
  readonly notes: readonly string[]
}

/** Whether a value of JSON is a receipt of either language. */
export function isReceipt(value: unknown): value is Json {
  return isRecord(value) && typeof value['scheme'] === 'string' && Array.isArray(value['settings'])
}

const show = (value: unknown): string => printable(JSON.stringify(value ?? null))

function member(record: unknown, name: string): unknown {
  return isRecord(record) && Object.hasOwn(record, name) ? record[name] : undefined
}

/** What each of `names` is in both, where it differs. */
function changed(a: unknown, b: unknown, names: readonly string[], say: (name: string) => string): string[] {
  return names.flatMap((name) => {
    const [one, other] = [member(a, name), member(b, name)]
    return JSON.stringify(one) === JSON.stringify(other)
      ? []
      : [`${say(name)}: ${show(one)} and ${show(other)}.`]
  })
}

function inputs(a: Json, b: Json): string[] {
  const [one, other] = [a, b].map((receipt) => (isRecord(receipt['inputs']) ? receipt['inputs'] : {})) as [
    Json,
    Json,
  ]
  const sentences: string[] = []
  for (const [receipt, which] of [
    [one, 'first'],
    [other, 'second'],
  ] as const)
    for (const [file, hashes] of Object.entries(receipt))
      if (member(hashes, 'now') !== member(hashes, 'before'))
        sentences.push(`${printable(file)} changed while the ${which} run read it.`)
  for (const file of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [x, y] = [member(one, file), member(other, file)]
    if (x === undefined || y === undefined)
      sentences.push(
        `Only the ${x === undefined ? 'second' : 'first'} run names the input ${printable(file)}.`,
      )
    else if (member(x, 'before') !== member(y, 'before'))
      sentences.push(`The input ${printable(file)} is not the same file: the runs read other data.`)
  }
  return sentences
}

function settings(a: Json, b: Json): string[] {
  const rows = (receipt: Json) =>
    new Map(
      (receipt['settings'] as unknown[]).flatMap((row) =>
        isRecord(row) && typeof row['id'] === 'string' ? [[row['id'], row] as const] : [],
      ),
    )
  const [one, other] = [rows(a), rows(b)]
  const essence = (row: Json | undefined) =>
    JSON.stringify([row?.['now'] ?? null, row?.['status'] === 'already' ? 'applied' : row?.['status']])
  const say = (row: Json | undefined) =>
    row ? `${show(row['now'])} (${printable(String(row['status']))})` : 'not there'
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((id) => {
    const [x, y] = [one.get(id), other.get(id)]
    if (essence(x) === essence(y)) return []
    const why = x?.['why'] ?? y?.['why']
    return `The setting ${printable(id)} is ${say(x)} and ${say(y)}${typeof why === 'string' ? `: ${printable(why)}` : ''}.`
  })
}

/** Names of packages, and the versions that each list has of them. */
function packages(a: Json, b: Json): string[] {
  const list = (receipt: Json) => {
    const names = member(receipt['packages'], 'list')
    const versions = new Map<string, string>()
    for (const entry of Array.isArray(names) ? names : []) {
      const [, name, version] = /^(.+?)(?:==|(?<=.)@)([^@=]+)$/.exec(String(entry)) ?? []
      if (name !== undefined) versions.set(name, [versions.get(name), version].filter(Boolean).join(', '))
    }
    return versions
  }
  const [one, other] = [list(a), list(b)]
  if (one.size === 0 || other.size === 0) return []
  const moved = [...new Set([...one.keys(), ...other.keys()])]
    .filter((name) => one.get(name) !== other.get(name))
    .map((name) => `${printable(name)} ${one.get(name) ?? 'absent'} → ${other.get(name) ?? 'absent'}`)
  if (moved.length === 0) return []
  return [
    `${String(moved.length)} installed package${moved.length === 1 ? ' differs' : 's differ'}: ${moved.slice(0, 12).join(', ')}${moved.length > 12 ? ', …' : ''}.`,
  ]
}

/** Compares two receipts, of either language. */
export function compareReceipts(a: Json, b: Json): ReceiptComparison {
  const found = [
    ...inputs(a, b),
    ...changed(a, b, ['seed'], () => 'The seed'),
    ...changed(
      a,
      b,
      ['scheme', 'mode', 'rank', 'worldSize', 'path', 'perRank', 'mathRandom'],
      (name) => `The ${name}`,
    ),
    ...differences(a['versions'] ?? {}, b['versions'] ?? {}, '').map(
      ({ name, values }) => `${printable(name)} has the version ${show(values[0])} and ${show(values[1])}.`,
    ),
    ...settings(a, b),
    ...changed(
      a['machine'],
      b['machine'],
      ['driver', 'gpu'],
      (name) => `The ${name === 'gpu' ? 'GPU' : 'driver'}`,
    ),
    ...changed(
      a['machine'],
      b['machine'],
      ['threads', 'torch threads', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS'],
      (name) => `${name === 'threads' ? 'The number of threads' : name}, which decides how sums are split`,
    ),
    ...changed(a['machine'], b['machine'], ['platform', 'os', 'arch'], (name) => `The ${name}`),
  ]
  const [one, other] = [member(a['source'], 'commit'), member(b['source'], 'commit')]
  if (typeof one === 'string' && typeof other === 'string' && one !== other)
    found.push(
      `The code is of other commits: ${printable(one).slice(0, 12)} and ${printable(other).slice(0, 12)}.`,
    )
  const notes = packages(a, b)
  for (const [receipt, which] of [
    [a, 'first'],
    [b, 'second'],
  ] as const)
    if (member(receipt['source'], 'dirty') === true)
      notes.push(
        `The ${which} run's files were changed since its commit, so the commit does not tell its code.`,
      )
  return { verdict: found.length > 0 ? 'diverged' : 'identical', differences: found, notes }
}

/** The same for people. */
export function formatReceiptComparison({ differences: found, notes }: ReceiptComparison): string {
  return [
    found.length === 0
      ? 'Nothing that decides bits differs.'
      : `${String(found.length)} thing${found.length === 1 ? '' : 's'} that can decide bits differ${found.length === 1 ? 's' : ''}:`,
    ...found.map((sentence) => `- ${sentence}`),
    ...notes,
  ].join('\n')
}
