/** `npm run flow`: runs and lints the cells of the flow matrix. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { root } from '../evidence/claim.ts'
import type { Plugin } from '../evidence/lint.ts'
import { platforms, type Present } from '../evidence/platforms.ts'
import { type Cell, type Language, cellsOf } from './cells.ts'
import { Executing } from './execute.ts'
import { Judging } from './judge.ts'
import { isPageUpToDate, type Verdict, verdictOf, writePage } from './page.ts'
import { keep, readRecord, resultOf } from './record.ts'

const HELP = `npm run flow -- [options]

Every cell is a small program in which one number that nothing has seeded travels through one construct to one use. It
is run twice (it differs; its seeded twin repeats) and linted (it is reported; its twin is not). Cells that were run
before, and are as they were, are not run again.

  --language <name>   javascript or python (default: both)
  --only <text>       only cells whose name this pattern matches; several may be given
  --rerun             run all of them again
  --fresh             run each in a process of its own, and record nothing: shows that forked ones do as these do
  --lint              run none
  --run               lint none
  --show              print the programs of the cells that are wrong
  --record            write docs/flow.md and test/flow/open.json
  --check             only see whether docs/flow.md says what the records say; with --record, make it so

It needs TensorFlow.js, and Python with NumPy, PyTorch and pandas: npm run evidence -- --install brings them. The exit
status is 1 when a cell is wrong that does not stand open in docs/flow.md.
`

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    language: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    rerun: { type: 'boolean' },
    fresh: { type: 'boolean' },
    lint: { type: 'boolean' },
    run: { type: 'boolean' },
    show: { type: 'boolean' },
    record: { type: 'boolean' },
    check: { type: 'boolean' },
  },
})
if (options.help === true) {
  process.stdout.write(HELP)
  process.exit(0)
}
if (options.check) {
  const upToDate = await isPageUpToDate(options.record)
  if (!upToDate) console.error('docs/flow.md is out of date. Run: npm run flow -- --record')
  process.exit(upToDate ? 0 : 1)
}
const file = join(root, 'dist/src/index.js')
if (!existsSync(file)) {
  console.error('the plugin is not built: npm run build')
  process.exit(2)
}
const plugin = ((await import(pathToFileURL(file).href)) as { default: Plugin }).default

/** Where cells of a language are run, or the sentence that says why they are not. */
async function platformFor(language: Language): Promise<Present | string> {
  const found = await platforms
    .find(({ id }) => id === (language === 'python' ? 'python' : 'tfjs-cpu'))!
    .detect()
  if (!found.present) return found.how
  const missing = language === 'python' ? ['numpy', 'torch'].filter((name) => !found.versions[name]) : []
  return missing.length > 0 ? `${missing.join(' and ')} cannot be imported.` : found
}

async function execute(language: Language, cells: readonly Cell[]): Promise<void> {
  const record = readRecord(language)
  const due = cells.filter((cell) => options.rerun || options.fresh || !resultOf(record, cell))
  if (due.length === 0) return
  const platform = await platformFor(language)
  if (typeof platform === 'string') {
    console.log(`${language}: ${due.length} cells are not run. ${platform}`)
    return
  }
  const runnable = due.filter(({ needs }) => needs.every((name) => platform.versions[name] !== undefined))
  const executing = new Executing(language, platform, options.fresh)
  for (const [at, cell] of runnable.entries()) {
    const confirmation = await executing.confirm(cell)
    if (confirmation !== 'confirmed') console.log(`${cell.id}: ${confirmation}`)
    if (!options.fresh) keep(record, cell, confirmation)
    if (at % 200 === 199) console.log(`${language}: ${at + 1} of ${runnable.length} run`)
    if (at % 200 === 199 && !options.fresh) record.save()
  }
  executing.end()
  if (!options.fresh) record.save()
}

const verdicts: Verdict[] = []
const judging = new Judging(plugin)
const only = (cell: Cell): boolean =>
  options.only?.some((text) => new RegExp(text, 'u').test(cell.id)) ?? true
for (const language of ['javascript', 'python'] as const) {
  if (options.language && !options.language.includes(language)) continue
  const cells = cellsOf(language).filter(only)
  if (!options.lint) await execute(language, cells)
  const record = readRecord(language)
  if (options.run) continue
  judging.prepare(cells)
  for (const cell of cells) verdicts.push(verdictOf(cell, resultOf(record, cell), await judging.judge(cell)))
}
for (const { cell, wrong, open } of verdicts) {
  if (!wrong) continue
  console.log(`${cell.id}: ${wrong}${open === undefined ? '' : ' (open)'}`)
  if (options.show) for (const [name, text] of cell.program) console.log(`--- ${name}\n${text}`)
  if (options.show && wrong !== 'missed')
    for (const line of await judging.reports(wrong === 'twin reported' ? cell.twin! : cell.program))
      console.log(line)
}
judging.end()
const count = (test: (verdict: Verdict) => boolean): number => verdicts.filter(test).length
for (const language of ['javascript', 'python'] as const) {
  const own = (verdict: Verdict): boolean => verdict.cell.language === language
  const harmful = count((each) => own(each) && each.cell.harmful)
  if (harmful === 0) continue
  console.log(
    `${language}: ${harmful} cells that differ, ${count((each) => own(each) && each.wrong === 'missed')} missed, ` +
      `${count((each) => own(each) && each.wrong === 'twin reported')} twins reported; ` +
      `${count((each) => own(each) && !each.cell.harmful)} harmless, ${count((each) => own(each) && each.wrong === 'harmless reported')} reported; ` +
      `${count((each) => own(each) && !each.confirmed)} not confirmed by runs`,
  )
}
if (options.record && !options.only && !options.language) await writePage(verdicts)
if (verdicts.some(({ wrong, open }) => wrong && open === undefined)) process.exitCode = 1
