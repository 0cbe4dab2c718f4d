import { describe, expect, it } from 'vitest'
import { expectProgram, expectTypedProgram, javascript, typescript } from './program.ts'

describe('import shapes', () => {
  it('binds names of static imports, which run first', () => {
    expectProgram(
      `start()
       import * as tf from '@tensorflow/tfjs'
       import tfd, { Tensor, model as build } from '@tensorflow/tfjs-node'
       import '@tensorflow/tfjs-node-gpu'
       import { 'a name' as named } from './x'`,
      `
      import * as tf from @tensorflow/tfjs
      import default as tfd, Tensor, model as build from @tensorflow/tfjs-node
      import @tensorflow/tfjs-node-gpu
      import a name as named from ./x
      start()
      `,
    )
  })

  it('keeps type imports for annotations, and loads nothing for them', () => {
    const code = `
      import type * as tf from '@tensorflow/tfjs'
      import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers'
      import { type Options } from './options'
      export type { Options } from './options'
      let model: LayersModel`
    expectTypedProgram(
      code,
      `
      import type * as tf from @tensorflow/tfjs
      import type LayersModel from @tensorflow/tfjs-layers
      import loadLayersModel from @tensorflow/tfjs-layers
      import type Options from ./options
      model: LayersModel declared
      `,
    )
    expect(typescript(code).specifiers).toEqual(['@tensorflow/tfjs-layers'])
    expect(typescript(code).exports).toEqual([])
  })

  it('knows require in all its places', () => {
    expectProgram(
      `const tf = require('@tensorflow/tfjs')
       const { layers: { dense }, train } = require(\`@tensorflow/tfjs-node\`)
       require('@tensorflow/tfjs-node-gpu')
       const gpu = useGPU ? require('a-gpu') : require('a')
       if (args.gpu) require('@tensorflow/tfjs-node-gpu')`,
      `
      tf = import(@tensorflow/tfjs)
      {layers: {dense: dense}, train: train} = import(@tensorflow/tfjs-node)
      import(@tensorflow/tfjs-node-gpu)
      gpu = (conditional useGPU import(a-gpu) import(a))
      if args.gpu:
        import(@tensorflow/tfjs-node-gpu)
      `,
    )
  })

  it('follows a name that is assigned late', () => {
    expectProgram(
      `let tf
       function main(args) {
         if (args.gpu) tf = require('@tensorflow/tfjs-node-gpu')
         else tf = require('@tensorflow/tfjs-node')
         run(tf)
       }`,
      `
      function main(args) {args}:
        if args.gpu:
          tf = import(@tensorflow/tfjs-node-gpu)
        else:
          tf = import(@tensorflow/tfjs-node)
        run(tf)
      tf declared
      `,
    )
  })

  it('knows import() with a fallback', () => {
    expectTypedProgram(
      `let tf: typeof import('@tensorflow/tfjs-node') | null
       try { tf = await import('@tensorflow/tfjs-node') } catch { tf = await import('@tensorflow/tfjs') }
       const other = import(name)`,
      `
      tf: (typeof import(@tensorflow/tfjs-node)) declared
      try:
        tf = await import(@tensorflow/tfjs-node)
      catch:
        tf = await import(@tensorflow/tfjs)
      other = <name>
      `,
    )
  })

  it('takes require as a plain name where the program declares it, unless createRequire made it', () => {
    expectProgram(
      `function f(require) { return require('x') }`,
      `function f(require) {require}:\n  return require('x')`,
    )
    expectProgram(
      `import { createRequire } from 'node:module'
       const require = createRequire(import.meta.url)
       const tf = require('@tensorflow/tfjs')`,
      `
      import createRequire from node:module
      require = createRequire(import.meta.url)
      tf = import(@tensorflow/tfjs)
      `,
    )
  })

  it('knows TypeScript assignments of modules', () => {
    const code = `
      import tf = require('@tensorflow/tfjs')
      import layers = tf.layers
      import type x = require('x')
      export = { tf }`
    expectTypedProgram(
      code,
      `
      tf = import(@tensorflow/tfjs)
      layers = tf.layers
      import type * as x from x
      module.exports = {tf: tf}
      `,
    )
    expect(typescript(code).specifiers).toContain('@tensorflow/tfjs')
  })
})

describe('exports', () => {
  it('lists what is exported and from where', () => {
    const { exports } = javascript(`
      let z
      export const a = 1, { b, c: [d] } = x
      export function f() {}
      export class C {}
      export { a as aa }
      export * from './all'
      export * as ns from './ns'
      export { q as r } from './q'
      export { z as default }`)
    expect(exports).toEqual([
      { exported: 'a', local: 'a' },
      { exported: 'b', local: 'b' },
      { exported: 'd', local: 'd' },
      { exported: 'f', local: 'f' },
      { exported: 'C', local: 'C' },
      { exported: 'aa', local: 'a' },
      { exported: '*', from: { module: './all', imported: '*' } },
      { exported: 'ns', from: { module: './ns', imported: '*' } },
      { exported: 'r', from: { module: './q', imported: 'q' } },
      { exported: 'default', local: 'z' },
    ])
  })

  it('binds a default export to its own name or to *default*', () => {
    expectProgram(`export default async () => {}`, `*default* = (async arrow() {  })`)
    expectProgram(`f(); export default function () { g() }`, `*default* = (function() { g() })\nf()`)
    expectProgram(`f(); export default function seed() {}`, `function seed() {}:\nf()`)
    expectProgram(`export default class Model {}`, `class Model:`)
    expect(javascript(`export default function seed() {}`).exports).toEqual([
      { exported: 'default', local: 'seed' },
    ])
    expectTypedProgram(`export default interface X {}`, '')
  })

  it('leaves CommonJS as the assignments it is made of', () => {
    expectProgram(
      `exports.seed = exports.init = f
       module.exports = { f, ...g }`,
      `
      exports.seed = (exports.init = f)
      module.exports = {f: f, ...g}
      `,
    )
  })
})

describe('specifiers', () => {
  it('lists every module named anywhere, without comments', () => {
    const code = `
      import './a'
      export { x } from './b'
      // require('commented')
      function later() { const m = require('./c'); return import(/* webpackChunkName: "d" */ './d') }
      /* import('./e') */
      const text = "./notes.txt"`
    expect([...javascript(code).specifiers].sort()).toEqual(['./a', './b', './c', './d'])
  })

  it('lists files that workers run', () => {
    const code = `
      new Worker(new URL('./w1.js', import.meta.url))
      new Worker('./w2.mjs')
      fork(path.join(__dirname, 'w3.cjs'))
      new Piscina({ filename: path.resolve(__dirname, '../pool/w4.ts') })
      new Piscina({ filename: new URL("../w5.ts", import.meta.url).href })`
    expect([...javascript(code).specifiers].sort()).toEqual([
      '../pool/w4.ts',
      '../w5.ts',
      './w1.js',
      './w2.mjs',
      './w3.cjs',
    ])
  })
})

describe('main guard', () => {
  it.each([
    `if (require.main === module) main()`,
    `if (module === require.main) { main() }`,
    `if (import.meta.main) main()`,
    `if (!module.parent) main()`,
    `if (process.argv[1] === fileURLToPath(import.meta.url)) main()`,
    `const isMain = import.meta.url === pathToFileURL(process.argv[1]).href`,
    `if (process.argv[1] === __filename) main()`,
  ])('is seen in %s', (code) => {
    expect(javascript(code).mainGuard).toBe(true)
  })

  it.each([
    `main()`,
    `// if (require.main === module)`,
    `const file = process.argv[1]; load(import.meta.url)`,
    `app.main()`,
  ])('is not seen in %s', (code) => {
    expect(javascript(code).mainGuard).toBe(false)
  })
})
