import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import prettier from 'prettier'
import type { Claim } from './claim.ts'
import { readClaims, root } from './claim.ts'
import type { LintResult } from './lint.ts'
import { platforms } from './platforms.ts'
import type { Count, Verdict } from './verdict.ts'

/** What was run, on what. Only runs are recorded: a platform that was skipped leaves no row. */
export interface Row {
  readonly claim: string
  readonly platform: string
  readonly verdict: Exclude<Verdict, 'SKIPPED'>
  readonly flagged?: Count
  readonly fixed?: Count
  readonly otherSeed: 'differs' | 'equal' | 'not applicable'
  readonly note?: string
  readonly date: string
  readonly machine: string
  /** Fingerprint of both programs, so that a result cannot outlive them. */
  readonly program: string
}

/** One experiment of `gpu/torch.py` or `gpu/webgpu.mjs`. */
export interface ExperimentRow {
  readonly experiment: string
  readonly platform: string
  readonly verdict: Exclude<Verdict, 'SKIPPED'>
  readonly flagged?: Count
  readonly fixed?: Count
  /** Largest difference between two results of the flagged form, relative to the largest magnitude. */
  readonly largestDifference?: number
  readonly millisecondsFlagged?: number
  readonly millisecondsFixed?: number
  readonly note?: string
  readonly date: string
  readonly machine: string
}

/** Many generated programs of one language, each linted and run twice (`npm run evidence:generated`). */
export interface GeneratedRow {
  readonly language: 'javascript' | 'python'
  /** Of the generator of programs: the same one gives the same programs. */
  readonly seed: number
  readonly programs: number
  /** Programs that stopped with an error. */
  readonly stopped: number
  /** Programs whose two runs were different. */
  readonly differing: number
  readonly falseReports: number
  readonly missed: number
  /** The reasons for which reports and runs disagree, each with its smallest program. */
  readonly kinds: readonly {
    readonly kind: 'false report' | 'missed'
    readonly count: number
    readonly program: string
    readonly why?: string
  }[]
  readonly date: string
  readonly machine: string
}

export interface Machine {
  readonly hardware: string
  readonly driver: string
  readonly versions: Readonly<Record<string, string>>
}

export interface Lint extends LintResult {
  readonly date: string
}

export interface Evidence {
  readonly machines: Readonly<Record<string, Machine>>
  readonly lint: Readonly<Record<string, Lint>>
  readonly rows: readonly Row[]
  readonly experiments: readonly ExperimentRow[]
  readonly generated: readonly GeneratedRow[]
}

/** What `gpu/*` writes: the same rows, from a machine that has no repository to write into. */
export interface Delivery {
  readonly machine: Machine
  readonly rows?: readonly Omit<Row, 'machine'>[]
  readonly experiments?: readonly Omit<ExperimentRow, 'machine'>[]
}

export interface Experiment {
  readonly id: string
  readonly rule: string
  readonly platform: string
  readonly claim: string
  readonly flagged: string
  readonly fixed: string
}

export const evidenceFile = join(root, 'docs/evidence.json')
export const evidencePage = join(root, 'docs/evidence.md')

/** What became of the suggestions of the rules: see `remedies.test.ts`, which counts them again. */
export interface Remedies {
  readonly date: string
  readonly python: string
  readonly rules: Readonly<Record<string, { readonly programs: number; readonly suggestions: number }>>
}

const remedies = JSON.parse(
  readFileSync(join(root, 'test/evidence/remedies/record.json'), 'utf8'),
) as Remedies

export function readEvidence(): Evidence {
  const nothing: Evidence = { machines: {}, lint: {}, rows: [], experiments: [], generated: [] }
  if (!existsSync(evidenceFile)) return nothing
  return { ...nothing, ...(JSON.parse(readFileSync(evidenceFile, 'utf8')) as Partial<Evidence>) }
}

export function readExperiments(): Experiment[] {
  return JSON.parse(readFileSync(join(root, 'test/evidence/gpu/experiments.json'), 'utf8')) as Experiment[]
}

/** A short name for a machine, from what it is. */
export function machineKey(machine: Machine): string {
  return createHash('sha256')
    .update(JSON.stringify([machine.hardware, machine.driver, Object.entries(machine.versions).sort()]))
    .digest('hex')
    .slice(0, 8)
}

/** The evidence with these results in place of older ones of the same claim and platform. */
export function merge(evidence: Evidence, found: Partial<Evidence>): Evidence {
  const newer = new Set((found.rows ?? []).map((row) => `${row.claim} ${row.platform}`))
  const newerExperiments = new Set(
    (found.experiments ?? []).map((row) => `${row.experiment} ${row.platform}`),
  )
  const known = new Set(readClaims().map((claim) => claim.id))
  const rows = [
    ...evidence.rows.filter((row) => !newer.has(`${row.claim} ${row.platform}`)),
    ...(found.rows ?? []),
  ].filter((row) => known.has(row.claim))
  const experiments = [
    ...evidence.experiments.filter((row) => !newerExperiments.has(`${row.experiment} ${row.platform}`)),
    ...(found.experiments ?? []),
  ]
  const generated = [
    ...evidence.generated.filter(
      (row) => !found.generated?.some(({ language }) => language === row.language),
    ),
    ...(found.generated ?? []),
  ]
  const used = new Set([...rows, ...experiments, ...generated].map((row) => row.machine))
  const machines = Object.entries({ ...evidence.machines, ...found.machines }).filter(([key]) =>
    used.has(key),
  )
  const lint = Object.entries({ ...evidence.lint, ...found.lint }).filter(([id]) => known.has(id))
  return {
    machines: Object.fromEntries(machines.sort(([a], [b]) => (a < b ? -1 : 1))),
    lint: Object.fromEntries(lint.sort(([a], [b]) => (a < b ? -1 : 1))),
    rows: rows.sort(byKey((row) => `${row.claim} ${row.platform}`)),
    experiments: experiments.sort(byKey((row) => `${row.experiment} ${row.platform}`)),
    generated: generated.sort(byKey((row) => row.language)),
  }
}

const byKey =
  <T>(key: (item: T) => string) =>
  (a: T, b: T) =>
    key(a) < key(b) ? -1 : 1

/** Takes the results that a GPU script wrote on another machine. */
export function deliver(evidence: Evidence, delivery: Delivery): Evidence {
  const machine = machineKey(delivery.machine)
  return merge(evidence, {
    machines: { [machine]: delivery.machine },
    rows: (delivery.rows ?? []).map((row) => ({ ...row, machine })),
    experiments: (delivery.experiments ?? []).map((row) => ({ ...row, machine })),
  })
}

const cell = (text: string) =>
  text
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replace(/[<>]/g, (character) => (character === '<' ? '&lt;' : '&gt;'))

function counted(claim: Claim, side: 'flagged' | 'fixed', count: Count | undefined): string {
  if (count === undefined) return ''
  if (claim.defect === 'throws' && side === 'flagged') return `stops in ${count.of} of ${count.of}`
  if (claim.defect === 'goes on')
    return side === 'fixed' ? `stops in ${count.of} of ${count.of}` : `ends in ${count.of} of ${count.of}`
  return `${count.distinct} of ${count.of}`
}

const linted: Record<LintResult['state'], string> = {
  'as claimed': 'as claimed',
  'flagged not reported': '**flagged program not reported**',
  'flagged reported by others': '**also reported by other rules**',
  'fixed reported': '**fixed program reported**',
  'no fix': '**no fix offered**',
  failed: '**lint failed**',
}

const defects: Record<Claim['defect'], string> = {
  differs: 'distinct results',
  repeats: 'distinct draws',
  'ignores the seed': 'distinct results; another seed gives the same',
  'not in force': 'states of the switch',
  throws: 'ends',
  'goes on': 'ends',
}

/** The page, from the record and from nothing else. */
export function page(evidence: Evidence): string {
  const claims = readClaims()
  const titles = new Map<string, string>(platforms.map((platform) => [platform.id, platform.title]))
  const rowOf = (claim: string, platform: string) =>
    evidence.rows.find((row) => row.claim === claim && row.platform === platform)
  const out: string[] = [
    '# Evidence',
    '',
    '<!-- prettier-ignore-start -->',
    '<!-- Made by `npm run evidence` from evidence.json and the claims in test/evidence/claims. Do not edit. -->',
    '',
    'Every claim of every rule is a pair of programs that was linted and run. **Flagged** and **fixed** count what the runs of each program printed: `3 of 3` are three runs with three results, `1 of 3` three runs with one. Most claims compare fresh processes; where a claim is about one process, its draws are counted. The fixed program also ran with another seed, to show that what is observed can differ at all.',
    '',
    '`CONFIRMED`: the flagged program shows the defect, the fixed one does not. `NOT SHOWN`: it did not show in these runs, which refutes nothing. `REFUTED`: the fixed program shows it too. `FAILED`: a program stopped. `not run yet`: nobody has run it there.',
    '',
    '| Platform | CONFIRMED | NOT SHOWN | REFUTED | FAILED | not run yet |',
    '| --- | --: | --: | --: | --: | --: |',
  ]
  const pairs = claims.flatMap((claim) =>
    claim.platforms.map((platform) => ({ platform, row: rowOf(claim.id, platform) })),
  )
  for (const platform of platforms) {
    const here = pairs.filter((pair) => pair.platform === platform.id)
    if (here.length === 0) continue
    const number = (verdict: Verdict | undefined) =>
      String(here.filter((pair) => pair.row?.verdict === verdict).length)
    out.push(
      `| ${platform.title} | ${[...(['CONFIRMED', 'NOT SHOWN', 'REFUTED', 'FAILED'] as const).map(number), number(undefined)].join(' | ')} |`,
    )
  }
  for (const rule of [...new Set(claims.map((claim) => claim.rule))].sort()) {
    out.push(
      '',
      `## ${rule}`,
      '',
      '| Claim | Platform | Observed | Flagged | Fixed | Another seed | Verdict | Linted |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
    )
    for (const claim of claims.filter((one) => one.rule === rule)) {
      const lint = evidence.lint[claim.id]
      for (const [i, platform] of claim.platforms.entries()) {
        const row = rowOf(claim.id, platform)
        const what = i === 0 ? `[${claim.id}](../test/evidence/claims/${claim.id}): ${cell(claim.claim)}` : ''
        const observed = i === 0 ? cell(`${claim.observes} (${defects[claim.defect]})`) : ''
        const results =
          row === undefined
            ? ['', '', '', 'not run yet']
            : [
                counted(claim, 'flagged', row.flagged),
                counted(claim, 'fixed', row.fixed),
                row.otherSeed,
                `${row.verdict}${row.note === undefined || row.note === claim.control ? '' : `: ${cell(row.note)}`} (${row.date}, ${row.machine})`,
              ]
        out.push(
          `| ${[what, titles.get(platform) ?? platform, observed, ...results, i > 0 ? '' : lint === undefined ? 'not linted: the plugin is not built' : linted[lint.state]].join(' | ')} |`,
        )
      }
    }
  }
  out.push(
    '',
    '## Experiments',
    '',
    'Operations and whole trainings on a GPU, each in a flagged and a fixed form: `test/evidence/gpu/torch.py` and `test/evidence/gpu/webgpu.mjs` run all of them in one call each on a machine that has a GPU, and the trainings run without one as well (`test/evidence/gpu/training.py --device cpu`). Where nobody had a GPU, the row says `not run yet`.',
    '',
    '| Experiment | Rule | Platform | Flagged | Fixed | Largest difference | ms flagged / fixed | Verdict |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  )
  for (const experiment of readExperiments()) {
    const row = evidence.experiments.find(
      (one) => one.experiment === experiment.id && one.platform === experiment.platform,
    )
    const number = (count: Count | undefined) =>
      count === undefined ? '' : `${count.distinct} of ${count.of}`
    const results =
      row === undefined
        ? ['', '', '', '', 'not run yet']
        : [
            number(row.flagged),
            number(row.fixed),
            row.largestDifference?.toExponential(1) ?? '',
            row.millisecondsFlagged === undefined
              ? ''
              : `${row.millisecondsFlagged.toFixed(2)} / ${row.millisecondsFixed?.toFixed(2) ?? ''}`,
            `${row.verdict}${row.note === undefined ? '' : `: ${cell(row.note)}`} (${row.date}, ${row.machine})`,
          ]
    out.push(
      `| ${[`${experiment.id}: ${cell(experiment.claim)}`, experiment.rule, titles.get(experiment.platform) ?? experiment.platform, ...results].join(' | ')} |`,
    )
  }
  out.push(...generatedSection(evidence))
  out.push('', '## Machines', '', '| Machine | Hardware | Driver | Versions |', '| --- | --- | --- | --- |')
  for (const [key, machine] of Object.entries(evidence.machines)) {
    out.push(
      `| ${key} | ${cell(machine.hardware)} | ${cell(machine.driver)} | ${Object.entries(machine.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')} |`,
    )
  }
  out.push('', '<!-- prettier-ignore-end -->')
  return `${out.join('\n')}\n`
}

const languages = {
  javascript: 'JavaScript with TensorFlow.js',
  python: 'Python with NumPy, PyTorch and scikit-learn',
}

function generatedSection({ generated }: Evidence): string[] {
  const share = (row: GeneratedRow) => `${((100 * row.missed) / Math.max(1, row.differing)).toFixed(1)} %`
  return [
    '',
    '## Suggestions',
    '',
    `Each suggestion that the rules offer to these Python programs was applied, and the result run twice (${remedies.date}, Python ${remedies.python}): it parses, prints the same, has less to report of the rule and nothing new of another. \`test/evidence/remedies.test.ts\` does it again.`,
    '',
    '| Rule | Programs | Suggestions | Cured |',
    '| --- | --: | --: | --: |',
    ...Object.entries(remedies.rules).map(
      ([rule, { programs, suggestions }]) => `| ${rule} | ${programs} | ${suggestions} | ${suggestions} |`,
    ),
    '',
    '## Generated programs',
    '',
    'Small random programs that seed or do not, in any order, in loops, branches and functions. Each is linted with the preset `recommended` and run twice, in two processes: it should be reported if, and only if, the two runs differ. A **false report** is a report on a program whose runs agree; **missed** is a program without a report whose runs differ. `npm run evidence:generated -- --count 2000 --record` runs them again.',
    '',
    '| Language | Programs | Runs differ | False reports | Missed | Run |',
    '| --- | --: | --: | --: | --: | --- |',
    ...(Object.keys(languages) as (keyof typeof languages)[]).map((language) => {
      const row = generated.find((one) => one.language === language)
      return row === undefined
        ? `| ${languages[language]} | | | | | not run yet |`
        : `| ${languages[language]} | ${row.programs} | ${row.differing} | ${row.falseReports} | ${row.missed} (${share(row)}) | ${row.date}, ${row.machine}, seed ${row.seed} |`
    }),
    ...generated.flatMap((row) =>
      row.kinds.flatMap(({ kind, count, program, why }) => [
        '',
        `${kind === 'missed' ? 'Missed' : 'False report'} in ${count} of ${row.programs} programs${why === undefined ? ':' : `. ${why}`}`,
        '',
        `\`\`\`${row.language === 'python' ? 'python' : 'js'}`,
        program,
        '```',
      ]),
    ),
  ]
}

/** The line of a rule's own page. */
export function evidenceLine(rule: string, evidence: Evidence): string {
  const claims = readClaims().filter((claim) => claim.rule === rule)
  const pairs = claims.flatMap((claim) =>
    claim.platforms.map((platform) =>
      evidence.rows.find((row) => row.claim === claim.id && row.platform === platform),
    ),
  )
  const number = (verdict: Verdict | undefined) => pairs.filter((row) => row?.verdict === verdict).length
  const parts = [`${number('CONFIRMED')} confirmed`]
  for (const [verdict, words] of [
    ['NOT SHOWN', 'not shown'],
    ['REFUTED', 'refuted'],
    ['FAILED', 'failed'],
    [undefined, 'not run yet'],
  ] as const) {
    if (number(verdict) > 0) parts.push(`${number(verdict)} ${words}`)
  }
  const experiments = readExperiments().filter((one) => one.rule === rule && /cuda|gpu/.test(one.platform))
  const seen = experiments.filter((one) =>
    evidence.experiments.some((row) => row.experiment === one.id && row.platform === one.platform),
  )
  const gpu =
    experiments.length === 0
      ? ''
      : ` ${many(experiments.length, 'experiment')} on a GPU: ${seen.length === 0 ? 'not run yet' : `${seen.length} run`}.`
  const places = new Set(claims.flatMap((claim) => claim.platforms)).size
  if (claims.length === 0) return 'No claim of this rule has been run.'
  return `[${many(claims.length, 'claim')}](../docs/evidence.md#${rule}) on ${many(places, 'platform')}: ${parts.join(', ')}.${gpu}`
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const marked = /(<!-- begin generated evidence -->\n)[\s\S]*?(\n<!-- end generated evidence -->)/

/** The pages of the rules that have a place for the line, with the line they should have. */
export function rulePages(evidence: Evidence): Map<string, string> {
  const pages = new Map<string, string>()
  const folder = join(root, 'rules')
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!name.endsWith('.md')) continue
    const path = join(folder, name)
    const text = readFileSync(path, 'utf8')
    if (marked.test(text))
      pages.set(path, text.replace(marked, `$1\n${evidenceLine(name.slice(0, -3), evidence)}\n$2`))
  }
  return pages
}

/** Writes the record alone. */
export async function writeRecord(evidence: Evidence): Promise<void> {
  const json = await prettier.format(JSON.stringify(evidence), {
    ...(await prettier.resolveConfig(evidenceFile)),
    parser: 'json',
  })
  writeFileSync(evidenceFile, json)
}

/** Writes the record and everything that is made from it. */
export async function write(evidence: Evidence): Promise<void> {
  await writeRecord(evidence)
  writeFileSync(evidencePage, page(evidence))
  for (const [path, text] of rulePages(evidence)) writeFileSync(path, text)
}
