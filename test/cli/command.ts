import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const CLI = join(ROOT, 'dist/src/cli.js')

export interface Said {
  readonly code: number | null
  readonly out: string
  /** Without the closing line. */
  readonly err: string
  /** The line that says what was judged. */
  readonly closing: string
}

/** Runs the built command. */
export function command(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Said {
  if (!existsSync(CLI)) throw new Error('There is no dist/. Run: npm run build')
  const { FORCE_COLOR: _forced, COLUMNS: _columns, ...clean } = process.env
  const run = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...clean, ...env },
    timeout: 600_000,
    maxBuffer: 2 ** 28,
  })
  const closing = /^\d+ files? read.*\n/mu.exec(run.stderr)?.[0] ?? ''
  return { code: run.status, out: run.stdout, err: run.stderr.replace(closing, ''), closing: closing.trim() }
}

/** A folder of its own, outside every repository, with these files. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'reproducible-')))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** A notebook of code cells. */
export function notebook(...cells: readonly string[]): string {
  const code = cells.map((source) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: source.split(/(?<=\n)/u),
  }))
  return JSON.stringify(
    {
      cells: [{ cell_type: 'markdown', metadata: {}, source: ['# Training'] }, ...code],
      metadata: { kernelspec: { name: 'python3', language: 'python', display_name: 'Python 3' } },
      nbformat: 4,
      nbformat_minor: 5,
    },
    undefined,
    1,
  )
}
