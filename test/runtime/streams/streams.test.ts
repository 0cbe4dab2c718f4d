import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, sha256 } from '../../../runtime/streams/sha256.ts'
import {
  deriveKey,
  SCHEME,
  Stream,
  type PathPart,
  type SavedStream,
} from '../../../runtime/streams/stream.ts'

interface Vector {
  seed: number | string
  path: PathPart[]
  key: string
  next: string[]
  next100000th: string
  int: { n: number; values: number[] }[]
  normal: string[]
  tfSeed: number[]
  shuffle: number[]
  saved: SavedStream
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../runtime/streams/streams.vectors.json', import.meta.url), 'utf8'),
) as { scheme: string; cases: Vector[] }

const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw)

function bits(x: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  return hex(new Uint8Array(view.buffer))
}

describe('sha256', () => {
  it('agrees with node:crypto at every length around the block boundaries', () => {
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255)
      expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
    }
  })

  it('agrees with node:crypto on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
      }),
    )
  })
})

describe('the published test vectors', { timeout: 60_000 }, () => {
  it('are of this scheme', () => {
    expect(vectors.scheme).toBe(SCHEME)
    expect(vectors.cases.length).toBeGreaterThan(15)
  })

  it.each(vectors.cases.map((vector) => [JSON.stringify([vector.seed, ...vector.path]), vector] as const))(
    '%s',
    (_, { seed, path, ...expected }) => {
      const fresh = () => new Stream(seed, path)
      expect(hex(deriveKey(seed, path))).toBe(expected.key)
      const next = fresh()
      expect(times(8, () => bits(next.next()))).toEqual(expected.next)
      times(100_000 - 9, () => next.next())
      expect(bits(next.next())).toBe(expected.next100000th)
      for (const { n, values } of expected.int) {
        const int = fresh()
        expect(times(values.length, () => int.int(n))).toEqual(values)
      }
      const normal = fresh()
      expect(times(6, () => bits(normal.normal()))).toEqual(expected.normal)
      expect(normal.save()).toEqual(expected.saved)
      const tfSeed = fresh()
      expect(times(4, () => tfSeed.tfSeed())).toEqual(expected.tfSeed)
      expect(fresh().shuffle(times(12, () => 0).map((_, i) => i))).toEqual(expected.shuffle)
    },
  )
})

describe('keys', { timeout: 60_000 }, () => {
  it('gives 100 000 different (seed, rank, worker, name) keys 100 000 different streams', () => {
    const keys = new Set<string>()
    const streams = new Set<string>()
    const chooser = new Stream('keys of the property test', [])
    const names = ['init', 'shuffle', 'dropout', 'augment', 'a', 'ab', '1', '11', 'stream']
    while (keys.size < 100_000) {
      const seed = chooser.int(2) ? chooser.int(5000) : `seed ${String(chooser.int(5000))}`
      const path: PathPart[] = []
      for (let depth = chooser.int(3); depth > 0; depth--)
        path.push('worker', names[chooser.int(names.length)]!, chooser.int(12))
      if (chooser.int(2)) path.push('rank', chooser.int(64))
      path.push('stream', names[chooser.int(names.length)]!)
      const key = JSON.stringify([seed, path])
      if (keys.has(key)) continue
      keys.add(key)
      const stream = new Stream(seed, path)
      streams.add(`${bits(stream.next())}${bits(stream.next())}`)
    }
    expect(streams.size).toBe(keys.size)
  })

  it('keeps apart parts that only look alike', () => {
    const part = fc.oneof(fc.nat(20), fc.string({ maxLength: 3 }), fc.constantFrom('1', '', 's', 'i'))
    const path = fc.array(part, { maxLength: 4 })
    fc.assert(
      fc.property(part, path, part, path, (seed1, path1, seed2, path2) => {
        const same = JSON.stringify([seed1, ...path1]) === JSON.stringify([seed2, ...path2])
        expect(hex(deriveKey(seed1, path1)) === hex(deriveKey(seed2, path2))).toBe(same)
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    [1.5, 'integers from 0 to 2^53-1; 1.5 is neither'],
    [-1, 'integers from 0 to 2^53-1; -1 is neither'],
    [2 ** 53, 'integers from 0 to 2^53-1; 9007199254740992 is neither'],
    [true, 'integers from 0 to 2^53-1; true is neither'],
    ['a\ud800', 'holds half of a character'],
  ])('refuses %s as a part', (part, sentence) => {
    expect(() => deriveKey(1, [part as PathPart])).toThrow(sentence)
  })
})

describe('draws', { timeout: 60_000 }, () => {
  it('saved and loaded at any point, goes on exactly', () => {
    const call = fc.constantFrom<(stream: Stream) => unknown>(
      (stream) => stream.next(),
      (stream) => stream.int(7),
      (stream) => stream.normal(),
      (stream) => stream.tfSeed(),
      (stream) => stream.shuffle([1, 2, 3, 4]),
    )
    fc.assert(
      fc.property(fc.nat(), fc.array(call), fc.array(call, { minLength: 1 }), (seed, before, after) => {
        const original = new Stream(seed, ['stream', 'x'])
        for (const draw of before) draw(original)
        const saved = JSON.parse(JSON.stringify(original.save())) as SavedStream
        const copy = new Stream(seed, ['stream', 'x']).load(saved)
        expect(after.map((draw) => draw(copy))).toEqual(after.map((draw) => draw(original)))
        expect(copy.save()).toEqual(original.save())
      }),
    )
  })

  it('refuses a state that is foreign, of another scheme or damaged', () => {
    const stream = new Stream(1, ['stream', 'x'])
    const saved = stream.save()
    const bad = (change: object) => () => stream.load({ ...saved, ...change })
    expect(() => stream.load(new Stream(2, ['stream', 'x']).save())).toThrow('belongs to another stream')
    expect(bad({ scheme: 'other/v2' })).toThrow('saved by the scheme "other/v2"')
    expect(bad({ state: 'zz' })).toThrow('damaged')
    expect(bad({ state: undefined })).toThrow('damaged')
    expect(bad({ draws: -1 })).toThrow('damaged')
    expect(() => stream.load(null as unknown as SavedStream)).toThrow('saved by the scheme undefined')
    expect(stream.save()).toEqual(saved)
  })

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53 + 2, '3'])('refuses int(%s)', (n) => {
    expect(() => new Stream(1, []).int(n as number)).toThrow('int(n) needs an integer n from 1 to 2^53')
  })

  it('is uniform: 2^18 draws in 256 cells, chi-square within six standard deviations', () => {
    const stream = new Stream('chi-square', [])
    const cells = new Float64Array(256)
    const high = new Float64Array(256)
    for (let i = 0; i < 2 ** 18; i++) {
      cells[stream.int(256)]!++
      high[Math.floor(stream.next() * 256)]!++
    }
    for (const counts of [cells, high]) {
      const chi = counts.reduce((sum, count) => sum + (count - 1024) ** 2 / 1024, 0)
      expect(Math.abs(chi - 255)).toBeLessThan(6 * Math.sqrt(2 * 255))
    }
  })

  it('gives normals with the moments of a normal', () => {
    const stream = new Stream('moments', [])
    const n = 200_000
    const moments = [0, 0, 0, 0]
    for (let i = 0; i < n; i++) {
      const x = stream.normal()
      for (let k = 0; k < 4; k++) moments[k]! += x ** (k + 1) / n
    }
    expect(Math.abs(moments[0]!)).toBeLessThan(0.012)
    expect(Math.abs(moments[1]! - 1)).toBeLessThan(0.02)
    expect(Math.abs(moments[2]!)).toBeLessThan(0.05)
    expect(Math.abs(moments[3]! - 3)).toBeLessThan(0.15)
  })

  it('shuffles into all orders equally often, and typed arrays too', () => {
    const stream = new Stream('orders', [])
    const seen = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const order = stream.shuffle([0, 1, 2, 3]).join('')
      seen.set(order, (seen.get(order) ?? 0) + 1)
    }
    expect(seen.size).toBe(24)
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(6 * Math.sqrt(1000))
    const typed = new Uint8Array([1, 2, 3, 4, 5])
    expect(stream.shuffle(typed)).toBe(typed)
    expect([...typed].sort()).toEqual([1, 2, 3, 4, 5])
  })

  it('never gives TensorFlow.js the seed 0', () => {
    const stream = new Stream('tf', [])
    for (let i = 0; i < 50_000; i++) {
      const seed = stream.tfSeed()
      if (!(Number.isInteger(seed) && seed >= 1 && seed <= 2147483647)) expect.fail(`tfSeed() gave ${seed}`)
    }
  })
})
