import { describe, expect, it } from 'vitest'
import rule from '../../rules/no-unseeded-random.ts'
import { enforced, judge, messagesFor, suggestionsFor, withTf } from './lists.ts'

const FIT = 'const xs = tf.ones([8, 4])\n'

describe('the sources of JavaScript', () => {
  judge(rule, {
    invalid: [
      ...withTf(
        'tf.randomNormal([2]).print()',
        'tf.randomStandardNormal([2]).print()',
        'tf.truncatedNormal([2]).print()',
        'tf.randomUniform([2]).print()',
        'tf.randomUniformInt([2], 0, 9).print()',
        'tf.randomGamma([2], 1).print()',
        'tf.multinomial([0.5, 0.5], 3).print()',
        'tf.multinomial([0.5, 0.5], 3, null, false).print()',
        'tf.dropout(tf.ones([4]), 0.5).print()',
        'tf.rand([4], Math.random).print()',
        'tf.rand([4], () => Math.random()).print()',
        'const order = [1, 2, 3]\ntf.util.shuffle(order)',
        'tf.util.shuffleCombo([1, 2], [3, 4])',
        'tf.layers.dropout({ rate: 0.5 }).apply(tf.ones([2, 2]), { training: true }).print()',
        'function run(x, options) {\n  return tf.layers.dropout({ rate: 0.5 }).apply(x, options)\n}\nrun(tf.ones([2, 2]), JSON.parse(process.argv[2]))',
        "const input = tf.input({ shape: [4] })\nconst zeros = { kernelInitializer: 'zeros' }\nconst out = tf.layers.dense({ units: 1, ...zeros }).apply(tf.layers.dropout({ rate: 0.5 }).apply(input))\nconst model = tf.model({ inputs: input, outputs: out })\nawait model.fit(tf.ones([8, 4]), tf.ones([8, 1]), { shuffle: false })",
        'const order = tf.util.createShuffledIndices(8)',
        'tf.tensor([tf.util.randUniform(0, 1)]).print()',
        'const kernelInitializer = tf.initializers.heNormal()\ntf.layers.dense({ units: 1, kernelInitializer }).build([null, 4])',
        "tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: 'glorotNormal' }).build([null, 4])",
        "tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: { className: 'HeNormal', config: {} } }).build([null, 4])",
        "tf.layers.lstm({ units: 4, inputShape: [4, 1], kernelInitializer: { className: 'HeNormal', config: { seed: 3 } } }).build([null, 4, 1])",
        'tf.data.array([1, 2, 3]).shuffle(100)',
        'tf.data.array([1, 2, 3]).map((x) => x + 1).shuffle(100).batch(2)',
        "const ds = tf.data.csv('x.csv')\nconst shuffled = ds.shuffle(100, undefined)",
        'tf.tensor(Array.from({ length: 8 }, Math.random)).print()',
        'tf.tensor(Array.from({ length: 8 }, () => Math.random())).print()',
        'const items = [1, 2, 3]\nitems.sort(() => Math.random() - 0.5)\ntf.tensor(items).print()',
        'const rows = [[1], [2]]\nconst train = []\nconst test = []\nfor (const row of rows) (Math.random() < 0.8 ? train : test).push(row)\ntf.tensor(train).print()',
        'const rows = [[1], [2]]\nconst row = rows[Math.floor(Math.random() * rows.length)]\ntf.tensor(row).print()',
        `function shuffle(a) {
  for (let i = a.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[a[i], a[j]] = [a[j], a[i]]
  }
}
const data = [1, 2, 3]
shuffle(data)
tf.tensor(data).print()`,
        'const label = 1\nconst box = [Math.random(), 2]\ntf.tensor([label].concat(box)).print()',
        'const random = Math.random.bind(Math)\ntf.tensor([random()]).print()',
        'tf.tensor([Math.random.call(undefined)]).print()',
        'class Noise {\n  constructor() {\n    this.draw = this.draw.bind(this)\n  }\n  draw() {\n    return Math.random()\n  }\n}\nconst { draw } = new Noise()\ntf.tensor([draw()]).print()',
        'class Noise {\n  draw = (n) => Math.random() * n\n}\ntf.tensor([new Noise().draw(2)]).print()',
        'tf.data.generator(() => ({ next: () => ({ value: tf.tensor([Math.random()]), done: false }) }))',
        'const button = document.getElementById("go")\nbutton.onclick = () => tf.tensor([Math.random()]).print()',
        'addEventListener("message", () => tf.tensor([Math.random()]).print())',
        'const epsilon = 0.1\nlet action\nif (Math.random() < epsilon) action = 1\nelse action = tf.zeros([2]).argMax().dataSync()[0]\ntf.tensor([action]).print()',
      ),
      // A page's scripts have the library as a name.
      'const model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 1, inputShape: [4] }))',
      'tf.tensor([Math.random()]).print()',
      'const network = new brain.NeuralNetwork()\nnetwork.train([{ input: [0], output: [1] }])',
      // Sketches: p5.js calls these functions by name, and nobody else does.
      'let nn\nfunction setup() {\n  createCanvas(640, 480)\n  nn = ml5.neuralNetwork({ task: "regression" })\n}\nfunction mousePressed() {\n  nn.train({ epochs: 3 })\n}',
      'function setup() {\n  noCanvas()\n}\nfunction draw() {\n  tf.tensor([Math.random()]).print()\n}',
      ...withTf('if (require.main === module) tf.randomNormal([2]).print()'),
      ...withTf(
        "import _ from 'lodash'\ntf.tensor(_.shuffle([1, 2, 3])).print()",
        "import { shuffle } from 'lodash-es'\ntf.tensor(shuffle([1, 2, 3])).print()",
        "import shuffle from 'lodash/shuffle.js'\ntf.tensor(shuffle([1, 2, 3])).print()",
        "import _ from 'lodash'\nconst rows = _.sampleSize([1, 2, 3], 2)\ntf.tensor(rows).print()",
        "import Chance from 'chance'\nconst chance = new Chance()\ntf.tensor([chance.floating()]).print()",
        "import seedrandom from 'seedrandom'\nconst random = seedrandom()\ntf.tensor([random()]).print()",
        "import crypto from 'node:crypto'\nconst rows = [[1], [2]]\ntf.tensor(rows[crypto.randomInt(2)]).print()",
        "import { randomInt } from 'node:crypto'\nconst rows = [[1], [2]]\ntf.tensor(rows[randomInt(2)]).print()",
        'const bytes = new Uint32Array(4)\ntf.tensor(crypto.getRandomValues(bytes)).print()',
        "import { randomNormal } from 'd3-random'\nconst draw = randomNormal(0, 1)\ntf.tensor([draw()]).print()",
        "import { Random } from 'random-js'\nconst random = new Random()\ntf.tensor([random.real(0, 1)]).print()",
        "import { MersenneTwister19937 } from 'random-js'\nconst engine = MersenneTwister19937.autoSeed()\ntf.tensor([engine.next()]).print()",
        "import { faker } from '@faker-js/faker'\ntf.tensor([faker.number.float()]).print()",
      ),
      // A seed may be given, and this program gives none.
      ...withTf(
        'const draw = (rng) => (rng ? rng() : Math.random())\ntf.scalar(draw()).print()',
        'const draw = (rng) => (rng.next() < 0.5 ? 0 : Math.random())\ntf.scalar(draw({ next: () => Number(process.argv[2]) })).print()',
        'const draw = (rng = undefined) => {\n  if (rng) return rng()\n  else return Math.random()\n}\ntf.scalar(draw()).print()',
        "import seedrandom from 'seedrandom'\nfunction randomness(seed) {\n  return seed === undefined ? seedrandom() : seedrandom(seed)\n}\ntf.tensor([randomness()()]).print()",
      ),
      // A module that draws twice says so twice.
      { code: withTf('tf.randomNormal([2]).print()\ntf.randomUniform([2]).print()')[0]!, errors: 2 },
    ],
    valid: [
      // Whoever gives a generator has it drawn from.
      ...withTf(
        'const one = tf.randomNormal([2], 0, 1, "float32", 7)\nfunction card(rng) {\n  if (rng) {\n    return tf.scalar(rng())\n  } else {\n    return tf.scalar(Math.random())\n  }\n}\nexport function deal(game) {\n  return card(game.rng)\n}',
        'const one = tf.randomNormal([2], 0, 1, "float32", 7)\nexport const noise = (options) => tf.scalar(options.rng ? options.rng() : Math.random())',
        "import seedrandom from 'seedrandom'\nconst given = process.argv[2] ? seedrandom(process.argv[2]) : undefined\nconst draw = (random) => (random ? random() : Math.random())\ntf.scalar(draw(given)).print()",
      ),
      // Whoever gives a seed gets a seeded one.
      ...withTf(
        "import seedrandom from 'seedrandom'\nexport class Agent {\n  constructor(seed) {\n    if (seed !== undefined) {\n      this.rng = seedrandom(seed.toString())\n    } else {\n      this.rng = seedrandom()\n    }\n  }\n  act() {\n    return tf.tensor1d([this.rng()])\n  }\n}",
      ),
      // Nobody in sight calls it, and it is no sketch.
      'function setup() {\n  tf.tensor([Math.random()]).print()\n}',
      ...withTf(
        "const digits = '0123456789ABCDEF'\nconst at = Math.floor(Math.random() * digits.length)\nexport const colour = `#${digits[at]}`",
      ),
      // A number that only becomes a seed is one defect, which is no-entropy-seed's.
      "import { randomInt } from 'node:crypto'\nimport { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\nenforce({ seed: randomInt(1000) })\ntf.randomNormal([4]).print()",
      "import crypto from 'node:crypto'\nimport seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nconst random = seedrandom(String(Date.now() + crypto.randomInt(9)))\ntf.tensor([random()]).print()",
      // The worker of a cluster runs the same file, and is judged as a worker.
      `import cluster from 'node:cluster'\nimport * as tf from '@tensorflow/tfjs'\nif (cluster.isPrimary) cluster.fork()\nelse tf.randomNormal([4]).print()`,
      ...enforced(
        'tf.randomNormal([2]).print()',
        'tf.util.shuffle([1, 2])',
        "tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: 'glorotNormal' }).build([null, 4])",
        'tf.data.array([1, 2, 3]).shuffle(100)',
        'tf.tensor([Math.random()]).print()',
        'const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] })\nawait model.fit(tf.ones([8, 4]), tf.ones([8, 1]))',
      ),
      ...withTf(
        "tf.randomNormal([2], 0, 1, 'float32', 7).print()",
        "tf.randomUniform([2], 0, 1, 'float32', 0).print()",
        'tf.randomUniformInt([2], 0, 9, 0).print()',
        "tf.data.array([1, 2, 3]).shuffle(100, '42')",
        'tf.multinomial([0.5, 0.5], 3, 7).print()',
        'tf.zeros([2]).print()',
        'tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: tf.initializers.heNormal({ seed: 7 }) }).build([null, 4])',
        "tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: 'zeros' }).build([null, 4])",
        "tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: { className: 'GlorotUniform', config: { seed: 3 } } }).build([null, 4])",
        // A seed that is ignored, and one that may be anything, are no missing seeds.
        "tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: { className: 'HeNormal', config: { seed: 0 } } }).build([null, 4])",
        "tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: { className: 'HeNormal', config: JSON.parse(process.argv[2]) } }).build([null, 4])",
        'tf.layers.batchNormalization().apply(tf.ones([2, 2]))',
        // Outside of training no mask is drawn.
        'tf.layers.dropout({ rate: 0.5 }).apply(tf.ones([2, 2])).print()',
        'const x = tf.tensor2d([[1, 2]])\nconst noise = tf.layers.gaussianNoise({ stddev: 1 })\nnoise.apply(x.square(), { training: false }).print()',
        'const name = `model-${Math.random().toString(36).slice(2)}`\nconsole.log(name, tf.zeros([1]))',
        'setTimeout(() => tf.zeros([1]).print(), Math.random() * 1000)',
        'console.log(Math.random())\ntf.zeros([1]).print()',
        "import { readdirSync } from 'node:fs'\ntf.tensor(readdirSync('data').map((name) => name.length)).print()",
        "import seedrandom from 'seedrandom'\nconst random = seedrandom('42')\ntf.tensor([random()]).print()",
        "import Chance from 'chance'\nconst chance = new Chance(7)\ntf.tensor([chance.floating()]).print()",
        "import seedrandom from 'seedrandom'\nseedrandom('42', { global: true })\ntf.randomNormal([2]).print()",
        "import seedrandom from 'seedrandom'\nMath.random = seedrandom('42')\ntf.randomNormal([2]).print()",
        "import { randomUUID } from 'node:crypto'\nconst id = randomUUID()\nconsole.log(id, tf.zeros([1]))",
        "import { randomUUID } from 'node:crypto'\nconst clients = new Map()\nlet id = randomUUID()\nwhile (clients.has(id)) id = randomUUID()\nif (!register(id)) clients.set(id, tf.zeros([1]))",
        'const id = Math.floor((1 + Math.random()) * 0x10000).toString(16)\nconst rows = {}\nrows[id] = tf.zeros([1])',
        "const color = '#' + Math.floor(Math.random() * 16777215).toString(16)\ndocument.body.style.color = color\ntf.zeros([1]).print()",
      ),
      // Mocha, Jest, Vitest: what a suite of tests draws trains nothing.
      ...withTf(
        "describe('it', () => {\n  it('works', () => tf.tensor([Math.random()]).print())\n})",
        "test('it works', async () => {\n  tf.tensor([Math.random()]).print()\n})",
      ),
      // A command line that is only started when the module is the program is; this one is.
      ...withTf('if (require.main !== module) tf.randomNormal([2]).print()'),
      // Not about machine learning at all.
      'const x = Math.random()\nconst rows = [1, 2]\nexport const row = rows[Math.floor(x * 2)]',
      'const items = [1, 2, 3]\nitems.sort(() => Math.random() - 0.5)',
    ],
  })
})

describe('weights that a model is given', () => {
  const BUILD =
    "const build = () => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'zeros' })] })\nconst model = build()\n"
  judge(rule, {
    invalid: withTf(
      `${BUILD}for (let round = 0; round < 9; round++) {\n  const bred = model.getWeights().map((w) => w.add(tf.randomNormal(w.shape)))\n  model.setWeights(bred)\n}`,
    ),
    valid: withTf(
      `${BUILD}model.setWeights(JSON.parse(process.argv[2]).map((w) => tf.tensor(w)))\nmodel.predict(tf.randomNormal([1, 2])).print()`,
      `${BUILD}for (const path of process.argv.slice(2)) {\n  const loaded = await tf.loadLayersModel(path)\n  loaded.predict(tf.randomNormal([1, 2])).print()\n}`,
    ),
  })
})

describe('the optimizer of a model', () => {
  const MODEL =
    "const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'zeros' })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\n"
  judge(rule, {
    // It is called, and not only handed over to somebody.
    invalid: withTf(`${MODEL}model.optimizer.minimize(() => model.apply(tf.randomNormal([2, 2])).mean())`),
    valid: withTf(`${MODEL}model.optimizer.minimize(() => model.apply(tf.ones([2, 2])).mean())`),
  })
})

describe('functions in a table', () => {
  const STEPS = 'const steps = { noise: () => tf.randomNormal([2]), ones: () => tf.ones([2]) }\n'
  const TRAIN =
    "const build = () => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'zeros' })] })\nconst models = { a: build(), b: build() }\n"
  judge(rule, {
    invalid: withTf(
      `${STEPS}for (const [name, step] of Object.entries(steps)) console.log(name), step().print()`,
      `${STEPS}Object.entries(steps).forEach(([name, step]) => step().print())`,
      `${STEPS}for (const step of Object.values(steps)) step().print()`,
      `${STEPS}for (const name of Object.keys(steps)) steps[name]().print()`,
      `${STEPS}steps[process.argv[2]]().print()`,
      `${TRAIN}for (const [name, model] of Object.entries(models)) await model.fit(tf.ones([4, 2]), tf.ones([4, 1]))`,
      `${TRAIN}for (const model of Object.values(models)) await model.fit(tf.ones([4, 2]), tf.ones([4, 1]))`,
    ),
    valid: withTf(
      `${STEPS}for (const [name] of Object.entries(steps)) console.log(name, tf.ones([1]))`,
      "const sizes = { a: 2, b: 3 }\nfor (const [name, size] of Object.entries(sizes)) console.log(name, tf.randomNormal([size], 0, 1, 'float32', size).dataSync())",
      `${TRAIN}for (const model of Object.values(models)) await model.fit(tf.ones([4, 2]), tf.ones([4, 1]), { shuffle: false })`,
    ),
  })
})

describe('what a Map or a Set keeps', () => {
  const MAP = 'const kept = new Map()\n'
  const RNGS =
    "import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nconst rngs = new Map()\n"

  judge(rule, {
    invalid: [
      ...withTf(
        `${MAP}kept.set('a', Math.random())\ntf.tensor([kept.get('a')]).print()`,
        `${MAP}for (const key of process.argv) kept.set(key, Math.random())\ntf.tensor([...kept.values()]).print()`,
        `${MAP}kept.set('a', 1).set('b', Math.random())\ntf.tensor(Array.from(kept.values())).print()`,
        `${MAP}kept.set('a', Math.random())\ntf.tensor(Array.from(kept, ([, value]) => value)).print()`,
        "const kept = new Map([['a', Math.random()]])\nconst all = []\nkept.forEach((value) => all.push(value))\ntf.tensor(all).print()",
        "const kept = new Map([['a', Math.random()]])\nconst all = []\nfor (const [, value] of kept) all.push(value)\ntf.tensor(all).print()",
        "const kept = new Map([['a', Math.random()]])\nconst copy = new Map(kept)\nfor (const [, value] of copy.entries()) tf.tensor([value]).print()",
        "const kept = new Map([[Math.random(), 'a']])\ntf.tensor([...kept.keys()]).print()",
        "class Memory {\n  items = new Map()\n  add(key, item) {\n    this.items.set(key, item)\n  }\n}\nconst memory = new Memory()\nmemory.add('x', Math.random())\ntf.tensor([memory.items.get('x')]).print()",
        "const sets = new Map()\nfor (const row of [1, 2, 3]) {\n  const to = Math.random() < 0.8 ? 'train' : 'test'\n  if (!sets.has(to)) sets.set(to, [])\n  sets.get(to).push(row)\n}\ntf.tensor(sets.get('train')).print()",
        'const rows = [[1], [2], [3]]\nconst chosen = new Set()\nwhile (chosen.size < 2) chosen.add(Math.floor(Math.random() * rows.length))\ntf.tensor([...chosen].map((at) => rows[at])).print()',
        'for (const [at, x] of [Math.random(), 1].entries()) tf.tensor([at, x]).print()',
        "const makers = new Map([['dense', (units) => tf.layers.dense({ units, inputShape: [2] })]])\nconst model = tf.sequential()\nfor (const units of [3, 1]) model.add(makers.get('dense')(units))",
        "const makers = new Map([['dense', tf.layers.dense]])\nmakers.get('dense')({ units: 1, inputShape: [2] }).build([null, 2])",
      ),
      `${RNGS}for (const name of ['data', 'noise']) rngs.set(name, seedrandom())\ntf.tensor([rngs.get('data')()]).print()`,
      `${RNGS}const rng = (name) => {\n  if (!rngs.has(name)) rngs.set(name, seedrandom())\n  return rngs.get(name)\n}\ntf.tensor([rng(process.argv[2])()]).print()`,
    ],
    valid: [
      ...withTf(
        `${MAP}kept.set('noise', Math.random())\nkept.set('rate', 3)\nconsole.log(kept.get('noise'))\ntf.tensor([kept.get('rate')]).print()`,
        `${MAP}kept.set('a', Math.random())\nkept.delete('a')\nkept.set('a', 2)\ntf.tensor([kept.get('a')]).print()`,
        `${MAP}kept.set('a', Math.random())\nkept.clear()\ntf.tensor([...kept.values()]).print()`,
        `${MAP}const id = Math.random().toString(36)\nkept.set(id, tf.ones([2]))\nkept.get(id).print()`,
        `${MAP}for (const word of 'a b a'.split(' ')) kept.set(word, (kept.get(word) ?? 0) + 1)\ntf.tensor([...kept.values()]).print()`,
        "const seen = new Set()\nseen.add(Math.random().toString(36).slice(2))\nif (seen.has('x')) tf.ones([2]).print()",
        "const labels = [...new Set(['a', 'b', 'a'])]\ntf.tensor(labels.map((label) => labels.indexOf(label))).print()",
      ),
      `${RNGS}for (const name of ['data', 'noise']) rngs.set(name, seedrandom(name))\ntf.tensor([rngs.get('data')()]).print()`,
      `${RNGS}rngs.set('id', seedrandom())\nrngs.set('data', seedrandom('7'))\nconsole.log(rngs.get('id')())\ntf.tensor([rngs.get('data')()]).print()`,
      `${RNGS}rngs.set('data', seedrandom('7'))\ntf.tensor([rngs.get(process.argv[2])()]).print()`,
    ],
  })
})

describe('a function of the library by a computed name', () => {
  const SPECS = 'const specs = { dense: { units: 1 } }\nconst model = tf.sequential()\n'

  judge(rule, {
    invalid: withTf(
      "const type = 'dense'\ntf.layers[type]({ units: 1, inputShape: [2] }).build([null, 2])",
      "const type = process.argv[2] ? 'dense' : 'lstm'\ntf.layers[type]({ units: 1, inputShape: [2] }).build([null, 2])",
      "const layer = (type, options) => tf.layers[type](options)\nlayer('dense', { units: 1, inputShape: [2] }).build([null, 2])",
      "const model = tf.sequential()\nfor (const type of ['dense', 'lstm']) model.add(tf.layers[type]({ units: 1, inputShape: [2] }))",
      "const model = tf.sequential()\nfor (const { type, ...options } of [{ type: 'dense', units: 3, inputShape: [2] }, { type: 'dense', units: 1 }]) model.add(tf.layers[type](options))",
      `${SPECS}for (const type of Object.keys(specs)) model.add(tf.layers[type](specs[type]))`,
      `${SPECS}for (const [type, options] of Object.entries(specs)) model.add(tf.layers[type](options))`,
      `${SPECS}for (const type in specs) model.add(tf.layers[type](specs[type]))`,
      "for (const name of ['randomNormal', 'randomUniform']) tf[name]([2]).print()",
    ),
    valid: withTf(
      'const type = process.argv[2]\ntf.layers[type]({ units: 1, inputShape: [2] }).build([null, 2])',
      "const model = tf.sequential()\nfor (const type of ['flatten', 'batchNormalization']) model.add(tf.layers[type]({ inputShape: [2, 2] }))",
      "const kernelInitializer = 'zeros'\nconst model = tf.sequential()\nfor (const type of ['dense', 'conv1d']) model.add(tf.layers[type]({ units: 1, kernelInitializer }))",
      "const first = (seed) => tf.initializers.heNormal({ seed })\nconst model = tf.sequential()\nfor (const { type, ...options } of [{ type: 'dense', units: 3, kernelInitializer: first(1) }, { type: 'dense', units: 1, kernelInitializer: first(2) }]) model.add(tf.layers[type](options))",
      'const rates = { train: Math.random() }\nfor (const name of Object.keys(rates)) tf.ones([name.length]).print()',
    ),
  })

  it('is not repaired where the functions need not take their seeds alike', () => {
    const oneOfTwo =
      "const type = process.argv[2] ? 'dense' : 'embedding'\ntf.layers[type]({ units: 1, inputShape: [2] }).build([null, 2])"
    expect(suggestionsFor(rule, withTf(oneOfTwo)[0]!).filter((text) => text.includes('Initializer'))).toEqual(
      [],
    )
  })
})

describe('initial weights that others take the place of', () => {
  const LAYER = 'tf.layers.dense({ units: 1, inputShape: [2] })'
  const MODEL = `const model = tf.sequential({ layers: [${LAYER}] })\n`
  const TRAIN = '\nawait model.fit(tf.ones([2, 2]), tf.ones([2, 1]), { shuffle: false })'
  const SAVED = 'JSON.parse(process.argv[2])'

  judge(rule, {
    invalid: withTf(
      // The new ones are made of the old ones.
      `${MODEL}model.getWeights().forEach((w) => w.assign(w.mul(2)))${TRAIN}`,
      `${MODEL}model.setWeights(model.getWeights().map((w) => tf.tensor(w.dataSync())))${TRAIN}`,
      `import { mutate } from './elsewhere'\n${MODEL}model.setWeights(mutate(model.getWeights()))${TRAIN}`,
      // Some, or sometimes, or not in this order.
      `${MODEL}model.getWeights()[0].assign(tf.ones([2, 1]))${TRAIN}`,
      `${MODEL}if (process.argv[2]) model.setWeights(${SAVED})${TRAIN}`,
      `${MODEL}try {\n  model.loadWeights(${SAVED})\n} catch {\n  console.log('fresh')\n}${TRAIN}`,
      `${MODEL}model.loadWeights(${SAVED}, false)${TRAIN}`,
      `${MODEL}addEventListener('message', () => model.setWeights(${SAVED}))${TRAIN}`,
      `${MODEL}model.predict(tf.ones([2, 2])).print()\nmodel.setWeights(${SAVED})${TRAIN}`,
      `${MODEL.trim()}${TRAIN}\nmodel.setWeights(${SAVED})`,
      // Those of another model.
      `const build = () => tf.sequential({ layers: [${LAYER}] })\nconst model = build()\nconst target = build()\ntarget.setWeights(model.getWeights())${TRAIN}`,
      `const base = tf.sequential({ layers: [${LAYER}] })\nbase.setWeights(${SAVED})\nconst model = tf.sequential()\nmodel.add(base)\nmodel.add(tf.layers.dense({ units: 1 }))${TRAIN}`,
      `${MODEL}model.setWeights([tf.randomNormal([2, 1]), tf.zeros([1])])${TRAIN}`,
    ),
    valid: withTf(
      `${MODEL}model.setWeights(${SAVED}.map((w) => tf.tensor(w)))${TRAIN}`,
      `${MODEL}model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })\nmodel.summary()\nmodel.loadWeights(${SAVED})${TRAIN}`,
      `const model = tf.sequential()\nmodel.add(${LAYER})\nmodel.getWeights().forEach((w) => {\n  w.assign(tf.ones(w.shape))\n})${TRAIN}`,
      `const x = tf.input({ shape: [2] })\nconst hidden = tf.layers.dense({ units: 3 }).apply(x)\nconst model = tf.model({ inputs: x, outputs: tf.layers.dense({ units: 1 }).apply(hidden) })\nfor (const w of model.getWeights()) w.assign(tf.zeros(w.shape))${TRAIN}`,
      `const layer = ${LAYER}\nconst model = tf.sequential({ layers: [layer] })\nlayer.setWeights([tf.ones([2, 1]), tf.zeros([1])])${TRAIN}`,
      `const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], weights: [tf.ones([2, 1]), tf.zeros([1])] })] })${TRAIN}`,
      `const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: tf.initializers.heNormal() })] })\nmodel.setWeights(${SAVED})${TRAIN}`,
    ),
  })
})

describe('the state of a component', () => {
  const COMPONENT = (body: string): string =>
    `import { useState } from 'react'\nimport * as tf from '@tensorflow/tfjs'\nfunction Home() {\n  const [rows, setRows] = useState()\n  const [colour, setColour] = useState()\n  document.onclick = () => tf.train.sgd(0.1).minimize(() => tf.tensor2d(rows.map((row) => [row.a])).sum())\n  document.onkeydown = () => ${body}\n  return colour\n}\nHome()`

  judge(rule, {
    invalid: [COMPONENT('setRows([{ a: Math.random() }])')],
    valid: [COMPONENT('setColour(Math.random())')],
  })
})

describe('what a promise is resolved with', () => {
  judge(rule, {
    invalid: withTf(
      'const drawn = () => new Promise((resolve) => setTimeout(() => resolve(Math.random()), 10))\ntf.tensor([await drawn()]).print()',
    ),
    valid: withTf(
      'const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))\nawait wait(Math.random() * 100)\ntf.ones([2]).print()',
      'const drawn = () => new Promise((resolve) => setTimeout(() => resolve(Math.random()), 10))\nconsole.log(await drawn())\ntf.ones([2]).print()',
    ),
  })
})

describe('a sketch of p5.js', () => {
  const sketch = (body: string): string =>
    `function setup() {\n  createCanvas(400, 400)\n  const network = ml5.neuralNetwork({ task: 'regression' })\n  ${body}\n}`
  const instance = (body: string): string =>
    `new p5((it) => {\n  it.setup = () => {\n    const network = ml5.neuralNetwork({ task: 'regression' })\n    ${body}\n  }\n})`

  judge(rule, {
    invalid: [
      sketch('for (let i = 0; i < 9; i++) network.addData([i], [i + floor(random(-5, 5))])'),
      sketch('network.addData([noise(1)], [randomGaussian()])').replace('randomGaussian()', '1'),
      sketch('randomSeed(7)\n  network.addData([noise(1)], [1])'),
      instance('network.addData([it.random(3)], [1])'),
      ...withTf(
        "import p5 from 'p5'\nnew p5((it) => {\n  it.setup = () => tf.tensor([it.randomGaussian()]).print()\n})",
      ),
    ],
    valid: [
      sketch('randomSeed(7)\n  network.addData([random(3)], [randomGaussian()])'),
      sketch('noiseSeed(0)\n  network.addData([noise(1)], [1])'),
      // It draws from Math.random as long as it is not seeded itself.
      sketch('Math.random = seededElsewhere\n  network.addData([random(3)], [1])'),
      instance('it.randomSeed(7)\n    network.addData([it.random(3)], [1])'),
      // Colours and places on the canvas.
      `${sketch('network.addData([1], [2])')}\nfunction draw() {\n  fill(random(255))\n  if (random() < 0.5) ellipse(random(width), noise(3), 5)\n}`,
      // Somebody else's function of this name, or one of the program.
      sketch('network.addData([random(3)], [1])').replace('createCanvas(400, 400)', ''),
      `function random(n) {\n  return n\n}\n${sketch('network.addData([random(3)], [1])')}`,
    ],
  })
})

describe('what a server answers', () => {
  judge(rule, {
    invalid: withTf(
      "const response = await fetch('/rows.json')\nconst rows = await response.json()\ntf.tensor(rows[Math.floor(Math.random() * 9)]).print()",
      "import axios from 'axios'\nconst { data } = await axios.get('/rows.json')\ntf.tensor(data.map((x) => x + Math.random())).print()",
    ),
    valid: withTf(
      'const response = await fetch(`/rows.json?request=${crypto.randomUUID()}`)\ntf.tensor(await response.json()).print()',
      "const response = await fetch('/rows.json', { headers: { 'x-request-id': crypto.randomUUID() } })\ntf.tensor(await response.json()).print()",
      "const response = await fetch('/rows.json', { method: 'POST', body: JSON.stringify({ id: crypto.randomUUID() }) })\ntf.tensor(await response.json()).print()",
      "const url = new URL('https://example.org/rows.json')\nurl.searchParams.set('nonce', Math.random())\ntf.tensor(await (await fetch(url)).json()).print()",
      "import axios from 'axios'\nconst { data } = await axios.get('/rows.json', { params: { request: crypto.randomUUID() } })\ntf.tensor(data).print()",
      "import axios from 'axios'\nimport { v4 } from 'uuid'\nconst client = axios.create({ headers: { 'x-client': v4() } })\nconst { data } = await client.post('/rows.json', { nonce: Math.random() })\ntf.tensor(data).print()",
      "import fetch from 'node-fetch'\nconst response = await fetch('/rows.json', { headers: { nonce: Math.random() } })\ntf.tensor(await response.json()).print()",
    ),
  })
})

describe('a generator of the program itself, for whoever gives a seed', () => {
  const OWN = 'const own = (seed) => () => (seed = (seed * 16807) % 2147483647) / 2147483647\n'
  const stream = (body: string): string => `${OWN}function stream(seed) {\n  ${body}\n}\n`
  const EARLY = stream('if (seed === undefined) return Math.random\n  return own(seed)')
  const CHOICE = stream('return seed === undefined ? Math.random : own(seed)')
  const RECORD = stream('if (seed == null) return { next: Math.random }\n  return { next: own(seed) }')
  const LATER = stream(
    'let random = Math.random\n  if (seed !== undefined) random = own(seed)\n  return random',
  )
  const DRAWS = stream('if (seed === undefined) return () => Math.random()\n  return own(seed)')
  judge(rule, {
    invalid: withTf(
      ...[EARLY, CHOICE, LATER, DRAWS].map((each) => `${each}tf.tensor([stream()()]).print()`),
      `${RECORD}tf.tensor([stream().next()]).print()`,
    ),
    valid: withTf(
      ...[EARLY, CHOICE, LATER, DRAWS].flatMap((each) => [
        `${each}tf.tensor([stream(42)()]).print()`,
        `${each}for (let i = 0; i < 3; i++) tf.tensor([stream(42 + i)()]).print()`,
        `${each}const seed = process.env.SEED\ntf.tensor([stream(seed && Number(seed))()]).print()`,
      ]),
      `${RECORD}for (let i = 0; i < 3; i++) tf.tensor([stream(42 + i).next()]).print()`,
      `${RECORD}tf.tensor([stream(JSON.parse(process.argv[2]).seed).next()]).print()`,
      `${OWN}class Model {\n  constructor(options) {\n    this.options = { ...options }\n  }\n  fit() {\n    const { seed } = this.options\n    for (let i = 0; i < 3; i++) this.once(seed !== undefined ? seed + i : undefined)\n  }\n  once(seed) {\n    const random = seed === undefined ? Math.random : own(seed)\n    tf.tensor([random()]).print()\n  }\n}\nnew Model({ seed: 42 }).fit()`,
    ),
  })
})

describe('what is drawn without being asked for', () => {
  judge(rule, {
    invalid: [
      ...withTf(
        'const layer = tf.layers.dense({ units: 1, inputShape: [4] })\nconst model = tf.sequential({ layers: [layer] })',
        'const model = tf.sequential()\nmodel.add(tf.layers.conv2d({ filters: 4, kernelSize: 3 }))\nmodel.add(tf.layers.embedding({ inputDim: 4, outputDim: 2 }))',
        `${FIT}const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: 'zeros' })] })\nawait model.fit(xs, xs)`,
        `${FIT}const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] })\nawait model.fit(xs, xs, { epochs: 3 })`,
        // Dropout, and noise layers, which have no seed to give.
        'tf.layers.gaussianNoise({ stddev: 0.1 }).apply(tf.ones([4]), { training: true })',
        // One report for each: the kernel is seeded, the recurrent kernel is not.
        'tf.layers.lstm({ units: 4, kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }) }).build([null, 3, 4])',
        'tf.layers.gru({ units: 4, recurrentInitializer: tf.initializers.orthogonal({ seed: 1 }) }).build([null, 3, 4])',
        'const options = { units: 1, inputShape: [4] }\ntf.layers.dense(options).build([null, 4])',
        'const shared = { units: 1 }\ntf.layers.dense({ ...shared, inputShape: [4] }).build([null, 4])',
      ),
    ],
    valid: [
      ...withTf(
        `${FIT}const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: 'zeros' })] })\nawait model.fit(xs, xs, { shuffle: false })`,
        'tf.layers.lstm({ units: 4, kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }), recurrentInitializer: tf.initializers.orthogonal({ seed: 2 }) }).build([null, 3, 4])',
        'tf.layers.separableConv2d({ filters: 4, kernelSize: 3, depthwiseInitializer: tf.initializers.heNormal({ seed: 3 }) }).build([null, 8, 8, 3])',
        // What is spread may hold the initializer.
        'export function layer(options) {\n  return tf.layers.dense({ units: 1, ...options })\n}',
        // The gradient of an image trains nothing.
        "const model = await tf.loadLayersModel('file://model.json')\nlet image = tf.randomUniform([1, 8, 8, 3])\nimage = image.add(tf.grad((x) => model.apply(x))(image))",
        // A program that only infers.
        "const model = await tf.loadLayersModel('file://model.json')\nmodel.predict(tf.randomNormal([1, 4])).print()",
        // A module of functions for others.
        'export function build() {\n  return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] })\n}',
        'export function sample() {\n  return tf.randomNormal([4])\n}',
        'export class Trainer {\n  async train(model, xs) {\n    await model.fit(xs, xs)\n  }\n}',
      ),
    ],
  })

  it('is reported once, with the number of the others', () => {
    const [message, ...others] = messagesFor(
      rule,
      withTf(
        'const model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 4, inputShape: [4] }))\nmodel.add(tf.layers.dense({ units: 4 }))\nmodel.add(tf.layers.dense({ units: 1 }))',
      )[0]!,
    )
    expect(others).toEqual([])
    expect(message).toContain('2 more calls do')
  })
})

describe('every way to get hold of TensorFlow.js', () => {
  const DRAW = 'tf.randomNormal([2]).print()'
  judge(rule, {
    invalid: [
      `import * as tf from '@tensorflow/tfjs-node'\n${DRAW}`,
      `import * as tf from '@tensorflow/tfjs-node-gpu'\n${DRAW}`,
      `import * as tf from '@tensorflow/tfjs-core'\n${DRAW}`,
      `import tf from '@tensorflow/tfjs'\n${DRAW}`,
      `import tf, { Tensor } from '@tensorflow/tfjs'\n${DRAW}`,
      `import * as tf from 'https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/+esm'\n${DRAW}`,
      `import * as tf from 'npm:@tensorflow/tfjs@4'\n${DRAW}`,
      `import tf from 'https://esm.sh/@tensorflow/tfjs'\n${DRAW}`,
      `import 'https://unpkg.com/@tensorflow/tfjs@4.22.0/dist/tf.min.js'\n${DRAW}`,
      "import { randomNormal } from '@tensorflow/tfjs'\nrandomNormal([2]).print()",
      "import { randomNormal as draw } from '@tensorflow/tfjs'\ndraw([2]).print()",
      "import * as tfc from '@tensorflow/tfjs-core'\ntfc.randomNormal([2]).print()",
      "import * as tfl from '@tensorflow/tfjs-layers'\nconst m = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [1] })] })",
      "import * as tfd from '@tensorflow/tfjs-data'\ntfd.array([1, 2]).shuffle(2)",
      `const tf = require('@tensorflow/tfjs')\n${DRAW}`,
      "const { randomNormal } = require('@tensorflow/tfjs')\nrandomNormal([2]).print()",
      `const tf = require('@tensorflow/tfjs')\nrequire('@tensorflow/tfjs-node')\n${DRAW}`,
      `const tf = await import('@tensorflow/tfjs')\n${DRAW}`,
      `let tf\ntf = require('@tensorflow/tfjs-node')\n${DRAW}`,
      `let tf\nif (process.argv.includes('--gpu')) tf = require('@tensorflow/tfjs-node-gpu')\nelse tf = require('@tensorflow/tfjs-node')\n${DRAW}`,
      `const gpu = process.argv.includes('--gpu')\nconst tf = gpu ? require('@tensorflow/tfjs-node-gpu') : require('@tensorflow/tfjs-node')\n${DRAW}`,
      `let tf\ntry {\n  tf = await import('@tensorflow/tfjs-node')\n} catch {\n  tf = await import('@tensorflow/tfjs')\n}\n${DRAW}`,
      `let tf\nasync function main() {\n  tf = require('@tensorflow/tfjs-node')\n  tf.randomNormal([2]).print()\n}\nmain()`,
      "import * as tf from '@tensorflow/tfjs'\nconst { dense } = tf.layers\nconst m = tf.sequential({ layers: [dense({ units: 1, inputShape: [1] })] })",
      "import * as tf from '@tensorflow/tfjs'\nconst { layers } = tf\nconst m = tf.sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] })",
      "import * as tf from '@tensorflow/tfjs'\nfunction run(t) {\n  t.randomNormal([2]).print()\n}\nrun(tf)",
      "import * as tf from '@tensorflow/tfjs'\nclass Data {\n  constructor(t) {\n    this.tf = t\n  }\n  draw() {\n    return this.tf.randomNormal([2])\n  }\n}\nnew Data(tf).draw().print()",
      "import * as tf from '@tensorflow/tfjs'\nconst api = { tf }\napi.tf.randomNormal([2]).print()",
      "import * as tf from '@tensorflow/tfjs'\ntf['randomNormal']([2]).print()",
      "import * as tf from '@tensorflow/tfjs'\ntf?.randomNormal?.([2]).print()",
      "import * as tf from '@tensorflow/tfjs'\nconst draw = tf.randomNormal\ndraw([2]).print()",
      "import('@tensorflow/tfjs').then((tf) => tf.randomNormal([2]).print())",
    ],
    valid: [
      // A parameter that shadows the import.
      "import * as tf from '@tensorflow/tfjs'\nfunction run(tf) {\n  tf.randomNormal([2]).print()\n}\nrun({ randomNormal: (shape) => ({ print() {} }) })\ntf.zeros([1])",
      "import { randomNormal } from './mine.js'\nimport '@tensorflow/tfjs'\nrandomNormal([2])",
      "import type * as tf from '@tensorflow/tfjs'\nexport type T = tf.Tensor",
    ].filter((code) => !code.includes('import type')),
  })
  judge(rule, {
    parsers: ['typescript'],
    invalid: [
      "let tf: typeof import('@tensorflow/tfjs-node') | null = null\ntf = require('@tensorflow/tfjs-node')\ntf!.randomNormal([2]).print()",
      "import tf = require('@tensorflow/tfjs')\ntf.randomNormal([2]).print()",
      "import * as tf from '@tensorflow/tfjs'\n;(tf as any).randomNormal([2]).print()",
      "import * as tf from '@tensorflow/tfjs'\nconst shape: [number] = [2]\nconst x: tf.Tensor1D = tf.randomNormal(shape) satisfies tf.Tensor\nx.print()",
      "import * as tf from '@tensorflow/tfjs'\nexport async function main(): Promise<void> {\n  tf.randomNormal([2]).print()\n}\nvoid main()",
    ],
    valid: [
      "import type * as tf from '@tensorflow/tfjs'\nexport type T = tf.Tensor",
      "import type { Tensor } from '@tensorflow/tfjs'\nexport function f(x: Tensor): Tensor {\n  return x\n}",
    ],
  })
})

describe('functions, classes and callbacks of the same file', () => {
  judge(rule, {
    invalid: [
      ...withTf(
        'function noise() {\n  return tf.randomNormal([4])\n}\nnoise().print()',
        'const noise = () => tf.randomNormal([4])\nconst make = { noise }\nmake.noise().print()',
        'class Noise {\n  static draw() {\n    return tf.randomNormal([4])\n  }\n}\nNoise.draw().print()',
        'class Noise {\n  draw = () => tf.randomNormal([4])\n}\nnew Noise().draw().print()',
        'class Base {\n  draw() {\n    return tf.randomNormal([4])\n  }\n}\nclass Noise extends Base {}\nnew Noise().draw().print()',
        ';[1, 2].forEach(() => tf.randomNormal([4]).print())',
        'tf.tidy(() => tf.randomNormal([4]).print())',
        '(async () => {\n  tf.randomNormal([4]).print()\n})()',
        'async function main() {\n  tf.randomNormal([4]).print()\n}\nmain().catch(console.error)',
        "document.querySelector('#go').addEventListener('click', () => tf.randomNormal([4]).print())",
        'const draw = (shape, mean = 0) => tf.randomNormal(shape, mean)\ndraw([4]).print()',
        'function draw(seed) {\n  return tf.randomNormal([4], 0, 1, undefined, seed)\n}\ndraw().print()',
        'function* draws() {\n  while (true) yield Math.random()\n}\nfor (const x of draws()) tf.tensor([x]).print()',
        'const draws = [1, 2].map(() => Math.random())\ntf.tensor(draws).print()',
        'const { random } = Math\ntf.tensor([random()]).print()',
        'tf.tensor([globalThis.Math.random()]).print()',
      ),
    ],
    valid: [
      ...withTf(
        'function draw(seed) {\n  return tf.randomNormal([4], 0, 1, undefined, seed)\n}\ndraw(7).print()',
        'function draw({ seed = 7 } = {}) {\n  return tf.randomNormal([4], 0, 1, undefined, seed)\n}\ndraw().print()',
        'const options = { seed: 7 }\nconst kernelInitializer = tf.initializers.heNormal(options)\ntf.layers.dense({ units: 1, kernelInitializer }).build([null, 4])',
        'const seed = Number(process.env.SEED)\ntf.randomNormal([4], 0, 1, undefined, seed).print()',
      ),
      "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\nfunction seedEverything() {\n  enforce({ seed: 1 })\n}\nseedEverything()\ntf.randomNormal([4]).print()",
      "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\nexport async function main(seed) {\n  enforce({ seed })\n  tf.randomNormal([4]).print()\n}\nawait main(3)",
      // Nobody can tell what this does, and its name says that it seeds.
      "import { seedEverything } from 'somewhere'\nimport * as tf from '@tensorflow/tfjs'\nseedEverything(42)\ntf.randomNormal([4]).print()",
      "import { setup } from 'somewhere'\nimport * as tf from '@tensorflow/tfjs'\nsetup.seedAll(42)\ntf.randomNormal([4]).print()",
      {
        code: "import { prepare } from 'somewhere'\nimport * as tf from '@tensorflow/tfjs'\nprepare(42)\ntf.randomNormal([4]).print()",
        settings: { reproducible: { seeders: ['prepare'] } },
      },
      {
        code: "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\nif (process.env.SEED !== undefined) enforce({ seed: Number(process.env.SEED) })\ntf.randomNormal([4]).print()",
      },
    ],
  })
})

describe('where rules apply', () => {
  judge(rule, {
    invalid: [
      {
        code: 'const x = [1, 2, 3]\nx.sort(() => Math.random() - 0.5)',
        settings: { reproducible: { scope: 'all' } },
      },
      {
        code: withTf('export function sample() {\n  return tf.randomNormal([4])\n}')[0]!,
        settings: { reproducible: { scope: 'all' } },
      },
      "import 'eslint-plugin-reproducible/runtime'\nconst x = [1, 2, 3]\nx.sort(() => Math.random() - 0.5)",
    ],
    valid: [
      {
        code: 'console.log(Math.random())',
        settings: { reproducible: { scope: 'all' } },
      },
    ],
  })
})

describe('a seeding that nothing calls', () => {
  const model =
    "const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })\nmodel.compile({ optimizer: 'sgd' })\nawait model.fit(tf.ones([4, 2]), tf.ones([4, 1]))"
  const runtime = "import { enforce } from 'eslint-plugin-reproducible/runtime'\n"
  judge(rule, {
    valid: withTf(
      `${runtime}const setUp = () => enforce({ seed: 3 })\nsetUp()\n${model}`,
      `${runtime}const setUps = { a: () => enforce({ seed: 3 }), b: () => enforce({ seed: 4 }) }\nsetUps[process.argv[2]]()\n${model}`,
      `${runtime}import run from 'some-runner'\nfunction setUp() {\n  enforce({ seed: 3 })\n}\nawait run(setUp)\n${model}`,
    ),
    invalid: withTf(
      `${runtime}function setUp() {\n  enforce({ seed: 3 })\n}\n${model}`,
      `${runtime}export class Trainer {\n  prepare() {\n    enforce({ seed: 3 })\n  }\n}\n${model}`,
      `import seedrandom from 'seedrandom'\nfunction seedAll(seed) {\n  seedrandom(seed, { global: true })\n}\nconst weights = tf.variable(tf.tensor([Math.random()]))\ntf.train.sgd(0.1).minimize(() => weights.square().mean())`,
      `import seedrandom from 'seedrandom'\nseedrandom(process.argv[2])\n${model}`,
      `import seedrandom from 'seedrandom'\nexport const seedAll = (seed) => seedrandom(seed, { global: true })\n${model}`,
    ),
  })

  it('is named, and its call is written where it can be', () => {
    const code = `import * as tf from '@tensorflow/tfjs'\n${runtime}function setUp(seed) {\n  enforce({ seed })\n}\n${model}`
    expect(messagesFor(rule, code)[0]).toContain(
      '`setUp` (line 3) would seed it, but nothing calls it. Call it first, above line',
    )
    expect(suggestionsFor(rule, code)).toEqual([code.replace('const model', 'setUp(42)\nconst model')])
  })
})

describe('suggestions', () => {
  const suggested = (code: string): string[] => suggestionsFor(rule, withTf(code)[0]!)

  it('give a seed of its own to each call', () => {
    expect(suggested('tf.randomUniform([2]).print()')).toEqual(
      withTf('tf.randomUniform([2], undefined, undefined, undefined, 1).print()'),
    )
  })

  it('give Dataset.shuffle a string, and multinomial a seed it treats well', () => {
    expect(suggested('tf.data.array([1]).shuffle(100)')[0]).toMatch(/shuffle\(100, '\d+'\)/u)
    const [text] = suggested(`${'\n'.repeat(90)}tf.multinomial([0.5, 0.5], 3).print()`)
    const seed = Number(/, (\d+)\)\.print/u.exec(text!)?.[1])
    expect(seed).toBeGreaterThanOrEqual(1)
    expect(seed).toBeLessThanOrEqual(100)
  })

  it('give two initializers different seeds', () => {
    const texts = suggested(
      'const a = tf.initializers.heNormal()\nconst b = tf.initializers.glorotNormal({})\ntf.layers.dense({ units: 1, kernelInitializer: a }).build([null, 4])\ntf.layers.dense({ units: 1, kernelInitializer: b }).build([null, 4])',
    )
    const seeds = texts.flatMap((text) => [...text.matchAll(/seed: (\d+)/gu)].map((match) => match[1]))
    expect(new Set(seeds).size).toBeGreaterThanOrEqual(2)
    expect(seeds).not.toContain('0')
  })

  it('give a recurrent layer its other initializer', () => {
    expect(
      suggested(
        'tf.layers.lstm({ units: 4, kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }) }).build([null, 3, 4])',
      )[0],
    ).toMatch(/recurrentInitializer: tf\.initializers\.orthogonal\(\{ seed: [2-9]\d* \}\)/u)
  })

  it('give a recurrent layer both', () => {
    const [text] = suggested('tf.layers.gru({ units: 4 }).build([null, 3, 4])')
    expect(text).toMatch(/kernelInitializer: tf\.initializers\.glorotNormal\(\{ seed: 1 \}\)/u)
    expect(text).toMatch(/recurrentInitializer: tf\.initializers\.orthogonal\(\{ seed: 2 \}\)/u)
    const [multiline] = suggested(
      "tf.layers.lstm({\n  units: 4,\n  recurrentInitializer: 'glorotUniform',\n}).build([null, 3, 4])",
    )
    expect(multiline).toContain(
      'units: 4,\n  recurrentInitializer: tf.initializers.glorotUniform({ seed: 2 }),\n  kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),\n}',
    )
    // Nothing is known of the object.
    expect(suggested('tf.layers.lstm(JSON.parse(process.argv[2])).build([null, 3, 4])')).toEqual([])
  })

  it('seed what a layer starts from, every layer in its own way, or everything', () => {
    const code =
      "const model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 4, inputShape: [4] }))\nmodel.add(tf.layers.dense({ units: 1, kernelInitializer: 'heNormal' }))"
    const [own, everything] = suggested(code)
    expect(own).toContain('inputShape: [4], kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }) }')
    expect(own).toContain('units: 1, kernelInitializer: tf.initializers.heNormal({ seed: 2 }) }')
    expect(everything).toContain("import { enforce } from 'eslint-plugin-reproducible/runtime'\n")
    expect(everything).toContain('enforce({ seed: 42 })\nconst model = tf.sequential()')
    // Nothing can be imported into a script of a page.
    expect(suggestionsFor(rule, 'tf.dropout(tf.ones([4]), 0.5).print()')).toEqual([])
  })

  it('load the runtime before what reads its switches, or keeps Math.random, while it is loaded', () => {
    const preload = 'eslint-plugin-reproducible/runtime/register'
    const native = "import * as tf from '@tensorflow/tfjs-node'\ntf.util.shuffle([1, 2])"
    expect(suggestionsFor(rule, native)).toEqual([
      `import '${preload}'\nimport * as tf from '@tensorflow/tfjs-node'\nimport { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 42 })\ntf.util.shuffle([1, 2])`,
    ])
    const required = native.replace(/import \* as tf from (.*)/u, 'const tf = require($1)')
    expect(suggestionsFor(rule, required)[0]).toMatch(
      new RegExp(`^require\\('${preload}'\\)\nconst tf = require[^]*enforce\\(\\{ seed: 42 \\}\\)`, 'u'),
    )
    expect(suggestionsFor(rule, `import '${preload}'\n${native}`)[0]).not.toMatch(/register[^]*register/u)
    const kept = "import { shuffle } from 'lodash-es'\ntf.tensor(shuffle([1, 2, 3])).print()"
    expect(suggested(kept)[0]).toMatch(
      /^import '.*\/register'\nimport [^]*\nenforce\(\{ seed: 42 \}\)\ntf\.tensor/u,
    )
    const [late] = enforced(kept)
    expect(suggestionsFor(rule, late!)).toEqual([`import '${preload}'\n${late!}`])
  })

  it('name the source once where it is the function that is called', () => {
    expect(messagesFor(rule, withTf('tf.tensor([Math.random()]).print()')[0]!)).toEqual([
      'Nothing has seeded `Math.random`, so every run gets other numbers. Seed it first, above line 2: `enforce({ seed })` from eslint-plugin-reproducible/runtime.',
    ])
  })

  it('write no number where a function that draws, or an engine, is expected', () => {
    const seedEverything = /^import \* as tf.*\n[^]*\nenforce\(\{ seed: 42 \}\)\n/u
    for (const code of [
      "import { shuffle } from 'simple-statistics'\ntf.tensor(shuffle([1, 2, 3])).print()",
      "import { Matrix } from 'ml-matrix'\ntf.tensor(Matrix.rand(2, 2).to2DArray()).print()",
      "import gaussian from 'gaussian'\ntf.tensor(gaussian(0, 1).random(4)).print()",
    ]) {
      const texts = suggested(code)
      expect(texts).toHaveLength(1)
      expect(texts[0]).toMatch(seedEverything)
      expect(texts[0]!.split('\n').at(-1)).toBe(code.split('\n').at(-1))
    }
    const engine =
      "import { Random } from 'random-js'\nconst random = new Random()\ntf.tensor([random.real(0, 1)]).print()"
    expect(suggested(engine)).toEqual([])
    expect(messagesFor(rule, withTf(engine)[0]!)[0]).toContain(
      'Pass an engine with a seed, `MersenneTwister19937.seed(42)`, or seed everything',
    )
  })

  it('never give dropout, or a draw in a loop, a constant seed', () => {
    const seeds = (code: string): readonly string[] =>
      suggested(code).map(
        (text) => text.replace('enforce({ seed: 42 })', '').match(/\bseed\b|, \d+\)/gu)?.[0] ?? 'none',
      )
    expect(seeds('tf.dropout(tf.ones([4]), 0.5).print()')).toEqual(['none'])
    expect(seeds('tf.layers.dropout({ rate: 0.5 }).apply(tf.ones([4]), { training: true })')).toEqual([
      'none',
    ])
    expect(seeds('for (let i = 0; i < 3; i++) tf.randomNormal([4]).print()')).toEqual(['none'])
  })

  it('seed everything before a loop, not in each of its rounds', () => {
    const [before] = suggested(
      'const n = 3\nfor (let i = 0; i < n; i++) for (const k of [1, 2]) tf.randomNormal([k]).print()',
    )
    expect(before).toContain('\nenforce({ seed: 42 })\nconst n = 3\nfor (let i')
    const [called] = suggested('function f() {\n  return tf.randomNormal([4])\n}\nwhile (true) f()')
    expect(called).toContain('enforce({ seed: 42 })\nfunction f() {')
  })
})
