/** Compares what two files hold of tensors, whatever their formats. */
import { printable } from '../../trace/read-trace.ts'
import { readNumpy } from './npy.ts'
import { readSafetensors } from './safetensors.ts'
import {
  DTYPES,
  OpenFile,
  sizeOf,
  TensorFileError,
  type Dtype,
  type FileTensor,
  type TensorFile,
} from './tensor-file.ts'
import { readTorch } from './torch.ts'

const READERS: readonly (readonly [RegExp, (file: OpenFile) => TensorFile])[] = [
  [/\.safetensors$/i, readSafetensors],
  [/\.(?:pt|pth|ckpt)$/i, readTorch],
  [/\.np[yz]$/i, readNumpy],
]

function readerOf(name: string): ((file: OpenFile) => TensorFile) | undefined {
  const known = READERS.find(([pattern]) => pattern.test(name))?.[1]
  // Transformers' pytorch_model.bin.
  if (known || !/\.bin$/i.test(name)) return known
  const file = new OpenFile(name)
  try {
    return file.size > 4 && file.read(0, 2)[0] === 0x50 && file.read(1, 1)[0] === 0x4b ? readTorch : undefined
  } finally {
    file.close()
  }
}

/** Whether a file is of a format whose tensors can be read. */
export function holdsTensors(name: string): boolean {
  return readerOf(name) !== undefined
}

/** How a tensor differs. */
export interface TensorDifference {
  readonly name: string
  /** How many elements it has, and how many differ. */
  readonly elements: number
  readonly differing: number
  /** Index of the first. */
  readonly first?: readonly number[]
  readonly worst?: {
    readonly index: readonly number[]
    readonly values: readonly [string, string]
    /** Units in the last place: how many numbers of the type lie between; for integers, how far apart they are. */
    readonly units: string
  }
  /** Elements that are NaN in one file only. */
  readonly nan?: number
  /** Another shape or type: elements were not compared. */
  readonly form?: string
}

/** What two files have in common. */
export interface TensorComparison {
  readonly verdict: 'identical' | 'diverged' | 'unknown'
  readonly tensors: number
  readonly differences: readonly TensorDifference[]
  readonly onlyIn: readonly [readonly string[], readonly string[]]
  /** Numbers and texts beside the tensors that differ. */
  readonly values: readonly string[]
  readonly notes: readonly string[]
}

function openTensors(name: string): TensorFile {
  const reader = readerOf(name)
  if (!reader) throw new TensorFileError(`${name} is of no format whose tensors can be read.`)
  let file: OpenFile
  try {
    file = new OpenFile(name)
  } catch (error) {
    if (error instanceof TensorFileError) throw error
    throw new TensorFileError(`${name} cannot be read: ${(error as Error).message}`)
  }
  try {
    return reader(file)
  } catch (error) {
    file.close()
    throw error
  }
}

/** Elements that are compared at a time. */
const BLOCK = 2 ** 20

function bitsReader({ bytes }: (typeof DTYPES)[Dtype]): (view: DataView, i: number) => bigint {
  if (bytes === 8) return (view, i) => view.getBigUint64(8 * i, true)
  if (bytes === 4) return (view, i) => BigInt(view.getUint32(4 * i, true))
  return bytes === 2
    ? (view, i) => BigInt(view.getUint16(2 * i, true))
    : (view, i) => BigInt(view.getUint8(i))
}

/** A number's place among all numbers of its type, in order: neighbours are one apart. */
function placeOf(bits: bigint, dtype: Dtype): bigint {
  const { bytes, kind } = DTYPES[dtype]
  if (kind === 'uint') return bits
  const sign = 1n << BigInt(8 * bytes - 1)
  if (kind === 'int') return bits & sign ? bits - 2n * sign : bits
  return bits & sign ? -(bits - sign) : bits
}

function isNaNBits(bits: bigint, dtype: Dtype): boolean {
  const { bytes, kind, mantissa } = DTYPES[dtype]
  if (kind !== 'float') return false
  const magnitude = bits & ((1n << BigInt(8 * bytes - 1)) - 1n)
  if (dtype === 'F8_E4M3') return magnitude === 0x7fn
  const infinity = ((1n << BigInt(8 * bytes - 1 - mantissa)) - 1n) << BigInt(mantissa)
  return magnitude > infinity
}

function valueOf(bits: bigint, dtype: Dtype): string {
  const { bytes, kind, mantissa } = DTYPES[dtype]
  if (kind !== 'float') return String(placeOf(bits, dtype))
  if (isNaNBits(bits, dtype)) return 'NaN'
  const negative = bits >> BigInt(8 * bytes - 1) ? '-' : ''
  const exponentBits = 8 * bytes - 1 - mantissa
  const exponent = Number((bits >> BigInt(mantissa)) & ((1n << BigInt(exponentBits)) - 1n))
  const fraction = Number(bits & ((1n << BigInt(mantissa)) - 1n)) / 2 ** mantissa
  const bias = 2 ** (exponentBits - 1) - 1
  if (exponent === 2 ** exponentBits - 1 && dtype !== 'F8_E4M3') return `${negative}Infinity`
  const value = exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias)
  return `${negative}${String(dtype === 'F64' ? value : Number(value.toPrecision(9)))}`
}

function indexOf(at: number, shape: readonly number[]): number[] {
  const index: number[] = []
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(at % shape[axis]!)
    at = Math.floor(at / shape[axis]!)
  }
  return index
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

function compareTensor(name: string, a: FileTensor, b: FileTensor): TensorDifference | undefined {
  const form = (tensor: FileTensor) => `${tensor.dtype}[${tensor.shape.join(', ')}]`
  const elements = sizeOf(a.shape)
  if (form(a) !== form(b)) return { name, elements, differing: 0, form: `${form(a)} and ${form(b)}` }
  const bitsAt = bitsReader(DTYPES[a.dtype])
  let differing = 0
  let nan = 0
  let first: number | undefined
  let worst: { at: number; units: bigint; bits: [bigint, bigint] } | undefined
  for (let start = 0; start < elements; start += BLOCK) {
    const end = Math.min(start + BLOCK, elements)
    const [one, other] = [a.read(start, end), b.read(start, end)]
    if (sameBytes(one, other)) continue
    const [left, right] = [one, other].map(
      (data) => new DataView(data.buffer, data.byteOffset, data.byteLength),
    ) as [DataView, DataView]
    for (let i = 0; i < end - start; i++) {
      const [x, y] = [bitsAt(left, i), bitsAt(right, i)]
      if (x === y) continue
      const [xNaN, yNaN] = [isNaNBits(x, a.dtype), isNaNBits(y, a.dtype)]
      // NaN is NaN, whatever its other bits.
      if (xNaN && yNaN) continue
      differing++
      first ??= start + i
      if (xNaN !== yNaN) {
        nan++
        continue
      }
      const distance = placeOf(x, a.dtype) - placeOf(y, a.dtype)
      const units = distance < 0n ? -distance : distance
      if (!worst || units > worst.units) worst = { at: start + i, units, bits: [x, y] }
    }
  }
  if (first === undefined) return undefined
  return {
    name,
    elements,
    differing,
    first: indexOf(first, a.shape),
    ...(worst && {
      worst: {
        index: indexOf(worst.at, a.shape),
        values: [valueOf(worst.bits[0], a.dtype), valueOf(worst.bits[1], a.dtype)] as const,
        units: String(worst.units),
      },
    }),
    ...(nan > 0 && { nan }),
  }
}

/** What all names begin with, up to a dot. */
function commonPrefix(names: readonly string[]): string {
  const [first = ''] = names
  let end = first.length
  for (const name of names)
    while (!name.startsWith(first.slice(0, end))) end = first.lastIndexOf('.', end - 2) + 1
  return first.slice(0, first.lastIndexOf('.', end - 1) + 1)
}

/** The tensors under names without what all of them begin with. */
function withoutPrefix(tensors: ReadonlyMap<string, FileTensor>): ReadonlyMap<string, FileTensor> {
  const prefix = commonPrefix([...tensors.keys()])
  return new Map(Array.from(tensors, ([name, tensor]) => [name.slice(prefix.length), tensor]))
}

/**
 * Compares the tensors of two files by their names.
 *
 * @throws TensorFileError when one of them cannot be read
 */
export function compareTensorFiles(a: string, b: string): TensorComparison {
  const one = openTensors(a)
  try {
    const other = openTensors(b)
    try {
      return compareOpened(one, other)
    } finally {
      other.close()
    }
  } finally {
    one.close()
  }
}

function compareOpened(one: TensorFile, other: TensorFile): TensorComparison {
  let [mine, theirs] = [one.tensors, other.tensors]
  const notes: string[] = []
  if (![...mine.keys()].some((name) => theirs.has(name))) {
    // A state dict as it is, and the same inside a checkpoint, have other beginnings.
    const [short, otherShort] = [withoutPrefix(mine), withoutPrefix(theirs)]
    if ([...short.keys()].some((name) => otherShort.has(name))) {
      ;[mine, theirs] = [short, otherShort]
      notes.push('The names have other beginnings, which were left out.')
    }
  }
  const common = [...mine.keys()].filter((name) => theirs.has(name))
  const differences = common.flatMap((name) => compareTensor(name, mine.get(name)!, theirs.get(name)!) ?? [])
  const only = (own: ReadonlyMap<string, unknown>, others: ReadonlyMap<string, unknown>) =>
    [...own.keys()].filter((name) => !others.has(name))
  const onlyIn = [only(mine, theirs), only(theirs, mine)] as const
  const values = [...one.values]
    .filter(([name, value]) => other.values.has(name) && other.values.get(name) !== value)
    .map(([name, value]) => `${name}: ${value} and ${other.values.get(name)!}`)
  const verdict =
    differences.length > 0 || onlyIn.some((names) => names.length > 0)
      ? 'diverged'
      : common.length === 0
        ? 'unknown'
        : 'identical'
  if (common.length === 0) notes.push('The files have no tensor in common.')
  return { verdict, tensors: common.length, differences, onlyIn, values, notes }
}

const MOST_SHOWN = 20

/** A comparison for people. */
export function formatTensorComparison(
  { verdict, tensors, differences, onlyIn, values, notes }: TensorComparison,
  names: readonly [string, string],
): string {
  const lines: string[] = []
  if (verdict === 'identical') lines.push(`Identical: ${String(tensors)} tensors, to the last bit.`)
  else if (verdict === 'unknown') lines.push('Could not tell.')
  else lines.push(`Different: ${String(differences.length)} of ${String(tensors)} tensors.`)
  const units = ({ worst }: TensorDifference) => BigInt(worst?.units ?? 0)
  const [first] = differences
  const worst = differences.reduce<TensorDifference | undefined>(
    (best, each) => (each.worst && (!best || units(each) > units(best)) ? each : best),
    undefined,
  )
  if (first) lines.push(`first  ${describe(first)}`)
  if (worst && worst !== first) lines.push(`worst  ${describe(worst)}`)
  const rest = differences.filter((each) => each !== first && each !== worst)
  for (const each of rest.slice(0, MOST_SHOWN)) lines.push(`       ${describe(each)}`)
  if (rest.length > MOST_SHOWN)
    lines.push(`       … and ${String(rest.length - MOST_SHOWN)} more (--json lists all)`)
  onlyIn.forEach((list, i) => {
    if (list.length > 0)
      lines.push(
        `Only ${names[i]!} has ${list.slice(0, MOST_SHOWN).map(printable).join(', ')}${list.length > MOST_SHOWN ? ', …' : ''}.`,
      )
  })
  if (values.length > 0)
    lines.push(`Other values beside them: ${values.slice(0, MOST_SHOWN).map(printable).join('; ')}.`)
  return [...lines, ...notes].join('\n')
}

function describe({ name, elements, differing, first, worst, nan, form }: TensorDifference): string {
  if (form !== undefined) return `${printable(name)}: ${form}`
  const at = (index: readonly number[]) => `[${index.join(', ')}]`
  return [
    `${printable(name)}: ${String(differing)} of ${String(elements)} elements, the first at ${at(first!)}`,
    worst &&
      `at most ${worst.units} units in the last place, at ${at(worst.index)}: ${worst.values.join(' and ')}`,
    nan !== undefined && `${String(nan)} NaN in one file only`,
  ]
    .filter(Boolean)
    .join('; ')
}
