import { builtin } from '../../enforce/node.ts'
import { TensorFileError, type Bytes, type OpenFile } from './tensor-file.ts'

/** A member of an archive, compressed members in memory. */
class Member implements Bytes {
  readonly size: number
  readonly #file: OpenFile
  readonly #start: number
  readonly #stored: number
  readonly #method: number
  #inflated: Uint8Array | undefined

  constructor(file: OpenFile, start: number, stored: number, size: number, method: number) {
    this.#file = file
    this.#start = start
    this.#stored = stored
    this.size = size
    this.#method = method
  }

  read(start: number, length: number): Uint8Array {
    if (!(start >= 0 && length >= 0 && start + length <= this.size))
      throw new TensorFileError(`${this.#file.name} is damaged: a member ends before what is read of it.`)
    if (this.#method === 0) return this.#file.read(this.#start + start, length)
    try {
      this.#inflated ??= builtin('node:zlib')!.inflateRawSync(this.#file.read(this.#start, this.#stored), {
        maxOutputLength: Math.max(1, this.size),
      })
    } catch (error) {
      throw new TensorFileError(`${this.#file.name} is damaged: ${(error as Error).message}.`)
    }
    return this.#inflated.slice(start, start + length)
  }
}

/** The members of a ZIP archive, by name. */
export function readZip(file: OpenFile): Map<string, Bytes> {
  const damaged = (why: string) => new TensorFileError(`${file.name} is no archive that can be read: ${why}.`)
  const tail = file.read(Math.max(0, file.size - 65_557), Math.min(file.size, 65_557))
  const view = new DataView(tail.buffer)
  let at = tail.length - 22
  while (at >= 0 && view.getUint32(at, true) !== 0x06054b50) at--
  if (at < 0) throw damaged('its index is missing, so it was cut off or is something else')
  let count = view.getUint16(at + 10, true)
  let size = view.getUint32(at + 12, true)
  let start = view.getUint32(at + 16, true)
  if (start === 0xffffffff || count === 0xffff) {
    // The fields of ZIP64 stand in a record of their own, which a locator names.
    if (at < 20 || view.getUint32(at - 20, true) !== 0x07064b50) throw damaged('its ZIP64 locator is missing')
    const record = new DataView(file.read(Number(view.getBigUint64(at - 12, true)), 56).buffer)
    count = Number(record.getBigUint64(32, true))
    size = Number(record.getBigUint64(40, true))
    start = Number(record.getBigUint64(48, true))
  }
  if (size > 2 ** 28) throw damaged('its index is too large')
  const index = file.read(start, size)
  return readIndex(file, index, count, damaged)
}

function readIndex(
  file: OpenFile,
  index: Uint8Array,
  count: number,
  damaged: (why: string) => Error,
): Map<string, Bytes> {
  const view = new DataView(index.buffer)
  const members = new Map<string, Bytes>()
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > index.length || view.getUint32(at, true) !== 0x02014b50)
      throw damaged('its index is cut off')
    const method = view.getUint16(at + 10, true)
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true),
    ) as [number, number, number]
    const name = new TextDecoder().decode(index.subarray(at + 46, at + 46 + nameLength))
    const wide = readWide(view, at + 46 + nameLength, extraLength)
    const take = (value: number) => (value === 0xffffffff ? Number(wide.shift() ?? 0n) : value)
    const size = take(view.getUint32(at + 24, true))
    const stored = take(view.getUint32(at + 20, true))
    const header = take(view.getUint32(at + 42, true))
    if (method !== 0 && method !== 8) throw damaged(`${name} is compressed in a way that is not known`)
    const local = new DataView(file.read(header, 30).buffer)
    const begin = header + 30 + local.getUint16(26, true) + local.getUint16(28, true)
    members.set(name, new Member(file, begin, stored, size, method))
    at += 46 + nameLength + extraLength + commentLength
  }
  return members
}

/** The 64-bit numbers of a ZIP64 field. */
function readWide(view: DataView, at: number, length: number): bigint[] {
  const end = Math.min(at + length, view.byteLength)
  while (at + 4 <= end) {
    const [id, size] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
    const inside = Math.min(at + 4 + size, end)
    if (id === 1) {
      const numbers: bigint[] = []
      for (let i = at + 4; i + 8 <= inside; i += 8) numbers.push(view.getBigUint64(i, true))
      return numbers
    }
    at += 4 + size
  }
  return []
}
