import { body } from './program.ts'
import type { Generated, Language, Snippet, Syntax } from './program.ts'

const out = (tensor: string) => `out.push(...(await ${tensor}.data()))`

const snippets: readonly Snippet[] = [
  // Seeding what draws from Math.random.
  { id: 'enforce', lines: ['enforce({ seed: 7 })'], weight: 6 },
  // Operations.
  { id: 'normal', lines: [out('tf.randomNormal([4])')] },
  { id: 'normal-seeded', lines: [out("tf.randomNormal([4], 0, 1, 'float32', 7)")] },
  { id: 'normal-seed-zero', lines: [out("tf.randomNormal([4], 0, 1, 'float32', 0)")], weight: 2 },
  { id: 'normal-seed-name', lines: [out("tf.randomNormal([4], 0, 1, 'float32', seed)")] },
  { id: 'normal-seed-sum', lines: [out("tf.randomNormal([4], 0, 1, 'float32', seed + 1)")], weight: 2 },
  { id: 'normal-seed-clock', lines: [out("tf.randomNormal([4], 0, 1, 'float32', performance.now())")], weight: 1 },
  { id: 'uniform', lines: [out('tf.randomUniform([4])')] },
  { id: 'uniform-seeded', lines: [out("tf.randomUniform([4], 0, 1, 'float32', 7)")] },
  { id: 'uniform-seed-zero', lines: [out("tf.randomUniform([4], 0, 1, 'float32', 0)")], weight: 2 },
  { id: 'uniform-int', lines: [out('tf.randomUniformInt([4], 0, 1000000)')], weight: 2 },
  { id: 'uniform-int-seeded', lines: [out('tf.randomUniformInt([4], 0, 1000000, 7)')], weight: 2 },
  { id: 'truncated', lines: [out('tf.truncatedNormal([4])')], weight: 2 },
  { id: 'truncated-seeded', lines: [out("tf.truncatedNormal([4], 0, 1, 'float32', 7)")], weight: 2 },
  { id: 'gamma-seed-zero', lines: [out("tf.randomGamma([4], 2, 1, 'float32', 0)")], weight: 1 },
  {
    id: 'multinomial',
    lines: [out('tf.multinomial(tf.tensor1d([0.1, 0.2, 0.3, 0.4]).log(), 40)')],
    weight: 2,
  },
  {
    id: 'multinomial-seeded',
    lines: [out('tf.multinomial(tf.tensor1d([0.1, 0.2, 0.3, 0.4]).log(), 40, 7)')],
    weight: 2,
  },
  { id: 'op-dropout', lines: [out('tf.dropout(tf.ones([60]), 0.5)')], weight: 2 },
  { id: 'op-dropout-seeded', lines: [out('tf.dropout(tf.ones([60]), 0.5, null, 7)')], weight: 2 },
  { id: 'ones', lines: [out('tf.ones([4])')], weight: 2 },
  { id: 'range', lines: [out('tf.range(0, 4)')], weight: 2 },
  // Math.random and what uses it.
  { id: 'math-random', lines: [out('tf.tensor1d([Math.random(), Math.random()])')] },
  { id: 'util-shuffle', lines: ['tf.util.shuffle(order)', out('tf.tensor1d(order)')] },
  { id: 'sort', lines: ['order.sort(() => Math.random() - 0.5)', out('tf.tensor1d(order)')], weight: 2 },
  { id: 'crypto', lines: [out('tf.tensor1d([randomInt(1000000)])')], weight: 1 },
  // Generators of the program's own.
  { id: 'generator', closing: out('tf.tensor1d([random()])'), defines: 'random', lines: ["random = seedrandom('7')"], weight: 3 },
  { id: 'generator-unseeded', closing: out('tf.tensor1d([random()])'), defines: 'random', lines: ['random = seedrandom()'], weight: 1 },
  { id: 'generator-used', needs: 'random', lines: [out('tf.tensor1d([random(), random()])')] },
  // Datasets.
  { id: 'shuffle', lines: ['out.push(...(await tf.data.array(order).shuffle(40).toArray()))'] },
  { id: 'shuffle-seeded', lines: ["out.push(...(await tf.data.array(order).shuffle(40, '7').toArray()))"] },
  {
    id: 'shuffle-seed-empty',
    lines: ["out.push(...(await tf.data.array(order).shuffle(40, '').toArray()))"],
    weight: 1,
  },
  { id: 'dataset', lines: ['out.push(...(await tf.data.array(order).take(4).toArray()))'], weight: 2 },
  // Layers and training.
  { id: 'dense', lines: [out('tf.layers.dense({ units: 3 }).apply(tf.ones([1, 2]))')] },
  {
    id: 'dense-seeded',
    lines: [
      out(
        'tf.layers.dense({ units: 3, kernelInitializer: tf.initializers.glorotNormal({ seed: 7 }) }).apply(tf.ones([1, 2]))',
      ),
    ],
  },
  {
    id: 'dense-seed-zero',
    lines: [
      out(
        'tf.layers.dense({ units: 3, kernelInitializer: tf.initializers.heNormal({ seed: 0 }) }).apply(tf.ones([1, 2]))',
      ),
    ],
    weight: 2,
  },
  {
    id: 'dense-uniform-seed-zero',
    lines: [
      out(
        'tf.layers.dense({ units: 3, kernelInitializer: tf.initializers.heUniform({ seed: 0 }) }).apply(tf.ones([1, 2]))',
      ),
    ],
    weight: 2,
  },
  {
    id: 'dense-named',
    lines: [out("tf.layers.dense({ units: 3, kernelInitializer: 'heNormal' }).apply(tf.ones([1, 2]))")],
    weight: 2,
  },
  {
    id: 'dense-ones',
    lines: [out("tf.layers.dense({ units: 3, kernelInitializer: 'ones' }).apply(tf.ones([1, 2]))")],
    weight: 3,
  },
  {
    id: 'embedding',
    lines: [out('tf.layers.embedding({ inputDim: 5, outputDim: 2 }).apply(tf.tensor2d([[1, 2]]))')],
    weight: 2,
  },
  {
    id: 'dropout',
    lines: [out('tf.layers.dropout({ rate: 0.5 }).apply(tf.ones([1, 60]), { training: true })')],
    weight: 2,
  },
  {
    id: 'dropout-inference',
    lines: [out('tf.layers.dropout({ rate: 0.5 }).apply(tf.ones([1, 6]))')],
    weight: 1,
  },
  {
    id: 'noise',
    lines: [out('tf.layers.gaussianNoise({ stddev: 1 }).apply(tf.ones([1, 6]), { training: true })')],
    weight: 2,
  },
  {
    id: 'model',
    defines: 'model',
    lines: [
      "model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' })] })",
      "model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })",
    ],
    weight: 6,
  },
  {
    id: 'model-random',
    defines: 'model',
    lines: [
      'model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })',
      "model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })",
      out('model.getWeights()[0]'),
    ],
    weight: 3,
  },
  {
    id: 'fit',
    needs: 'model',
    lines: ['await model.fit(x, y, { epochs: 1, batchSize: 4, verbose: 0 })', out('model.getWeights()[0]')],
    weight: 6,
  },
  {
    id: 'fit-in-order',
    needs: 'model',
    lines: [
      'await model.fit(x, y, { epochs: 1, batchSize: 4, shuffle: false, verbose: 0 })',
      out('model.getWeights()[0]'),
    ],
    weight: 6,
  },
  // A worker with entropy of its own, and one that is given a seed.
  {
    id: 'worker',
    lines: ["out.push(await answer(new Worker(new URL('./workers/draws.mjs', import.meta.url))))"],
    missed:
      'A worker that draws is reported where the program wants to repeat; this one seeds nothing and draws nothing else.',
    weight: 1,
  },
  {
    id: 'worker-seeded',
    lines: [
      "out.push(await answer(new Worker(new URL('./workers/seeded.mjs', import.meta.url), { workerData: { seed: 7 } })))",
    ],
    weight: 1,
  },
]

const syntax: Syntax = {
  indent: '  ',
  loop: 'for (let round = 0; round < 2; round++) {',
  branch: 'if (out.length >= 0) {',
  define: (name) => `async function ${name}() {`,
  call: (name) => `await ${name}()`,
  end: '}',
}

/** JavaScript with TensorFlow.js on the cpu backend. */
export const javascript: Language = {
  name: 'javascript',
  snippets,
  write(program: Generated): string {
    const text = body(javascript, syntax, program.statements).join('\n')
    const used = (name: string) => new RegExp(`\\b${name}\\b`).test(text)
    const head = [`import { hash${used('randomInt') ? ', randomInt' : ''} } from 'node:crypto'`]
    if (used('Worker'))
      head.push("import { once } from 'node:events'", "import { Worker } from 'node:worker_threads'")
    head.push("import * as tf from '@tensorflow/tfjs'")
    if (used('enforce')) head.push("import { enforce } from 'eslint-plugin-reproducible/runtime'")
    if (used('seedrandom')) head.push("import seedrandom from 'seedrandom'")
    const names = ['const out = []']
    if (/\bseed\b(?!:)/.test(text)) names.push('const seed = 11')
    if (used('order')) names.push('const order = Array.from({ length: 40 }, (_, i) => i)')
    if (used('x'))
      names.push(
        'const x = tf.tensor2d(Array.from({ length: 16 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]))',
        'const y = x.square().sum(1, true)',
      )
    if (used('random = seedrandom')) names.push('let random')
    if (used('model')) names.push('let model')
    const parts = [head.join('\n'), names.join('\n')]
    if (used('Worker'))
      parts.push(
        "async function answer(worker) {\n  const [value] = await once(worker, 'message')\n  return value\n}",
      )
    // What is only printed is no defect: a weight for each number is trained towards it.
    parts.push(
      text,
      'const weights = tf.variable(tf.zeros([out.length]))\ntf.train.sgd(0.1).minimize(() => weights.sub(tf.tensor1d(out)).square().sum())',
      "console.log('observed', hash('sha256', Float64Array.from(out)))",
    )
    return `${parts.filter((part) => part !== '').join('\n\n')}\n`
  },
}
