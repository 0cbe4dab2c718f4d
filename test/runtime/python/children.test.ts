import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Stream } from '../../../runtime/streams/stream.ts'
import type { PathPart } from '../../../runtime/streams/stream.ts'
import { having, installFrameworks, installTorch } from './install.ts'
import type { PythonInstallation } from './install.ts'
import { programs, runPython, titled } from './run-python.ts'

/** The path of a child, and what it drew: `random`, the stream `augment`, an unseeded `Random()`, NumPy's. */
type Child = readonly [path: readonly PathPart[], drawn: readonly number[]]

const torch = await installTorch()
const joblib = having(await installFrameworks(), 'joblib')

function children(way: string, numpy?: Partial<PythonInstallation>): readonly Child[] {
  const args = [path.join(programs, 'children.py'), way, ...(numpy ? ['numpy'] : [])]
  const { out, err, status } = runPython(args, {
    extra: { PYTHONHASHSEED: '0' },
    libraries: numpy?.folders ?? [],
    ...(numpy?.interpreter === undefined ? {} : { interpreter: numpy.interpreter }),
  })
  expect({ err, status }).toEqual({ err: '', status: 0 })
  return JSON.parse(out) as Child[]
}

function expectOwn(found: readonly Child[]): void {
  const values = found.flatMap(([, drawn]) => drawn)
  expect(new Set(values).size).toBe(values.length)
  expect(new Set(found.map(([path]) => JSON.stringify(path))).size).toBe(found.length)
  // The same keys as in JavaScript.
  for (const [path, [, stream]] of found)
    expect(stream).toBe(new Stream(42, [...path, 'stream', 'augment']).next())
}

const METHODS = ['fork', 'spawn', 'forkserver']
const WAYS = ['processes', 'pool', 'executor'].flatMap((way) => METHODS.map((method) => `${way}:${method}`))

describe('children', { timeout: 120_000 }, () => {
  it.each(WAYS)('of %s have numbers of their own, the same in every run', (way) => {
    const first = children(way)
    expectOwn(first)
    expect(children(way)).toEqual(first)
  })

  it('draw the same however they are started', () => {
    for (const way of ['processes', 'pool', 'executor']) {
      const [fork, ...others] = METHODS.map((method) => children(`${way}:${method}`))
      for (const other of others) expect(other).toEqual(fork)
    }
  })

  it('of os.fork() have numbers of their own', () => {
    const first = children('fork:')
    expectOwn(first)
    expect(first.map(([path]) => path)).toEqual([['worker', 'fork', 0], ['worker', 'fork', 1], []])
    expect(children('fork:')).toEqual(first)
  })

  it('have places that count by pool, not by process', () => {
    const paths = children('pool:fork').map(([path]) => path)
    // Of the second pool, the job that follows two others.
    expect(paths).toContainEqual(['worker', 'pool', 1, 'task', 2, 0])
    expect(children('executor:fork').map(([path]) => path)).toContainEqual([
      'worker',
      'executor',
      1,
      'task',
      5,
    ])
  })

  it.skipIf(torch.skip)(titled('have generators of NumPy of their own', torch), () => {
    for (const way of ['processes:fork', 'pool:spawn', 'executor:forkserver']) {
      const first = children(way, torch)
      expectOwn(first)
      expect(children(way, torch)).toEqual(first)
    }
  })

  it.skipIf(joblib.skip)(titled('of joblib have numbers of their own', joblib), () => {
    for (const way of ['joblib:', 'loky:']) {
      const first = children(way, joblib)
      expectOwn(first)
      expect(children(way, joblib)).toEqual(first)
    }
  })
})
