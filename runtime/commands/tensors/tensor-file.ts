/** What is read of files that hold tensors. */
import { builtin } from '../../enforce/node.ts'
import { openFile } from '../../enforce/open-file.ts'

/** A file that is not what its name says, or is damaged. */
export class TensorFileError extends Error {
  override readonly name = 'TensorFileError'
}

/** The types of elements, by their names in safetensors. */
export const DTYPES = {
  F64: { bytes: 8, kind: 'float', mantissa: 52 },
  F32: { bytes: 4, kind: 'float', mantissa: 23 },
  F16: { bytes: 2, kind: 'float', mantissa: 10 },
  BF16: { bytes: 2, kind: 'float', mantissa: 7 },
  F8_E5M2: { bytes: 1, kind: 'float', mantissa: 2 },
  F8_E4M3: { bytes: 1, kind: 'float', mantissa: 3 },
  I64: { bytes: 8, kind: 'int', mantissa: 0 },
  I32: { bytes: 4, kind: 'int', mantissa: 0 },
  I16: { bytes: 2, kind: 'int', mantissa: 0 },
  I8: { bytes: 1, kind: 'int', mantissa: 0 },
  U64: { bytes: 8, kind: 'uint', mantissa: 0 },
  U32: { bytes: 4, kind: 'uint', mantissa: 0 },
  U16: { bytes: 2, kind: 'uint', mantissa: 0 },
  U8: { bytes: 1, kind: 'uint', mantissa: 0 },
  BOOL: { bytes: 1, kind: 'uint', mantissa: 0 },
} as const

/** A name of {@link DTYPES}. */
export type Dtype = keyof typeof DTYPES

/** A tensor of a file. */
export interface FileTensor {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  /** The bytes of the elements `start` to `end`, in order, little-endian. */
  read(start: number, end: number): Uint8Array
}

/** What a file holds. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, FileTensor>
  /** Numbers and texts beside them, such as an epoch. */
  readonly values: ReadonlyMap<string, string>
  close(): void
}

/** Bytes that can be read anywhere. */
export interface Bytes {
  readonly size: number
  read(start: number, length: number): Uint8Array
}

/** A file opened for reading at any place. */
export class OpenFile implements Bytes {
  readonly name: string
  readonly size: number
  readonly #descriptor: number

  constructor(name: string) {
    this.name = name
    const fs = builtin('node:fs')!
    this.#descriptor = openFile(name)
    this.size = fs.fstatSync(this.#descriptor).size
  }

  read(start: number, length: number): Uint8Array {
    if (!(start >= 0 && length >= 0 && start + length <= this.size))
      throw new TensorFileError(`${this.name} is damaged: it ends before what its index names.`)
    const bytes = new Uint8Array(length)
    for (let done = 0; done < length;) {
      const read = builtin('node:fs')!.readSync(this.#descriptor, bytes, done, length - done, start + done)
      if (read === 0) throw new TensorFileError(`${this.name} became shorter while it was read.`)
      done += read
    }
    return bytes
  }

  close(): void {
    builtin('node:fs')!.closeSync(this.#descriptor)
  }
}

/** How many elements a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** Whether `shape` is one that a tensor can have. */
export function isShape(shape: unknown): shape is number[] {
  return (
    Array.isArray(shape) &&
    shape.length <= 64 &&
    shape.every((length) => Number.isSafeInteger(length) && (length as number) >= 0) &&
    Number.isSafeInteger(sizeOf(shape as number[]))
  )
}
