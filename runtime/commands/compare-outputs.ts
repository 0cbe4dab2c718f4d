/** Compares two outputs of a program: tensors where they are read, else bytes. */
import { builtin } from '../enforce/node.ts'
import { openFile } from '../enforce/open-file.ts'
import type { Comparison } from '../trace/compare.ts'
import { TraceError } from '../trace/read-trace.ts'
import { compareTensorFiles, formatTensorComparison, holdsTensors } from './tensors/compare-tensors.ts'

/** What was compared: the verdict, something for programs to read, and something for people. */
export interface Compared {
  readonly verdict: Comparison['verdict']
  readonly json: unknown
  readonly text: string
}

/** Where two files begin to differ; `undefined` where they do not. */
function firstDifferentByte(a: string, b: string): number | undefined {
  const { closeSync, fstatSync, readSync } = builtin('node:fs')!
  const files = [a, b].map((name) => openFile(name)) as [number, number]
  try {
    const [one, other] = [new Uint8Array(2 ** 18), new Uint8Array(2 ** 18)]
    const size = Math.min(...files.map((file) => fstatSync(file).size))
    for (let at = 0; ;) {
      const [x, y] = [
        readSync(files[0], one, 0, one.length, at),
        readSync(files[1], other, 0, other.length, at),
      ]
      const common = Math.min(x, y)
      for (let i = 0; i < common; i++) if (one[i] !== other[i]) return at + i
      if (common === 0) return x === y ? undefined : size
      at += common
    }
  } finally {
    for (const file of files) closeSync(file)
  }
}

/** Any two files, byte by byte. */
export function compareBytes(a: string, b: string): Compared {
  try {
    const { statSync } = builtin('node:fs')!
    const at = firstDifferentByte(a, b)
    return at === undefined
      ? { verdict: 'identical', json: { verdict: 'identical' }, text: 'Identical, to the last byte.' }
      : {
          verdict: 'diverged',
          json: { verdict: 'diverged', byte: at },
          text: `Different: from byte ${String(at)} on (${String(statSync(a).size)} and ${String(statSync(b).size)} bytes).`,
        }
  } catch (error) {
    throw new TraceError(`${a} and ${b} cannot be compared: ${(error as Error).message}`)
  }
}

/** Two outputs of a program: tensors where they are read, else bytes. */
export function compareOutputs(a: string, b: string): Compared {
  if (!holdsTensors(a) || !holdsTensors(b)) return compareBytes(a, b)
  const found = compareTensorFiles(a, b)
  return { verdict: found.verdict, json: found, text: formatTensorComparison(found, [a, b]) }
}
