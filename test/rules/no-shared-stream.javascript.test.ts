import rule from '../../rules/no-shared-stream.ts'
import { judge } from './lists.ts'

const HEAD =
  "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\nconst run = enforce({ seed: 42 })\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] })\n"
const FIT = 'await model.fit(tf.ones([8, 4]), tf.ones([8, 1]))'

judge(rule, {
  invalid: [
    `${HEAD}for (let epoch = 0; epoch < 3; epoch++) {\n  ${FIT}\n  console.log(Math.random())\n}`,
    `${HEAD}for (let epoch = 0; epoch < 3; epoch++) {\n  ${FIT}\n  setTimeout(() => {}, Math.random() * 100)\n}`,
  ],
  valid: [
    `${HEAD}for (let epoch = 0; epoch < 3; epoch++) {\n  ${FIT}\n  run.scope('log', () => console.log(Math.random()))\n}`,
    `${HEAD}for (let epoch = 0; epoch < 3; epoch++) {\n  ${FIT}\n  console.log(epoch)\n}`,
    `${HEAD}${FIT}\nconsole.log(Math.random())`,
  ],
})
