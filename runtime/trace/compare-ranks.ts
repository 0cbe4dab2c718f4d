/** Compares what several ranks of two runs have written: one file a rank. */
import { builtin } from '../enforce/node.ts'
import { compareFiles, type Comparison, type Field } from './compare.ts'
import { ORDER } from './compare-steps.ts'
import { printable, TraceError } from './read-trace.ts'

const RANK = /\.rank(\d+)(?=\.[^.]*$|$)/

/** The files of a trace by what tells them apart: a rank, or a name. */
export function tracesIn(place: string): Map<string, string> {
  const [fs, path] = [builtin('node:fs')!, builtin('node:path')!]
  const list = (folder: string, accept: (name: string) => boolean) =>
    fs
      .readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && accept(entry.name))
      .map(({ name }) => [RANK.exec(name)?.[1] ?? name, path.join(folder, name)] as const)
  try {
    if (fs.statSync(place).isDirectory()) {
      const files = list(place, (name) => /\.jsonl(\.seen)?$/.test(name))
      if (files.length === 0) throw new TraceError(`${place} has no trace in it: no file *.jsonl.`)
      return new Map(files)
    }
  } catch (error) {
    if (error instanceof TraceError) throw error
    // The name of the whole: every rank added its own.
    const { dir, base } = path.parse(place)
    const plain = (name: string) => name.replace(RANK, '') === base
    const files = fs.existsSync(dir || '.') ? list(dir || '.', (name) => RANK.test(name) && plain(name)) : []
    if (files.length > 0) return new Map(files)
  }
  return new Map([['', place]])
}

export function position(field: Field): number {
  const at = (ORDER as readonly Field[]).indexOf(field)
  // A changed input comes before every field, and a shorter run after it.
  return field === 'inputs' ? -1 : at < 0 ? ORDER.length : at
}

/**
 * Compares two traces: two files, or two folders (or names) with a file for each rank. Of several ranks the first to
 * part is named: the one of the smallest step, and among those of the field that comes first. The others only receive
 * what it made.
 *
 * @throws TraceError when something cannot be read or is no trace
 */
export function compareRuns(a: string, b: string, names: readonly [string, string] = [a, b]): Comparison {
  const [one, other] = [tracesIn(a), tracesIn(b)]
  if (one.size === 1 && other.size === 1)
    return compareFiles([...one.values()][0]!, [...other.values()][0]!, named(a, b, names))
  const ranks = [...one.keys()]
    .filter((rank) => other.has(rank))
    .sort((x, y) => Number(x) - Number(y) || (x < y ? -1 : 1))
  const notes: string[] = []
  for (const [files, others, name] of [
    [one, other, names[0]],
    [other, one, names[1]],
  ] as const) {
    const alone = [...files.keys()].filter((rank) => !others.has(rank))
    if (alone.length > 0)
      notes.push(`Only ${name} has ${alone.map((rank) => sayRank(rank)).join(', ')}: not compared.`)
  }
  if (ranks.length === 0)
    return {
      verdict: 'unknown',
      steps: 0,
      platform: [],
      experiment: [],
      notes: [...notes, 'The runs have no rank in common.'],
    }
  const compared = ranks.map((rank) => ({
    rank,
    ...compareFiles(one.get(rank)!, other.get(rank)!, named(one.get(rank)!, other.get(rank)!, names, rank)),
  }))
  const parted = compared
    .filter(({ divergence }) => divergence)
    .sort(
      (x, y) =>
        x.divergence!.step - y.divergence!.step ||
        position(x.divergence!.field) - position(y.divergence!.field),
    )
  const [first] = parted
  const worst = first ?? compared.find(({ verdict }) => verdict === 'unknown') ?? compared[0]!
  if (first)
    notes.unshift(
      parted.length === compared.length
        ? `All ${String(compared.length)} ranks part; ${sayRank(first.rank)} is the first.`
        : `${String(parted.length)} of ${String(compared.length)} ranks part; ${sayRank(first.rank)} is the first.`,
    )
  const { rank, divergence, ...found } = worst
  const verdict = worst.verdict === 'identical' && one.size !== other.size ? 'unknown' : worst.verdict
  return {
    ...found,
    verdict,
    steps: Math.min(...compared.map(({ steps }) => steps)),
    ...(divergence && { divergence: { ...divergence, rank: isNumber(rank) ? Number(rank) : rank } }),
    notes: [...notes, ...found.notes],
  }
}

/** Files are called by their names, unless the runs have names of their own. */
function named(
  a: string,
  b: string,
  names: readonly [string, string],
  rank?: string,
): readonly [string, string] {
  if (names[0] === a || rank === undefined) return names
  const says = names.map((name) => `${name}, ${sayRank(rank)}`) as [string, string]
  return /[\\/.]/.test(names[0]) ? [a, b] : says
}

const isNumber = (rank: string) => /^\d+$/.test(rank)

export function sayRank(rank: string): string {
  return isNumber(rank) ? `rank ${rank}` : printable(rank)
}
