import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildRuntime, installTfjs, moduleUrl, node, programFolder } from '../runtime-build.ts'

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))

/** A native add-on that is there anyway: the bundler of the test runner has one. */
function someAddon(): string | undefined {
  const scope = join(modules, '@rolldown')
  const packages = existsSync(scope) ? readdirSync(scope).map((name) => join(scope, name)) : []
  return packages.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.node'))
      .map((file) => join(folder, file)),
  )[0]
}

describe('a native library that was loaded before enforce()', { timeout: 60_000 }, () => {
  const addon = someAddon()
  let folder: string
  let runtime: string
  beforeAll(() => {
    folder = programFolder('late')
    runtime = buildRuntime()
    if (addon) copyFileSync(addon, join(folder, 'tfjs_binding.node'))
  })

  const program = (mode: string, order: 'before' | 'after') => `
    import { createRequire } from 'node:module'
    const load = () => createRequire(import.meta.url)('./tfjs_binding.node')
    ${order === 'before' ? 'load()' : ''}
    const { enforce } = await import(process.env.INDEX)
    const run = enforce({ seed: 1, mode: '${mode}' })
    ${order === 'after' ? 'load()' : ''}
    const { settings, late } = run.receipt
    const status = (id) => settings.find((row) => row.id === id).status
    console.log(JSON.stringify({ late, ops: status('TF_DETERMINISTIC_OPS'), autotune: status('TF_CUDNN_USE_AUTOTUNE'), tf32: status('NVIDIA_TF32_OVERRIDE') }))
  `
  const run = async (mode: string, order: 'before' | 'after', env: Record<string, string> = {}) => {
    const file = join(folder, 'train.mjs')
    writeFileSync(file, program(mode, order))
    return node([file], { INDEX: moduleUrl(runtime, 'index'), ...env })
  }

  it.skipIf(!addon)('is measured, and in strict mode an error that says what to do', async () => {
    const { status, err } = await run('strict', 'before')
    expect(status).toBe(1)
    expect(err).toContain(
      'enforce(): too late. tfjs_binding.node was loaded before enforce() ran, so TF_DETERMINISTIC_OPS=1 may have been read already. Static imports run before any statement, wherever they stand. Start with: node --import eslint-plugin-reproducible/runtime/register train.mjs',
    )
    expect(err).toContain('TF_ENABLE_ONEDNN_OPTS=0 may have been read already')
  })

  it.skipIf(!addon)('is a warning in warn mode, and in the receipt', async () => {
    const { status, out, err } = await run('warn', 'before')
    expect(status).toBe(0)
    expect(err).toContain('enforce(): too late. tfjs_binding.node')
    expect(JSON.parse(out)).toEqual({
      late: ['tfjs_binding.node'],
      ops: 'too-late',
      autotune: 'already',
      tf32: 'applied',
    })
  })

  it.skipIf(!addon)(
    'is none when it is loaded afterwards, or the value was there from the start',
    async () => {
      expect(JSON.parse((await run('strict', 'after')).out)).toMatchObject({ late: [], ops: 'applied' })
      const env = { TF_DETERMINISTIC_OPS: '1', TF_ENABLE_ONEDNN_OPTS: '0' }
      expect(JSON.parse((await run('strict', 'before', env)).out)).toMatchObject({
        late: ['tfjs_binding.node'],
        ops: 'already',
      })
    },
  )
})

const missing = installTfjs()

describe.skipIf(missing)('TensorFlow.js where its classes cannot be found', { timeout: 60_000 }, () => {
  it('is reached through the option tf', async () => {
    const folder = programFolder('bundle')
    const runtime = buildRuntime()
    // The library as one ES module, as a bundler would make it: no CommonJS module is ever loaded.
    copyFileSync(
      fileURLToPath(
        new URL('../../platforms/tfjs/node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js', import.meta.url),
      ),
      join(folder, 'tf.mjs'),
    )
    // What a bundler gives an ES module for its calls of require.
    writeFileSync(
      join(folder, 'require.mjs'),
      "import { createRequire } from 'node:module'\nglobalThis.require = createRequire(import.meta.url)",
    )
    const file = join(folder, 'train.mjs')
    writeFileSync(
      file,
      `
      import './require.mjs'
      import * as tf from './tf.mjs'
      const { enforce } = await import(process.env.INDEX)
      const run = enforce({ seed: 1, ...(process.env.PASS ? { tf } : {}) })
      await tf.setBackend('cpu')
      const order = await tf.data.array([1, 2, 3, 4, 5, 6, 7, 8, 9]).shuffle(9).toArray()
      const status = (id) => run.receipt.settings.find((row) => row.id === id).status
      console.log(JSON.stringify({ order: order.join(), shuffle: status('Dataset.shuffle'), dropout: status('Dropout.seed'), backend: status('backend'), noise: tf.randomUniform([1]).dataSync()[0] }))
      `,
    )
    const start = async (env: Record<string, string>) => {
      const { out, err } = await node([file], { INDEX: moduleUrl(runtime, 'index'), ...env })
      const line = out.split('\n').find((text) => text.startsWith('{'))
      if (!line) throw new Error(err.slice(-500))
      return JSON.parse(line) as { order: string; noise: number }
    }
    const [a, b, c] = [await start({}), await start({ PASS: '1' }), await start({ PASS: '1' })]
    expect(a).toMatchObject({ shuffle: 'pending', backend: 'applied' })
    expect(b).toMatchObject({ shuffle: 'applied', dropout: 'applied', backend: 'applied' })
    expect(b.order).toBe(c.order)
    expect(a.order).not.toBe(b.order)
    expect(b.noise).toBe(c.noise)
  })
})
