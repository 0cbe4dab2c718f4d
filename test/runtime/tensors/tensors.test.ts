import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  compareTensorFiles,
  formatTensorComparison,
} from '../../../runtime/commands/tensors/compare-tensors.ts'
import { TensorFileError } from '../../../runtime/commands/tensors/tensor-file.ts'

// Written by torch, NumPy and safetensors: `make.py` beside them says what they hold.
const fixture = (name: string) => path.join(import.meta.dirname, 'fixtures', name)
const folder = mkdtempSync(path.join(tmpdir(), 'tensors-'))
afterAll(() => rmSync(folder, { recursive: true }))

const compare = (a: string, b: string) => compareTensorFiles(fixture(a), fixture(b))

describe('compare, of files of tensors', () => {
  it.each([
    ['base.safetensors', 'base.pt', 5],
    ['base.pt', 'checkpoint.pt', 5],
    ['other.pt', 'other.safetensors', 5],
    ['base.npz', 'packed.npz', 4],
  ])('finds %s and %s identical', (a, b, tensors) => {
    expect(compare(a, b)).toMatchObject({ verdict: 'identical', tensors, differences: [] })
  })

  it('counts what differs, with the first and the worst in units in the last place', () => {
    const { verdict, differences } = compare('base.pt', 'other.safetensors')
    expect(verdict).toBe('diverged')
    expect(differences).toEqual([
      {
        name: 'layer.weight',
        elements: 12,
        differing: 2,
        first: [1, 2],
        worst: { index: [2, 3], values: ['1.57142854', '1.57142949'], units: '8' },
      },
      { name: 'layer.bias', elements: 3, differing: 1, first: [0], nan: 1 },
      {
        name: 'steps',
        elements: 1,
        differing: 1,
        first: [],
        worst: { index: [], values: ['7', '10'], units: '3' },
      },
    ])
    expect(formatTensorComparison(compare('base.pt', 'other.pt'), ['a', 'b'])).toContain(
      'first  layer.weight: 2 of 12 elements, the first at [1, 2]; at most 8 units in the last place',
    )
  })

  it('says which types differ, and which tensors one file lacks', () => {
    const found = compare('base.npz', 'base.pt')
    expect(found.differences.map(({ name, form }) => [name, form])).toEqual([
      ['half', 'F32[2] and F16[2]'],
      ['brain', 'F32[2] and BF16[2]'],
    ])
    expect(found.onlyIn).toEqual([[], ['steps']])
  })

  it.each(['base.safetensors', 'base.pt', 'packed.npz'])('says what is wrong with a damaged %s', (name) => {
    const whole = readFileSync(fixture(name))
    const file = path.join(folder, `damaged-${name}`)
    const change = fc.record({
      cut: fc.nat(whole.length),
      at: fc.nat(whole.length - 1),
      bytes: fc.uint8Array({ maxLength: 9 }),
    })
    fc.assert(
      fc.property(change, ({ cut, at, bytes }) => {
        const damaged = Buffer.from(whole.subarray(0, cut))
        damaged.set(bytes.subarray(0, Math.max(0, damaged.length - at)), Math.min(at, damaged.length))
        writeFileSync(file, damaged)
        try {
          compareTensorFiles(fixture(name), file)
        } catch (error) {
          if (!(error instanceof TensorFileError)) throw error
        }
      }),
      { seed: 1, numRuns: 2000 },
    )
  })
})
