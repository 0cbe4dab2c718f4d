import { describe, expect, it } from 'vitest'
import rule from '../../rules/no-silent-fallback.ts'
import { judge, messagesFor, suggestionsFor, withTf } from './lists.ts'

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

/** Programs that ask whether there is the backend before they select it, or look which one they run on afterwards. */
const ASKED: readonly string[] = [
  "if (tf.findBackend('webgl')) {\n  await tf.setBackend('webgl')\n}",
  "if (!tf.findBackend('webgl')) throw new Error('no')\nawait tf.setBackend('webgl')",
  "if (tf.findBackend('webgl') !== null) await tf.setBackend('webgl')",
  "if (tf.findBackend('webgl') == null) process.exit(1)\nawait tf.setBackend('webgl')",
  "if (tf.findBackendFactory('webgl')) await tf.setBackend('webgl')",
  "tf.findBackend('webgl') && (await tf.setBackend('webgl'))",
  "const there = tf.findBackend('webgl') != null\nif (there) await tf.setBackend('webgl')",
  "await tf.setBackend(tf.findBackend('webgl') ? 'webgl' : 'cpu')",
  "const name = tf.findBackend('webgl') ? 'webgl' : 'cpu'\nawait tf.setBackend(name)",
  "tf.findBackend('webgl') ? await tf.setBackend('webgl') : await tf.setBackend('cpu')",
  "if (tf.findBackend('webgpu')) await tf.setBackend('webgpu')\nelse if (tf.findBackend('webgl')) await tf.setBackend('webgl')\nelse await tf.setBackend('cpu')",
  "const has = (name) => tf.findBackend(name) !== null\nif (has('webgl')) await tf.setBackend('webgl')",
  "function choose() {\n  if (tf.findBackend('webgl')) return 'webgl'\n  return 'cpu'\n}\nawait tf.setBackend(choose())",
  "for (const name of ['webgpu', 'webgl', 'cpu']) {\n  if (tf.findBackend(name)) {\n    await tf.setBackend(name)\n    break\n  }\n}",
  "const name = ['webgpu', 'webgl', 'cpu'].find((each) => tf.findBackend(each))\nawait tf.setBackend(name)",
  "if (tf.engine().findBackend('webgl')) await tf.setBackend('webgl')",
  "if (tf.engine().backendNames().includes('webgl')) await tf.setBackend('webgl')",
  "if ('webgl' in tf.engine().registryFactory) await tf.setBackend('webgl')",
  "if (navigator.gpu) await tf.setBackend('webgpu')",
  "if (!navigator.gpu) throw new Error('no')\nawait tf.setBackend('webgpu')",
  "if ('gpu' in navigator) await tf.setBackend('webgpu')",
  "const adapter = await navigator.gpu?.requestAdapter()\nif (!adapter) throw new Error('no')\nawait tf.setBackend('webgpu')",
  "await tf.setBackend(navigator.gpu ? 'webgpu' : 'webgl')",
  "if (typeof navigator !== 'undefined' && navigator.gpu) await tf.setBackend('webgpu')",
  "if (navigator.gpu !== undefined) await tf.setBackend('webgpu')",
  "if (tf.env().getBool('HAS_WEBGL')) await tf.setBackend('webgl')",
  "if (tf.env().getNumber('WEBGL_VERSION') > 0) await tf.setBackend('webgl')",
  "if (tf.env().get('HAS_WEBGL')) await tf.setBackend('webgl')",
  "const gl = document.createElement('canvas').getContext('webgl2')\nif (gl) await tf.setBackend('webgl')",
  "if (window.WebGL2RenderingContext) await tf.setBackend('webgl')",
  "if (typeof WebGLRenderingContext !== 'undefined') await tf.setBackend('webgl')",
  "if (tf.getBackend() !== 'webgl') await tf.setBackend('webgl')\nif (tf.getBackend() !== 'webgl') throw new Error('no')",
  "await tf.setBackend('webgpu')\nif (tf.getBackend() !== 'webgpu') throw new Error('no')",
  "await tf.setBackend('webgpu')\nawait tf.ready()\nconst used = tf.getBackend()\nif (used !== 'webgpu') process.exit(1)",
  "import assert from 'node:assert'\nawait tf.setBackend('webgpu')\nassert.equal(tf.getBackend(), 'webgpu')",
  "import assert from 'node:assert'\nawait tf.setBackend('webgpu')\nassert(tf.getBackend() === 'webgpu')",
  "await tf.setBackend('webgpu')\nconsole.assert(tf.getBackend() === 'webgpu')",
  "await tf.setBackend('webgpu')\nswitch (tf.getBackend()) {\n  case 'webgpu': break\n  default: throw new Error('no')\n}",
  "tf.setBackend('webgpu').then(() => {\n  if (tf.getBackend() !== 'webgpu') throw new Error('no')\n})",
  "await tf.setBackend('webgpu')\nconst ok = tf.getBackend() === 'webgpu'\nif (!ok) throw new Error('no')",
  "if (typeof WebAssembly === 'object') await tf.setBackend('wasm')",
  "if (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) await tf.setBackend('wasm')",
  "import { webgpu_util } from '@tensorflow/tfjs-backend-webgpu'\nif (webgpu_util.isWebGPUSupported()) await tf.setBackend('webgpu')",
]

/** Programs that ask for something else, or do nothing with the answer. */
const UNASKED: readonly string[] = [
  "if (!tf.findBackend('webgl')) await tf.setBackend('webgl')",
  "if (tf.findBackend('webgl')) await tf.setBackend('webgpu')",
  "await tf.setBackend('webgpu')\nconsole.log(tf.getBackend())",
  "if (tf.device_util.isMobile()) await tf.setBackend('webgl')",
  "if (process.argv[2] === 'gpu') await tf.setBackend('webgpu')",
  "console.log(tf.findBackend('webgpu') !== null)\nawait tf.setBackend('webgpu')",
  "console.log(tf.getBackend() === 'cpu')\nawait tf.setBackend('webgpu')",
  "if (!navigator.gpu) console.warn('no')\nawait tf.setBackend('webgpu')",
  "if (process.argv[2] || tf.findBackend('webgl')) await tf.setBackend('webgl')",
]

describe('a backend that was asked for', () => {
  it.each(ASKED)('is not reported: %s', (code) => {
    expect(messagesFor(rule, withTf(code)[0]!)).toEqual([])
  })
  it.each(UNASKED)('is reported: %s', (code) => {
    expect(messagesFor(rule, withTf(code)[0]!)).toHaveLength(1)
  })
})
