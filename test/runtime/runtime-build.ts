/**
 * The runtime as JavaScript, for programs that tests start in processes of their own, and the TensorFlow.js that
 * those programs import.
 */
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))
const sources = join(root, 'runtime')

/** Compiles `runtime/` as it is now; the folder's name is a hash of it, so it is never stale. */
export function buildRuntime(): string {
  const all = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  const files = all.filter((name) => name.endsWith('.ts'))
  const python = all.filter((name) => name.endsWith('.py'))
  const hash = createHash('sha256')
  const read = (name: string) => [name, readFileSync(join(sources, name), 'utf8')] as const
  const texts = files.map(read)
  for (const [name, text] of [...texts, ...python.map(read)]) hash.update(`${name}\0${text}\0`)
  const folder = join(root, '.cache', 'runtime-tests', hash.digest('hex').slice(0, 16), 'runtime')
  if (existsSync(folder)) return folder
  const draft = `${folder}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  for (const [name, text] of texts) {
    const { outputText } = ts.transpileModule(text, {
      fileName: name,
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    })
    const file = join(draft, name.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, outputText)
  }
  for (const name of python) cpSync(join(sources, name), join(draft, name))
  try {
    renameSync(draft, folder)
  } catch {
    // Another test file was faster.
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}

/** The folder with TensorFlow.js, installed when it is not there. */
const platform = join(root, 'test', 'platforms', 'tfjs')

const installed = () => existsSync(join(platform, 'node_modules', '.package-lock.json'))

/** Why TensorFlow.js cannot be had, or `undefined`. Test files that ask at the same time wait for the first one. */
export function installTfjs(): string | undefined {
  const lock = join(root, '.cache', 'tfjs-install')
  mkdirSync(join(root, '.cache'), { recursive: true })
  for (let waited = 0; !installed(); waited++) {
    try {
      mkdirSync(lock)
    } catch {
      if (waited < 600) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
        continue
      }
      // Whoever held it is gone.
    }
    try {
      execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', platform], {
        stdio: 'pipe',
        timeout: 300_000,
      })
    } catch (error) {
      return `npm could not install TensorFlow.js into test/platforms/tfjs: ${(error as Error).message}`
    } finally {
      rmSync(lock, { recursive: true, force: true })
    }
  }
  return undefined
}

/** Requires from the folder of TensorFlow.js. */
export const requireTfjs = createRequire(join(platform, 'package.json'))

/** A folder for one test file's programs, from which they can import TensorFlow.js. */
export function programFolder(name: string): string {
  const folder = join(root, '.cache', 'programs', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  symlinkSync(join(platform, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}

/** How a program ended. */
export interface Ended {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** Runs `node` with `args` to its end. The environment is the test's own without what a launcher would set. */
export function node(args: readonly string[], env: Record<string, string | undefined> = {}): Promise<Ended> {
  const clean: NodeJS.ProcessEnv = { ...process.env, ...env }
  for (const name of Object.keys(clean))
    if (!(name in env) && /^(REPRODUCIBLE_|TF_|NVIDIA_|NODE_OPTIONS$|VITEST)/.test(name)) delete clean[name]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env: clean, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, out, err }))
  })
}

/** The address of a module of the compiled runtime, for `import` and `--import`. */
export function moduleUrl(runtime: string, name: string): string {
  return pathToFileURL(join(runtime, `${name}.js`)).href
}
