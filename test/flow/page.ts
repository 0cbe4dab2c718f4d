/** `docs/flow.md`: what is followed, counted, and what is not, with the reason. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { root } from '../evidence/claim.ts'
import { type Cell, cellsOf } from './cells.ts'
import type { Confirmation } from './execute.ts'
import type { Judgement } from './judge.ts'
import { readRecord, resultOf } from './record.ts'

export interface Verdict {
  readonly cell: Cell
  /** Its runs have shown what it says of itself. */
  readonly confirmed: boolean
  readonly wrong: 'missed' | 'twin reported' | 'harmless reported' | undefined
  /** Why that is known and left so. */
  readonly open: string | undefined
}

export function verdictOf(cell: Cell, ran: Confirmation | undefined, judged: Judgement): Verdict {
  const wrong = cell.harmful
    ? judged.twinReported
      ? 'twin reported'
      : judged.reported
        ? undefined
        : 'missed'
    : judged.reported
      ? 'harmless reported'
      : undefined
  return { cell, confirmed: ran === 'confirmed', wrong, open: reasonFor(cell, wrong) }
}

function reasonFor({ carrier }: Cell, wrong: Verdict['wrong']): string | undefined {
  if (wrong === 'missed') return carrier.notFollowed
  return wrong === 'harmless reported' ? carrier.takenForHarmful : undefined
}

/** The cells that are judged wrongly, and how: a change that mends or breaks one has to say so. */
export const OPEN_FILE = join(root, 'test/flow/open.json')

const PAGE = join(root, 'docs/flow.md')

const TITLES = { javascript: 'JavaScript', python: 'Python' }

/** Writes the page, and which cells are wrong. */
export async function writePage(verdicts: readonly Verdict[]): Promise<void> {
  const wrong = verdicts.flatMap(({ cell, wrong }) => (wrong ? [[cell.id, wrong] as const] : []))
  writeFileSync(OPEN_FILE, `${JSON.stringify(Object.fromEntries(wrong), undefined, 2)}\n`)
  writeFileSync(PAGE, await written(verdicts))
}

/** Whether the page says what the record and the list of wrong cells say; brings it up to date where that is asked. */
export async function isPageUpToDate(writes = false): Promise<boolean> {
  const records = { javascript: readRecord('javascript'), python: readRecord('python') }
  const open = JSON.parse(readFileSync(OPEN_FILE, 'utf8')) as Record<string, Verdict['wrong']>
  const verdicts = [...cellsOf('javascript'), ...cellsOf('python')].map((cell): Verdict => {
    const wrong = open[cell.id]
    return {
      cell,
      confirmed: resultOf(records[cell.language], cell) === 'confirmed',
      wrong,
      open: reasonFor(cell, wrong),
    }
  })
  if (writes) writeFileSync(PAGE, await written(verdicts))
  return existsSync(PAGE) && readFileSync(PAGE, 'utf8') === (await written(verdicts))
}

async function written(verdicts: readonly Verdict[]): Promise<string> {
  const style = await resolveConfig(PAGE)
  return format(pageOf(verdicts), { ...style, filepath: PAGE })
}

function pageOf(verdicts: readonly Verdict[]): string {
  const lines = [
    '# What travels arrives',
    '',
    'Written by `npm run flow -- --record`; do not edit.',
    '',
    'Each cell of this matrix is a program of at most 25 lines in which one drawn number, which nothing has seeded, takes',
    'one way (a _carrier_) to one use (a _sink_). Cells that reach a training were run: two runs train different models,',
    'and with the source seeded they train the same. They should be reported, and their seeded twins should not. In the',
    'others the number is only looked at: the model is the same in every run, and nothing should be said.',
    '',
    '| | carriers | cells that differ | reported | twins reported | harmless cells | reported | confirmed by runs |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ]
  for (const language of ['javascript', 'python'] as const)
    lines.push(
      rowOf(
        TITLES[language],
        verdicts.filter(({ cell }) => cell.language === language),
      ),
    )
  for (const language of ['javascript', 'python'] as const) {
    const own = verdicts.filter(({ cell }) => cell.language === language)
    lines.push('', `## ${TITLES[language]}`, '')
    lines.push(
      '| kind | carriers | differ | reported | harmless | reported |',
      '| --- | --- | --- | --- | --- | --- |',
    )
    for (const kind of new Set(own.map(({ cell }) => cell.id.split('/')[1]!))) {
      const of = own.filter(({ cell }) => cell.id.split('/')[1] === kind)
      const harmful = of.filter(({ cell }) => cell.harmful)
      const harmless = of.filter(({ cell }) => !cell.harmful)
      lines.push(
        `| ${kind} | ${carriersIn(of)} | ${harmful.length} | ${harmful.filter(({ wrong }) => wrong !== 'missed').length} | ${harmless.length} | ${harmless.filter(({ wrong }) => wrong).length} |`,
      )
    }
    lines.push('', `### Not followed in ${TITLES[language]}`, '')
    const wrong = own.filter((verdict) => verdict.wrong)
    if (wrong.length === 0) lines.push('Every carrier above is followed.')
    for (const name of new Set(wrong.map(({ cell }) => nameOf(cell)))) {
      const those = wrong.filter(({ cell }) => nameOf(cell) === name)
      const what = [...new Set(those.map((each) => each.wrong!))].map(
        (each) => `${each} in ${those.filter((one) => one.wrong === each).length}`,
      )
      const why = those.find(({ open }) => open !== undefined)?.open
      lines.push(`- ${name}: ${what.join(', ')}.${why === undefined ? '' : ` ${why}`}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function nameOf({ id }: Cell): string {
  const [, kind, ...rest] = id.split('/')
  return `${kind}, ${rest.slice(0, -2).join('/')}`
}

function carriersIn(verdicts: readonly Verdict[]): number {
  return new Set(verdicts.map(({ cell }) => nameOf(cell))).size
}

function rowOf(title: string, verdicts: readonly Verdict[]): string {
  const harmful = verdicts.filter(({ cell }) => cell.harmful)
  const harmless = verdicts.filter(({ cell }) => !cell.harmful)
  const reported = harmful.filter(({ wrong }) => wrong !== 'missed').length
  const twins = harmful.filter(({ wrong }) => wrong === 'twin reported').length
  const wrongly = harmless.filter(({ wrong }) => wrong).length
  return `| ${title} | ${carriersIn(verdicts)} | ${harmful.length} | ${reported} (${share(reported, harmful.length)}) | ${twins} | ${harmless.length} | ${wrongly} (${share(wrongly, harmless.length)}) | ${verdicts.filter(({ confirmed }) => confirmed).length} |`
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
}
