import rule from '../../rules/no-benchmark-mode.ts'
import { judge } from './lists.ts'

const GPU = "const tf = require('@tensorflow/tfjs-node-gpu')\ntf.zeros([1]).print()"
const WEBGPU = "import * as tf from '@tensorflow/tfjs'\nimport '@tensorflow/tfjs-backend-webgpu'\n"

judge(rule, {
  invalid: [
    `process.env.TF_DETERMINISTIC_OPS = '1'\nprocess.env.TF_CUDNN_USE_AUTOTUNE = '1'\n${GPU}`,
    `process.env.TF_DETERMINISTIC_OPS = '1'\nprocess.env.TF_CUDNN_USE_AUTOTUNE = '0'\n${GPU}`,
    `process.env.TF_CUDNN_USE_AUTOTUNE = 1\nprocess.env.TF_DETERMINISTIC_OPS = 1\n${GPU}`,
    `import { enforce } from 'eslint-plugin-reproducible/runtime'\n${WEBGPU}enforce({ seed: 1 })\ntf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 1)`,
    `import seedrandom from 'seedrandom'\n${WEBGPU}seedrandom('42', { global: true })\ntf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 1)`,
  ],
  valid: [
    `process.env.TF_DETERMINISTIC_OPS = '1'\n${GPU}`,
    `process.env.TF_CUDNN_USE_AUTOTUNE = '1'\n${GPU}`,
    `import { enforce } from 'eslint-plugin-reproducible/runtime'\n${WEBGPU}enforce({ seed: 1 })\ntf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3)`,
    `${WEBGPU}tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 1)\ntf.zeros([2]).print()`,
    `const fast = process.argv.includes('--fast')\nif (fast) process.env.TF_CUDNN_USE_AUTOTUNE = '1'\nelse process.env.TF_DETERMINISTIC_OPS = '1'\n${GPU}`,
    {
      code: `import seedrandom from 'seedrandom'\n${WEBGPU}seedrandom('42', { global: true })\ntf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 1)`,
      options: [{ intent: 'settings' }],
    },
  ],
})
