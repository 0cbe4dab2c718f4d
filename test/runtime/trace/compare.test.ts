import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compare, compareTraces, type Comparison } from '../../../runtime/trace/compare.ts'
import { formatComparison } from '../../../runtime/trace/format-comparison.ts'
import { Trace } from '../../../runtime/trace/trace.ts'
import type { StepFields } from '../../../runtime/trace/trace.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'trace-'))
afterAll(() => rmSync(folder, { recursive: true }))

const header = { scheme: 'reproducible/v1', seed: 42, rank: 0, versions: { tfjs: '4.22.0' } }

function write(steps: StepFields[], head: object = header): string {
  const lines: string[] = []
  const trace = new Trace((line) => lines.push(line), head)
  steps.forEach((step, i) => trace.step(i, step))
  void trace.close()
  return `${lines.join('\n')}\n`
}

/** A run of `n` steps that draws three times a step, with fields of some steps replaced. */
function run(n: number, changes: Record<number, Partial<StepFields>> = {}): StepFields[] {
  return Array.from({ length: n }, (_, i) => ({
    draws: { train: 3 * (i + 1) },
    batch: [i],
    weightsBefore: i,
    loss: 1 / (i + 1),
    gradients: -i,
    weights: i + 1,
    ...changes[i],
  }))
}

function against(changes: Record<number, Partial<StepFields>>, n = 6): Comparison {
  return compareTraces(write(run(6)), write(run(n, changes)), ['a', 'b'])
}

describe('compare', () => {
  it('finds equal runs identical', () => {
    expect(against({})).toEqual({ verdict: 'identical', steps: 6, platform: [], experiment: [], notes: [] })
    expect(formatComparison(against({}))).toBe('Identical over 6 steps.')
  })

  it.each([
    [
      'draws',
      'stream used differently',
      { draws: { train: 13 }, batch: 9, weightsBefore: 9, loss: 9, weights: 9 },
    ],
    ['batch', 'unseeded source', { batch: 9, weightsBefore: 9, loss: 9, weights: 9 }],
    ['weightsBefore', 'change between steps', { weightsBefore: 9, loss: 9, weights: 9 }],
    ['loss', 'forward kernel', { loss: 9, weights: 9 }],
    ['gradients', 'backward kernel', { gradients: 9, weights: 9 }],
    ['weights', 'optimizer', { weights: 9 }],
    ['weights', 'backward kernel', { gradients: undefined, weights: 9 }],
  ] as const)('names the first field that differs: %s', (field, cause, change) => {
    const result = against({ 3: change, 4: { batch: 8 } })
    expect(result.verdict).toBe('diverged')
    expect(result.divergence).toMatchObject({ step: 3, field, cause })
  })

  it('says that other initial weights are an initialisation', () => {
    expect(against({ 0: { weightsBefore: 7 } }).divergence).toMatchObject({
      step: 0,
      cause: 'initialisation',
    })
  })

  it('names the step in which a stream was moved, not the one in which that shows', () => {
    const draws = (train: number, late: number) => ({ draws: { train, late } })
    const changes = { 2: draws(10, 0), 3: draws(13, 0), 4: { ...draws(16, 1), batch: 9 }, 5: draws(19, 1) }
    const plain = Object.fromEntries([0, 1, 2, 3, 4, 5].map((i) => [i, draws(3 * i + 3, i > 3 ? 1 : 0)]))
    const same = { ...plain, 0: draws(3, 0), 1: draws(6, 0) }
    const result = compareTraces(write(run(6, plain)), write(run(6, { ...same, ...changes })), ['a', 'b'])
    expect(result.divergence).toMatchObject({
      step: 2,
      field: 'draws',
      what: "stream 'train' was drawn from 3 times in one run and 4 times in the other",
    })
  })

  it('does not accuse a stream that was moved and is not used where the runs part', () => {
    const extra = (val: number) => ({ draws: { train: 3, val } })
    const a = [extra(1), extra(1), extra(1)].map((step, i) => ({ ...step, batch: i }))
    const b = [extra(2), extra(2), extra(2)].map((step, i) => ({ ...step, batch: i === 2 ? 9 : i }))
    expect(compareTraces(write(a), write(b), ['a', 'b']).divergence).toMatchObject({
      step: 2,
      field: 'batch',
    })
    const harmless = b.map((step, i) => ({ ...step, batch: i }))
    expect(compareTraces(write(a), write(harmless), ['a', 'b'])).toMatchObject({
      verdict: 'identical',
      notes: [
        "In step 0 stream 'val' was drawn from once in one run and 2 times in the other; nothing else differs.",
      ],
    })
    const drawsOnly = (val: number) => write([{ draws: { val } }])
    expect(compareTraces(drawsOnly(1), drawsOnly(2), ['a', 'b'])).toMatchObject({
      verdict: 'diverged',
      divergence: { step: 0, field: 'draws' },
    })
  })

  it('compares only streams that both runs have', () => {
    const withValidation = run(6).map((step) => ({ ...step, draws: { ...step.draws, val: 5 } }))
    const result = compareTraces(write(run(6)), write(withValidation), ['a', 'b'])
    expect(result.verdict).toBe('identical')
    expect(result.notes).toEqual(["Only b uses 'val': not compared, and no divergence."])
  })

  it('compares bits: 0 and -0, and losses that print alike', () => {
    expect(against({ 2: { loss: 1 / 3 + 2 ** -54 } }).divergence).toMatchObject({ step: 2, field: 'loss' })
    const zeros = [write([{ draws: {}, loss: 0 }]), write([{ draws: {}, loss: -0 }])] as const
    expect(compareTraces(...zeros, ['a', 'b']).divergence?.field).toBe('loss')
  })

  it('does not call a loss a kernel when it cannot know the batch', () => {
    const losses = (last: number) => write([1, last].map((loss) => ({ draws: {}, loss })))
    const { divergence } = compareTraces(losses(2), losses(3), ['a', 'b'])
    expect(divergence).toMatchObject({ step: 1, field: 'loss', cause: 'unseeded source or forward kernel' })
    expect(divergence?.where).toContain('Give run.step() the batch')
  })

  it('reports a run that is shorter', () => {
    const result = against({}, 4)
    expect(result.divergence).toMatchObject({ step: 4, field: 'steps', cause: 'different length' })
    expect(result.verdict).toBe('diverged')
  })

  it('calls a version difference that, and no divergence', () => {
    const newer = write(run(6, { 2: { weights: 9 } }), { ...header, versions: { tfjs: '4.23.0' } })
    const result = compareTraces(write(run(6)), newer, ['a', 'b'])
    expect(result.verdict).toBe('unknown')
    expect(result.platform).toEqual([{ name: 'versions.tfjs', values: ['4.22.0', '4.23.0'] }])
    expect(formatComparison(result)).toContain('versions.tfjs is "4.22.0" and "4.23.0"')
    const equal = compareTraces(write(run(6)), write(run(6), { ...header, versions: {} }), ['a', 'b'])
    expect(equal.verdict).toBe('identical')
    expect(formatComparison(equal)).toContain('Different, without effect here')
  })

  it('calls another seed another experiment', () => {
    const other = write(run(6, { 0: { batch: 1000 } }), { ...header, seed: 43 })
    const result = compareTraces(write(run(6)), other, ['a', 'b'])
    expect(result.verdict).toBe('unknown')
    expect(formatComparison(result)).toContain('Two different experiments, so no verdict: seed is 42 and 43.')
  })

  it('says when there is nothing to compare', () => {
    const result = compareTraces(write([]), write([]), ['a', 'b'])
    expect(result.verdict).toBe('unknown')
    expect(result.notes.join()).toContain('Call run.step(')
    const drawsOnly = write([{ draws: { a: 1 } }])
    expect(compareTraces(drawsOnly, drawsOnly, ['a', 'b']).notes).toEqual([
      'The traces have no batch, loss or weights in common: only the draws were compared.',
    ])
  })

  it('does not judge a truncated trace by its missing end', () => {
    const whole = write(run(6))
    const lines = whole.split('\n')
    for (const cut of [lines.slice(0, 4).join('\n') + '\n', whole.slice(0, whole.indexOf('"step":3') + 20)]) {
      const result = compareTraces(whole, cut, ['a', 'b'])
      expect(result.verdict).toBe('unknown')
      expect(result.notes.join()).toMatch(/b is truncated: it stops after step 2/)
    }
    const differing = write(run(6, { 1: { loss: 9 } }))
    const cut = differing.split('\n').slice(0, 5).join('\n')
    expect(compareTraces(whole, cut, ['a', 'b'])).toMatchObject({
      verdict: 'diverged',
      divergence: { step: 1 },
    })
  })

  it.each([
    ['', 'b is empty'],
    ['hello\n', 'b is not a trace'],
    ['[1]\n', 'b is not a trace'],
    ['{"a":1}\n', 'b is not a trace'],
    ['{"trace":"reproducible/trace/9"}\n', 'of the format "reproducible/trace/9"'],
    [write(run(2)).replace('"step":1', '"stop":1'), 'b, line 3 is damaged: it is neither'],
    [write(run(2)) + write(run(2)), 'two runs wrote into this file'],
    [write(run(3)).replace(/\{"step":1.*\n/, ''), 'counts 3 steps, and it has 2'],
  ])('refuses what is no trace: %j', (text, message) => {
    expect(() => compareTraces(write(run(2)), text, ['a', 'b'])).toThrow(message)
  })

  it('prints step, field, cause and where to look', () => {
    expect(formatComparison(against({ 3: { gradients: undefined, weights: 9 } }), 80)).toMatchInlineSnapshot(`
      "Diverged.
      step   3
      field  weights
      cause  backward kernel: the weights after the step are 796c22cd8fa6 and
             38f2444364d9, after equal losses
      look   A kernel of the backward pass is not deterministic: the gradient of an
             embedding or of tf.gather (UnsortedSegmentSum adds with float atomics on
             a GPU), a weight gradient over a large batch, or another number of
             threads."
    `)
  })

  it('reads files, and says which one is missing', () => {
    const file = path.join(folder, 'deep', 'a.jsonl')
    const trace = new Trace(file, header)
    trace.step(0, { draws: {}, loss: 1 })
    void trace.close()
    void trace.close()
    expect(compare(file, file).verdict).toBe('identical')
    expect(() => compare(file, path.join(folder, 'none.jsonl'))).toThrow(
      /^There is no trace .*none\.jsonl\. A trace is written by/u,
    )
    expect(() => trace.step(1, { draws: {} })).toThrow('this trace is closed')
  })
})

describe('Trace', () => {
  it('names the platform, and writes losses as bits and numbers', () => {
    const [first, second, last] = write([{ draws: { a: 1 }, loss: 0.5 }]).split('\n') as [
      string,
      string,
      string,
    ]
    expect(JSON.parse(first)).toMatchObject({ seed: 42, platform: { node: process.versions.node } })
    expect(JSON.parse(second)).toEqual({
      step: 0,
      draws: { a: 1 },
      loss: { value: 0.5, bits: '3fe0000000000000' },
    })
    expect(JSON.parse(last)).toEqual({ end: true, steps: 1 })
  })

  it('keeps the order of lines that wait for a GPU, and closes after them', async () => {
    const answers: ((data: Float32Array) => void)[] = []
    const tensor = () => ({
      dtype: 'float32',
      shape: [1],
      dataSync: () => {
        throw new Error('cannot read synchronously')
      },
      data: () => new Promise<Float32Array>((resolve) => answers.push(resolve)),
    })
    const file = path.join(folder, 'gpu.jsonl')
    Object.assign(globalThis, { _tfengine: { backendName: 'webgpu' } })
    try {
      const trace = new Trace(file, header)
      trace.step(0, { draws: {}, loss: tensor() })
      trace.step(1, { draws: {}, loss: tensor(), weights: tensor() })
      trace.step(2, { draws: {}, loss: 3 })
      const closed = trace.close()
      answers[1]!(new Float32Array([1]))
      answers[2]!(new Float32Array([2]))
      answers[0]!(new Float32Array([0]))
      await closed
    } finally {
      delete (globalThis as { _tfengine?: unknown })._tfengine
    }
    const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1)
    const records = lines.map((line) => JSON.parse(line) as { step: number; loss: { value: number } })
    expect(lines.join()).not.toContain('unread')
    expect(records.map(({ step, loss }) => [step, loss?.value])).toEqual([
      [0, 0],
      [1, 1],
      [2, 3],
      [undefined, undefined],
    ])
  })

  it('says why a field could not be read, and goes on', async () => {
    const lines: string[] = []
    Object.assign(globalThis, { _tfengine: { backendName: 'webgpu' } })
    try {
      const trace = new Trace((line) => lines.push(line), header)
      const lost = {
        dtype: 'float32',
        shape: [1],
        dataSync() {},
        data: () => Promise.reject(new Error('device lost')),
      }
      trace.step(0, { draws: {}, weights: lost })
      await trace.close()
    } finally {
      delete (globalThis as { _tfengine?: unknown })._tfengine
    }
    expect(JSON.parse(lines[1]!)).toEqual({ step: 0, draws: {}, unread: 'weights: device lost' })
    const text = `${lines.join('\n')}\n`
    const result = compareTraces(text, text, ['a', 'b'])
    expect(result.verdict).toBe('unknown')
    expect(result.notes[0]).toBe('Step 0 was not read whole: weights: device lost.')
  })

  it('says that a browser has no files', () => {
    const { process } = globalThis
    // @ts-expect-error a browser has none
    globalThis.process = undefined
    try {
      expect(() => new Trace('run.jsonl', {})).toThrow('a browser has no files')
    } finally {
      globalThis.process = process
    }
  })

  it('is readable after a crash', () => {
    writeFileSync(path.join(folder, 'half.jsonl'), write(run(3)).slice(0, -30))
    expect(() => compare(path.join(folder, 'half.jsonl'), path.join(folder, 'half.jsonl'))).not.toThrow()
  })
})
