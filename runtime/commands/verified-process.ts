/** One run of a verification: a process that records what it does. */
import { filesOf } from '../enforce/inputs.ts'
import { builtin } from '../enforce/node.ts'
import { VARIABLES, type Perturbation } from '../trace/recorder.ts'
import { NO_INHERITANCE } from '../enforce/workers.ts'

/** What one run left. */
export interface VerifiedProcess {
  /** A folder with its traces: the steps that the program told of, those seen from outside, and its outputs. */
  readonly folder: string
  readonly told: boolean
  readonly seen: boolean
  /** Whether the program asked which perturbation it runs under. */
  readonly asked: boolean
  readonly perturbation?: Perturbation
  /** What it printed. */
  readonly printed: string
  /** Copies of its outputs, by their names. */
  readonly outputs: ReadonlyMap<string, string>
  /** Patterns of outputs that it wrote no file for. */
  readonly missing: readonly string[]
  /** What went wrong with the process. */
  readonly failure?: string
}

/** One more or one less: what another number of threads is where the program runs with all it finds. */
function otherThreads(): string {
  const threads = builtin('node:os')?.availableParallelism() ?? 2
  return String(threads === 1 ? 2 : 1)
}

/** What to run, and how. */
export interface ProcessRequest {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly perturbation?: Perturbation
  /** Paths and globs of files that it writes. */
  readonly outputs?: readonly string[]
  readonly onSteps?: (steps: number) => void
}

/** What a program said in the end: from its error on where it shows one, without the frames of Node's own code. */
function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => !/^\s+at .*\bnode:/.test(line))
  const error = lines.findLastIndex((line) => /^(?:Uncaught )?[\w.]*Error\b/.test(line) && line.includes(':'))
  return lines
    .slice(error >= 0 ? error : -12)
    .slice(0, 12)
    .join('\n')
}

/** Runs a command to its end; says what it printed, and what went wrong, if anything did. */
function runToEnd(
  [program, ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ printed: string; failure?: string }> {
  return new Promise((resolve) => {
    builtin('node:child_process')!.execFile(
      program!,
      args,
      { env, maxBuffer: 2 ** 30 },
      (error, stdout, stderr) => {
        if (!error) {
          resolve({ printed: stdout })
          return
        }
        const said = lastWords(stderr.trim() || stdout.trim())
        const code = error.code as number | string | undefined
        const how =
          typeof code === 'number'
            ? `ended with the exit code ${String(code)}`
            : code === 'ENOENT'
              ? `could not be started: there is no ${program!}`
              : `was ended by ${String(error.signal ?? code)}`
        resolve({ printed: stdout, failure: `The program ${how}.${said ? ` It said:\n${said}` : ''}` })
      },
    )
  })
}

/** The last bytes of a file. */
function tailOf(file: string): string {
  const fs = builtin('node:fs')!
  const descriptor = fs.openSync(file, 'r')
  try {
    const { size } = fs.fstatSync(descriptor)
    const buffer = new Uint8Array(Math.min(size, 4096))
    fs.readSync(descriptor, buffer, 0, buffer.length, size - buffer.length)
    return new TextDecoder().decode(buffer)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Puts the traces that a process wrote into the folders `told` and `seen`, one file for each rank. */
function sortTraces(folder: string): { told: boolean; seen: boolean; asked: boolean } {
  const [fs, path] = [builtin('node:fs')!, builtin('node:path')!]
  const found = { told: false, seen: false, asked: false }
  for (const name of fs.readdirSync(folder).filter((name) => /\.jsonl(\.seen)?$/.test(name))) {
    const kind = name.endsWith('.seen') ? 'seen' : 'told'
    found[kind] = true
    const last = tailOf(path.join(folder, name)).split('\n')
    if (last.some((line) => /\{"end": ?true/.test(line) && /"asked": ?true/.test(line))) found.asked = true
    fs.mkdirSync(path.join(folder, kind), { recursive: true })
    fs.renameSync(path.join(folder, name), path.join(folder, kind, name.replace(/\.seen$/, '')))
  }
  return found
}

/** Copies what the process wrote: the next one writes over it. */
function keepOutputs(
  folder: string,
  patterns: readonly string[],
  since: number,
): { outputs: Map<string, string>; missing: string[] } {
  const [fs, path] = [builtin('node:fs')!, builtin('node:path')!]
  const outputs = new Map<string, string>()
  const missing: string[] = []
  for (const pattern of patterns) {
    let files: string[] = []
    try {
      // A file of an earlier run must not be taken for one of this.
      files = filesOf(pattern).filter((file) => fs.statSync(file).mtimeMs >= since)
    } catch {
      // Said as missing.
    }
    if (files.length === 0) missing.push(pattern)
    for (const file of files) {
      const copy = path.join(folder, 'outputs', String(outputs.size), path.basename(file))
      fs.mkdirSync(path.dirname(copy), { recursive: true })
      fs.copyFileSync(file, copy)
      outputs.set(file, copy)
    }
  }
  return { outputs, missing }
}

/** Lines in the trace so far, its first not among them. */
function stepsIn(folder: string): number {
  const fs = builtin('node:fs')!
  const sizes = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl') || name.endsWith('.seen'))
    .map((name) => fs.readFileSync(`${folder}/${name}`, 'utf8').split('\n').length - 2)
  return Math.max(0, ...sizes)
}

/** Runs a command to its end in a folder of its own, which the caller removes, and says what it left there. */
export async function runProcess({
  command,
  env,
  perturbation,
  outputs = [],
  onSteps,
}: ProcessRequest): Promise<VerifiedProcess> {
  const [fs, os, path] = [builtin('node:fs')!, builtin('node:os')!, builtin('node:path')!]
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reproducible-'))
  const threads = otherThreads()
  const watch = onSteps && setInterval(() => onSteps(stepsIn(folder)), 1000)
  // Clocks of file systems are coarser than those of processes.
  const since = Date.now() - 2
  let ended: Awaited<ReturnType<typeof runToEnd>>
  try {
    ended = await runToEnd(command, {
      ...env,
      ...NO_INHERITANCE,
      [VARIABLES.trace]: path.join(folder, 'trace.jsonl'),
      ...(perturbation && { [VARIABLES.perturbation]: perturbation }),
      ...(perturbation === 'threads' && {
        OMP_NUM_THREADS: threads,
        MKL_NUM_THREADS: threads,
        TF_NUM_INTRAOP_THREADS: threads,
        TF_NUM_INTEROP_THREADS: threads,
      }),
      ...(perturbation === 'hash-seed' && {
        PYTHONHASHSEED: env['PYTHONHASHSEED'] === '4242' ? '4243' : '4242',
      }),
    })
  } finally {
    clearInterval(watch)
  }
  return {
    folder,
    ...sortTraces(folder),
    ...keepOutputs(folder, outputs, since),
    ...ended,
    ...(perturbation && { perturbation }),
  }
}
