import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { compareAnything } from '../../../runtime/commands/compare.ts'
import { compareBytes } from '../../../runtime/commands/compare-outputs.ts'
import { enforce } from '../../../runtime/enforce/enforce.ts'
import type { RunState } from '../../../runtime/enforce/checkpoint.ts'
import type { Run } from '../../../runtime/enforce/run.ts'
import { compare, compareTraces } from '../../../runtime/trace/compare.ts'
import { compareRuns } from '../../../runtime/trace/compare-ranks.ts'
import { formatComparison } from '../../../runtime/trace/format-comparison.ts'
import { TraceError } from '../../../runtime/trace/read-trace.ts'
import { buildRuntime, moduleUrl, node, programFolder } from '../runtime-build.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'faults-'))
const file = (name: string) => path.join(folder, name)
let run: Run | undefined

afterEach(() => {
  run?.restore()
  run = undefined
  vi.restoreAllMocks()
})
afterAll(() => rmSync(folder, { recursive: true }))

const start = (name: string) => (run = enforce({ seed: 42, mode: 'warn', trace: { file: file(name) } }))

describe('a step', () => {
  it.each([
    ['a', "step('a'): the first argument is the number of the step"],
    [0.5, 'step(0.5): the first argument is the number of the step'],
    [-1, 'step(-1): the first argument'],
    [undefined, 'step(undefined): the first argument'],
  ])('%s is refused, with a trace and without', (index, sentence) => {
    run = enforce({ seed: 42, mode: 'warn' })
    expect(() => run!.step(index as number)).toThrow(sentence)
  })

  it('with a field that there is not is refused with the right name', () => {
    run = enforce({ seed: 42, mode: 'warn' })
    expect(() => run!.step(0, { los: 1 } as object)).toThrow(
      "step(): there is no field 'los'. Did you mean 'loss'? The fields are 'batch', 'weightsBefore', 'loss', 'gradients', 'weights'.",
    )
  })
})

describe('the file of a trace', () => {
  it('is opened by enforce()', () => {
    mkdirSync(file('folder.jsonl'))
    expect(() => start('folder.jsonl')).toThrow(/the trace .*folder\.jsonl cannot be opened: EISDIR/)
  })

  it('that cannot take more ends the trace with a warning, and not the training', () => {
    symlinkSync('/dev/full', file('full.jsonl'))
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    start('full.jsonl')
    for (let i = 0; i < 3; i++) run!.step(i, { loss: i })
    expect(
      warn.mock.calls.flat().filter((text) => /The trace .* ends here, the training goes on/.test(text)),
    ).toHaveLength(1)
  })

  it.each(['removed', 'replaced'])('that is %s while it is open ends the trace with a warning', (how) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    start(`${how}.jsonl`)
    run!.step(0, { loss: 0 })
    if (how === 'removed') rmSync(file('removed.jsonl'))
    else {
      writeFileSync(file('other'), 'other\n')
      renameSync(file('other'), file('replaced.jsonl'))
    }
    run!.step(1, { loss: 1 })
    run!.step(2, { loss: 2 })
    expect(warn.mock.calls.flat().join()).toMatch(
      how === 'removed' ? 'was removed' : 'another process writes',
    )
    if (how === 'replaced') expect(readFileSync(file('replaced.jsonl'), 'utf8')).toBe('other\n')
  })

  it('is gone on with by a run that was resumed', () => {
    const step = (i: number) => run!.step(i, { loss: run!.stream('loss').next(), batch: i })
    start('whole.jsonl')
    for (let i = 0; i < 6; i++) step(i)
    run!.restore()
    start('cut.jsonl')
    let state: RunState | undefined
    for (let i = 0; i < 5; i++) {
      if (i === 3) state = run!.state()
      step(i)
    }
    run!.restore()
    start('cut.jsonl').resume(JSON.parse(JSON.stringify(state)) as RunState)
    for (let i = 3; i < 6; i++) step(i)
    run!.restore()
    expect(compare(file('whole.jsonl'), file('cut.jsonl'))).toMatchObject({
      verdict: 'identical',
      steps: 6,
      notes: [],
    })
    expect(readFileSync(file('cut.jsonl'), 'utf8')).toContain('"resumed":[3]')
  })

  it('of a run that was killed at any step is whole up to there', async () => {
    const programs = programFolder('killed')
    const program = path.join(programs, 'killed.mjs')
    writeFileSync(
      program,
      `const { enforce } = await import(${JSON.stringify(moduleUrl(buildRuntime(), 'index'))})
const run = enforce({ seed: 42, trace: { file: process.argv[2] } })
for (let i = 0; i < 5; i++) {
  if (i === Number(process.argv[3])) process.kill(process.pid, 'SIGKILL')
  run.step(i, { loss: Math.random() })
}`,
    )
    await node([program, file('alive.jsonl'), '9'])
    for (let i = 0; i < 5; i++) {
      await node([program, file('dead.jsonl'), String(i)])
      if (i === 0) expect(() => compare(file('alive.jsonl'), file('dead.jsonl'))).toThrow('is empty')
      else
        expect(compare(file('alive.jsonl'), file('dead.jsonl'))).toMatchObject({
          verdict: 'unknown',
          steps: i,
        })
    }
  }, 60_000)

  it('of 64 ranks that write at once is one for each', async () => {
    const programs = programFolder('ranks')
    const program = path.join(programs, 'rank.mjs')
    writeFileSync(
      program,
      `const { enforce } = await import(${JSON.stringify(moduleUrl(buildRuntime(), 'index'))})
const run = enforce({ seed: 42, trace: { file: process.argv[2] } })
for (let i = 0; i < 20; i++) run.step(i, { loss: run.stream('x').next(), batch: i })`,
    )
    for (let first = 0; first < 64; first += 16)
      await Promise.all(
        Array.from({ length: 16 }, (_, i) =>
          node([program, file('many/a.jsonl')], { RANK: String(first + i), WORLD_SIZE: '64' }),
        ),
      )
    const names = readdirSync(file('many'))
    expect(names).toHaveLength(64)
    for (const name of names) {
      const text = readFileSync(file(`many/${name}`), 'utf8')
      const changed = name.includes('rank13.') ? text.replace(/("step":7,.*"bits":")./, '$1f') : text
      writeFileSync(file(`many/${name.replace('a.', 'b.')}`), changed)
    }
    const found = compareRuns(file('many/a.jsonl'), file('many/b.jsonl'))
    expect(found.divergence).toMatchObject({ rank: 13, step: 7, field: 'loss' })
    expect(found.notes[0]).toBe('1 of 64 ranks part; rank 13 is the first.')
    expect(compareRuns(file('many/a.jsonl'), file('many/a.jsonl')).verdict).toBe('identical')
  }, 180_000)
})

it('a clock that is set back changes nothing', () => {
  const trained = (name: string, clock: () => number) => {
    vi.spyOn(Date, 'now').mockImplementation(clock)
    vi.spyOn(performance, 'now').mockImplementation(clock)
    start(name)
    for (let index = 0; index < 20; index++)
      run!.step(index, { batch: [Math.random()], loss: run!.stream('init').next() })
    run!.restore()
    vi.restoreAllMocks()
    return readFileSync(file(name), 'utf8').split('\n').slice(1)
  }
  let hour = 1_000
  const back = trained('back.jsonl', () => (hour -= 3_600_000))
  expect(back).toHaveLength(22)
  expect(trained('forth.jsonl', () => (hour += 1))).toEqual(back)
})

describe('names of streams that objects have already', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']

  it('are drawn from, saved, resumed and compared as any other', () => {
    start('names.jsonl')
    const before = JSON.parse(JSON.stringify(run!.state())) as RunState
    const first = names.map((name) => run!.stream(name).next())
    expect(
      names.map((name) => Object.getOwnPropertyDescriptor(run!.receipt.draws, name)?.value as number),
    ).toEqual(names.map(() => 1))
    const later = JSON.parse(JSON.stringify(run!.state())) as RunState
    const second = names.map((name) => run!.stream(name).next())
    run!.step(0, { loss: 1, batch: 1 })
    run!.resume(later)
    expect(names.map((name) => run!.stream(name).next())).toEqual(second)
    run!.resume(before)
    expect(names.map((name) => run!.stream(name).next())).toEqual(first)
    run!.restore()
    const text = readFileSync(file('names.jsonl'), 'utf8')
    expect(compareTraces(text, text, ['a', 'b']).verdict).toBe('identical')
    const without = text.replace(/"draws":\{[^}]*\}/, '"draws":{"default":0}')
    expect(compareTraces(text, without, ['a', 'b']).notes.join()).toContain(
      "Only a uses 'import', 'constructor', '__proto__'",
    )
  })

  it('and a state of JSON that is nested 9,000 deep is refused with a sentence', () => {
    run = enforce({ seed: 42, mode: 'warn' })
    const deep = JSON.parse(`${'['.repeat(9000)}${']'.repeat(9000)}`) as unknown
    for (const damage of [{ streams: deep }, { layers: { a: deep } }, { iterations: deep }, { extra: deep }])
      expect(() => run!.resume({ ...run!.state(), ...damage } as RunState)).toThrow(
        /resume\(\): this state is damaged/,
      )
  })
})

describe('compare', () => {
  const header = JSON.stringify({ trace: 'reproducible/trace/1', scheme: 'reproducible/v1', seed: 42 })
  const trace = (steps: readonly object[], head: object = {}) =>
    [
      JSON.stringify({ ...(JSON.parse(header) as object), ...head }),
      ...steps.map((step) => JSON.stringify({ draws: {}, ...step })),
      JSON.stringify({ end: true, steps: steps.length }),
      '',
    ].join('\n')
  const steps = (from: number, to: number, changes: Record<number, object> = {}) =>
    Array.from({ length: to - from }, (_, i) => ({
      step: from + i,
      batch: `b${String(from + i)}`,
      weights: `w${String(from + i)}`,
      ...changes[from + i],
    }))

  it('pairs steps by their number: a resumed run is compared from where it begins', () => {
    const whole = trace(steps(0, 12))
    const resumed = compareTraces(whole, trace(steps(8, 12)), ['a', 'b'])
    expect(resumed).toMatchObject({ verdict: 'identical', steps: 4 })
    expect(resumed.notes).toEqual([
      'b begins behind steps 0 to 7 of a, as a resumed run does: compared from there on.',
    ])
    const parted = compareTraces(whole, trace(steps(8, 12, { 9: { weights: 'x' } })), ['a', 'b'])
    expect(parted.divergence).toMatchObject({ step: 9, field: 'weights' })
    const thinned = compareTraces(whole, trace(steps(0, 12).filter(({ step }) => step % 4 === 0)), ['a', 'b'])
    expect(thinned.notes[0]).toContain('Not compared, because only one run has them: steps 1 to 3 of a')
  })

  it('tells NaN apart', () => {
    const loss = (bits: string) => trace(steps(0, 2, { 1: { loss: { value: null, bits } } }))
    const both = compareTraces(loss('7ff8000000000000'), loss('7ff8000000000001'), ['a', 'b'])
    expect(both.verdict).toBe('identical')
    expect(both.notes.join()).toContain('The loss is NaN in both runs from step 1 on')
    const one = compareTraces(loss('7ff8000000000000'), loss('3ff0000000000000'), ['a', 'b'])
    expect(one.divergence).toMatchObject({ step: 1, field: 'loss' })
    expect(one.divergence?.what).toContain('NaN')
  })

  it.each([
    [{ forward: [['input', 'x', 'input']] }, { field: 'batch', cause: 'unseeded source', layer: 'input' }],
    [{ forward: [['a', 'x']] }, { field: 'forward', cause: 'forward kernel', layer: 'a' }],
    [
      { gradients: 'x', backward: [['b', 'x']] },
      { field: 'gradients', cause: 'backward kernel', layer: 'b' },
    ],
    [{ learningRate: [0.2] }, { field: 'learningRate', cause: 'learning rate' }],
    [{ weights: 'x' }, { field: 'weights', cause: 'optimizer' }],
    [
      { streams: { torch: 'x' }, batch: 'x' },
      { field: 'streams', cause: 'stream used differently' },
    ],
    [
      { streamsAfter: { torch: 'x' }, weights: 'x' },
      { field: 'streams', cause: 'stream used differently' },
    ],
  ])('names cause and layer in a trace of torch: %j', (change, expected) => {
    const base = {
      streams: { torch: 's' },
      forward: ['layer' in expected && expected.layer === 'input' ? ['input', 'i', 'input'] : ['a', 'f']],
      backward: [['b', 'g']],
      gradients: 'g',
      learningRate: [0.1],
      streamsAfter: { torch: 't' },
    }
    const head = { writer: 'python', framework: 'torch', fingerprint: 'multilinear64' }
    const a = trace(steps(0, 3, { 1: base }), head)
    const b = trace(steps(0, 3, { 1: { ...base, ...change } }), head)
    const found = compareTraces(a, b, ['a', 'b'])
    expect(found.divergence).toMatchObject({ step: 1, ...expected })
    expect(formatComparison(found)).not.toMatch(/WebGPU|tf\.gather/)
  })

  it('names a changed input before any stream', () => {
    const inputs = (hash: string) => ({ inputs: { 'data.csv': { before: hash, now: hash } } })
    const a = trace(steps(0, 2), inputs('1'))
    const b = trace(steps(0, 2, { 0: { batch: 'x', draws: { default: 3 } } }), inputs('2'))
    expect(compareTraces(a, b, ['a', 'b']).divergence).toMatchObject({
      field: 'inputs',
      cause: 'changed input',
      what: 'data.csv is not the same in both runs',
    })
  })

  it.skipIf(process.platform === 'win32')('reads nothing that is no file', () => {
    mkdirSync(file('odd'))
    for (const name of ['a.jsonl', 'a.npz', 'a.safetensors', 'a.pt', 'a.json', 'a.bin']) {
      const [pipe, there] = [file(`odd/pipe-${name}`), file(`odd/${name}`)]
      execFileSync('mkfifo', [pipe])
      writeFileSync(there, 'x')
      expect(() => compareAnything(pipe, there, 80), name).toThrow(/it is a pipe or a device/)
      // Whatever is said of the other file: nobody waits.
      expect(() => compareAnything(there, pipe, 80), name).toThrow()
      expect(() => compareBytes(pipe, there)).toThrow(/it is a pipe or a device/)
      expect(() => enforce({ seed: 42, mode: 'warn', inputs: [pipe] })).toThrow(
        /the input .* cannot be read: it is a pipe or a device/,
      )
    }
  })

  it('answers to hostile traces with a sentence or a verdict', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('__proto__', 'constructor', -1, 1e308, '\u001b[2J', 'x'.repeat(1000)),
    )
    const field = fc.constantFrom(
      'step',
      'draws',
      'streams',
      'streamsAfter',
      'batch',
      'forward',
      'backward',
      'loss',
      'gradients',
      'weights',
      'learningRate',
      'scale',
      'optimizer',
      'unread',
      'end',
      'steps',
      '__proto__',
      'trace',
      'inputs',
      'notes',
      'versions',
    )
    const record = fc
      .array(fc.tuple(field, value), { maxLength: 6 })
      .map((entries) => Object.fromEntries(entries) as object)
    const line = fc.oneof(
      { weight: 4, arbitrary: record.map((fields) => JSON.stringify({ step: 1, draws: {}, ...fields })) },
      record.map((fields) => JSON.stringify(fields)),
      fc.string(),
      fc.constant(`{"step":0,"draws":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}}`),
    )
    const text = fc
      .tuple(record, fc.array(line, { maxLength: 6 }))
      .map(([head, lines]) =>
        [JSON.stringify({ ...head, trace: 'reproducible/trace/1' }), ...lines, ''].join('\n'),
      )
    fc.assert(
      fc.property(text, text, fc.nat(400), (a, b, cut) => {
        for (const [x, y] of [
          [a, b],
          [a, a],
          [a, a.slice(0, -cut)],
        ] as const)
          try {
            expect(formatComparison(compareTraces(x, y, ['a', 'b']))).not.toMatch(
              /[\u0000-\u0009\u000b-\u001f]/,
            )
          } catch (error) {
            if (!(error instanceof TraceError)) throw error
          }
      }),
      { seed: 7, numRuns: 3000 },
    )
  })

  it('reads a trace of 200,000 steps, a piece at a time', () => {
    writeFileSync(file('long.jsonl'), trace(steps(0, 200_000)))
    expect(compare(file('long.jsonl'), file('long.jsonl'))).toMatchObject({
      verdict: 'identical',
      steps: 200_000,
    })
  })
})
