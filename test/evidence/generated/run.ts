/**
 * `npm run evidence:generated -- --count 2000 [--language python] [--seed 1] [--shrink 10] [--plugin <folder>]`: generates small programs,
 * lints each and runs it twice. Reported must be the same as different. Prints the smallest programs that disagree.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { root } from '../claim.ts'
import type { Plugin } from '../lint.ts'
import { platforms } from '../platforms.ts'
import { Agreeing } from './agree.ts'
import { javascript } from './javascript.ts'
import { python } from './python.ts'

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    language: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
    shrink: { type: 'string', default: '10' },
    plugin: { type: 'string', default: root },
  },
})

const file = join(options.plugin, 'dist/src/index.js')
const plugin = existsSync(file)
  ? ((await import(pathToFileURL(resolve(file)).href)) as { default: Plugin }).default
  : undefined
if (plugin === undefined) console.log('not linted: the plugin is not built (npm run build)')

for (const [language, id] of [
  [javascript, 'tfjs-cpu'],
  [python, 'python'],
] as const) {
  if (options.language !== undefined && !options.language.includes(language.name)) continue
  const platform = await platforms.find((one) => one.id === id)!.detect()
  if (!platform.present) {
    console.log(`${language.name}: skipped. ${platform.how}`)
    continue
  }
  const agreeing = new Agreeing(language, platform, plugin)
  const started = performance.now()
  const count = Number(options.count)
  const result = await agreeing.compare(
    count,
    Number(options.seed),
    plugin === undefined ? 0 : Number(options.shrink),
    (done) => {
      if (process.stdout.isTTY) process.stdout.write(`\r${language.name}: ${done} of ${count}`)
    },
  )
  agreeing.end()
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(
    `\n${language.name}: ${result.programs} programs in ${seconds} s, ${result.differing} differ from run to run, ${result.stopped.length} stopped`,
  )
  if (plugin !== undefined)
    console.log(
      `${result.falseReports.length} false reports, ${result.missed.length} missed (${((100 * result.missed.length) / Math.max(1, result.differing)).toFixed(1)} % of those that differ)`,
    )
  for (const one of result.smallest) {
    console.log(`\n--- ${one.kind}${one.reported.length > 0 ? `: ${one.reported.join(', ')}` : ''}\n${one.text}`)
  }
  for (const one of result.stopped.slice(0, 3)) console.log(`\n--- stopped: ${one.error}\n${one.text}`)
  if (plugin !== undefined && result.falseReports.length > 0) process.exitCode = 1
}
