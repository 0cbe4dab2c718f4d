import { expect, it } from 'vitest'
import rule from '../../rules/no-shared-seed.ts'
import { judge, suggestionsFor, withTf } from './lists.ts'

const two = (a: string, b: string): string =>
  `const model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer: tf.initializers.${a} }))\nmodel.add(tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.${b} }))`

const LAYER =
  'const layer = (seed) => tf.layers.dense({ units: 4, kernelInitializer: tf.initializers.heNormal({ seed }) })\n'
const ALIKE =
  'const layer = () => tf.layers.dense({ units: 4, kernelInitializer: tf.initializers.heNormal({ seed: 7 }) })\n'
const layersOf = (a: string, b: string): string =>
  `const model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer: kept.get('${a}') }))\nmodel.add(tf.layers.dense({ units: 4, kernelInitializer: kept.get('${b}') }))`
const INPUT = 'const input = tf.input({ shape: [4] })\n'

const configured = (a: number, b: number): string =>
  `const model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer: { className: 'HeNormal', config: { seed: ${a} } } }))\nmodel.add(tf.layers.dense({ units: 4, kernelInitializer: { className: 'GlorotNormal', config: { seed: ${b} } } }))`

judge(rule, {
  invalid: withTf(
    configured(1, 1),
    "const kernelInitializer = { className: 'HeNormal', config: { seed: 1 } }\nconst model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer }))\nmodel.add(tf.layers.dense({ units: 4, kernelInitializer }))",
    "const model = tf.sequential()\nfor (let i = 0; i < 3; i++) model.add(tf.layers.dense({ units: 4, kernelInitializer: { className: 'HeNormal', config: { seed: 3 } } }))",
    // One that a Map keeps.
    `const kept = new Map([['a', tf.initializers.heNormal({ seed: 1 })]])\n${layersOf('a', 'a')}`,
    two('heNormal({ seed: 42 })', 'heNormal({ seed: 42 })'),
    two('heNormal({ seed: 42 })', 'glorotNormal({ seed: 42 })'),
    two('randomNormal({ mean: 0, stddev: 1, seed: 42 })', 'leCunNormal({ seed: 42 })'),
    two('heUniform({ seed: 42 })', 'glorotUniform({ seed: 42 })'),
    two('heUniform({ seed: 0 })', 'randomUniform({ seed: 0 })'),
    `const seed = 42\n${two('heNormal({ seed })', 'heNormal({ seed })')}`,
    `const options = { seed: 42 }\n${two('heNormal(options)', 'glorotNormal(options)')}`,
    'const kernelInitializer = tf.initializers.heNormal({ seed: 42 })\nconst model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer }))\nmodel.add(tf.layers.dense({ units: 4, kernelInitializer }))',
    'export function build(seed) {\n  const kernelInitializer = tf.initializers.heNormal({ seed })\n  return tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer }), tf.layers.dense({ units: 4, kernelInitializer })] })\n}',
    'const shared = { kernelInitializer: tf.initializers.truncatedNormal({ seed: 1 }) }\nconst model = tf.sequential()\nmodel.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 1], ...shared }))\nmodel.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, ...shared }))',
    'const layer = tf.layers.gru({ units: 4, kernelInitializer: tf.initializers.heNormal({ seed: 1 }), recurrentInitializer: tf.initializers.orthogonal({ seed: 2 }) })\ntf.layers.bidirectional({ layer, mergeMode: "concat" }).build([null, 3, 4])',
    'class Net {\n  constructor() {\n    this.a = tf.layers.dense({ units: 4, kernelInitializer: tf.initializers.heNormal({ seed: 1 }) })\n    this.b = tf.layers.dense({ units: 4, kernelInitializer: tf.initializers.heNormal({ seed: 1 }) })\n  }\n}\nexport const net = new Net()',
    // One call for several layers of a model.
    `${ALIKE}${INPUT}tf.model({ inputs: input, outputs: layer().apply(layer().apply(input)) })`,
    `${ALIKE}const model = tf.sequential()\nmodel.add(layer())\nmodel.add(layer())`,
    `${ALIKE}const model = tf.sequential({ layers: [layer(), layer()] })`,
    `${ALIKE}const model = tf.sequential()\nfor (let i = 0; i < 3; i++) model.add(layer())`,
    `${ALIKE}const model = tf.sequential()\n;[4, 8].forEach(() => model.add(layer()))`,
    `${ALIKE}${INPUT}let x = input\nfor (let i = 0; i < 3; i++) x = layer().apply(x)`,
    `${LAYER}const model = tf.sequential({ layers: [layer(7), layer(7)] })`,
  ),
  valid: withTf(
    configured(1, 2),
    'export function build(seed) {\n  const initializer = (at) => tf.initializers.heNormal({ seed: seed + at })\n  return tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer: initializer(0) }), tf.layers.dense({ units: 4, kernelInitializer: initializer(1) })] })\n}',
    "const model = tf.sequential()\nfor (let i = 0; i < 3; i++) model.add(tf.layers.dense({ units: 4, kernelInitializer: { className: 'HeNormal', config: { seed: 3 + i } } }))",
    `const kept = new Map([['a', tf.initializers.heNormal({ seed: 1 })], ['b', tf.initializers.heNormal({ seed: 2 })]])\n${layersOf('a', 'b')}`,
    // Another one in each round.
    'const model = tf.sequential()\nfor (const kernelInitializer of [tf.initializers.heNormal({ seed: 1 }), tf.initializers.heNormal({ seed: 2 })]) model.add(tf.layers.dense({ units: 3, kernelInitializer }))',
    'const layers = [{ units: 3, kernelInitializer: tf.initializers.heNormal({ seed: 1 }) }, { units: 1, kernelInitializer: tf.initializers.heNormal({ seed: 2 }) }]\nconst model = tf.sequential({ layers: layers.map((options) => tf.layers.dense(options)) })',
    "const kept = new Map([['a', tf.initializers.heNormal({ seed: 1 })], ['b', tf.initializers.heNormal({ seed: 2 })]])\nconst model = tf.sequential()\nfor (const key of ['a', 'b']) model.add(tf.layers.dense({ units: 3, kernelInitializer: kept.get(key) }))",
    "const kept = new Map([['a', tf.initializers.heNormal({ seed: 1 })], ['b', tf.initializers.heNormal({ seed: 2 })]])\nconst model = tf.sequential()\nfor (const kernelInitializer of kept.values()) model.add(tf.layers.dense({ units: 3, kernelInitializer }))",
    // Two that are looked for may be two.
    `const kept = new Map()\nkept.set(process.argv[2], tf.initializers.heNormal({ seed: 1 }))\nkept.set(process.argv[3], tf.initializers.heNormal({ seed: 2 }))\n${layersOf('a', 'b')}`,
    `${LAYER}${INPUT}tf.model({ inputs: input, outputs: layer(1).apply(layer(2).apply(input)) })`,
    `${LAYER}const model = tf.sequential()\nfor (let i = 0; i < 3; i++) model.add(layer(i))`,
    `${LAYER}let x = tf.input({ shape: [4] })\nfor (let i = 0; i < 3; i++) x = layer(i + 1).apply(x)`,
    // Models that are to start alike.
    `${ALIKE}for (const rate of [0.1, 0.2]) {\n  const model = tf.sequential()\n  model.add(layer())\n  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(rate) })\n}`,
    `${ALIKE}const build = () => tf.sequential({ layers: [layer()] })\nconst online = build()\nconst target = build()`,
    `${ALIKE}const models = [tf.sequential(), tf.sequential()]\nfor (const model of models) model.add(layer())`,
    `${ALIKE}const nets = [{ model: tf.sequential() }, { model: tf.sequential() }]\nfor (const net of nets) net.model.add(layer())`,
    `${ALIKE}${INPUT}const models = [1, 2].map(() => tf.model({ inputs: input, outputs: layer().apply(input) }))`,
    `${ALIKE}const model = () => {\n  let x = tf.input({ shape: [4] })\n  x = layer().apply(x)\n  return x\n}\nfor (let i = 0; i < 3; i++) model()`,
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
