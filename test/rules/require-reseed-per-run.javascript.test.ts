import rule from '../../rules/require-reseed-per-run.ts'
import { judge } from './lists.ts'

const HEAD =
  "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\n"
const RUN =
  'const model = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [4] })] })\n  await model.fit(tf.ones([8, 4]), tf.ones([8, units]))'
const SEEDED =
  'const kernelInitializer = tf.initializers.heNormal({ seed: 1 })\n  const model = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [4], kernelInitializer })] })'

judge(rule, {
  invalid: [
    `${HEAD}enforce({ seed: 42 })\nfor (const units of [4, 8]) {\n  ${RUN}\n}`,
    `${HEAD}async function train(units) {\n  ${RUN}\n}\nenforce({ seed: 42 })\nfor (const units of [4, 8]) await train(units)`,
    `import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs'\nseedrandom('42', { global: true })\nfor (const units of [4, 8]) {\n  ${RUN}\n}`,
    `${HEAD}enforce({ seed: 42 })\nfor (const units of [4, 8]) {\n  ${SEEDED}\n  await model.fit(tf.ones([8, 4]), tf.ones([8, units]))\n}`,
  ],
  valid: [
    // Nothing is drawn from the stream.
    `${HEAD}enforce({ seed: 42 })\nfor (const units of [4, 8]) {\n  ${SEEDED}\n  await model.fit(tf.ones([8, 4]), tf.ones([8, units]), { shuffle: false })\n}`,
    `${HEAD}for (const units of [4, 8]) {\n  enforce({ seed: 42 })\n  ${RUN}\n}`,
    `${HEAD}async function train(units, seed) {\n  enforce({ seed })\n  ${RUN}\n}\nfor (const units of [4, 8]) await train(units, units)`,
    `${HEAD}enforce({ seed: 42 })\nconst units = 4\n{\n  ${RUN}\n}`,
    // Layers in a loop are one model.
    `${HEAD}enforce({ seed: 42 })\nconst model = tf.sequential()\nfor (const units of [4, 8]) model.add(tf.layers.dense({ units, inputShape: [4] }))\nawait model.fit(tf.ones([8, 4]), tf.ones([8, 8]))`,
    // Epochs of one model.
    `${HEAD}enforce({ seed: 42 })\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] })\nfor (let i = 0; i < 3; i++) await model.fit(tf.ones([8, 4]), tf.ones([8, 1]))`,
    // Nothing is seeded at all, which is another rule's.
    `import * as tf from '@tensorflow/tfjs'\nfor (const units of [4, 8]) {\n  ${RUN}\n}`,
  ],
})
