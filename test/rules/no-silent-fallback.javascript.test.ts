import { describe, expect, it } from 'vitest'
import rule from '../../rules/no-silent-fallback.ts'
import { judge, suggestionsFor, withTf } from './lists.ts'

const GPU = '@tensorflow/tfjs-node-gpu'

judge(rule, {
  invalid: [
    ...withTf(
      "await tf.setBackend('webgpu')",
      "tf.setBackend('webgpu')",
      "tf.setBackend('wasm').then(() => tf.zeros([1]).print())",
      "async function main() {\n  await tf.setBackend('webgl')\n  tf.zeros([1]).print()\n}\nmain()",
      'const backend = process.argv[2]\nawait tf.setBackend(backend)\ntf.randomNormal([2]).print()',
    ),
    "import { setBackend } from '@tensorflow/tfjs'\nawait setBackend('webgpu')",
    `process.env.TF_DETERMINISTIC_OPS = '1'\nlet tf\ntry {\n  tf = require('${GPU}')\n} catch {\n  tf = require('@tensorflow/tfjs')\n}\ntf.zeros([1]).print()`,
    `import { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 42 })\nlet tf\ntry {\n  tf = await import('@tensorflow/tfjs-node')\n} catch {\n  tf = await import('@tensorflow/tfjs')\n}\ntf.zeros([1]).print()`,
  ],
  valid: [
    // A script of a page that only asks a model.
    "async function main() {\n  await tf.setBackend('webgl')\n  requestAnimationFrame(predict)\n}",
    ...withTf(
      "if (!(await tf.setBackend('webgpu'))) throw new Error('no')",
      "const ok = await tf.setBackend('webgpu')\nif (!ok) process.exit(1)",
      "console.assert(await tf.setBackend('webgpu'))",
      'await tf.ready()',
      // Always there.
      "await tf.setBackend('cpu')",
    ),
    `let tf\ntry {\n  tf = require('${GPU}')\n} catch {\n  tf = require('@tensorflow/tfjs')\n}\ntf.zeros([1]).print()`,
    `process.env.TF_DETERMINISTIC_OPS = '1'\nlet tf\ntry {\n  tf = require('${GPU}')\n} catch (error) {\n  throw new Error('no GPU', { cause: error })\n}\ntf.zeros([1]).print()`,
  ],
})

describe('the suggestion', () => {
  it('checks the boolean and throws', () => {
    expect(suggestionsFor(rule, withTf("await tf.setBackend('webgpu')")[0]!)[0]).toContain(
      "if (!(await tf.setBackend('webgpu'))) throw new Error(",
    )
    expect(suggestionsFor(rule, withTf("tf.setBackend('webgpu')\ntf.zeros([1]).print()")[0]!)[0]).toContain(
      "if (!(await tf.setBackend('webgpu'))) throw new Error(",
    )
  })

  it('is not offered where nothing can be awaited', () => {
    const code =
      "import * as tf from '@tensorflow/tfjs'\nfunction main() {\n  tf.setBackend('webgpu')\n}\nmain()"
    expect(suggestionsFor(rule, code)).toEqual([])
  })
})
