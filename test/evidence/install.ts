/** What `--install` and `--ci` bring: the parts that the chosen platforms and claims need, into folders that git ignores. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installPlatform } from '../platforms/install.ts'
import type { Claim } from './claim.ts'
import { root } from './claim.ts'
import type { Part, Platform } from './platforms.ts'

const run = promisify(execFile)

/** One thing to bring. `install` throws what went wrong. */
interface Step {
  readonly what: string
  readonly install: () => Promise<void> | void
}

/** What is asked for. */
export interface Wanted {
  readonly platforms: readonly Platform[]
  readonly claims: readonly Claim[]
  /** Everything: also the libraries that no claim imports, and other suites do. */
  readonly all: boolean
  /** Only what CI has the time for: no TensorFlow and no JAX, no native addon, and PyTorch if it comes in time. */
  readonly small: boolean
}

/**
 * Brings what is asked for, and says of each part whether it is there. What cannot be had is missing later, where the
 * claims that need it are skipped.
 *
 * @param left Seconds that are left for everything.
 */
export async function bring(wanted: Wanted, left: () => number): Promise<void> {
  const steps = stepsFor(wanted, left)
  if (steps.length === 0) console.log('there is nothing to bring for these platforms')
  for (const { what, install } of steps) {
    process.stdout.write(`bringing ${what} … `)
    const started = performance.now()
    try {
      await install()
      process.stdout.write(`done in ${((performance.now() - started) / 1000).toFixed(0)} s\n`)
    } catch (error) {
      const said = error instanceof Error ? error.message.trim().split('\n').at(-1)! : String(error)
      process.stdout.write(`failed after ${((performance.now() - started) / 1000).toFixed(0)} s: ${said}\n`)
    }
  }
}

function stepsFor(wanted: Wanted, left: () => number): Step[] {
  const steps: Readonly<Record<Part, () => readonly Step[]>> = {
    'TensorFlow.js': () => [{ what: 'TensorFlow.js', install: installTensorFlowJs }],
    'Dawn with SwiftShader': () => [{ what: 'Dawn with SwiftShader', install: () => installSuite('webgpu') }],
    'tfjs-node': () => (wanted.small ? [] : [{ what: 'tfjs-node', install: () => installSuite('native') }]),
    'Python libraries': () => pythonSteps(wanted, left),
  }
  const parts = new Set(wanted.platforms.flatMap(({ part }) => part ?? []))
  return [...parts].flatMap((part) => steps[part]())
}

function pythonSteps({ claims, platforms, all, small }: Wanted, left: () => number): Step[] {
  const ids = new Set<string>(platforms.map(({ id }) => id))
  const needed = new Set(
    claims.filter((claim) => claim.platforms.some((id) => ids.has(id))).flatMap(({ needs = [] }) => needs),
  )
  if (!small) {
    const names = all ? undefined : [...needed]
    const what = names === undefined ? 'the Python libraries' : `${names.join(' and ')} for Python`
    return names?.length === 0 ? [] : [{ what, install: () => installPython(names) }]
  }
  const quick = ['numpy', 'pandas', 'scikit-learn'].filter((name) => needed.has(name))
  return [
    ...(quick.length > 0
      ? [{ what: quick.join(' and '), install: () => installPython(quick, left() / 3) }]
      : []),
    ...(needed.has('torch')
      ? [{ what: 'PyTorch', install: () => installPython(['torch'], left() / 2) }]
      : []),
  ]
}

/**
 * Brings Python libraries into `.cache/python`. Throws what pip says where it cannot.
 *
 * @param names Only these, in the versions of requirements.txt.
 * @param seconds Gives up after so long.
 */
async function installPython(names?: readonly string[], seconds = Infinity): Promise<void> {
  const home = join(root, '.cache/python')
  await makeEnvironment(home)
  const requirements = join(root, 'test/evidence/requirements.txt')
  const lines = readFileSync(requirements, 'utf8').split('\n')
  const wanted = names?.map((name) => lines.find((line) => line.split('==')[0] === name) ?? name)
  try {
    await run(join(home, 'bin/python'), ['-m', 'pip', 'install', '-q', ...(wanted ?? ['-r', requirements])], {
      maxBuffer: 1 << 26,
      ...(seconds === Infinity ? {} : { timeout: Math.ceil(Math.max(1, seconds) * 1000) }),
    })
  } catch (error) {
    const { killed, stderr } = error as { killed?: boolean; stderr?: string }
    if (killed === true) throw new Error(`it did not come within ${seconds.toFixed(0)} s`)
    const said = stderr
      ?.split('\n')
      .filter((line) => line.startsWith('ERROR:'))
      .at(-1)
    throw said === undefined ? error : new Error(said)
  }
}

/** An environment with pip in `home`: half of one, as Debian leaves it without its package for venv, is none. */
async function makeEnvironment(home: string): Promise<void> {
  if (existsSync(join(home, 'bin/pip'))) return
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  try {
    await run('python3', ['-m', 'venv', home])
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error('there is no python3 on the PATH: install Python 3.10 or later')
    throw new Error(
      'python3 -m venv does not work here: on Debian and Ubuntu, apt install python3-venv brings it',
    )
  }
}

/** Brings what a suite of the runtime brings for itself. Throws the reason where it cannot. */
async function installSuite(name: 'webgpu' | 'native'): Promise<void> {
  process.env['MODE'] = 'install' // read when the installers are loaded
  const { skip } =
    name === 'webgpu'
      ? await (await import('../runtime/webgpu/install.ts')).installWebgpu()
      : await (await import('../runtime/native/install.ts')).installNative()
  if (skip !== undefined) throw new Error(skip)
}

/** Brings the TensorFlow.js packages of `test/platforms/tfjs`. Throws the reason where it cannot. */
function installTensorFlowJs(): void {
  const installed = installPlatform('tfjs', '@tensorflow/tfjs-backend-wasm')
  if (typeof installed === 'string') throw new Error(installed)
}
