import rule from '../../rules/prefer-enforce.ts'
import { judge, withTf } from './lists.ts'

judge(rule, {
  invalid: [
    ...withTf(
      "import seedrandom from 'seedrandom'\nseedrandom('42', { global: true })\ntf.randomNormal([2]).print()",
      "import seedrandom from 'seedrandom'\nMath.random = seedrandom('42')\ntf.randomNormal([2]).print()",
      'let state = 42\nMath.random = () => (state = (state * 16807) % 2147483647) / 2147483647\ntf.randomNormal([2]).print()',
      'let state = 42\nglobalThis.Math.random = function () {\n  return (state = (state * 16807) % 2147483647) / 2147483647\n}\ntf.randomNormal([2]).print()',
    ),
    "process.env.TF_DETERMINISTIC_OPS = '1'\nprocess.env.TF_ENABLE_ONEDNN_OPTS = '0'\nconst tf = require('@tensorflow/tfjs-node')\ntf.zeros([1]).print()",
  ],
  valid: [
    ...withTf(
      "import seedrandom from 'seedrandom'\nconst random = seedrandom('42')\ntf.tensor([random()]).print()",
      "tf.randomNormal([2], 0, 1, 'float32', 7).print()",
    ),
    "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\nenforce({ seed: 42 })\ntf.randomNormal([2]).print()",
    "process.env.TF_DETERMINISTIC_OPS = '1'\nconst tf = require('@tensorflow/tfjs-node')\ntf.zeros([1]).print()",
    // No machine learning.
    "import seedrandom from 'seedrandom'\nseedrandom('42', { global: true })\nconsole.log(Math.random())",
  ],
})
