/**
 * Fingerprints: whether two values are the same to the last bit.
 *
 * A fingerprint is SHA-256 over the type, the shape and the little-endian bytes of a value, and of an array's or
 * an object's members in order. Names are left out: TensorFlow.js numbers its layers through the whole process, so
 * the second model of a process has other names and the same weights. Raw bytes are compared, so `0` and `-0` differ,
 * and so do NaNs with different payloads.
 */
import { hex, sha256 } from '../streams/sha256.ts'

/** What is read of a tensor; every TensorFlow.js tensor and variable has it. */
interface TensorLike {
  readonly dataId?: object
  readonly dtype: string
  readonly shape: readonly number[]
  dataSync(): ArrayBufferView | readonly string[]
  data(): Promise<ArrayBufferView | readonly string[]>
}

/** A value taken apart: what is hashed, in order. A tensor's data stands for itself until it is read. */
type Piece = string | ArrayBufferView | TensorLike

const nodeCrypto = globalThis.process?.getBuiltinModule?.('node:crypto')
const encoder = new TextEncoder()
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

const DTYPES = new Map<string, string>([
  ['Float32Array', 'float32'],
  ['Float64Array', 'float64'],
  ['Int8Array', 'int8'],
  ['Int16Array', 'int16'],
  ['Int32Array', 'int32'],
  ['Uint8Array', 'uint8'],
  ['Uint8ClampedArray', 'uint8'],
  ['Uint16Array', 'uint16'],
  ['Uint32Array', 'uint32'],
  ['BigInt64Array', 'int64'],
  ['BigUint64Array', 'uint64'],
  ['Float16Array', 'float16'],
  ['DataView', 'bytes'],
])

function isTensor(value: object): value is TensorLike {
  const tensor = value as Partial<TensorLike>
  return (
    typeof tensor.dataSync === 'function' && Array.isArray(tensor.shape) && typeof tensor.dtype === 'string'
  )
}

/** The type's name, also for a typed array of another realm (a `vm` context has its own `Float32Array`). */
function tag(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

function textPiece(text: string): string {
  return `s${String(encoder.encode(text).length)};${text}`
}

/** Takes `value` apart. Every piece says how long it is before its bytes, so no two values give the same pieces. */
function takeApart(value: unknown, pieces: Piece[], path: string, above: object[]): void {
  if (typeof value === 'number') pieces.push('float64[];', Float64Array.of(value))
  else if (typeof value === 'boolean') pieces.push(`bool[];${value ? '\x01' : '\0'}`)
  else if (typeof value === 'bigint') pieces.push(`i${textPiece(String(value))}`)
  else if (typeof value === 'string') pieces.push(textPiece(value))
  else if (value === null || value === undefined) pieces.push('z;')
  else if (typeof value !== 'object')
    throw new TypeError(
      `fingerprint(): ${path} is a ${typeof value}, which has no bytes. It takes tensors, typed arrays, numbers, strings, booleans, models, and arrays or objects of these.`,
    )
  else if (above.includes(value))
    throw new TypeError(`fingerprint(): ${path} contains itself, so taking it apart would never end.`)
  else if (isTensor(value)) pieces.push(`${value.dtype}[${value.shape.join()}];`, value)
  else if (ArrayBuffer.isView(value)) {
    const dtype = DTYPES.get(tag(value)) ?? tag(value)
    pieces.push(`${dtype}[${String((value as { length?: number }).length ?? value.byteLength)}];`, value)
  } else if (tag(value) === 'ArrayBuffer' || tag(value) === 'SharedArrayBuffer') {
    const bytes = new Uint8Array(value as ArrayBuffer)
    pieces.push(`bytes[${String(bytes.length)}];`, bytes)
  } else if (typeof (value as { getWeights?: unknown }).getWeights === 'function')
    takeApart((value as { getWeights(): unknown }).getWeights(), pieces, `${path}.getWeights()`, [
      ...above,
      value,
    ])
  else if (typeof (value as { read?: unknown }).read === 'function')
    takeApart((value as { read(): unknown }).read(), pieces, `${path}.read()`, [...above, value])
  else {
    const members: unknown[] =
      value instanceof Map || value instanceof Set ? [...value.values()] : Object.values(value)
    if (tag(value) !== 'Array' && tag(value) !== 'Object' && tag(value) !== 'Map' && tag(value) !== 'Set')
      throw new TypeError(
        `fingerprint(): ${path} is a ${tag(value)}, which it cannot read. It takes tensors, typed arrays, numbers, strings, booleans, models, and arrays or objects of these.`,
      )
    pieces.push(`a${String(members.length)};`)
    const inside = [...above, value]
    members.forEach((member, i) => takeApart(member, pieces, `${path}[${String(i)}]`, inside))
  }
}

/** The bytes of `view`, each element's least significant byte first. */
function littleEndianBytes(view: ArrayBufferView): Uint8Array {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  const width = (view as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1
  if (littleEndian || width === 1) return bytes
  const swapped = bytes.slice()
  for (let i = 0; i < swapped.length; i += width) swapped.subarray(i, i + width).reverse()
  return swapped
}

function dataBytes(data: ArrayBufferView | readonly string[]): (string | Uint8Array)[] {
  return ArrayBuffer.isView(data) ? [littleEndianBytes(data)] : data.map(textPiece)
}

function hashPieces(parts: readonly (string | Uint8Array)[]): string {
  if (nodeCrypto) {
    const hash = nodeCrypto.createHash('sha256')
    for (const part of parts) hash.update(part)
    return hash.digest('hex')
  }
  const bytes = parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part))
  const all = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0))
  let end = 0
  for (const part of bytes) {
    all.set(part, end)
    end += part.length
  }
  return hex(sha256(all))
}

/**
 * Whether two values are the same to the last bit is whether their fingerprints are.
 *
 * @param value TensorFlow.js tensors, variables and models, typed arrays, numbers, strings, booleans, `null`, and
 *   arrays, objects, maps and sets of these, whose members count by position and not by name
 * @returns SHA-256 as 64 hexadecimal digits
 * @throws TypeError for a function, a symbol, or an object with hidden state (a Date, a Promise, …)
 * @throws whatever the tensor's backend throws where it cannot read synchronously: WebGPU in Node cannot, use
 *   {@link fingerprintLater} there
 */
export function fingerprint(value: unknown): string {
  const pieces: Piece[] = []
  takeApart(value, pieces, 'the value', [])
  return hashPieces(
    pieces.flatMap((piece) =>
      typeof piece === 'string'
        ? piece
        : ArrayBuffer.isView(piece)
          ? littleEndianBytes(piece)
          : dataBytes(piece.dataSync()),
    ),
  )
}

interface Backend {
  incRef?(dataId: object): void
  disposeData(dataId: object): boolean
}

/** What is used of the engine of TensorFlow.js, which every copy of it shares. */
interface Engine {
  readonly backendName?: string
  readonly state?: {
    readonly tensorInfo?: { get(dataId: object): { readonly backend: Backend } | undefined }
  }
  removeDataId?(dataId: object, backend: Backend): void
}

function engine(): Engine | undefined {
  return (globalThis as { _tfengine?: Engine })._tfengine
}

/**
 * Reads a tensor that may be disposed of meanwhile. The WebGPU backend looks for the tensor again when the GPU has
 * answered, so its data must be kept until then.
 */
export async function readTensor(
  tensor: Pick<TensorLike, 'data' | 'dataId'>,
): Promise<ArrayBufferView | readonly string[]> {
  const { dataId } = tensor
  const backend = dataId && engine()?.state?.tensorInfo?.get(dataId)?.backend
  if (!dataId || !backend?.incRef) return tensor.data()
  backend.incRef(dataId)
  try {
    return await tensor.data()
  } finally {
    if (backend.disposeData(dataId)) engine()?.removeDataId?.(dataId, backend)
  }
}

/**
 * {@link fingerprint} for tensors that can only be read asynchronously.
 *
 * The reads start before this returns, so a tensor may be disposed of or assigned to right afterwards.
 */
export async function fingerprintLater(value: unknown): Promise<string> {
  const pieces: Piece[] = []
  takeApart(value, pieces, 'the value', [])
  // A typed array is copied: the caller may fill it again before the tensors have been read.
  const parts = pieces.map(async (piece) =>
    typeof piece === 'string'
      ? [piece]
      : ArrayBuffer.isView(piece)
        ? [littleEndianBytes(piece).slice()]
        : dataBytes(await readTensor(piece)),
  )
  return hashPieces((await Promise.all(parts)).flat())
}

/** Whether reading `value` must wait for a GPU: it holds a tensor, and the backend is WebGPU. */
export function mustWait(value: unknown): boolean {
  if (engine()?.backendName !== 'webgpu') return false
  const pieces: Piece[] = []
  takeApart(value, pieces, 'the value', [])
  return pieces.some((piece) => typeof piece !== 'string' && !ArrayBuffer.isView(piece))
}
