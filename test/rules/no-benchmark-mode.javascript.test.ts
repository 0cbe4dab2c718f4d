import { expect, it } from 'vitest'
import rule from '../../rules/no-benchmark-mode.ts'
import { judge, messagesFor } from './lists.ts'

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

it('does not say of a sum in any order that it is timed', () => {
  const code = `import { enforce } from 'eslint-plugin-reproducible/runtime'\n${WEBGPU}enforce({ seed: 1 })\ntf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 1)`
  expect(messagesFor(rule, code)).toEqual([
    '`WEBGPU_MATMUL_PROGRAM_TYPE` is set to a way of computing whose results differ from run to run, although the program wants to repeat (`enforce`, line 4). Set it to 3.',
  ])
})
