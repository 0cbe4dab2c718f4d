/** `npm run evidence:generated`: generates small programs, lints each and runs it twice. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { root } from '../claim.ts'
import type { Plugin } from '../lint.ts'
import { platforms } from '../platforms.ts'
import type { GeneratedRow } from '../record.ts'
import { machineKey, merge, readEvidence, write } from '../record.ts'
import type { Kind } from './agree.ts'
import { Agreeing } from './agree.ts'
import { javascript } from './javascript.ts'
import type { Language } from './program.ts'
import { linesOf } from './program.ts'
import { python } from './python.ts'

const HELP = `npm run evidence:generated -- [options]

Generates small random programs, lints each with the preset recommended, and runs it twice, in two processes: it should
be reported if, and only if, the two runs differ. Prints the smallest program of every kind of disagreement.

  --count <n>          programs of each language (default 200; 2000 take 2 minutes for JavaScript, 4 for Python)
  --language <name>    javascript or python (default: both)
  --seed <n>           of the generator: the same seed gives the same programs (default 1)
  --shrink <n>         shrink so many disagreements at most (default 10)
  --record             write the result to docs/evidence.json and docs/evidence.md
  --plugin <folder>    lint with the package that is built there (default: this one)

It needs TensorFlow.js, and Python with NumPy, PyTorch and scikit-learn: npm run evidence -- --install brings them.
The exit status is 1 when a program is reported whose runs agree.
`

function readOptions() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean', short: 'h' },
        count: { type: 'string', default: '200' },
        language: { type: 'string', multiple: true },
        seed: { type: 'string', default: '1' },
        shrink: { type: 'string', default: '10' },
        record: { type: 'boolean' },
        plugin: { type: 'string', default: root },
      },
    }).values
  } catch (error) {
    console.error(`${(error as Error).message}. npm run evidence:generated -- --help`)
    process.exit(2)
  }
}

const options = readOptions()
if (options.help === true) {
  process.stdout.write(HELP)
  process.exit(0)
}

/** The statements of the smallest program of a kind, and why the rules say nothing about it. */
function explained(language: Language, { kind, count, program }: Kind): GeneratedRow['kinds'][number] {
  const known = new Map(language.snippets.map((snippet) => [snippet.id, snippet]))
  const used = linesOf(program.statements).flatMap((id) => known.get(id) ?? [])
  const why = used.find(({ missed }) => missed !== undefined)?.missed
  const lines = used.flatMap((snippet) => snippet.lines).join('\n')
  return { kind, count, program: lines, ...(kind === 'missed' && why !== undefined ? { why } : {}) }
}

const file = join(options.plugin, 'dist/src/index.js')
if (!existsSync(file)) {
  console.error('the plugin is not built: npm run build')
  process.exit(2)
}
const plugin = ((await import(pathToFileURL(resolve(file)).href)) as { default: Plugin }).default

for (const [language, id] of [
  [javascript, 'tfjs-cpu'],
  [python, 'python'],
] as const) {
  if (options.language !== undefined && !options.language.includes(language.name)) continue
  const platform = await platforms.find((one) => one.id === id)!.detect()
  const missing = platform.present
    ? (language.needs ?? []).filter((name) => platform.versions[name] === undefined)
    : []
  if (!platform.present || missing.length > 0) {
    const how = platform.present
      ? `${missing.join(' and ')} cannot be imported: npm run evidence -- --install brings it.`
      : platform.how
    console.log(`${language.name}: skipped. ${how}`)
    continue
  }
  const agreeing = new Agreeing(language, platform, plugin)
  const started = performance.now()
  const count = Number(options.count)
  const result = await agreeing.compare(count, Number(options.seed), Number(options.shrink), (done) => {
    if (process.stdout.isTTY) process.stdout.write(`\r${language.name}: ${done} of ${count}`)
    else if (done % 1000 === 0 || done === count) console.log(`${language.name}: ${done} of ${count}`)
  })
  agreeing.end()
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  const missed = result.missed.length
  console.log(
    `${process.stdout.isTTY ? '\r' : ''}${language.name}: ${result.programs} programs in ${seconds} s, ${result.differing} differ from run to run, ${result.stopped.length} stopped`,
  )
  console.log(
    `${result.falseReports.length} false reports, ${missed} missed (${((100 * missed) / Math.max(1, result.differing)).toFixed(1)} % of those that differ)`,
  )
  for (const one of result.kinds) {
    console.log(
      `\n--- ${one.kind} in ${one.count} programs${one.reported.length > 0 ? `: ${one.reported.join(', ')}` : ''}\n${one.text}`,
    )
  }
  for (const one of result.stopped.slice(0, 3)) console.log(`\n--- stopped: ${one.error}\n${one.text}`)
  if (result.falseReports.length > 0) process.exitCode = 1
  if (options.record === true) {
    const { hardware, driver, versions } = platform
    const machine = machineKey({ hardware, driver, versions })
    const row: GeneratedRow = {
      language: language.name,
      seed: Number(options.seed),
      programs: result.programs,
      stopped: result.stopped.length,
      differing: result.differing,
      falseReports: result.falseReports.length,
      missed,
      kinds: result.kinds.map((kind) => explained(language, kind)),
      date: new Date().toISOString().slice(0, 10),
      machine,
    }
    await write(
      merge(readEvidence(), { machines: { [machine]: { hardware, driver, versions } }, generated: [row] }),
    )
  }
}
