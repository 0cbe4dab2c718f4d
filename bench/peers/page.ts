/** `docs/comparison.md`. */
import { cpus } from 'node:os'
import { basename } from 'node:path'
import type { Score } from './score.ts'
import { OURS, type Tool } from './tools.ts'

/** Seconds, and megabytes at the peak. */
export interface Cost {
  readonly wall: number
  readonly cpu: number
  readonly peak: number
}

export interface Measured {
  readonly cost: Cost
  readonly findings: number
  /** Findings about randomness. */
  readonly about: number
}

export interface Comparison {
  readonly tool: Tool
  readonly version: string
  readonly score: Score
  readonly start: Cost
  readonly corpora: ReadonlyMap<string, Measured>
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n')
}

const share = (part: number, whole: number): string =>
  whole === 0 ? 'none' : `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`

function accuracy(compared: readonly Comparison[]): string {
  return table(
    [
      '',
      'version',
      'defects found (recall)',
      'findings that are right (precision)',
      'mended programs still reported',
    ],
    compared.map(({ tool, version, score }) => [
      tool.name,
      version,
      share(score.found.length, score.defects),
      share(score.right, score.findings),
      share(score.falseAlarms.length, score.defects),
    ]),
  )
}

/** How many times as much as ours. */
const ratio = (theirs: number, ours: number): string => `${(theirs / ours).toFixed(2)} ×`

function costs(rows: readonly (readonly [string, Cost, string?, string?])[], withFindings: boolean): string {
  const ours = rows.find(([name]) => name === OURS)?.[1]
  return table(
    [
      '',
      ...(withFindings ? ['findings', 'about randomness'] : []),
      'wall s',
      'CPU s',
      'CPU, ours = 1',
      'peak MB',
    ],
    rows.map(([name, cost, findings, about]) => [
      name,
      ...(withFindings ? [findings!, about!] : []),
      cost.wall.toFixed(2),
      cost.cpu.toFixed(2),
      ours ? ratio(cost.cpu, ours.cpu) : '',
      String(Math.round(cost.peak)),
    ]),
  )
}

function onlyPeersFind(compared: readonly Comparison[]): string {
  const ours = compared.find(({ tool }) => tool.name === OURS)?.score
  const lines = compared.flatMap(({ tool, score }) => {
    const more = score.found.filter((program) => !ours?.found.includes(program))
    return more.length > 0 ? [`- ${tool.name}: ${more.map((program) => `\`${program}\``).join(', ')}`] : []
  })
  return lines.length > 0
    ? lines.join('\n')
    : 'None: every defect that one of them finds is found by this plugin.'
}

const list = (programs: readonly string[]): string =>
  programs.length > 0 ? programs.map((program) => `\`${program}\``).join(', ') : 'none'

/** @param missing names of the tools that could not be run, and why. */
export function pageOf(
  compared: readonly Comparison[],
  missing: readonly (readonly [string, string])[],
  folders: readonly string[],
): string {
  const ours = compared.find(({ tool }) => tool.name === OURS)?.score
  return `# Compared with other linters

Written by \`npm run bench:peers${folders.length > 0 ? ` -- ${folders.map((folder) => basename(folder)).join(' ')}` : ''}\`; do not edit.

No other linter is made for this purpose; these are the ones whose rules touch it, and those that people who train models
run anyway. All were run on ${new Date().toISOString().slice(0, 10)} on one machine (${cpus().length} cores), one after the other, each as a process of its own that starts
cold; of three runs the one with the least CPU time stands here. Times depend on the machine: the ratios say more.

## What they find

\`bench/corpus\` holds programs in pairs, one with a defect and one in which only that is mended. All of them were run
(\`npm run corpus\`): those with a defect differ from run to run, or draw alike where they should not, and the others do
not. A defect counts as found where a rule about randomness says something on the line of the defect and no longer says
it of the mended program. Precision is the share of right findings among all of these rules, in both halves.

${accuracy(compared)}

Missed by this plugin: ${list(ours?.missed ?? [])}. Reported in a mended program: ${list(ours?.falseAlarms ?? [])}.

Found by others and not by this plugin:

${onlyPeersFind(compared)}

Rules that count as being about randomness: ${compared.map(({ tool }) => (String(tool.about) === '/^(?!)/u' ? `${tool.name}: none` : `${tool.name} \`${tool.about.source}\``)).join('; ')}.

## What they cost

To start, with one empty file in each language:

${costs(
  compared.map(({ tool, start }) => [tool.name, start]),
  false,
)}
${folders
  .map((folder) => basename(folder))
  .map(
    (name) => `
\`${name}\`:

${costs(
  compared.map(({ tool, corpora }) => {
    const { cost, findings, about } = corpora.get(name)!
    return [tool.name, cost, String(findings), String(about)]
  }),
  true,
)}
`,
  )
  .join(
    '',
  )}${missing.length > 0 ? `\n## Not run\n\n${missing.map(([name, reason]) => `- ${name}: ${reason}`).join('\n')}\n` : ''}`
}
