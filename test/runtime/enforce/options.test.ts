import { afterEach, describe, expect, it } from 'vitest'
import { enforce } from '../../../runtime/enforce/enforce.ts'
import type { EnforceOptions } from '../../../runtime/enforce/options.ts'
import { readRank } from '../../../runtime/enforce/rank.ts'
import { checkSeed, seedFromEnvironment } from '../../../runtime/enforce/seed.ts'

/** Calls `enforce()`, undoing it if it works after all. */
function enforceAnything(options: unknown): void {
  enforce(options as EnforceOptions).restore()
}

afterEach(() => {
  delete process.env.REPRODUCIBLE_SEED
  delete process.env.REPRODUCIBLE_MODE
})

describe('seeds that are refused, each with its own sentence', () => {
  const refused: [unknown, string][] = [
    [undefined, 'there is no seed. Pass enforce({ seed: 42 })'],
    [null, 'there is no seed'],
    [true, 'the seed is true, a truth value'],
    [false, 'the seed is false, a truth value'],
    [Number.NaN, 'the seed is NaN'],
    [1.5, 'the seed 1.5 has a fraction'],
    [-1, 'the seed -1 is negative'],
    [Number.NEGATIVE_INFINITY, 'the seed -Infinity is negative'],
    [2 ** 53, 'the seed 9007199254740992 is above 2^53-1'],
    [Number.POSITIVE_INFINITY, 'the seed Infinity is above 2^53-1'],
    ['42', 'the seed is the text "42", and the number 42 would be another seed'],
    [' 7 ', 'the seed is the text " 7 ", and the number 7'],
    ['1e3', 'the seed is the text "1e3", and the number 1000'],
    ['0x10', 'the seed is the text "0x10", a number in some languages and a text in others'],
    ['1_000', 'the seed is the text "1_000", a number in some languages'],
    ['NaN', 'the seed is the text "NaN": a value went missing before it came here'],
    ['undefined', 'the seed is the text "undefined": a value went missing'],
    ['', 'the seed is an empty text'],
    [' \n', 'the seed is an empty text'],
    ['\ud800', 'holds half of a character'],
    [42n, 'the seed is of type bigint'],
    [[42], 'the seed is of type object (an array)'],
    [{ seed: 42 }, 'the seed is of type object.'],
  ]

  it.each(refused)('%s', (seed, sentence) => {
    expect(() => enforceAnything({ seed })).toThrow(sentence)
    expect(() => enforceAnything({ seed })).toThrow(TypeError)
  })

  it('has a sentence of its own for every kind', () => {
    const first = new Set(refused.map(([, sentence]) => sentence.replace(/[\d.e+-]+/g, '#')))
    expect(first.size).toBeGreaterThan(12)
  })

  it.each([0, 1, 42, 2 ** 53 - 1, 'experiment 7', 'né', '0x'])('accepts %s', (seed) => {
    expect(checkSeed(seed)).toBe(seed)
  })

  it('takes -0 for 0', () => {
    expect(Object.is(checkSeed(-0), 0)).toBe(true)
  })

  it('reads a number from the environment', () => {
    process.env.REPRODUCIBLE_SEED = '42'
    const run = enforce({ mode: 'warn' })
    expect(run.receipt.seed).toBe(42)
    run.restore()
    expect(seedFromEnvironment('run 7')).toBe('run 7')
    expect(() => seedFromEnvironment('-3')).toThrow('REPRODUCIBLE_SEED=-3: the seed -3 is negative')
    expect(() => seedFromEnvironment('')).toThrow('empty text')
  })
})

describe('options', () => {
  it.each([
    [{ seeds: 42 }, "there is no option 'seeds', so it would have no effect. Did you mean 'seed'?"],
    [{ seed: 1, mathrandom: 'error' }, "Did you mean 'mathRandom'?"],
    [{ seed: 1, perrank: [] }, "Did you mean 'perRank'?"],
    [{ seed: 1, tarce: {} }, "Did you mean 'trace'?"],
    [{ seed: 1, rnak: 0 }, "Did you mean 'rank'?"],
    [
      { seed: 1, threads: 4 },
      "there is no option 'threads', so it would have no effect. There are 'seed', 'mode'",
    ],
    [
      { seed: 1, mode: 'stirct' },
      "the option mode is 'stirct'; it must be one of 'strict', 'warn', 'audit'. Did you mean 'strict'?",
    ],
    [{ seed: 1, mode: 3 }, 'the option mode is 3'],
    [{ seed: 1, mathRandom: 'stream' }, "Did you mean 'streams'?"],
    [{ seed: 1, perRank: 'augment' }, 'perRank must be a list'],
    [{ seed: 1, perRank: [''] }, 'perRank must be a list'],
    [{ seed: 1, trace: 'file' }, 'trace must name a file'],
    [{ seed: 1, backend: '' }, 'backend must be the name of a TensorFlow.js backend'],
    [{ seed: 1, tf: 'tfjs' }, 'tf must be the TensorFlow.js namespace'],
    [{ seed: 1, rank: -1 }, "the option rank is -1; it must be 'auto' or an integer from 0 on"],
    [{ seed: 1, rank: '0' }, 'the option rank is 0'],
    [42, 'it takes one object, enforce({ seed: 42 }), and got 42'],
    [null, 'it takes one object'],
    [[42], 'and got an array'],
  ])('%o', (options, sentence) => {
    expect(() => enforceAnything(options)).toThrow(sentence)
  })

  it('reads the mode from the environment', () => {
    process.env.REPRODUCIBLE_MODE = 'audit'
    const run = enforce({ seed: 1 })
    expect(run.receipt.mode).toBe('audit')
    run.restore()
  })
})

describe('rank', () => {
  it.each([
    [{}, { rank: 0, source: 'none' }],
    [
      { RANK: '3', WORLD_SIZE: '8' },
      { rank: 3, worldSize: 8, source: 'RANK' },
    ],
    [
      { SLURM_PROCID: '1', SLURM_NTASKS: '2' },
      { rank: 1, worldSize: 2, source: 'SLURM_PROCID' },
    ],
    [
      { OMPI_COMM_WORLD_RANK: '2', OMPI_COMM_WORLD_SIZE: '4' },
      { rank: 2, worldSize: 4, source: 'OMPI_COMM_WORLD_RANK' },
    ],
    [
      { PMI_RANK: '5', PMI_SIZE: '6' },
      { rank: 5, worldSize: 6, source: 'PMI_RANK' },
    ],
    [{ JOB_COMPLETION_INDEX: '7' }, { rank: 7, source: 'JOB_COMPLETION_INDEX' }],
    [{ RANK: '' }, { rank: 0, source: 'none' }],
    [
      { JOB_COMPLETION_INDEX: '1', PMI_RANK: '1', PMI_SIZE: '2' },
      { rank: 1, worldSize: 2, source: 'PMI_RANK' },
    ],
  ])('%o', (env, rank) => {
    expect(readRank('auto', env)).toEqual(rank)
  })

  it('refuses two launchers that disagree, and says how to choose', () => {
    expect(() => readRank('auto', { RANK: '1', SLURM_PROCID: '0' })).toThrow(
      'two launchers disagree about this process: RANK=1 and SLURM_PROCID=0',
    )
    expect(readRank(1, { RANK: '1', SLURM_PROCID: '0' })).toEqual({ rank: 1, source: 'option' })
  })

  it('refuses what is no rank', () => {
    expect(() => readRank('auto', { RANK: 'one' })).toThrow('RANK=one is not a rank')
    expect(() => readRank('auto', { SLURM_PROCID: '-1' })).toThrow('SLURM_PROCID=-1 is not a rank')
  })
})
