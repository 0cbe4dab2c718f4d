/**
 * Reads what a pickle describes, and executes nothing: a name stays a name, a call stays the list of its arguments.
 * https://docs.python.org/3/library/pickletools.html
 */

/** A name of Python, such as `torch.FloatStorage`. */
export class Name {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What a call would have made. */
export class Called {
  readonly callee: unknown
  readonly args: unknown
  /** What was put into it: `__setstate__`, items, elements. */
  state: unknown
  readonly items = new Map<unknown, unknown>()
  constructor(callee: unknown, args: unknown) {
    this.callee = callee
    this.args = args
  }
}

/** Something that is stored elsewhere. */
export class Persistent {
  readonly id: unknown
  constructor(id: unknown) {
    this.id = id
  }
}

/** A pickle that cannot be read. */
export class PickleError extends Error {
  override readonly name = 'PickleError'
}

const MARK = Symbol('mark')

/** Reads one pickle. */
export function readPickle(bytes: Uint8Array): unknown {
  return new Reader(bytes).run()
}

class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #stack: unknown[] = []
  readonly #memo = new Map<number, unknown>()
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  #take(length: number): Uint8Array {
    if (length < 0 || this.#at + length > this.#bytes.length) throw new PickleError('it is cut off')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  #number(length: 1 | 2 | 4 | 8): number {
    this.#take(length)
    const at = this.#at - length
    if (length === 1) return this.#view.getUint8(at)
    if (length === 2) return this.#view.getUint16(at, true)
    return length === 4 ? this.#view.getUint32(at, true) : Number(this.#view.getBigUint64(at, true))
  }

  #text(length: number): string {
    return new TextDecoder().decode(this.#take(length))
  }

  #line(): string {
    const end = this.#bytes.indexOf(10, this.#at)
    if (end < 0) throw new PickleError('it is cut off')
    const text = this.#text(end - this.#at)
    this.#at++
    return text
  }

  #long(length: number): number | bigint {
    const bytes = this.#take(length)
    let value = 0n
    for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!)
    if (bytes.length > 0 && bytes.at(-1)! > 127) value -= 1n << BigInt(8 * bytes.length)
    return Number.isSafeInteger(Number(value)) ? Number(value) : value
  }

  #pop(): unknown {
    if (this.#stack.length === 0) throw new PickleError('it takes more than it has')
    return this.#stack.pop()
  }

  /** What stands above the last mark. */
  #marked(): unknown[] {
    const at = this.#stack.lastIndexOf(MARK)
    if (at < 0) throw new PickleError('a mark is missing')
    const items = this.#stack.splice(at + 1)
    this.#stack.pop()
    return items
  }

  #add(items: readonly unknown[]): void {
    const target = this.#stack.at(-1)
    if (Array.isArray(target)) for (const item of items) target.push(item)
    else if (target instanceof Called) for (const item of items) target.items.set(target.items.size, item)
  }

  #set(pairs: readonly unknown[]): void {
    const target = this.#stack.at(-1)
    const map = target instanceof Map ? target : target instanceof Called ? target.items : undefined
    for (let i = 0; map && i + 1 < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1])
  }

  #recall(index: number): void {
    if (!this.#memo.has(index)) throw new PickleError('it recalls what it never kept')
    this.#stack.push(this.#memo.get(index))
  }

  run(): unknown {
    for (;;) {
      const code = String.fromCharCode(this.#number(1))
      if (code === '.') return this.#pop()
      this.#step(code)
    }
  }

  #step(code: string): void {
    const stack = this.#stack
    const simple = SIMPLE.get(code)
    if (simple) {
      stack.push(simple())
      return
    }
    switch (code) {
      case '\x80':
        this.#take(1)
        break
      case '\x95':
        this.#take(8)
        break
      case '(':
        stack.push(MARK)
        break
      case '0':
        this.#pop()
        break
      case '1':
        this.#marked()
        break
      case '2':
        stack.push(stack.at(-1))
        break
      case 'K':
        stack.push(this.#number(1))
        break
      case 'M':
        stack.push(this.#number(2))
        break
      case 'J':
        stack.push(this.#number(4) | 0)
        break
      case '\x8a':
        stack.push(this.#long(this.#number(1)))
        break
      case '\x8b':
        stack.push(this.#long(this.#number(4)))
        break
      case 'I': {
        const text = this.#line()
        stack.push(text === '01' ? true : text === '00' ? false : Number(text))
        break
      }
      case 'L':
        stack.push(Number(this.#line().replace(/L$/, '')))
        break
      case 'F':
        stack.push(Number(this.#line()))
        break
      case 'G':
        this.#take(8)
        stack.push(this.#view.getFloat64(this.#at - 8))
        break
      case 'X':
        stack.push(this.#text(this.#number(4)))
        break
      case '\x8c':
        stack.push(this.#text(this.#number(1)))
        break
      case '\x8d':
        stack.push(this.#text(this.#number(8)))
        break
      case 'U':
      case 'C':
        stack.push(this.#text(this.#number(1)))
        break
      case 'T':
      case 'B':
        stack.push(this.#text(this.#number(4)))
        break
      case '\x8e':
      case '\x96':
        stack.push(this.#text(this.#number(8)))
        break
      case 'S':
      case 'V':
        stack.push(this.#line())
        break
      case 'a': {
        const item = this.#pop()
        this.#add([item])
        break
      }
      case 'e':
      case '\x90': {
        const items = this.#marked()
        this.#add(items)
        break
      }
      case 's': {
        const value = this.#pop()
        const key = this.#pop()
        this.#set([key, value])
        break
      }
      case 'u': {
        const pairs = this.#marked()
        this.#set(pairs)
        break
      }
      case 'l':
      case 't':
      case '\x91':
        stack.push(this.#marked())
        break
      case 'd': {
        const pairs = this.#marked()
        stack.push(new Map())
        this.#set(pairs)
        break
      }
      case '\x85':
        stack.push([this.#pop()])
        break
      case '\x86': {
        const b = this.#pop()
        stack.push([this.#pop(), b])
        break
      }
      case '\x87': {
        const c = this.#pop()
        const b = this.#pop()
        stack.push([this.#pop(), b, c])
        break
      }
      case 'c': {
        const module = this.#line()
        stack.push(new Name(`${module}.${this.#line()}`))
        break
      }
      case '\x93': {
        const name = this.#pop()
        stack.push(new Name(`${String(this.#pop())}.${String(name)}`))
        break
      }
      case 'R':
      case '\x81': {
        const args = this.#pop()
        stack.push(new Called(this.#pop(), args))
        break
      }
      case '\x92': {
        this.#pop()
        const args = this.#pop()
        stack.push(new Called(this.#pop(), args))
        break
      }
      case 'o': {
        const [callee, ...args] = this.#marked()
        stack.push(new Called(callee, args))
        break
      }
      case 'b': {
        const state = this.#pop()
        const target = stack.at(-1)
        if (target instanceof Called) target.state = state
        break
      }
      case 'Q':
        stack.push(new Persistent(this.#pop()))
        break
      case 'P':
        stack.push(new Persistent(this.#line()))
        break
      case 'q':
        this.#memo.set(this.#number(1), stack.at(-1))
        break
      case 'r':
        this.#memo.set(this.#number(4), stack.at(-1))
        break
      case 'p':
        this.#memo.set(Number(this.#line()), stack.at(-1))
        break
      case '\x94':
        this.#memo.set(this.#memo.size, stack.at(-1))
        break
      case 'h':
        this.#recall(this.#number(1))
        break
      case 'j':
        this.#recall(this.#number(4))
        break
      case 'g':
        this.#recall(Number(this.#line()))
        break
      default:
        throw new PickleError(`it has the code ${String(code.charCodeAt(0))}, which is not known`)
    }
  }
}

const SIMPLE = new Map<string, () => unknown>([
  ['N', () => null],
  ['\x88', () => true],
  ['\x89', () => false],
  [')', () => []],
  [']', () => []],
  ['}', () => new Map()],
  ['\x8f', () => []],
])
