import { describe, expect, it } from 'vitest'
import rule from '../../rules/require-deterministic-settings.ts'
import { judge, messagesFor } from './lists.ts'

const WEBGPU = "import * as tf from '@tensorflow/tfjs'\nimport '@tensorflow/tfjs-backend-webgpu'\n"
const SEEDED = "tf.randomNormal([2], 0, 1, 'float32', 7).print()"

judge(rule, {
  invalid: [
    `import * as tf from '@tensorflow/tfjs-node-gpu'\n${SEEDED}`,
    `const tf = require('@tensorflow/tfjs-node')\n${SEEDED}`,
    `import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs-node'\nseedrandom('42', { global: true })\ntf.randomNormal([2]).print()`,
    `${WEBGPU}${SEEDED}`,
    `import * as tf from '@tensorflow/tfjs'\nif (!(await tf.setBackend('webgpu'))) throw new Error('no')\n${SEEDED}`,
    `import seedrandom from 'seedrandom'\nimport * as tf from '@tensorflow/tfjs-node'\nfunction seedAll() {\n  seedrandom('42', { global: true })\n}\nseedAll()\ntf.randomNormal([2]).print()`,
  ],
  valid: [
    // The name is wrong, which is another rule's report.
    "process.env.TF_DETERMINSTIC_OPS = '1'\nconst tf = require('@tensorflow/tfjs-node-gpu')\ntf.randomNormal([2], 0, 1, 'float32', 7).print()",
    `import * as tf from '@tensorflow/tfjs'\n${SEEDED}`,
    `process.env.TF_DETERMINISTIC_OPS = '1'\nconst tf = require('@tensorflow/tfjs-node')\n${SEEDED}`,
    `${WEBGPU}tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3)\n${SEEDED}`,
    `${WEBGPU}tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 2)\n${SEEDED}`,
    `${WEBGPU}tf.zeros([2]).print()`,
    "import 'eslint-plugin-reproducible/runtime/register'\nimport * as tf from '@tensorflow/tfjs-node-gpu'\nimport { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 1 })\ntf.randomNormal([2]).print()",
    `import { enforce } from 'eslint-plugin-reproducible/runtime'\n${WEBGPU}enforce({ seed: 1 })\ntf.randomNormal([2]).print()`,
    // Nothing says that it wants to repeat.
    "import * as tf from '@tensorflow/tfjs-node-gpu'\ntf.randomNormal([2]).print()",
  ],
})

describe('the message', () => {
  it('names the seeding, the backend and what to write', () => {
    const [message] = messagesFor(rule, `${WEBGPU}${SEEDED}`)
    expect(message).toContain('tf.randomNormal')
    expect(message).toContain('webgpu')
    expect(message).toContain("tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3)")
    const node =
      "import * as tf from '@tensorflow/tfjs-node'\ntf.randomNormal([2], 0, 1, 'float32', 7).print()"
    expect(messagesFor(rule, node)[0]).toContain('leaves a switch open on tfjs-node:')
  })
})
