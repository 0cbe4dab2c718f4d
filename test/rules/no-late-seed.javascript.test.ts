import { describe, expect, it } from 'vitest'
import rule from '../../rules/no-late-seed.ts'
import { judge, suggestionsFor } from './lists.ts'

const HEAD =
  "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\n"
const head = (...codes: string[]): string[] => codes.map((code) => HEAD + code)

describe('draws before the seed', () => {
  judge(rule, {
    invalid: [
      ...head(
        'const w = tf.variable(tf.randomNormal([4]))\nenforce({ seed: 42 })\nw.print()',
        'const model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 1, inputShape: [4] }))\nenforce({ seed: 42 })\nawait model.fit(tf.ones([8, 4]), tf.ones([8, 1]))',
        'const order = [1, 2, 3]\ntf.util.shuffle(order)\nenforce({ seed: 42 })\ntf.tensor(order).print()',
        // The clock is read where the order is asked for, not where the data set is read.
        'const ds = tf.data.array([1, 2, 3]).shuffle(3)\nenforce({ seed: 42 })\nawait ds.forEachAsync((x) => tf.tensor(x).print())',
        'const rows = await tf.data.array([1, 2, 3]).shuffle(3).toArray()\nenforce({ seed: 42 })\ntf.tensor(rows).print()',
        'function build() {\n  return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] })\n}\nconst model = build()\nenforce({ seed: 42 })\nawait model.fit(tf.ones([8, 4]), tf.ones([8, 1]))',
        'function seedAll(seed) {\n  enforce({ seed })\n}\nconst w = tf.randomNormal([4])\nseedAll(42)\nw.print()',
        'class Net {\n  constructor() {\n    this.w = tf.randomNormal([4])\n  }\n}\nconst net = new Net()\nenforce({ seed: 42 })\nnet.w.print()',
        'async function main() {\n  const w = tf.randomNormal([4])\n  enforce({ seed: 42 })\n  w.print()\n}\nmain()',
      ),
      "import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nconst w = tf.randomNormal([4])\nseedrandom('42', { global: true })\nw.print()",
      "import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nconst w = tf.randomNormal([4])\nMath.random = seedrandom('42')\nw.print()",
    ],
    valid: [
      ...head(
        'enforce({ seed: 42 })\nconst w = tf.variable(tf.randomNormal([4]))\nw.print()',
        // Its own seed.
        "const w = tf.randomNormal([4], 0, 1, 'float32', 7)\nenforce({ seed: 42 })\nw.print()",
        'const w = tf.zeros([4])\nenforce({ seed: 42 })\nw.print()',
        // Only an id.
        'const id = Math.random().toString(36)\nenforce({ seed: 42 })\nconsole.log(id, tf.randomNormal([4]))',
        // Defined before, called after.
        'function build() {\n  return tf.randomNormal([4])\n}\nenforce({ seed: 42 })\nbuild().print()',
        // Seeded again.
        'enforce({ seed: 42 })\nconst w = tf.randomNormal([4])\nenforce({ seed: 43 })\nw.print()',
        // A seed per run.
        'for (const seed of [1, 2]) {\n  enforce({ seed })\n  tf.randomNormal([4]).print()\n}',
      ),
    ],
  })

  it('are repaired by moving the seed, or a plain statement with it', () => {
    const [text] = suggestionsFor(
      rule,
      head('const w = tf.randomNormal([4])\nenforce({ seed: 42 })\nw.print()')[0]!,
    )
    expect(text).toBe(head('enforce({ seed: 42 })\nconst w = tf.randomNormal([4])\nw.print()')[0])
  })
})

describe('switches after what reads them', () => {
  judge(rule, {
    invalid: [
      "process.env.TF_DETERMINISTIC_OPS = '1'\nimport * as tf from '@tensorflow/tfjs-node'\ntf.zeros([2]).print()",
      "import * as tf from '@tensorflow/tfjs-node'\nprocess.env.TF_DETERMINISTIC_OPS = '1'\ntf.zeros([2]).print()",
      "import '@tensorflow/tfjs-node-gpu'\nimport * as tf from '@tensorflow/tfjs'\nprocess.env['TF_DETERMINISTIC_OPS'] = '1'\ntf.zeros([2]).print()",
      "const tf = require('@tensorflow/tfjs-node')\nprocess.env.TF_DETERMINISTIC_OPS = '1'\ntf.zeros([2]).print()",
      "const tf = require('@tensorflow/tfjs-node-gpu')\nprocess.env.CUDA_VISIBLE_DEVICES = '0'\ntf.zeros([2]).print()",
      "const tf = await import('@tensorflow/tfjs-node')\nprocess.env.TF_DETERMINISTIC_OPS = '1'\ntf.zeros([2]).print()",
      "import { env } from 'node:process'\nimport * as tf from '@tensorflow/tfjs-node'\nenv.TF_DETERMINISTIC_OPS = '1'\ntf.zeros([2]).print()",
      "import * as tf from '@tensorflow/tfjs-node'\nimport { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 42 })\ntf.randomNormal([2]).print()",
      "import * as tf from '@tensorflow/tfjs-node'\nconst env = process.env\nenv.TF_DETERMINISTIC_OPS = '1'\ntf.zeros([2]).print()",
      "import * as tf from '@tensorflow/tfjs-node'\nObject.assign(process.env, { TF_DETERMINISTIC_OPS: '1' })\ntf.zeros([2]).print()",
    ],
    valid: [
      "process.env.TF_DETERMINISTIC_OPS = '1'\nconst tf = require('@tensorflow/tfjs-node')\ntf.zeros([2]).print()",
      "process.env.TF_DETERMINISTIC_OPS = '1'\nconst tf = await import('@tensorflow/tfjs-node')\ntf.zeros([2]).print()",
      "import * as tf from '@tensorflow/tfjs'\nprocess.env.TF_DETERMINISTIC_OPS = '1'\ntf.zeros([2]).print()",
      "import 'eslint-plugin-reproducible/runtime/register'\nimport * as tf from '@tensorflow/tfjs-node'\nimport { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 42 })\ntf.randomNormal([2]).print()",
      "import { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 42 })\nconst tf = await import('@tensorflow/tfjs-node')\ntf.randomNormal([2]).print()",
      "import * as tf from '@tensorflow/tfjs'\nimport { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 42 })\ntf.randomNormal([2]).print()",
    ],
  })

  it('are repaired by importing the runtime before everything else', () => {
    const code =
      "// Trains.\nimport * as tf from '@tensorflow/tfjs-node'\nimport { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 42 })\ntf.randomNormal([2]).print()\n"
    const [text] = suggestionsFor(rule, code)
    expect(text).toContain("import 'eslint-plugin-reproducible/runtime/register'\nimport * as tf from")
  })
})
