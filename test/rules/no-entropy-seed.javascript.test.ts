import { describe } from 'vitest'
import rule from '../../rules/no-entropy-seed.ts'
import { judge, withTf } from './lists.ts'

const HEAD =
  "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\n"
const head = (...codes: string[]): string[] =>
  codes.map((code) => `${HEAD}${code}\ntf.randomNormal([2]).print()`)

describe('seeds from entropy', () => {
  judge(rule, {
    invalid: [
      ...head(
        'enforce({ seed: Date.now() })',
        'enforce({ seed: performance.now() })',
        "const xs = await tf.randomNormal([4], 0, 1, 'float32', Date.now()).data()\nconsole.log(xs)\nconst w = tf.variable(tf.zeros([4]))\ntf.train.sgd(0.1).minimize(() => w.sub(tf.tensor1d(xs)).square().mean())",
        'enforce({ seed: process.pid })',
        'enforce({ seed: Math.floor(Math.random() * 1e9) })',
        'enforce({ seed: new Date().getTime() })',
        'enforce({ seed: +new Date() })',
        'enforce({ seed: process.hrtime()[1] })',
        'const seed = Date.now() % 1000\nenforce({ seed })',
        'const pick = () => Date.now()\nenforce({ seed: pick() })',
        'const options = { seed: Date.now() }\nenforce(options)',
        'enforce({ seed: crypto.getRandomValues(new Uint32Array(1))[0] })',
        "const { randomInt } = require('node:crypto')\nenforce({ seed: randomInt(1000) })",
        'enforce({ seed: crypto.randomUUID() })',
        'class Run {\n  seed = Date.now()\n  start() {\n    enforce({ seed: this.seed })\n  }\n}\nnew Run().start()',
      ),
      ...withTf(
        'tf.randomNormal([2], 0, 1, undefined, Date.now()).print()',
        'tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.heNormal({ seed: Math.random() }) }).build([null, 4])',
        'tf.data.array([1, 2]).shuffle(2, String(Date.now()))',
        'tf.data.array([1, 2]).shuffle(2, `${Date.now()}`)',
        "import seedrandom from 'seedrandom'\nconst random = seedrandom(Date.now())\ntf.tensor([random()]).print()",
        "import seedrandom from 'seedrandom'\nconst random = seedrandom(`${Math.random()}`)\ntf.tensor([random()]).print()",
        "import seedrandom from 'seedrandom'\nconst random = seedrandom(Math.random().toString(36).slice(2))\ntf.tensor([random()]).print()",
        "import Chance from 'chance'\nconst chance = new Chance(Date.now())\ntf.tensor([chance.floating()]).print()",
      ),
      {
        code: head('const seed = Date.now()\nconsole.log(seed)\nenforce({ seed })')[0]!,
        options: [{ allowLogged: false }],
      },
    ],
    valid: [
      // Written down in the name of a folder.
      ...withTf(
        "import fs from 'node:fs'\nimport path from 'node:path'\nimport seedrandom from 'seedrandom'\nconst seed = Math.random().toString()\nconst random = seedrandom(seed)\nfs.mkdirSync(path.join('runs', `run-${seed}`))\ntf.tensor([random()]).print()",
        "import fs from 'node:fs'\nimport path from 'node:path'\nimport seedrandom from 'seedrandom'\nconst seed = Date.now()\nconst random = seedrandom(seed)\nfs.mkdirSync(path.join('runs', `run-${seed}`))\ntf.tensor([random()]).print()",
        // The one with a seed takes its place.
        "import seedrandom from 'seedrandom'\nlet random = seedrandom(`${Math.random()}`)\nconst seed = (value) => {\n  random = seedrandom(value)\n}\nseed(3)\ntf.tensor([random()]).print()",
      ),
      ...head(
        'enforce({ seed: 42 })',
        'enforce({ seed: Number(process.env.SEED) })',
        'enforce({ seed: Number(process.argv[2] ?? 42) })',
        'export function run(seed) {\n  enforce({ seed })\n}',
        'const seed = Date.now()\nconsole.log(`seed: ${seed}`)\nenforce({ seed })',
        "const seed = Date.now()\nconsole.log('seed', seed)\nenforce({ seed })",
        "import { writeFileSync } from 'node:fs'\nconst seed = Date.now()\nwriteFileSync('seed.json', JSON.stringify({ seed }))\nenforce({ seed })",
        // The clock measures time.
        'const start = Date.now()\nenforce({ seed: 42 })\nconsole.log(Date.now() - start)',
      ),
      // No machine learning.
      "import seedrandom from 'seedrandom'\nconst random = seedrandom(Date.now())\nconsole.log(random())",
    ],
  })
})
