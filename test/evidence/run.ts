/** `npm run evidence`: runs the programs of every claim on the platforms that this machine has, and records what they did. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Claim, Program } from './claim.ts'
import { fingerprint, readClaims, readProgram, root, withSeed } from './claim.ts'
import { execute, lay } from './execute.ts'
import { bring } from './install.ts'
import type { Plugin } from './lint.ts'
import { Linting } from './lint.ts'
import type { Platform, Present } from './platforms.ts'
import { few } from './ci.ts'
import type { Task } from './ci.ts'
import { optionsOrExit } from './options.ts'
import { platforms } from './platforms.ts'
import type { Delivery, Lint, Row } from './record.ts'
import { deliver, machineKey, merge, readEvidence, write, writeRecord } from './record.ts'
import type { Judgement, Verdict } from './verdict.ts'
import { judge } from './verdict.ts'

const options = optionsOrExit()
const started = performance.now()
const minutes = Number(options.minutes ?? (options.ci === true ? 10 : Infinity))
/** Seconds that are left. */
const left = () => minutes * 60 - (performance.now() - started) / 1000
const records = options.dry !== true && options.ci !== true
const otherSeed = process.env['REPRODUCIBLE_EVIDENCE_SEED'] ?? '71'
const date = new Date().toISOString().slice(0, 10)
const begins = (wanted: readonly string[] | undefined, name: string) =>
  wanted === undefined || wanted.some((begin) => name.startsWith(begin))

async function plugin(): Promise<Plugin | undefined> {
  const file = join(options.plugin ?? root, 'dist/src/index.js')
  if (!existsSync(file)) return undefined
  return ((await import(pathToFileURL(resolve(file)).href)) as { default: Plugin }).default
}

/** One line that is replaced on a terminal, and a line for each result everywhere. */
class Progress {
  #done = 0
  readonly #all: number
  constructor(all: number) {
    this.#all = all
  }
  result(text: string) {
    this.#done++
    const place = `${this.#done}/${this.#all}`.padStart(2 * String(this.#all).length + 1)
    process.stdout.write(`${process.stdout.isTTY ? '\r\u001b[K' : ''}${place} ${text}\n`)
    this.running('')
  }
  running(text: string) {
    if (process.stdout.isTTY && this.#done < this.#all)
      process.stdout.write(`\r\u001b[K${this.#done} of ${this.#all} ${text}`)
  }
}

/** Runs the tasks, so many at a time, and gives their results in the order of the tasks. */
async function pooled<T, R>(items: readonly T[], jobs: number, task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: Math.max(1, jobs) }, async () => {
      while (next < items.length) {
        const i = next++
        results[i] = await task(items[i]!)
      }
    }),
  )
  return results
}

async function runClaim(
  claim: Claim,
  platform: Present,
  fixed: Program,
  fixedOther: Program,
): Promise<Judgement> {
  const flagged = readProgram(claim, 'flagged')
  const seed = claim.seed ?? '17'
  const folders: string[] = []
  const runs = async (program: Program, times: number) => {
    const folder = lay(program, platform)
    folders.push(folder)
    const seen = []
    for (let i = 0; i < times; i++) seen.push(await execute(claim, program.main, folder, platform))
    return seen
  }
  try {
    const seen = { flagged: await runs(flagged, claim.runs), fixed: await runs(fixed, claim.runs) }
    const [seenOther] = claim.control === undefined ? await runs(fixedOther, 1) : []
    const [flaggedOther] =
      claim.defect === 'ignores the seed' ? await runs(withSeed(flagged, seed, otherSeed), 1) : []
    return judge(claim, {
      ...seen,
      ...(seenOther === undefined ? {} : { fixedOtherSeed: seenOther }),
      ...(flaggedOther === undefined ? {} : { flaggedOtherSeed: flaggedOther }),
    })
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}

/** The fixed program, or undefined where it is the plugin's to make and the plugin is not there or makes none. */
async function fixedOf(claim: Claim, linting: Linting | undefined): Promise<Program | undefined> {
  if (claim.fix !== true) return readProgram(claim, 'fixed')
  try {
    return await linting?.fixed(claim)
  } catch {
    return undefined // said when the claim was linted
  }
}

async function main(): Promise<number> {
  if (options.merge !== undefined) {
    let evidence = readEvidence()
    for (const file of options.merge)
      evidence = deliver(evidence, JSON.parse(readFileSync(file, 'utf8')) as Delivery)
    await write(evidence)
    return 0
  }
  if (options.table === true) {
    await write(merge(readEvidence(), {}))
    return 0
  }
  const claims = readClaims().filter(
    (claim) => begins(options.claim, claim.id) && begins(options.rule, claim.rule),
  )
  const wanted = platforms.filter(
    (platform) =>
      begins(options.platform, platform.id) && claims.some((claim) => claim.platforms.includes(platform.id)),
  )
  if (options.install === true || options.ci === true) {
    const all = options.platform === undefined && options.claim === undefined && options.rule === undefined
    await bring({ platforms: wanted, claims, all, small: options.install !== true }, left)
  }
  if (wanted.length === 0) console.log('none of these claims is about one of these platforms')
  const found = new Map<Platform, Present>()
  const skipped: { claim: Claim; platform: Platform; how: string }[] = []
  if (options.lint !== true) {
    for (const platform of wanted) {
      const state = await platform.detect()
      const concerned = claims.filter((claim) => claim.platforms.includes(platform.id))
      if (state.present) {
        found.set(platform, state)
        console.log(
          `${platform.title}: ${state.hardware}; ${Object.entries(state.versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(', ')}`,
        )
      } else {
        console.log(`${platform.title}: skipped, ${concerned.length} claims. ${state.how}`)
        for (const claim of concerned) skipped.push({ claim, platform, how: state.how })
      }
    }
  }
  if (options.list === true) {
    for (const claim of claims)
      console.log(`${claim.id.padEnd(40)} ${claim.rule.padEnd(30)} ${claim.platforms.join(' ')}`)
    return 0
  }

  const all = [...found].flatMap(([platform, present]) =>
    claims
      .filter((claim) => claim.platforms.includes(platform.id))
      .map((claim): Task => ({ claim, platform, present })),
  )
  const tasks = options.ci === true ? few(all) : all
  const looked =
    options.ci === true ? claims.filter((claim) => tasks.some((task) => task.claim === claim)) : claims
  const built = options['no-lint'] === true ? undefined : await plugin()
  const linting = built === undefined ? undefined : new Linting(built)
  const lint: Record<string, Lint> = {}
  if (linting === undefined)
    console.log(
      options['no-lint'] === true
        ? 'not linted: --no-lint'
        : 'not linted: the plugin is not built (npm run build)',
    )
  else {
    for (const claim of looked) {
      const result = { ...(await linting.check(claim)), date }
      lint[claim.id] = result
      if (result.state !== 'as claimed') {
        console.log(
          `${claim.id}: ${result.state} (flagged: ${result.flagged.join(', ') || 'nothing'}; fixed: ${result.fixed.join(', ') || 'nothing'})${result.note === undefined ? '' : ` ${result.note}`}`,
        )
      }
    }
    const right = Object.values(lint).filter((one) => one.state === 'as claimed').length
    console.log(`linted: ${right} of ${looked.length} as claimed`)
  }

  const progress = new Progress(tasks.length)
  let writing = Promise.resolve()
  const rows = await pooled(
    tasks,
    Number(options.jobs ?? availableParallelism()),
    async ({ claim, platform, present }): Promise<Row | undefined> => {
      if (left() <= 0) {
        const how = `the ${minutes} minutes are over: npm run evidence runs all`
        skipped.push({ claim, platform, how })
        progress.result(`${'SKIPPED'.padEnd(10)} ${claim.id} ${platform.id}: no time left`)
        return undefined
      }
      progress.running(`${claim.id} ${platform.id}`)
      const missing = (claim.needs ?? []).find((name) => present.versions[name] === undefined)
      if (missing !== undefined) {
        skipped.push({
          claim,
          platform,
          how: `${missing} is not installed: npm run evidence -- --install --platform ${platform.id}`,
        })
        progress.result(`${'SKIPPED'.padEnd(10)} ${claim.id} ${platform.id}: ${missing} is not installed`)
        return undefined
      }
      const fixed = await fixedOf(claim, linting)
      if (fixed === undefined) {
        skipped.push({
          claim,
          platform,
          how: 'its fixed program is the plugin\u2019s to make, and the plugin is not built (npm run build) or makes none',
        })
        progress.result(
          `${'SKIPPED'.padEnd(10)} ${claim.id} ${platform.id}: the plugin made no fixed program`,
        )
        return undefined
      }
      const begun = performance.now()
      const fixedOther = claim.seed === 'inserted' ? await linting?.fixed(claim, otherSeed) : undefined
      const judgement = await runClaim(
        claim,
        present,
        fixed,
        fixedOther ?? withSeed(fixed, claim.seed ?? '17', otherSeed),
      )
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      const counts = [judgement.flagged, judgement.fixed]
        .map((count) => (count === undefined ? '' : `${count.distinct}/${count.of}`))
        .join(' ')
      progress.result(
        `${judgement.verdict.padEnd(10)} ${claim.id} ${platform.id} ${counts} other seed ${judgement.otherSeed} ${seconds} s${judgement.note === undefined ? '' : `: ${judgement.note}`}`,
      )
      const { hardware, driver, versions } = present
      const machine = machineKey({ hardware, driver, versions })
      const row: Row = {
        claim: claim.id,
        platform: platform.id,
        ...(judgement as Judgement & { verdict: Row['verdict'] }),
        date,
        machine,
        program: fingerprint(readProgram(claim, 'flagged'), fixed),
      }
      // At once, so that a run that is stopped keeps what it has seen.
      if (records) {
        const found = { machines: { [machine]: { hardware, driver, versions } }, rows: [row] }
        writing = writing.then(() => writeRecord(merge(readEvidence(), found)))
        await writing
      }
      return row
    },
  )

  const recorded = rows.filter((row) => row !== undefined)
  if (records) await write(merge(readEvidence(), { lint }))

  const number = (verdict: Verdict) => recorded.filter((row) => row.verdict === verdict).length
  console.log(
    `\n${recorded.length} run: ${number('CONFIRMED')} CONFIRMED, ${number('NOT SHOWN')} NOT SHOWN, ${number('REFUTED')} REFUTED, ${number('FAILED')} FAILED; ${skipped.length} SKIPPED`,
  )
  for (const how of new Set(skipped.map((one) => one.how)))
    console.log(`skipped ${skipped.filter((one) => one.how === how).length}: ${how}`)
  const wrong = Object.values(lint).some((one) => one.state !== 'as claimed')
  return number('REFUTED') > 0 || number('FAILED') > 0 || wrong ? 1 : 0
}

// `… | head` reads no further than it wants to.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 2))
process.exitCode = await main()
