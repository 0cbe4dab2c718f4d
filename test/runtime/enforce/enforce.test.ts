import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { createRequire } from 'node:module'
import childProcess, { fork, spawn } from 'node:child_process'
import cluster from 'node:cluster'
import threads, { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enforce } from '../../../runtime/enforce/enforce.ts'
import type { Run } from '../../../runtime/enforce/run.ts'
import type { EnforceOptions } from '../../../runtime/enforce/options.ts'
import { EnforceError, type Receipt } from '../../../runtime/enforce/receipt.ts'
import { environmentSettings, settings } from '../../../runtime/enforce/settings.ts'
import { Stream } from '../../../runtime/streams/stream.ts'

const native = Math.random
const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw)
const variables = environmentSettings.map((setting) => setting.name)

let run: Run | undefined
const start = (options: EnforceOptions = {}): Run => (run = enforce({ seed: 42, ...options }))
const status = (receipt: Receipt, id: string) => receipt.settings.find((row) => row.id === id)?.status

beforeEach(() => {
  for (const name of variables) delete process.env[name]
})
afterEach(() => {
  run?.restore()
  run = undefined
  for (const name of variables) delete process.env[name]
  vi.restoreAllMocks()
})

describe('streams of a run', () => {
  it('are found by name, and order does not matter', () => {
    const a = start()
    const init = times(3, () => a.stream('init').next())
    a.restore()
    const b = start()
    times(50, () => b.stream('another').next())
    times(50, () => Math.random())
    expect(times(3, () => b.stream('init').next())).toEqual(init)
    expect(b.stream('init')).toBe(b.stream('init'))
    expect(times(3, () => new Stream(42, ['stream', 'init'])).map((stream) => stream.next())).toEqual(
      times(3, () => init[0]),
    )
  })

  it('differ by rank only where they are said to', () => {
    const draw = (rank: number) => {
      const one = start({ rank, perRank: ['augment'] })
      const drawn = [
        one.stream('augment').next(),
        one.stream('init').next(),
        one.at('augment', 1).next(),
        one.at('init', 1).next(),
      ]
      one.restore()
      return drawn
    }
    const [augment0, init0, at0, atInit0] = draw(0)
    const [augment1, init1, at1, atInit1] = draw(1)
    expect(init1).toBe(init0)
    expect(atInit1).toBe(atInit0)
    expect(augment1).not.toBe(augment0)
    expect(at1).not.toBe(at0)
  })

  it('at() gives random access, whatever was drawn before', () => {
    const one = start()
    const first = one.at('augment', 3, 17).next()
    times(10, () => one.at('augment', 3, 18).next())
    expect(one.at('augment', 3, 17).next()).toBe(first)
    expect(one.at('augment', 17, 3).next()).not.toBe(first)
    expect(() => one.at('augment', 1.5)).toThrow('integers from 0 to 2^53-1; 1.5 is neither')
  })

  it('refuse names that are none', () => {
    expect(() => start().stream('')).toThrow('a non-empty text')
    expect(() => run!.stream(7 as unknown as string)).toThrow('this one is 7')
    expect(() => run!.stream('import')).toThrow("The stream 'import' is what was drawn before")
  })
})

describe('Math.random', () => {
  it('draws from the stream default, and from a scope its own', async () => {
    const one = start()
    const expected = new Stream(42, ['stream', 'default'])
    const inVal = new Stream(42, ['stream', 'val'])
    expect(Math.random()).toBe(expected.next())
    const drawn = await one.scope('val', async () => {
      const first = Math.random()
      await new Promise((resolve) => setTimeout(resolve, 5))
      return [first, await Promise.resolve().then(() => Math.random())]
    })
    expect(drawn).toEqual([inVal.next(), inVal.next()])
    expect(Math.random()).toBe(expected.next())
    expect(one.receipt.draws).toEqual({ import: 0, default: 2, val: 2 })
  })

  it('keeps concurrent and nested scopes apart', async () => {
    const one = start()
    const alone = (name: string) => {
      const stream = new Stream(42, ['stream', name])
      return times(20, () => stream.next())
    }
    const busy = (name: string, pause: number) =>
      one.scope(name, async () => {
        const drawn: number[] = []
        for (let i = 0; i < 20; i++) {
          drawn.push(Math.random())
          await new Promise((resolve) => setTimeout(resolve, pause))
          if (i === 3) one.scope('inner', () => Math.random())
        }
        return drawn
      })
    const [a, b] = await Promise.all([busy('a', 0), busy('b', 1)])
    expect(a).toEqual(alone('a'))
    expect(b).toEqual(alone('b'))
    expect(one.receipt.draws.inner).toBe(2)
  })

  it('draws from the scope around it, however callbacks and scopes are mixed', async () => {
    type Step = 'draw' | 'promise' | 'timer' | 'immediate' | 'tick' | 'bind' | 'snapshot' | 'call'
    type Program = readonly (Step | Inner)[]
    interface Inner {
      readonly name: string
      readonly kind: 'sync' | 'awaited' | 'detached' | 'timer'
      readonly body: Program
    }
    const { program } = fc.letrec<{ program: Program; inner: Inner }>((tie) => ({
      inner: fc.record({
        name: fc.constantFrom('a', 'b', 'c'),
        kind: fc.constantFrom('sync', 'awaited', 'detached', 'timer'),
        body: tie('program'),
      }),
      program: fc.array(
        fc.oneof(
          { maxDepth: 3 },
          fc.constantFrom<Step>('draw', 'promise', 'timer', 'immediate', 'tick', 'bind', 'snapshot', 'call'),
          tie('inner'),
        ),
        { maxLength: 6 },
      ),
    }))
    await fc.assert(
      fc.asyncProperty(program, async (wanted) => {
        const one = enforce({ seed: 42 })
        const drawn = new Map<string, number[]>()
        const draw = (name: string) => drawn.set(name, [...(drawn.get(name) ?? []), Math.random()])
        const detached: Promise<unknown>[] = []
        const bound: (() => void)[] = []
        const atOnce = (step: Program[number], name: string) => {
          if (step === 'draw') draw(name)
          else if (step === 'bind') bound.push(AsyncResource.bind(() => draw(name)))
          else if (step === 'snapshot') {
            const inside = AsyncLocalStorage.snapshot()
            bound.push(() => inside(() => draw(name)))
          } else if (step === 'call') bound.at(-1)?.()
        }
        const execute = async (steps: Program, name: string): Promise<void> => {
          for (const step of steps) {
            if (typeof step === 'string') atOnce(step, name)
            if (step === 'promise') await Promise.resolve()
            else if (step === 'timer') await new Promise((done) => setTimeout(done))
            else if (step === 'immediate') await new Promise((done) => setImmediate(done))
            else if (step === 'tick') await new Promise<void>((done) => process.nextTick(done))
            else if (typeof step === 'string') continue
            else if (step.kind === 'sync')
              one.scope(step.name, () => step.body.forEach((each) => atOnce(each, step.name)))
            else if (step.kind === 'timer')
              one.scope(step.name, () => {
                detached.push(new Promise<void>((done) => setTimeout(() => (draw(step.name), done()))))
              })
            else {
              const inner = one.scope(step.name, () => execute(step.body, step.name))
              if (step.kind === 'awaited') await inner
              else detached.push(inner)
            }
            draw(name)
          }
        }
        try {
          await execute(wanted, 'default')
          for (const each of detached) await each
        } finally {
          one.restore()
        }
        for (const [name, numbers] of drawn) {
          const stream = new Stream(42, ['stream', name])
          expect(numbers, name).toEqual(numbers.map(() => stream.next()))
        }
      }),
      { numRuns: 300 },
    )
  })

  it("'error' names the place of a draw outside every scope", () => {
    const one = start({ mathRandom: 'error' })
    expect(() => Math.random()).toThrow(
      /Math\.random\(\) was called at .*enforce\.test\.ts:\d+:\d+, outside every scope/,
    )
    expect(one.scope('a', () => Math.random())).toBe(new Stream(42, ['stream', 'a']).next())
  })

  it("'leave' leaves it alone and says so", () => {
    const one = start({ mathRandom: 'leave' })
    expect(Math.random).toBe(native)
    expect(status(one.receipt, 'Math.random')).toBe('kept-user-value')
  })

  it('kept by somebody, is the original again after restore()', () => {
    start()
    const kept = Math.random
    run!.restore()
    expect(Math.random).toBe(native)
    vi.spyOn(Math, 'random')
    expect(kept()).toBeTypeOf('number')
    const again = start({ seed: 7 })
    expect(kept()).toBe(new Stream(7, ['stream', 'default']).next())
    again.restore()
  })

  it('returns what a scope returns, and throws what it throws', () => {
    const one = start()
    expect(one.scope('a', () => 'value')).toBe('value')
    expect(() =>
      one.scope('a', () => {
        throw new RangeError('inner')
      }),
    ).toThrow('inner')
    one.scope('a', () => Math.random())
    expect(one.receipt.draws).toEqual({ import: 0, default: 0, a: 1 })
  })
})

describe('the environment', () => {
  it('is set, and given back', () => {
    process.env.TF_CUDNN_USE_AUTOTUNE = '0'
    const one = start()
    expect(process.env).toMatchObject({
      TF_DETERMINISTIC_OPS: '1',
      TF_ENABLE_ONEDNN_OPTS: '0',
      NVIDIA_TF32_OVERRIDE: '0',
    })
    expect(process.env.TF_CUDNN_USE_AUTOTUNE).toBeUndefined()
    expect(status(one.receipt, 'TF_DETERMINISTIC_OPS')).toBe('applied')
    expect(status(one.receipt, 'TF_CUDNN_USE_AUTOTUNE')).toBe('applied')
    one.restore()
    expect(process.env.TF_DETERMINISTIC_OPS).toBeUndefined()
    expect(process.env.TF_CUDNN_USE_AUTOTUNE).toBe('0')
  })

  it('reaches the real environment of the process', () => {
    start()
    const report = process.report.getReport() as unknown as { environmentVariables: Record<string, string> }
    expect(report.environmentVariables.TF_DETERMINISTIC_OPS).toBe('1')
  })

  it("keeps the user's own valid value", () => {
    process.env.TF_DETERMINISTIC_OPS = 'true'
    process.env.TF_ENABLE_ONEDNN_OPTS = '1'
    process.env.OMP_NUM_THREADS = '4'
    const { receipt } = start()
    for (const id of ['TF_DETERMINISTIC_OPS', 'TF_ENABLE_ONEDNN_OPTS', 'OMP_NUM_THREADS'])
      expect(status(receipt, id)).toBe('kept-user-value')
    expect(process.env.TF_ENABLE_ONEDNN_OPTS).toBe('1')
    expect(status(receipt, 'TF_NUM_INTRAOP_THREADS')).toBe('not-applicable')
  })

  it('refuses a value that makes TensorFlow abort, and one that defeats the purpose', () => {
    process.env.TF_DETERMINISTIC_OPS = 'yes'
    expect(() => start()).toThrow(
      'TF_DETERMINISTIC_OPS=yes is in the environment, and TensorFlow aborts the whole process',
    )
    expect(Math.random).toBe(native)
    process.env.TF_DETERMINISTIC_OPS = '0'
    expect(() => start()).toThrow('TF_DETERMINISTIC_OPS=0 is in the environment, and enforce() wants 1')
    expect(process.env.TF_DETERMINISTIC_OPS).toBe('0')
    expect(process.env.TF_ENABLE_ONEDNN_OPTS).toBeUndefined()
  })

  it('in warn mode says it once and goes on', () => {
    process.env.TF_DETERMINISTIC_OPS = 'yes'
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const one = start({ mode: 'warn' })
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls[0]![0]).toContain('TF_DETERMINISTIC_OPS=yes')
    expect(status(one.receipt, 'TF_DETERMINISTIC_OPS')).toBe('conflict')
    expect(process.env.TF_DETERMINISTIC_OPS).toBe('yes')
  })
})

describe('audit mode', () => {
  it('changes nothing, and counts', () => {
    const before = { ...process.env }
    const functions = [threads.Worker, childProcess.fork, childProcess.spawn, cluster.fork]
    const one = start({ mode: 'audit' })
    expect({ ...process.env }).toEqual(before)
    expect([threads.Worker, childProcess.fork, childProcess.spawn, cluster.fork]).toEqual(functions)
    times(3, () => Math.random())
    Date.now()
    crypto.randomUUID()
    const { receipt } = one
    expect(receipt.counted).toMatchObject({ 'Math.random': 3, 'crypto.randomUUID': 1 })
    const earlier = receipt.counted!
    process.hrtime()
    process.hrtime.bigint()
    const { counted } = one.receipt
    expect(counted!['process.hrtime']).toBeGreaterThan(earlier['process.hrtime']!)
    expect(counted!['process.hrtime.bigint']).toBeGreaterThan(earlier['process.hrtime.bigint']!)
    expect(receipt.counted!['Date.now']).toBeGreaterThan(0)
    expect(status(receipt, 'TF_DETERMINISTIC_OPS')).toBe('pending')
    one.restore()
    expect(Math.random).toBe(native)
  })
})

describe('the receipt', () => {
  it('is frozen JSON', () => {
    const { receipt } = start()
    expect(Object.isFrozen(receipt)).toBe(true)
    expect(Object.isFrozen(receipt.settings[0])).toBe(true)
    expect(JSON.parse(JSON.stringify(receipt))).toEqual(receipt)
    const statuses = new Set(receipt.settings.map((row) => row.status))
    expect(statuses.has('applied')).toBe(true)
  })

  it('has one hash for two machines with the same settings, whoever set them', () => {
    const { receipt } = start()
    run!.restore()
    process.env.TF_DETERMINISTIC_OPS = '1'
    const other = start({ rank: 3 }).receipt
    expect(status(other, 'TF_DETERMINISTIC_OPS')).toBe('already')
    expect(other.hash).toBe(receipt.hash)
    run!.restore()
    expect(start({ seed: 43 }).receipt.hash).not.toBe(receipt.hash)
    run!.restore()
    process.env.TF_ENABLE_ONEDNN_OPTS = '1'
    expect(start().receipt.hash).not.toBe(receipt.hash)
  })
})

describe('a setting that is undone after enforce()', () => {
  const undoings: readonly [string, string, () => void][] = [
    ['a variable that is unset', 'TF_DETERMINISTIC_OPS', () => delete process.env.TF_DETERMINISTIC_OPS],
    [
      'a variable that gets another value',
      'NVIDIA_TF32_OVERRIDE',
      () => (process.env.NVIDIA_TF32_OVERRIDE = '1'),
    ],
    [
      'a variable that had to stay unset',
      'TF_CUDNN_USE_AUTOTUNE',
      () => (process.env.TF_CUDNN_USE_AUTOTUNE = '1'),
    ],
    ['another Math.random', 'Math.random', () => (Math.random = () => 0.5)],
  ]

  it.each(undoings)('%s is measured, and said once', (_, id, undo) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    start({ mode: 'warn' })
    expect(['applied', 'already']).toContain(status(run!.receipt, id))
    const { hash } = run!.receipt
    undo()
    try {
      const row = run!.receipt.settings.find((setting) => setting.id === id)
      expect(row).toMatchObject({ status: 'conflict', by: 'somewhere that was not seen' })
      expect(run!.receipt.hash).not.toBe(hash)
      const said = warn.mock.calls.flat().filter((text) => String(text).includes(`${id} was undone by`))
      expect(said).toHaveLength(1)
    } finally {
      Math.random = native
    }
  })

  it('is an error in strict mode', () => {
    start({ mode: 'strict' })
    Math.random = () => 0.5
    try {
      expect(() => run!.receipt).toThrow('Math.random was undone by somewhere that was not seen')
    } finally {
      Math.random = native
    }
  })

  it('is none where the run is over', () => {
    start()
    run!.restore()
    expect(status(run!.receipt, 'Math.random')).not.toBe('conflict')
  })
})

describe('enforce() again', () => {
  it('with the same seed is the same run', () => {
    expect(start()).toBe(enforce({ seed: 42 }))
    expect(enforce()).toBe(run)
  })

  it('with another seed or option is refused', () => {
    start()
    expect(() => enforce({ seed: 43 })).toThrow('it was called before with the seed 42, and now with 43')
    expect(() => enforce({ seed: 42, mathRandom: 'error' })).toThrow('with another mathRandom')
    expect(() => enforce({ seed: 43 })).toThrow(EnforceError)
  })

  it('after restore() is a new run from the start', () => {
    const first = times(5, () => start().stream('a').next())
    run!.restore()
    expect(times(5, () => start().stream('a').next())).toEqual(first)
  })
})

describe('restore()', { timeout: 60_000 }, () => {
  it('is the end of the run, can be called again, and works with using', () => {
    {
      using one = enforce({ seed: 1 })
      expect(Math.random).not.toBe(native)
      run = one
    }
    expect(Math.random).toBe(native)
    run!.restore()
    expect(() => run!.scope('a', () => 1)).toThrow('This run is over')
  })

  it('leaves alone what somebody else put in place since', () => {
    const one = start()
    const other = () => 0.5
    Math.random = other
    process.env.TF_DETERMINISTIC_OPS = 'true'
    one.restore()
    expect(Math.random).toBe(other)
    expect(process.env.TF_DETERMINISTIC_OPS).toBe('true')
    Math.random = native
  })

  it('after any calls gives back the original functions, flags and environment', () => {
    const require = createRequire(import.meta.url)
    const snapshot = () => ({
      random: Math.random,
      now: Date.now,
      Worker: threads.Worker,
      NamedWorker: Worker,
      fork: childProcess.fork,
      namedFork: fork,
      spawn: childProcess.spawn,
      namedSpawn: spawn,
      spawnSync: childProcess.spawnSync,
      execSync: childProcess.execSync,
      execFileSync: childProcess.execFileSync,
      start: (childProcess.ChildProcess as { prototype: { spawn?: unknown } }).prototype.spawn,
      clusterFork: cluster.fork,
      load: (require('node:module') as { _load: unknown })._load,
      uuid: (require('node:crypto') as { randomUUID: unknown }).randomUUID,
      environment: JSON.stringify(process.env),
      globals: Object.getOwnPropertyNames(globalThis).sort().join(),
    })
    const before = snapshot()
    const call = fc.constantFrom<(one: Run) => unknown>(
      () => Math.random(),
      (one) => one.stream('x').normal(),
      (one) => one.scope('y', () => Math.random()),
      (one) => one.at('z', 1).next(),
      (one) => one.receipt,
      (one) => one.resume(one.state()),
      (one) => one.step(1, { loss: 1 }),
      (one) => one.restore(),
      () => enforce(),
    )
    const attempt = (fn: () => unknown) => {
      try {
        fn()
      } catch (error) {
        if (!(error instanceof EnforceError || error instanceof TypeError)) throw error
      }
    }
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    fc.assert(
      fc.property(
        fc.constantFrom('strict', 'warn', 'audit'),
        fc.constantFrom('streams', 'error', 'leave'),
        fc.option(fc.constantFrom('0', '1', 'true', 'yes'), { nil: undefined }),
        fc.array(call, { maxLength: 12 }),
        (mode, mathRandom, ops, calls) => {
          if (ops) process.env.TF_DETERMINISTIC_OPS = ops
          const expected = { ...before, environment: JSON.stringify(process.env) }
          let one: Run | undefined
          attempt(() => (one = enforce({ seed: 1, mode, mathRandom } as EnforceOptions)))
          for (const each of calls) if (one) attempt(() => each(one!))
          one?.restore()
          expect(snapshot()).toEqual(expected)
          delete process.env.TF_DETERMINISTIC_OPS
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('the settings', () => {
  it('say for every row when it is read, why, what it costs and where that is known from', () => {
    expect(new Set(settings.map((row) => row.name)).size).toBe(settings.length)
    for (const row of settings) {
      for (const text of [row.readWhen, row.why, row.cost]) expect(text.length).toBeGreaterThan(3)
      expect(row.source).toMatch(/^https:\/\//)
    }
  })
})
