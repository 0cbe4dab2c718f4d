import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { Stream } from '../../../runtime/streams/stream.ts'
import { battery } from './battery.ts'

// `STATISTICS_BYTES=4294967296 npx vitest run test/runtime/streams/statistics.test.ts` records its result beside this file.
const asked = Number(process.env.STATISTICS_BYTES ?? 0)
const words = (asked || 2 ** 24) / 4
const results: Record<string, Record<string, number>> = {}

/** What `Math.random` and `next()` give, in words: the upper 32 of 53 bits; or the lower 21, three numbers in two words. */
const sources: Record<string, () => (block: Uint32Array) => void> = {
  'one stream, upper 32 bits': () => {
    const stream = new Stream(42, ['stream', 'default'])
    return (block) => {
      for (let i = 0; i < block.length; i++) block[i] = stream.next() * 4294967296
    }
  },
  'one stream, lower 21 bits': () => {
    const stream = new Stream(42, ['stream', 'default'])
    const lower = () => {
      const scaled = stream.next() * 4294967296
      return (scaled - Math.floor(scaled)) * 2097152
    }
    return (block) => {
      for (let i = 0; i < block.length; i++) block[i] = ((lower() & 0xffff) << 16) | (lower() & 0xffff)
    }
  },
  '4096 streams of neighbouring keys in turn': () => {
    const streams = Array.from({ length: 4096 }, (_, i) => new Stream(42, ['at', 'augment', i >> 6, i & 63]))
    return (block) => {
      for (let i = 0; i < block.length; i++) block[i] = streams[i & 4095]!.next() * 4294967296
    }
  },
  'the first number of a stream for every key': () => {
    let key = 0
    return (block) => {
      for (let i = 0; i < block.length; i++) block[i] = new Stream(42, ['at', 'x', key++]).next() * 4294967296
    }
  },
}

describe('the generator', () => {
  it.each(Object.entries(sources))(
    '%s: no p-value of the battery is below 10^-6',
    (name, source) => {
      // A stream for every number costs microseconds: a sixteenth of the words.
      const count = name.startsWith('the first') ? Math.min(Math.max(words / 16, 2 ** 20), 2 ** 24) : words
      const pValues = battery(source(), count)
      results[`${name}, ${count * 4} bytes`] = pValues
      for (const [test, p] of Object.entries(pValues))
        expect({ test, ok: p > 1e-6 }).toEqual({ test, ok: true })
    },
    3_600_000,
  )

  afterAll(() => {
    if (!asked) return
    const record = {
      date: new Date().toISOString().slice(0, 10),
      node: process.version,
      cpu: cpus()[0]?.model,
      results,
    }
    writeFileSync(
      fileURLToPath(new URL('./statistics.json', import.meta.url)),
      `${JSON.stringify(record, null, 2)}\n`,
    )
  })
})

describe('the battery', { timeout: 60_000 }, () => {
  const failed = (fill: (block: Uint32Array) => void) =>
    Object.entries(battery(fill, 2 ** 22))
      .filter(([, p]) => !(p > 1e-6))
      .map(([test]) => test)
  const each = (next: () => number) => (block: Uint32Array) => {
    for (let i = 0; i < block.length; i++) block[i] = next()
  }

  it('rejects a counter, a linear congruential generator and one with a bias of 1 in 200', () => {
    let counter = 0
    expect(failed(each(() => counter++)).length).toBeGreaterThan(5)
    let state = 1
    const congruential = failed(each(() => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)))
    expect(congruential).toContain('gaps, low bits')
    expect(congruential).toContain('pairs of low bytes')
    const stream = new Stream(1, [])
    expect(failed(each(() => (stream.int(200) ? stream.next() * 2 ** 32 : 0)))).toContain('byte 0')
  })

  it('rejects a shift register by the ranks of its matrices', () => {
    let x = 1
    const next = () => {
      x ^= x << 13
      x ^= x >>> 17
      x ^= x << 5
      return x >>> 0
    }
    expect(failed(each(next))).toContain('matrix ranks')
  })
})
