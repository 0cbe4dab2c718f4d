import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { Claim, Program } from './claim.ts'
import { root } from './claim.ts'
import type { Present } from './platforms.ts'
import type { Observation } from './verdict.ts'

const longest = 240_000

/** Variables of the surroundings that would change what a program does. */
const removed = [
  'NODE_OPTIONS',
  'PYTHONHASHSEED',
  'PYTHONPATH',
  'TF_DETERMINISTIC_OPS',
  'CUBLAS_WORKSPACE_CONFIG',
  'VITEST',
  'NODE_ENV',
]

/** Lays the program into a folder of its own where its imports resolve. The caller removes the folder. */
export function lay(program: Program, platform: Present): string {
  mkdirSync(platform.home, { recursive: true })
  const folder = mkdtempSync(join(platform.home, 'run-'))
  for (const [path, text] of program.files) {
    const target = join(folder, path.replace(/^stubs\//, 'node_modules/').replace(/\.ts$/, '.mjs'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, path.endsWith('.ts') ? withoutTypes(text) : text)
  }
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(root, join(folder, 'node_modules/eslint-plugin-reproducible'))
  return folder
}

const withoutTypes = (text: string) =>
  ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  }).outputText

/** Twelve files in a fresh directory, created in another order in every run. On tmpfs, where there is one: ext4 hides the order. */
export function unorderedDirectory(): string {
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'evidence-'))
  const names = Array.from({ length: 12 }, (_, i) => i)
  for (let i = names.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    const kept = names[i]!
    names[i] = names[j]!
    names[j] = kept
  }
  for (const name of names)
    writeFileSync(join(directory, `example-${name}.txt`), 'x'.repeat(1 + ((name * 7919) % 12) * 20_000))
  return directory
}

/** Runs a program that has been laid into `folder`, in a fresh process. */
export function execute(claim: Claim, main: string, folder: string, platform: Present): Promise<Observation> {
  const directory = claim.directory === true ? unorderedDirectory() : undefined
  const environment: Record<string, string | undefined> = { ...process.env, ...platform.environment }
  for (const name of removed) delete environment[name]
  const args = [
    ...platform.arguments,
    ...(claim.interpreter ?? []),
    join(folder, main.replace(/\.ts$/, '.mjs')),
    ...(directory === undefined ? [] : [directory]),
  ]
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(platform.interpreter, args, {
      cwd: folder,
      env: environment as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longest,
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', (error) => (err += error.message))
    child.on('close', (code, signal) => {
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true })
      const seconds = (performance.now() - started) / 1000
      const other = /^other backend .*/m.exec(out)?.[0]
      if (code === 0 && other === undefined) {
        const lines = [...out.matchAll(/^observed (.*)$/gm)].map((match) => match[1]!)
        resolve({ ended: true, lines: claim.sorted === true ? lines.sort() : lines, seconds })
      } else {
        resolve({ ended: false, error: other ?? cause(err, code, signal), seconds })
      }
    })
  })
}

/** The line of the output that says why it stopped. */
function cause(err: string, code: number | null, signal: string | null): string {
  const said = err
    .split('\n')
    .filter((line) =>
      /^\s*(?:\w*(?:Error|Exception)\b|.*\bF .*Check failed|.*(?:Fatal|FATAL|INVALID_ARGUMENT|abort))/.test(
        line,
      ),
    )
  const last = said.at(-1)?.trim() ?? err.trim().split('\n').at(-1) ?? ''
  return `${last} (${signal ?? `exit code ${code}`})`
}
