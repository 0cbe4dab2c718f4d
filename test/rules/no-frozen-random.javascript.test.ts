import { describe, expect, it } from 'vitest'
import rule from '../../rules/no-frozen-random.ts'
import { judge, suggestionsFor, withTf } from './lists.ts'

describe('a constant seed, again and again', () => {
  judge(rule, {
    invalid: [
      ...withTf(
        'tf.layers.dropout({ rate: 0.5, seed: 42 }).apply(tf.ones([2]), { training: true })',
        'const options = { rate: 0.5, seed: 42 }\ntf.layers.dropout(options).apply(tf.ones([2]), { training: true })',
        'tf.layers.dropout({ rate: 0.5, seed: 0 }).apply(tf.ones([2]), { training: true })',
        'tf.layers.spatialDropout1d({ rate: 0.5, seed: 42 }).apply(tf.ones([2, 3, 4]), { training: true })',
        'export function build() {\n  return tf.layers.dropout({ rate: 0.5, seed: 42 })\n}',
        "for (let i = 0; i < 9; i++) tf.randomNormal([2], 0, 1, 'float32', 7).print()",
        "while (true) tf.randomUniform([2], 0, 1, 'float32', 0).print()",
        'for (let i = 0; i < 9; i++) tf.dropout(tf.ones([4]), 0.5, null, 1).print()',
        'for (const step of [1, 2, 3]) tf.multinomial([0.5, 0.5], 1, 42).print()',
        "[1, 2, 3].forEach(() => tf.randomNormal([2], 0, 1, 'float32', 7).print())",
        "const rows = [1, 2, 3].map((x) => tf.randomNormal([2], 0, 1, 'float32', 7).add(x))",
        "tf.data.array([1, 2]).map((x) => tf.randomNormal([2], 0, 1, 'float32', 7).add(x))",
        "function noise() {\n  return tf.randomNormal([2], 0, 1, 'float32', 7)\n}\nfor (let i = 0; i < 9; i++) noise().print()",
        "class Noise extends tf.layers.Layer {\n  call(inputs) {\n    return tf.add(inputs, tf.randomNormal([2], 0, 1, 'float32', 7))\n  }\n}\nexport const layer = new Noise()",
        "const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })] })\nawait model.fit(tf.ones([2, 1]), tf.ones([2, 1]), { shuffle: false, callbacks: { onBatchEnd() { tf.randomNormal([2], 0, 1, 'float32', 7).print() } } })",
      ),
      "import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nfor (let i = 0; i < 9; i++) {\n  const random = seedrandom('42')\n  tf.tensor([random()]).print()\n}",
    ],
    valid: [
      ...withTf(
        'tf.layers.dropout({ rate: 0.5 }).apply(tf.ones([2]), { training: true })',
        "tf.randomNormal([2], 0, 1, 'float32', 7).print()",
        "for (let i = 0; i < 9; i++) tf.randomNormal([2], 0, 1, 'float32', 7 + i).print()",
        "for (const seed of [1, 2, 3]) tf.randomNormal([2], 0, 1, 'float32', seed).print()",
        "[1, 2, 3].forEach((x, i) => tf.randomNormal([2], 0, 1, 'float32', i).print())",
        "let seed = 1\nfor (let i = 0; i < 9; i++) tf.randomNormal([2], 0, 1, 'float32', seed++).print()",
        'for (let i = 0; i < 9; i++) tf.randomNormal([2]).print()',
        // It advances.
        'const layer = tf.layers.randomWidth({ factor: 0.2, seed: 5 })',
        // Layers of different seeds, made in a loop.
        'const model = tf.sequential()\nfor (let i = 0; i < 3; i++) model.add(tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer: tf.initializers.heNormal({ seed: i + 1 }) }))',
      ),
      // The native kernel counts its calls.
      "import * as tf from '@tensorflow/tfjs-node'\nfor (const step of [1, 2, 3]) tf.multinomial([0.5, 0.5], 1, 42).print()",
      // A seed for each run.
      "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\nfor (const units of [4, 8]) {\n  enforce({ seed: 42 })\n  const model = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [4] })] })\n  await model.fit(tf.ones([8, 4]), tf.ones([8, units]))\n}",
      "import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nconst random = seedrandom('42')\nfor (let i = 0; i < 9; i++) tf.tensor([random()]).print()",
    ],
  })

  it('is repaired by taking the seed of dropout away', () => {
    const suggested = (code: string): string[] => suggestionsFor(rule, withTf(code)[0]!)
    expect(suggested('tf.layers.dropout({ rate: 0.5, seed: 42 }).apply(x)')).toEqual(
      withTf('tf.layers.dropout({ rate: 0.5 }).apply(x)'),
    )
    expect(suggested('tf.layers.dropout({ seed: 42, rate: 0.5 }).apply(x)')).toEqual(
      withTf('tf.layers.dropout({ rate: 0.5 }).apply(x)'),
    )
  })
})
