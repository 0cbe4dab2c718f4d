import { expect, it } from 'vitest'
import rule from '../../rules/no-shared-seed.ts'
import { judge, suggestionsFor, withTf } from './lists.ts'

const two = (a: string, b: string): string =>
  `const model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer: tf.initializers.${a} }))\nmodel.add(tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.${b} }))`

judge(rule, {
  invalid: withTf(
    two('heNormal({ seed: 42 })', 'heNormal({ seed: 42 })'),
    two('heNormal({ seed: 42 })', 'glorotNormal({ seed: 42 })'),
    two('randomNormal({ mean: 0, stddev: 1, seed: 42 })', 'leCunNormal({ seed: 42 })'),
    two('heUniform({ seed: 42 })', 'glorotUniform({ seed: 42 })'),
    two('heUniform({ seed: 0 })', 'randomUniform({ seed: 0 })'),
    `const seed = 42\n${two('heNormal({ seed })', 'heNormal({ seed })')}`,
    `const options = { seed: 42 }\n${two('heNormal(options)', 'glorotNormal(options)')}`,
    'const kernelInitializer = tf.initializers.heNormal({ seed: 42 })\nconst model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer }))\nmodel.add(tf.layers.dense({ units: 4, kernelInitializer }))',
    'const shared = { kernelInitializer: tf.initializers.truncatedNormal({ seed: 1 }) }\nconst model = tf.sequential()\nmodel.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 1], ...shared }))\nmodel.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, ...shared }))',
    'const layer = tf.layers.gru({ units: 4, kernelInitializer: tf.initializers.heNormal({ seed: 1 }), recurrentInitializer: tf.initializers.orthogonal({ seed: 2 }) })\ntf.layers.bidirectional({ layer, mergeMode: "concat" }).build([null, 3, 4])',
    'class Net {\n  constructor() {\n    this.a = tf.layers.dense({ units: 4, kernelInitializer: tf.initializers.heNormal({ seed: 1 }) })\n    this.b = tf.layers.dense({ units: 4, kernelInitializer: tf.initializers.heNormal({ seed: 1 }) })\n  }\n}\nexport const net = new Net()',
  ),
  valid: withTf(
    two('heNormal({ seed: 42 })', 'heNormal({ seed: 43 })'),
    // Two families, two streams.
    two('heNormal({ seed: 42 })', 'glorotUniform({ seed: 42 })'),
    two('heNormal({ seed: 42 })', 'heNormal({})'),
    `const seed = 42\n${two('heNormal({ seed })', 'heNormal({ seed: seed + 1 })')}`,
    'for (let i = 0; i < 3; i++) tf.layers.dense({ units: 4, kernelInitializer: tf.initializers.heNormal({ seed: i + 1 }) }).build([null, 4])',
    // Without a seed a shared initializer draws anew for each layer.
    'const kernelInitializer = tf.initializers.heNormal({})\nconst model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer }))\nmodel.add(tf.layers.dense({ units: 4, kernelInitializer }))',
    'const kernelInitializer = tf.initializers.heNormal({ seed: 42 })\ntf.layers.dense({ units: 4, kernelInitializer }).build([null, 4])',
    'tf.layers.bidirectional({ layer: tf.layers.gru({ units: 4 }), mergeMode: "concat" }).build([null, 3, 4])',
    // One place in the code: a network and its copy, say.
    'const build = () => tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer: tf.initializers.heNormal({ seed: 7 }) })\nconst a = build()\nconst b = build()',
    // One is not reached when the other is.
    'const seed = 42\nconst kernelInitializer = process.env.WIDE ? tf.initializers.heNormal({ seed }) : tf.initializers.glorotNormal({ seed })\ntf.layers.dense({ units: 4, kernelInitializer }).build([null, 4])',
  ),
})

it('gives the second initializer a seed of its own', () => {
  const [text] = suggestionsFor(rule, withTf(two('heNormal({ seed: 42 })', 'heNormal({ seed: 42 })'))[0]!)
  const seeds = [...text!.matchAll(/seed: (\d+)/gu)].map((match) => match[1])
  expect(seeds).toHaveLength(2)
  expect(new Set(seeds).size).toBe(2)
  expect(seeds).not.toContain('0')
})
