import { afterEach, describe, expect, it } from 'vitest'
import { sealState, type RunState } from '../../../runtime/enforce/checkpoint.ts'
import { enforce } from '../../../runtime/enforce/enforce.ts'
import type { Run } from '../../../runtime/enforce/run.ts'
import type { EnforceOptions } from '../../../runtime/enforce/options.ts'

let run: Run | undefined
const start = (options: EnforceOptions = {}): Run => (run = enforce({ seed: 42, ...options }))
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

afterEach(() => run?.restore())

describe('state() and resume()', () => {
  it('put every stream where it stood, in another run', () => {
    const one = start({ rank: 2, perRank: ['augment'] })
    const draw = () => [Math.random(), one.stream('a').normal(), one.stream('augment').int(9)]
    draw()
    const state = copy(one.state())
    const expected = [draw(), draw()]
    one.restore()
    const two = start({ rank: 2, perRank: ['augment'] })
    two.stream('a').next()
    two.resume(state)
    const again = () => [Math.random(), two.stream('a').normal(), two.stream('augment').int(9)]
    expect([again(), again()]).toEqual(expected)
  })

  it('start streams again that did not exist then', () => {
    const one = start()
    const first = one.stream('late').next()
    one.restore()
    const two = start()
    const state = two.state()
    two.stream('late').next()
    two.resume(state)
    expect(two.stream('late').next()).toBe(first)
  })

  it('do not depend on the order of names in the file', () => {
    const one = start()
    one.stream('b').next()
    one.stream('a').next()
    const state = copy(one.state())
    const streams = Object.fromEntries(Object.entries(state.streams).reverse())
    expect(() =>
      one.resume({ ...Object.fromEntries(Object.entries(state).reverse()), streams } as unknown as RunState),
    ).not.toThrow()
  })
})

describe('resume() refuses, each with its own sentence,', () => {
  const refused = (change: (state: RunState) => unknown): (() => unknown) => {
    const one = start()
    one.stream('a').next()
    const state = change(copy(one.state()))
    return () => one.resume(state as RunState)
  }
  const resealed = (change: object) => (state: RunState) => {
    const { check: _check, ...rest } = state
    return sealState({ ...rest, ...change })
  }

  it.each<[string, (state: RunState) => unknown, string]>([
    ['nothing', () => null, 'this is not what state() returned'],
    ['text', (state) => JSON.stringify(state), 'it is text, so JSON.parse it first'],
    ['another object', () => ({ weights: [] }), 'this is not what state() returned'],
    ['a changed number', (state) => ({ ...state, iterations: { 'default/0': 3 } }), 'this state is damaged'],
    ['a lost stream', (state) => ({ ...state, streams: {} }), 'this state is damaged'],
    [
      'another scheme',
      (state) => ({ ...state, scheme: 'reproducible/v9' }),
      'of the scheme "reproducible/v9"',
    ],
    ['another seed', resealed({ seed: 43 }), 'belongs to the seed 43, and this run has the seed 42'],
    [
      'a worker',
      resealed({ path: ['worker', 'a.js', 1] }),
      'belongs to the worker a.js/1, and this is the main thread',
    ],
    [
      'another rank',
      resealed({ rank: 1, worldSize: 2 }),
      'saved by rank 1 of 2, and this is rank 0 of an unknown number',
    ],
  ])('%s', (_, change, sentence) => {
    expect(refused(change)).toThrow(`resume(): `)
    run!.restore()
    expect(refused(change)).toThrow(sentence)
  })
})
