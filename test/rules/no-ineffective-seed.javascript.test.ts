import { describe, expect, it } from 'vitest'
import rule from '../../rules/no-ineffective-seed.ts'
import { enforced, judge, messagesFor, suggestionsFor, withTf } from './lists.ts'

const LAYER = 'units: 1, inputShape: [4]'

const dense = (initializer: string): string =>
  `tf.layers.dense({ ${LAYER}, kernelInitializer: ${initializer} }).build([null, 4])`

describe('seeds that count as none', () => {
  judge(rule, {
    invalid: withTf(
      "tf.randomNormal([2], 0, 1, 'float32', 0).print()",
      "tf.randomNormal([2], 0, 1, 'float32', '').print()",
      "tf.randomNormal([2], 0, 1, 'float32', NaN).print()",
      "tf.randomNormal([2], 0, 1, 'float32', false).print()",
      "tf.randomStandardNormal([2], 'float32', 0).print()",
      "tf.truncatedNormal([2], 0, 1, 'float32', 0).print()",
      "tf.randomGamma([2], 1, 1, 'float32', 0).print()",
      'tf.multinomial([0.5, 0.5], 3, 0).print()',
      `tf.layers.dense({ ${LAYER}, kernelInitializer: tf.initializers.heNormal({ seed: 0 }) }).build([null, 4])`,
      'tf.initializers.randomNormal({ mean: 0, stddev: 1, seed: 0 }).apply([2]).print()',
      'tf.initializers.truncatedNormal({ seed: 0 }).apply([2]).print()',
      'tf.initializers.glorotNormal({ seed: 0 }).apply([2, 2]).print()',
      'tf.initializers.leCunNormal({ seed: 0 }).apply([2, 2]).print()',
      'tf.initializers.orthogonal({ seed: 0 }).apply([2, 2]).print()',
      'tf.initializers.varianceScaling({ scale: 1, seed: 0 }).apply([2, 2]).print()',
      "tf.initializers.varianceScaling({ distribution: 'normal', seed: 0 }).apply([2, 2]).print()",
      'tf.data.array([1, 2]).shuffle(2, 0)',
      "tf.data.array([1, 2]).shuffle(2, '')",
      'const seed = 0\ntf.data.array([1, 2]).shuffle(2, seed)',
      'const options = { seed: 0 }\ntf.initializers.heNormal(options).apply([2, 2]).print()',
      dense("{ className: 'HeNormal', config: { seed: 0 } }"),
      dense("{ className: 'VarianceScaling', config: { distribution: 'normal', mode: 'fanIn', seed: 0 } }"),
      "const options = { units: 4, inputShape: [4], kernelInitializer: { className: 'HeNormal', config: { seed: 0 } } }\ntf.layers.dense(options).build([null, 4])",
      'tf.randomNormal([2], { seed: 1 }).print()',
      "tf.randomNormal([2], 0, 1, 'float32', { seed: 1 }).print()",
      "tf.randomUniform([2], 0, 1, 'float32', { seed: 1 }).print()",
    ),
    valid: withTf(
      dense("{ className: 'HeNormal', config: { seed: 1 } }"),
      dense("{ className: 'GlorotUniform', config: { seed: 0 } }"),
      dense("{ className: 'VarianceScaling', config: { distribution: 'uniform', mode: 'fanIn', seed: 0 } }"),
      "tf.randomNormal([2], 0, 1, 'float32', 1).print()",
      "tf.randomNormal([2], 0, 1, 'float32', '0').print()",
      "tf.randomUniform([2], 0, 1, 'float32', 0).print()",
      "tf.randomUniform([2], 0, 1, 'float32', '').print()",
      'tf.randomUniformInt([2], 0, 9, 0).print()',
      'tf.dropout(tf.ones([4]), 0.5, null, 0).print()',
      'tf.initializers.glorotUniform({ seed: 0 }).apply([2, 2]).print()',
      'tf.initializers.randomUniform({ seed: 0 }).apply([2, 2]).print()',
      "tf.data.array([1, 2]).shuffle(2, '0')",
      "tf.data.array([1, 2]).shuffle(2, '42')",
      'tf.data.array([1, 2]).shuffle(2)',
      // A placeholder, which is a draw without a seed.
      'tf.multinomial([0.5, 0.5], 3, null, false).print()',
      'tf.randomNormal([2], 0, 1, undefined, Number(process.env.SEED)).print()',
    ),
  })
})

describe('seeds that nobody reads', () => {
  judge(rule, {
    invalid: [
      ...enforced(
        'tf.layers.gaussianNoise({ stddev: 1, seed: 7 }).apply(tf.ones([2]), { training: true })',
        'tf.layers.gaussianDropout({ rate: 0.5, seed: 7 }).apply(tf.ones([2]), { training: true })',
        'tf.layers.alphaDropout({ rate: 0.5, seed: 7 }).apply(tf.ones([2]), { training: true })',
        'const noise = { stddev: 1, seed: 7 }\ntf.layers.gaussianNoise(noise).apply(tf.ones([2]), { training: true })',
        'tf.layers.separableConv2d({ filters: 1, kernelSize: 3, pointwiseInitializer: tf.initializers.heNormal({ seed: 1 }) }).build([null, 8, 8, 3])',
        "Math.seedrandom('42')",
        'tf.util.shuffle([1, 2], 42)',
        'tf.util.shuffleCombo([1, 2], [3, 4], 42)',
        'const order = tf.util.createShuffledIndices(8, 42)',
      ),
      ...withTf("tf.data.array([1, 2]).shuffle(2, '42', false)"),
      // Uniform initializers read no seed before 4.2.
      {
        code: withTf('tf.initializers.glorotUniform({ seed: 7 }).apply([2, 2]).print()')[0]!,
        settings: { reproducible: { versions: { '@tensorflow/tfjs': '4.1.0' } } },
      },
      "import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nseedrandom('42')\ntf.randomUniform([2], 0, 1, undefined, 3).print()",
      "const seedrandom = require('seedrandom')\nconst tf = require('@tensorflow/tfjs')\nseedrandom('42')\ntf.zeros([2]).print()",
    ],
    valid: [
      ...enforced(
        'tf.layers.gaussianNoise({ stddev: 1 }).apply(tf.ones([2]), { training: true })',
        'tf.layers.separableConv2d({ filters: 1, kernelSize: 3, depthwiseInitializer: tf.initializers.heNormal({ seed: 1 }) }).build([null, 8, 8, 3])',
      ),
      ...withTf(
        "tf.initializers.varianceScaling({ distribution: 'uniform', seed: 0 }).apply([2, 2]).print()",
        'tf.initializers.varianceScaling({ distribution: process.argv[2], seed: 0 }).apply([2, 2]).print()',
      ),
      ...withTf('tf.util.shuffle([1, 2])', 'tf.util.shuffleCombo([1, 2], [3, 4])'),
      ...withTf("tf.data.array([1, 2]).shuffle(2, '42', true)", "tf.data.array([1, 2]).shuffle(2, '42')"),
      {
        code: withTf('tf.initializers.glorotUniform({ seed: 7 }).apply([2, 2]).print()')[0]!,
        settings: { reproducible: { versions: { '@tensorflow/tfjs': '4.22.0' } } },
      },
      "import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nseedrandom('42', { global: true })\ntf.randomNormal([2]).print()",
      "import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nconst random = seedrandom('42')\ntf.tensor([random()]).print()",
    ],
  })
})

describe('seeds that a test skips', () => {
  const HEAD =
    "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\n"
  const head = (...codes: string[]): string[] => codes.map((code) => HEAD + code)
  judge(rule, {
    invalid: head(
      'export function run({ seed }) {\n  if (seed) enforce({ seed })\n  tf.randomNormal([2]).print()\n}',
      'export function run(options) {\n  const seed = options.seed || 42\n  enforce({ seed })\n  tf.randomNormal([2]).print()\n}',
      'export function run(options) {\n  enforce({ seed: options.seed || 1 })\n  tf.randomNormal([2]).print()\n}',
      'export function run(options) {\n  const kernelInitializer = tf.initializers.heUniform({ seed: options.seed || undefined })\n  return tf.layers.dense({ units: 1, kernelInitializer })\n}',
      'const seed = Number(process.env.SEED)\nif (seed) enforce({ seed })\ntf.randomNormal([2]).print()',
      'export function run(seed) {\n  enforce({ seed: seed ? seed : 42 })\n  tf.randomNormal([2]).print()\n}',
      "export function run(seed) {\n  tf.randomUniform([2], 0, 1, 'float32', seed || undefined).print()\n}",
    ),
    valid: head(
      'export function run({ seed }) {\n  if (seed !== undefined) enforce({ seed })\n  tf.randomNormal([2]).print()\n}',
      'export function run({ seed }) {\n  if (seed != null) enforce({ seed })\n  tf.randomNormal([2]).print()\n}',
      'export function run({ seed }) {\n  if (seed >= 0) enforce({ seed })\n  tf.randomNormal([2]).print()\n}',
      'export function run(options) {\n  enforce({ seed: options.seed ?? 42 })\n  tf.randomNormal([2]).print()\n}',
      'export function run({ useSeed }) {\n  if (useSeed) enforce({ seed: 42 })\n  tf.randomNormal([2]).print()\n}',
      'export function run({ seed = 42 }) {\n  enforce({ seed })\n  tf.randomNormal([2]).print()\n}',
      // The range of a random number, by the name of seed.
      "export function grow(options) {\n  const seed = (Math.random() * 2 - 1) * (options.seed || 100)\n  return tf.randomNormal([2], 0, 1, 'float32', seed)\n}",
      // Who ignores a seed of 0 has nothing from one that comes through.
      "export function run(options) {\n  tf.randomNormal([2], 0, 1, 'float32', options.seed || undefined).print()\n}",
      'export function run(options) {\n  const kernelInitializer = tf.initializers.heNormal({ seed: options.seed || 42 })\n  return tf.layers.dense({ units: 1, kernelInitializer })\n}',
      // Not a seed of anything here.
      'export function grow(options) {\n  const seed = options.seed || "pumpkin"\n  return seed\n}',
    ),
  })

  const agent = (body: string, type = ''): string =>
    `import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nexport class Agent {\n  constructor(seed${type}) {\n    ${body}\n  }\n  act() {\n    return tf.tensor1d([this.rng()])\n  }\n}`

  describe('of a generator', () => {
    judge(rule, {
      invalid: [
        agent('if (seed) this.rng = seedrandom(seed.toString())\n    else this.rng = seedrandom()'),
        agent('this.rng = seed ? seedrandom(String(seed)) : seedrandom()'),
        ...withTf(
          "export const noise = (seed) => (seed ? tf.randomUniform([2], 0, 1, 'float32', seed) : tf.zeros([2]))",
        ),
        ...head(
          'const seed = parseInt(process.argv[2])\nif (seed) enforce({ seed })\ntf.randomNormal([2]).print()',
        ),
      ],
      valid: [
        agent(
          'if (seed !== undefined) this.rng = seedrandom(seed.toString())\n    else this.rng = seedrandom()',
        ),
        // It takes 0 for no seed whatever stands around it.
        ...withTf(
          "export const noise = (seed) => (seed ? tf.randomNormal([2], 0, 1, 'float32', seed) : tf.zeros([2]))",
        ),
        // A text '0' counts as true.
        ...head(
          'const seed = process.argv[2]\nif (seed) enforce({ seed })\ntf.randomNormal([2]).print()',
          'const [seed] = process.argv.slice(2)\nif (seed) enforce({ seed })\ntf.randomNormal([2]).print()',
          "const seed = new URLSearchParams(location.search).get('seed')\nif (seed) enforce({ seed })\ntf.randomNormal([2]).print()",
          "export function run(options) {\n  enforce({ seed: options.seed || 'pumpkin' })\n  tf.randomNormal([2]).print()\n}",
        ),
      ],
    })
    judge(rule, {
      parsers: ['typescript'],
      invalid: [agent('this.rng = seed ? seedrandom(`${seed}`) : seedrandom()', '?: number')],
      valid: [
        agent('this.rng = seed ? seedrandom(seed) : seedrandom()', '?: string'),
        agent('this.rng = seed ? seedrandom(`${seed}:agent`) : seedrandom()', '?: string'),
        // TypeScript lets no number through to it.
        agent('this.rng = seed ? seedrandom(seed) : seedrandom()', '?: Seed'),
      ],
    })
  })

  it('says what 0 becomes', () => {
    const [code] = head('export function run(options) {\n  enforce({ seed: options.seed || 42 })\n}')
    expect(messagesFor(rule, code!)).toEqual([expect.stringContaining('`options.seed = 0` becomes `42`')])
  })

  it('are repaired with a test that 0 passes', () => {
    const [guard] = suggestionsFor(
      rule,
      head('export function run({ seed }) {\n  if (seed) enforce({ seed })\n}')[0]!,
    )
    expect(guard).toContain('if (seed !== undefined) enforce({ seed })')
    const [or] = suggestionsFor(
      rule,
      head('export function run(options) {\n  enforce({ seed: options.seed || 42 })\n}')[0]!,
    )
    expect(or).toContain('enforce({ seed: options.seed ?? 42 })')
    // There is no default to keep.
    const [nothing] = suggestionsFor(
      rule,
      head(
        "export function run(seed) {\n  tf.randomUniform([2], 0, 1, 'float32', seed || undefined).print()\n}",
      )[0]!,
    )
    expect(nothing).toContain("'float32', seed)")
  })
})

describe('switches', () => {
  judge(rule, {
    invalid: [
      "process.env.TF_DETERMINISTIC_OPS = 'yes'\nconst tf = require('@tensorflow/tfjs-node')\ntf.zeros([2]).print()",
      {
        code: "process.env.TF_DETERMINSTIC_OPS = '1'\nconst tf = require('@tensorflow/tfjs-node')\ntf.zeros([2]).print()",
        output:
          "process.env.TF_DETERMINISTIC_OPS = '1'\nconst tf = require('@tensorflow/tfjs-node')\ntf.zeros([2]).print()",
      },
    ],
    valid: [
      "process.env.TF_DETERMINISTIC_OPS = '1'\nconst tf = require('@tensorflow/tfjs-node')\ntf.zeros([2]).print()",
      "process.env.TF_DETERMINISTIC_OPS = true\nconst tf = require('@tensorflow/tfjs-node')\ntf.zeros([2]).print()",
      "process.env.NODE_ENV = 'production'\nconst tf = require('@tensorflow/tfjs-node')\ntf.zeros([2]).print()",
      "process.env.MY_SEED = '1'\nconst tf = require('@tensorflow/tfjs-node')\ntf.zeros([2]).print()",
    ].map((code) => code),
  })

  it('name the seed as it stands in the code', () => {
    const [message] = messagesFor(rule, withTf("tf.randomNormal([2], 0, 1, 'float32', 0).print()")[0]!)
    expect(message).toContain('`tf.randomNormal` takes the seed 0 for no seed at all')
    expect(message).toMatch(/such as 1\.$/u)
    const [text] = messagesFor(rule, withTf('tf.data.array([1, 2]).shuffle(2, 0)')[0]!)
    expect(text).toMatch(/such as '1'\.$/u)
  })

  it('say first what has no effect, and then why', () => {
    const noise = withTf('tf.layers.gaussianNoise({ stddev: 1, seed: 7 }).apply(x)')[0]!
    expect(messagesFor(rule, noise)).toEqual([
      'The seed given to `tf.layers.gaussianNoise` has no effect. `gaussianNoise` has no seed option; its noise is drawn from Math.random at every batch.',
    ])
    expect(messagesFor(rule, withTf('Math.seedrandom(1)\ntf.randomNormal([2]).print()')[0]!)[0]).toMatch(
      /^`Math\.seedrandom` seeds nothing\. Math\.seedrandom exists only where/u,
    )
  })
})

describe('repairs', () => {
  const suggested = (code: string): string[] => suggestionsFor(rule, withTf(code)[0]!)

  it('write a seed that is honoured', () => {
    expect(suggested("tf.randomNormal([2], 0, 1, 'float32', 0).print()")).toEqual(
      withTf("tf.randomNormal([2], 0, 1, 'float32', 1).print()"),
    )
    expect(suggested('tf.data.array([1, 2]).shuffle(2, 0)')[0]).toMatch(/shuffle\(2, '\d+'\)$/u)
  })

  it('remove no seed that stands in the wrong place: what is left would be an object where a number goes', () => {
    expect(suggested('tf.randomNormal([2], { seed: 1 }).print()')).toEqual([])
  })

  it('remove a seed that nobody reads', () => {
    expect(suggested('tf.layers.gaussianNoise({ stddev: 1, seed: 7 }).apply(x)')).toEqual(
      withTf('tf.layers.gaussianNoise({ stddev: 1 }).apply(x)'),
    )
    expect(suggested("tf.data.array([1, 2]).shuffle(2, '42', false)")).toEqual(
      withTf("tf.data.array([1, 2]).shuffle(2, '42')"),
    )
  })
})
