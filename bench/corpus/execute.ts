/**
 * `npm run corpus`: runs every program of the corpus twice and records what was seen, in `executed.json`. Programs that
 * were run before, and are as they were, are not run again.
 *
 * It needs TensorFlow.js, which it installs into `test/platforms/tfjs`, and a Python with NumPy, PyTorch, scikit-learn,
 * SciPy, pandas and JAX: the one that REPRODUCIBLE_PYTHON names, or `python3`.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPlatform } from '../../test/platforms/install.ts'
import { corpusFolder, fileOf, type Kind, type Label, readLabels, textOf } from './corpus.ts'

/** What two runs of a program showed; `program`: the start of the SHA-256 of its text. */
export interface Execution {
  readonly program: string
  readonly repeats: boolean
  readonly draws?: 'alike' | 'distinct'
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/** Whether that is what the label says of the program. */
export function confirms({ shows }: Label, kind: Kind, { repeats, draws }: Execution): boolean {
  if (shows === 'runs differ') return repeats === (kind === 'clean')
  return repeats && draws === (kind === 'clean' ? 'distinct' : 'alike')
}

const python = process.env['REPRODUCIBLE_PYTHON'] ?? 'python3'
const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))

function outputOf(label: Label, kind: Kind): string {
  const file = join(corpusFolder, fileOf(label, kind))
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'corpus-'))
  try {
    const copy = join(folder, basename(file))
    copyFileSync(file, copy)
    if (file.endsWith('.js')) {
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
      symlinkSync(
        fileURLToPath(new URL('../../test/platforms/tfjs/node_modules', import.meta.url)),
        join(folder, 'node_modules'),
      )
    }
    const { PYTHONHASHSEED: _, ...env } = process.env
    const { status, stdout, stderr } = spawnSync(file.endsWith('.js') ? process.execPath : python, [copy], {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 300_000,
    })
    if (status !== 0) throw new Error(`${fileOf(label, kind)} failed: ${stderr.trim().split('\n').at(-1)}`)
    return stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function execute(label: Label, kind: Kind): Execution {
  const [first, second] = [outputOf(label, kind), outputOf(label, kind)]
  const draws = /^(?:alike|distinct)$/mu.exec(first)?.[0] as Execution['draws']
  return { program: digestOf(textOf(label, kind)), repeats: first === second, ...(draws && { draws }) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const installed = installPlatform('tfjs', '@tensorflow/tfjs')
  if (typeof installed === 'string') throw new Error(installed)
  const record = join(corpusFolder, 'executed.json')
  const before = existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as typeof executed) : {}
  const executed: Record<string, Execution> = {}
  let wrong = 0
  for (const label of readLabels())
    for (const kind of ['defect', 'clean'] as const) {
      const file = fileOf(label, kind)
      const known = before[file]?.program === digestOf(textOf(label, kind)) ? before[file] : undefined
      const execution = (executed[file] = known ?? execute(label, kind))
      writeFileSync(record, `${JSON.stringify({ ...before, ...executed }, null, 2)}\n`)
      const confirmed = confirms(label, kind, execution)
      if (!confirmed) wrong++
      console.log(`${confirmed ? 'confirmed' : 'NOT AS LABELLED'}  ${file}`)
    }
  writeFileSync(record, `${JSON.stringify(executed, null, 2)}\n`)
  process.exit(wrong > 0 ? 1 : 0)
}
