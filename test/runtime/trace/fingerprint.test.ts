import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import vm from 'node:vm'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it, vi } from 'vitest'
import { fingerprint, fingerprintLater } from '../../../runtime/trace/fingerprint.ts'

/** A tensor as TensorFlow.js shows it. */
function tensor(dtype: string, shape: number[], data: ArrayBufferView | string[]) {
  return { dtype, shape, dataSync: () => data, data: () => Promise.resolve(data) }
}

describe('fingerprint', () => {
  it('is SHA-256 over dtype, shape and little-endian bytes', () => {
    const bytes = new Uint8Array(new Float32Array([1, -2.5]).buffer)
    const expected = createHash('sha256').update('float32[2];').update(bytes).digest('hex')
    expect(fingerprint(new Float32Array([1, -2.5]))).toBe(expected)
    expect(fingerprint(tensor('float32', [2], new Float32Array([1, -2.5])))).toBe(expected)
  })

  it('tells apart types, shapes, nesting, and bits that print alike', () => {
    const values = [
      0,
      -0,
      NaN,
      1,
      1n,
      '1',
      true,
      false,
      null,
      '',
      [],
      [[]],
      [1],
      [1, 1],
      [[1], 1],
      [1, [1]],
      ['ab', 'c'],
      ['a', 'bc'],
      new Float32Array([1]),
      new Float64Array([1]),
      new Int32Array([1]),
      new Uint8Array([1, 0, 0, 0]),
      new Float32Array([0]),
      new Float32Array([-0]),
      tensor('float32', [1, 2], new Float32Array(2)),
      tensor('float32', [2, 1], new Float32Array(2)),
      tensor('float32', [2], new Float32Array(2)),
      tensor('string', [2], ['ab', 'c']),
      tensor('string', [2], ['a', 'bc']),
    ]
    expect(new Set(values.map(fingerprint)).size).toBe(values.length)
  })

  it('goes by position, not by name', () => {
    const kernel = new Float32Array([1, 2])
    expect(fingerprint({ dense_1: kernel, b: 3 })).toBe(fingerprint({ dense_7: kernel, c: 3 }))
    expect(fingerprint({ dense_1: kernel })).toBe(fingerprint([kernel]))
    expect(fingerprint(new Map([['x', 1]]))).toBe(fingerprint([1]))
    expect(fingerprint({ a: 1, b: 2 })).not.toBe(fingerprint({ b: 2, a: 1 }))
  })

  it('reads models and variables', () => {
    const weights = [tensor('float32', [2], new Float32Array([1, 2]))]
    expect(fingerprint({ name: 'm', getWeights: () => weights })).toBe(fingerprint(weights))
    expect(fingerprint({ read: () => weights[0] })).toBe(fingerprint(weights[0]))
  })

  it('hashes only the bytes a view shows', () => {
    const all = new Float32Array([9, 1, 2, 9])
    expect(fingerprint(all.subarray(1, 3))).toBe(fingerprint(new Float32Array([1, 2])))
  })

  it('knows the typed arrays of another realm', () => {
    expect(fingerprint(vm.runInNewContext('new Float32Array([1, 2])'))).toBe(
      fingerprint(new Float32Array([1, 2])),
    )
    expect(fingerprint(vm.runInNewContext('[1, 2]'))).toBe(fingerprint([1, 2]))
  })

  it.each([
    [() => 1, 'the value is a function'],
    [[1, { when: new Date() }], 'the value[1][0] is a Date'],
    [[Promise.resolve()], 'the value[0] is a Promise'],
    [Symbol('s'), 'the value is a symbol'],
  ])('refuses %s, and says what it takes', (value, message) => {
    expect(() => fingerprint(value)).toThrow(message)
    expect(() => fingerprint(value)).toThrow('tensors')
  })

  it('refuses what contains itself', () => {
    const loop: unknown[] = []
    loop.push([loop])
    expect(() => fingerprint(loop)).toThrow('the value[0][0] contains itself')
  })

  it('is the same however the tensors are read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.double(),
            fc.string(),
            fc.float32Array().map((data) => tensor('float32', [data.length], data)),
          ),
        ),
        async (value) => {
          expect(await fingerprintLater(value)).toBe(fingerprint(value))
        },
      ),
    )
  })

  it('starts its reads at once, so that the caller may overwrite what it gave', async () => {
    const batch = new Float32Array([1, 2])
    const later = fingerprintLater([batch])
    const now = fingerprint([batch])
    batch.fill(0)
    expect(await later).toBe(now)
  })

  it('is the same in a browser, which has no node:crypto', async () => {
    const value = [new Float32Array([1, 2]), 'é', 3]
    const expected = fingerprint(value)
    vi.stubGlobal('process', undefined)
    vi.resetModules()
    try {
      const inBrowser = await import('../../../runtime/trace/fingerprint.ts')
      expect(inBrowser.fingerprint(value)).toBe(expected)
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('imports nothing that a browser lacks', () => {
    for (const file of ['fingerprint', 'trace']) {
      const { importedFiles } = ts.preProcessFile(readFileSync(`runtime/trace/${file}.ts`, 'utf8'))
      expect(importedFiles.every(({ fileName }) => /^\.\.?\//.test(fileName))).toBe(true)
    }
  })
})
