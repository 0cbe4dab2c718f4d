/** A copy of a library that a bundler has written is that library, and no program of the one who has it beside a page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ESLint } from 'eslint'
import { afterAll, describe, expect, it, test } from 'vitest'
import reproducible from '../../src/index.ts'
import { buildOf } from '../../src/languages/javascript/parse/builds.ts'

const root = mkdtempSync(join(tmpdir(), 'builds-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** What the bundlers put around a library, with its name for `NAME` and what is in it for `BODY`. */
const WRAPPERS = {
  'Rollup, for anybody':
    '!function(e,t){"object"==typeof exports&&"undefined"!=typeof module?t(exports):"function"==typeof define&&define.amd?define(["exports"],t):t((e="undefined"!=typeof globalThis?globalThis:e||self).NAME=e.NAME||{})}(this,function(e){BODY});',
  'Rollup, written out':
    "(function (global, factory) {\n  typeof exports === 'object' && typeof module !== 'undefined' ? factory(exports) :\n  typeof define === 'function' && define.amd ? define(['exports'], factory) :\n  (factory((global.NAME = {})));\n}(this, (function (exports) {\nBODY\n})));",
  webpack:
    '!function(t,e){"object"==typeof exports&&"object"==typeof module?module.exports=e():"function"==typeof define&&define.amd?define([],e):"object"==typeof exports?exports.NAME=e():t.NAME=e()}(self,(()=>{BODY}));',
  'webpack, written out':
    "(function webpackUniversalModuleDefinition(root, factory) {\n\tif(typeof exports === 'object' && typeof module === 'object')\n\t\tmodule.exports = factory();\n\telse if(typeof define === 'function' && define.amd)\n\t\tdefine([], factory);\n\telse if(typeof exports === 'object')\n\t\texports[\"NAME\"] = factory();\n\telse\n\t\troot[\"NAME\"] = factory();\n})(window, function() {\nBODY\n});",
  Browserify:
    '(function(f){if(typeof exports==="object"&&typeof module!=="undefined"){module.exports=f()}else if(typeof define==="function"&&define.amd){define([],f)}else{var g;if(typeof window!=="undefined"){g=window}else{g=this}g.NAME = f()}})(function(){BODY});',
} as const
/** The same of what only a page loads, which is told from a program by being minified. */
const FOR_PAGES = {
  Rollup: 'var NAME=function(e){"use strict";BODY;return e}({});',
  esbuild: '"use strict";var NAME=(()=>{BODY})();',
  'an older Rollup': 'this.NAME=this.NAME||{},function(e){BODY}(this.NAME);',
} as const

/** A line as long as a library, which draws: nobody is told so. */
const BODY = Array.from({ length: 900 }, (_, at) => `function f${at}(){return Math.random()*${at}}`).join(';')

const wrapped = (wrapper: string, name: string, body: string): string =>
  wrapper.replaceAll('NAME', name).replace('BODY', () => body)

/** The findings of a file of a project, as `line rule`. */
async function found(file: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(root, 'site-'))
  mkdirSync(join(folder, '.git'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [...reproducible.configs.recommended, ...reproducible.configs.pages],
  })
  const [result] = await eslint.lintFiles(join(folder, file))
  return result!.messages.map(({ line, ruleId }) => `${String(line)} ${ruleId!.replace('reproducible/', '')}`)
}

describe('what a bundler has written', () => {
  it.each(Object.entries({ ...WRAPPERS, ...FOR_PAGES }))(
    'of %s is known by the name it gives',
    (_, wrapper) => {
      const build = buildOf(wrapped(wrapper, 'tf', BODY))
      expect(build?.globals[0]).toBe('tf')
      expect(build?.minified).toBe(true)
    },
  )

  it.each(Object.entries(WRAPPERS))('of %s is known where it is written out', (_, wrapper) => {
    expect(buildOf(wrapped(wrapper, 'brain', 'exports.a = 1'))).toEqual({
      globals: expect.arrayContaining(['brain']) as string[],
      minified: false,
    })
  })

  it.each([
    ['a program', `const tf = require('@tensorflow/tfjs')\nwindow.tf = tf\nmodule.exports = tf\n`],
    ['a table of numbers', `var MNIST = [${Array.from({ length: 20_000 }, (_, at) => at).join(',')}]`],
    [
      'code with a picture in one line',
      `function draw() {\n  return fetch(PICTURE)\n}\nconst PICTURE = '${'A'.repeat(90_000)}'\n`,
    ],
    ['one long line that somebody wrote', `const rows = [1]${'.map((row) => row)'.repeat(1200)}\n`],
    ['code with a small picture', `const f=()=>draw(PICTURE);const PICTURE='${'A'.repeat(12_000)}'\n`],
    ['draws in one line', `tf.tensor([${Array<string>(1200).fill('Math.random()').join(',')}])\n`],
    ['many short lines', BODY.replaceAll(';', ';\n')],
    ['one short line', 'var tf=function(e){return e}({});'],
  ])('is not %s', (_, text) => {
    expect(buildOf(text)).toBeUndefined()
  })
})

const TRAIN =
  'const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })\nmodel.fit(tf.ones([4, 2]), tf.ones([4, 1]))\n'
const UNSEEDED = 'no-unseeded-random'

describe('a copy of TensorFlow.js', () => {
  it.each(Object.entries({ ...WRAPPERS, ...FOR_PAGES }))(
    'of %s is one to the page that loads it',
    async (_, wrapper) => {
      const page = `<script src="js/lib.js"></script>\n<script>\n${TRAIN}</script>\n`
      expect(await found('a.html', { 'a.html': page, 'js/lib.js': wrapped(wrapper, 'tf', BODY) })).toEqual([
        `3 ${UNSEEDED}`,
      ])
    },
  )

  test.each([
    ['imported as a whole', `import * as tf from './lib/tf.js'\n${TRAIN}`],
    ['imported for its name', `import './lib/tf.js'\n${TRAIN}`],
    ['required', `const tf = require('./lib/tf.js')\n${TRAIN}`],
    ['asked for', `const tf = await import('./lib/tf.js')\n${TRAIN}`],
  ])('that is %s is one to a module', async (_, program) => {
    const file = program.includes('require(') ? 'a.cjs' : 'a.mjs'
    const copy = wrapped(WRAPPERS['Rollup, for anybody'], 'tf', BODY)
    expect(await found(file, { [file]: program, 'lib/tf.js': copy })).toEqual([`2 ${UNSEEDED}`])
  })

  test('is not judged itself', async () => {
    const copy = wrapped(WRAPPERS.webpack, 'tf', BODY)
    expect(await found('lib/tf.js', { 'lib/tf.js': copy })).toEqual([])
  })
})

test('another library in one line keeps nobody from judging the page', async () => {
  // It calls itself without an end.
  const other = `!function(){var n=1;${'function q(a){return q(a+n)}q(0);'.repeat(900)}}()`
  const page = `<script src="other.js"></script>\n<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs"></script>\n<script>\n${TRAIN}</script>\n`
  expect(await found('a.html', { 'a.html': page, 'other.js': other })).toEqual([`4 ${UNSEEDED}`])
})

test('a page with a picture, or a library, in one long line is judged', async () => {
  const picture = `<img src="data:image/png;base64,${'A'.repeat(50_000)}">`
  const scripts = `<script>function first() {}</script><script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs"></script>`
  const library = `<script>!function(){var n=1;${'n=n+1;'.repeat(9000)}}()</script>`
  const page = `${scripts}\n${library}\n${picture}\n<script>\n${TRAIN}</script>\n`
  expect(await found('a.html', { 'a.html': page })).toEqual([`5 ${UNSEEDED}`])
})
