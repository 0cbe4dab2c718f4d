/** Reads a trace, or says what is wrong with it. */
import { TRACE_FORMAT, type StepRecord } from './trace.ts'

/** A trace that cannot be compared: not one, of another format, or damaged. The message says which, and why. */
export class TraceError extends Error {
  override readonly name = 'TraceError'
}

/** A trace taken apart. */
export interface ReadTrace {
  readonly header: Readonly<Record<string, unknown>>
  readonly steps: readonly StepRecord[]
  /** Why the trace is not whole, if it is not. */
  readonly incomplete?: string
}

/** Whether a value of JSON is an object with names. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads a trace.
 *
 * @param text the file's contents
 * @param name what to call it in messages
 * @throws TraceError when it is empty, is something else, or has a line in the middle that cannot be read
 */
export function readTrace(text: string, name: string): ReadTrace {
  const lines = text.split('\n')
  // A line that was written to its end has a line feed behind it.
  const cut = lines.pop()
  const header = parseLine(lines[0] ?? cut ?? '')
  if (text.trim() === '')
    throw new TraceError(`${name} is empty: the run ended before its trace was begun, or wrote it elsewhere.`)
  if (!header || typeof header['trace'] !== 'string')
    throw new TraceError(
      `${name} is not a trace: its first line must be JSON with "trace": "${TRACE_FORMAT}". Traces are written by enforce({ trace: { file } }).`,
    )
  if (header['trace'] !== TRACE_FORMAT)
    throw new TraceError(
      `${name} is of the format "${header['trace']}", and this version reads "${TRACE_FORMAT}". Compare it with the version that wrote it.`,
    )
  const steps: StepRecord[] = []
  let ended = false
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue
    const record = parseLine(line)
    if (
      ended ||
      !record ||
      (record['end'] !== true && !(Number.isInteger(record['step']) && isRecord(record['draws'])))
    )
      throw new TraceError(
        `${name}, line ${String(i + 1)} is damaged: ${ended ? 'it comes after the last line, so two runs wrote into this file' : 'it is neither a step nor the last line of a trace'}.`,
      )
    if (record['end'] !== true) steps.push(record as unknown as StepRecord)
    else if (record['steps'] === steps.length) ended = true
    else
      throw new TraceError(
        `${name} lacks lines: its last line counts ${String(record['steps'])} steps, and it has ${String(steps.length)}.`,
      )
  }
  if (ended) return { header, steps }
  const last = steps.at(-1)
  const where = last ? `after step ${String(last.step)}` : 'before its first step'
  return {
    header,
    steps,
    incomplete: `${name} is truncated: it stops ${where}${cut ? ' in the middle of a line' : ''}, and its last line is missing. The run was killed, crashed, or called process.exit() before its trace was closed.`,
  }
}
