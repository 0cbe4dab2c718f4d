/** One run of a verification: a process that records what it does. */
import { builtin } from '../enforce/node.ts'
import { seenFile, VARIABLES, type Perturbation } from '../trace/recorder.ts'
import { NO_INHERITANCE } from '../enforce/workers.ts'

/** The traces of one run: the steps that the program told of, and those seen from outside. */
export interface RunTraces {
  readonly told?: string
  readonly seen?: string
  readonly asked: boolean
  readonly perturbation?: Perturbation
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
  readonly onSteps?: (steps: number) => void
}

function readIfThere(file: string): string | undefined {
  try {
    return builtin('node:fs')!.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** What a program said in the end: from its error on where it shows one, without the frames of Node's own code. */
function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => !/^\s+at .*\bnode:/.test(line))
  const error = lines.findLastIndex((line) => /^(?:Uncaught )?\w*Error\b.*:/.test(line))
  return lines
    .slice(error >= 0 ? error : -12)
    .slice(0, 12)
    .join('\n')
}

/** Runs a command to its end; says what went wrong, if anything did. */
function failureOf(
  [program, ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    builtin('node:child_process')!.execFile(
      program!,
      args,
      { env, maxBuffer: 2 ** 30 },
      (error, stdout, stderr) => {
        if (!error) {
          resolve(undefined)
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
        resolve(`The program ${how}.${said ? ` It said:\n${said}` : ''}`)
      },
    )
  })
}

/** Runs a command to its end, and reads what it recorded. */
export async function runProcess({
  command,
  env,
  perturbation,
  onSteps,
}: ProcessRequest): Promise<RunTraces> {
  const [fs, os, path] = [builtin('node:fs')!, builtin('node:os')!, builtin('node:path')!]
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reproducible-'))
  const file = path.join(folder, 'trace.jsonl')
  const threads = otherThreads()
  const steps = () => (readIfThere(file) ?? readIfThere(seenFile(file)) ?? '\n').split('\n').length - 2
  const watch = onSteps && setInterval(() => onSteps(steps()), 250)
  try {
    const failure = await failureOf(command, {
      ...env,
      ...NO_INHERITANCE,
      [VARIABLES.trace]: file,
      ...(perturbation && { [VARIABLES.perturbation]: perturbation }),
      ...(perturbation === 'threads' && {
        OMP_NUM_THREADS: threads,
        TF_NUM_INTRAOP_THREADS: threads,
        TF_NUM_INTEROP_THREADS: threads,
      }),
    })
    const told = readIfThere(file)
    const seen = readIfThere(seenFile(file))
    return {
      asked: `${told ?? ''}${seen ?? ''}`
        .split('\n')
        .some((line) => line.includes('{"end":true') && line.includes('"asked":true')),
      ...(told !== undefined && { told }),
      ...(seen !== undefined && { seen }),
      ...(perturbation && { perturbation }),
      ...(failure !== undefined && { failure }),
    }
  } finally {
    clearInterval(watch)
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
