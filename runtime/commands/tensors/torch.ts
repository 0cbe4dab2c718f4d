import { Called, Name, Persistent, PickleError, readPickle } from './pickle.ts'
import {
  DTYPES,
  isShape,
  sizeOf,
  TensorFileError,
  type Bytes,
  type Dtype,
  type FileTensor,
  type OpenFile,
  type TensorFile,
} from './tensor-file.ts'
import { readZip } from './zip.ts'

/** By the names of torch's storages and types. */
const TYPES = new Map<string, Dtype>([
  ['DoubleStorage', 'F64'],
  ['float64', 'F64'],
  ['FloatStorage', 'F32'],
  ['float32', 'F32'],
  ['HalfStorage', 'F16'],
  ['float16', 'F16'],
  ['BFloat16Storage', 'BF16'],
  ['bfloat16', 'BF16'],
  ['LongStorage', 'I64'],
  ['int64', 'I64'],
  ['IntStorage', 'I32'],
  ['int32', 'I32'],
  ['ShortStorage', 'I16'],
  ['int16', 'I16'],
  ['CharStorage', 'I8'],
  ['int8', 'I8'],
  ['ByteStorage', 'U8'],
  ['uint8', 'U8'],
  ['BoolStorage', 'BOOL'],
  ['bool', 'BOOL'],
  ['uint16', 'U16'],
  ['uint32', 'U32'],
  ['uint64', 'U64'],
  ['float8_e5m2', 'F8_E5M2'],
  ['float8_e4m3fn', 'F8_E4M3'],
])

const MAX_DEPTH = 40

function lastName(value: unknown): string {
  return value instanceof Name ? value.text.split('.').at(-1)! : ''
}

/** Reads what `torch.save` wrote since torch 1.6: an archive with a pickle and the storages, of which nothing is executed. */
export function readTorch(file: OpenFile): TensorFile {
  const magic = file.read(0, Math.min(4, file.size))
  if (magic[0] !== 0x50 || magic[1] !== 0x4b)
    throw new TensorFileError(
      `${file.name} is no archive: torch saved it in the format before 1.6, or it is something else. Save it again with torch.save().`,
    )
  const members = readZip(file)
  const entry = [...members].find(([name]) => /(?:^|\/)data\.pkl$/.test(name))
  if (!entry) throw new TensorFileError(`${file.name} has no data.pkl: it was not written by torch.save().`)
  const folder = entry[0].slice(0, -'data.pkl'.length)
  let root: unknown
  try {
    root = readPickle(entry[1].read(0, entry[1].size))
  } catch (error) {
    if (!(error instanceof PickleError)) throw error
    throw new TensorFileError(`${file.name} is damaged: its pickle cannot be read, ${error.message}.`)
  }
  const tensors = new Map<string, FileTensor>()
  const values = new Map<string, string>()
  new Walk(folder, members, tensors, values).visit(root, '', 0)
  return { tensors, values, close: () => file.close() }
}

class Walk {
  readonly #folder: string
  readonly #members: ReadonlyMap<string, Bytes>
  readonly #tensors: Map<string, FileTensor>
  readonly #values: Map<string, string>
  readonly #above = new Set<unknown>()
  #visited = 0

  constructor(
    folder: string,
    members: ReadonlyMap<string, Bytes>,
    tensors: Map<string, FileTensor>,
    values: Map<string, string>,
  ) {
    this.#folder = folder
    this.#members = members
    this.#tensors = tensors
    this.#values = values
  }

  /** Takes a value apart, each part under its path. */
  visit(value: unknown, path: string, depth: number): void {
    // A pickle of a few bytes can hold itself, or double with every level.
    if (depth > MAX_DEPTH || this.#above.has(value) || ++this.#visited > 1_000_000) return
    const inside = (name: unknown) => `${path}${path ? '.' : ''}${String(name)}`
    if (value === null || typeof value !== 'object') {
      this.#values.set(path, String(value))
      return
    }
    this.#above.add(value)
    try {
      if (Array.isArray(value)) value.forEach((member, i) => this.visit(member, inside(i), depth + 1))
      else if (value instanceof Map)
        for (const [key, member] of value) this.visit(member, inside(key), depth + 1)
      else if (value instanceof Called) this.#called(value, path, depth)
    } finally {
      this.#above.delete(value)
    }
  }

  #called(value: Called, path: string, depth: number): void {
    const callee = lastName(value.callee)
    const args: unknown[] = Array.isArray(value.args) ? value.args : []
    if (/^_rebuild_parameter/.test(callee)) this.visit(args[0], path, depth + 1)
    else if (/^_rebuild_tensor_v[23]$/.test(callee)) {
      const tensor = this.#tensor(args, callee.endsWith('3') ? lastName(args[6]) : undefined)
      if (tensor) this.#tensors.set(path || 'tensor', tensor)
    } else {
      for (const [key, member] of value.items)
        this.visit(member, `${path}${path ? '.' : ''}${String(key)}`, depth + 1)
      if (value.state !== undefined) this.visit(value.state, path, depth + 1)
    }
  }

  #tensor(
    [storage, offset, shape, strides]: readonly unknown[],
    typed: string | undefined,
  ): FileTensor | undefined {
    const id: unknown[] = storage instanceof Persistent && Array.isArray(storage.id) ? storage.id : []
    const dtype = TYPES.get(typed ?? lastName(id[1]))
    const bytes = this.#members.get(`${this.#folder}data/${String(id[2])}`)
    if (!dtype || !bytes || !isShape(shape) || !isShape(strides) || strides.length !== shape.length)
      return undefined
    if (!Number.isSafeInteger(offset) || (offset as number) < 0) return undefined
    const { bytes: width } = DTYPES[dtype]
    const begin = offset as number
    const dense = denseStrides(shape)
    if (strides.every((stride, i) => stride === dense[i] || shape[i]! < 2))
      return {
        dtype,
        shape,
        read: (start, end) => bytes.read((begin + start) * width, (end - start) * width),
      }
    return {
      dtype,
      shape,
      read(start, end) {
        const data = new Uint8Array((end - start) * width)
        for (let i = start; i < end; i++) {
          let place = begin
          let rest = i
          for (let axis = 0; axis < shape.length; axis++) {
            place += Math.floor(rest / dense[axis]!) * strides[axis]!
            rest %= dense[axis]!
          }
          data.set(bytes.read(place * width, width), (i - start) * width)
        }
        return data
      },
    }
  }
}

function denseStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => Math.max(1, sizeOf(shape.slice(axis + 1))))
}
