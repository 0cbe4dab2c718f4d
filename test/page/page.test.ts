/** Scripts of pages and components, judged where they stand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import plugin from '../../src/index.ts'
import { readPage } from '../../src/languages/page/scripts.ts'

const folder = mkdtempSync(join(tmpdir(), 'pages-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const engine = (more: ESLint.Options = {}) =>
  new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [...plugin.configs.recommended, ...plugin.configs.pages],
    ...more,
  })

/** Rule and line of every finding in a page, with files beside it. */
async function found(name: string, text: string, files: Readonly<Record<string, string>> = {}) {
  const cwd = mkdtempSync(join(folder, 'site-'))
  for (const [file, content] of Object.entries({ ...files, [name]: text }))
    writeFileSync(join(cwd, file), content)
  const [result] = await engine({ cwd }).lintFiles([name])
  return result!.messages.map(({ ruleId, line, message }) => `${line} ${ruleId ?? message}`)
}

const TF = '<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/dist/tf.min.js"></script>'
const UNSEEDED = 'reproducible/no-unseeded-random'
const TRAIN = `const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })
model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })
model.fit(tf.ones([4, 2]), tf.ones([4, 1]))`

describe('a page', () => {
  test.each<[what: string, text: string, lines: string[]]>([
    ['a classic script', `${TF}\n<script>\n${TRAIN}\n</script>`, [`3 ${UNSEEDED}`]],
    [
      'windows line ends',
      `${TF}\r\n<script>\r\n${TRAIN.replaceAll('\n', '\r\n')}\r\n</script>`,
      [`3 ${UNSEEDED}`],
    ],
    ['a byte order mark', `\ufeff${TF}\n<script>\n${TRAIN}\n</script>`, [`3 ${UNSEEDED}`]],
    ['a script without an end, which browsers do not run', `${TF}\n<script>\n${TRAIN}`, []],
    [
      'a module script',
      `<script type="module">\nimport * as tf from '@tensorflow/tfjs'\n${TRAIN}\n</script>`,
      [`3 ${UNSEEDED}`],
    ],
    [
      'two modules with the same names',
      `<script type="module">\nimport * as tf from '@tensorflow/tfjs'\n${TRAIN}\n</script>\n<script type="module">\nimport * as tf from '@tensorflow/tfjs'\nconst model = tf.ones([1])\n</script>`,
      [`3 ${UNSEEDED}`],
    ],
    [
      'a name out of an import map',
      `<script type="importmap">{ "imports": { "flow": "https://esm.sh/@tensorflow/tfjs@4.22.0" } }</script>\n<script type="module">\nimport * as tf from 'flow'\n${TRAIN}\n</script>`,
      [`4 ${UNSEEDED}`],
    ],
    [
      'a handler',
      `${TF}\n<button onclick="train()">x</button>\n<script>\nfunction train() {\n${TRAIN}\n}\n</script>`,
      [`5 ${UNSEEDED}`],
    ],
    [
      'what is seeded by a plain script',
      `${TF}\n<script src="https://cdnjs.cloudflare.com/ajax/libs/seedrandom/3.0.5/seedrandom.min.js"></script>\n<script>Math.seedrandom('42')</script>\n<script>\n${TRAIN}\n</script>`,
      [],
    ],
    [
      'the same with a copy of the library',
      `${TF}\n<script src="libs/seedrandom-3.0.5.min.js"></script>\n<script>Math.seedrandom('42')\n${TRAIN}\n</script>`,
      [],
    ],
    [
      'a seeding of seedrandom that is not loaded',
      `${TF}\n<script>\nMath.seedrandom('42')\n${TRAIN}\n</script>`,
      ['3 reproducible/no-ineffective-seed'],
    ],
    ['no script', '<p>Math.random()</p>', []],
    ['data that is no script', '<script type="application/json">{"seed": 1}</script>', []],
    ['a template that is no script', '<script type="text/template"><b>Math.random()</b></script>', []],
    ['nothing that trains', '<script>document.body.style.left = Math.random() + "px"</script>', []],
  ])('%s', async (what, text, lines) => {
    expect(await found(`${what.replaceAll(' ', '-')}.html`, text)).toEqual(lines)
  })

  test('scripts share their names, those of other files among them', async () => {
    const page = `${TF}\n<script src="seed.js"></script>\n<script src="model.js"></script>\n<script>\nmakeModel().fit(tf.ones([4, 2]), tf.ones([4, 1]))\n</script>`
    const model =
      'function makeModel() {\n  return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })\n}\n'
    const library = '<script src="seedrandom.min.js"></script>\n'
    const files = { 'model.js': model, 'seed.js': "Math.seedrandom('42')\n" }
    expect(await found('index.html', library + page, files)).toEqual([])
    const open = { ...files, 'seed.js': '', 'index.html': page }
    expect(await found('model.js', model, open)).toEqual([`2 ${UNSEEDED}`])
    expect(await found('index.html', page, open)).toEqual([])
  })

  test.each([
    [
      'p5 from a server',
      '<script src="https://cdnjs.cloudflare.com/ajax/libs/p5.js/1.4.0/p5.min.js"></script>',
    ],
    ['a copy of p5', '<script src="libraries/p5.min.js"></script>'],
    ['p5 behind the sketch', ''],
  ])('a sketch is run by %s', async (_, library) => {
    const sketch = `function setup() {\n  createSlider(0, 1)\n  train(new Point())\n}\n`
    const point = 'class Point {\n  constructor() {\n    this.x = random(3)\n  }\n}\n'
    const train = `function train(point) {\n  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })\n  model.fit(tf.tensor2d([[point.x]]), tf.ones([1, 1]))\n}\n`
    const later = library === '' ? '<script src="https://cdn.jsdelivr.net/npm/p5@1.4.0"></script>' : ''
    const page = `${TF}\n${library}\n<script src="point.js"></script>\n<script src="train.js"></script>\n<script src="sketch.js"></script>\n${later}`
    const files = { 'sketch.js': sketch, 'point.js': point, 'train.js': train, 'index.html': page }
    expect(await found('train.js', train, files)).toEqual([`2 ${UNSEEDED}`])
    expect(await found('point.js', point, files)).toEqual([`3 ${UNSEEDED}`])
    const seeded = sketch.replace('setup() {', 'setup() {\n  randomSeed(1)')
    expect(await found('point.js', point, { ...files, 'sketch.js': seeded })).toEqual([])
    const without = page.replaceAll(/<script src="[^"]*p5[^"]*"><\/script>/gu, '')
    expect(await found('point.js', point, { ...files, 'index.html': without })).toEqual([])
  })

  test('a sketch that stands in the page itself is run, and has the names that p5 brings', async () => {
    const page = `${TF}\n<script src="lib.js"></script>\n<script>\nfunction setup() {\n  createCanvas(9, 9)\n${TRAIN.replace('tf.ones([4, 2])', 'tf.tensor2d([[random(3), 1]])')}\n}\n</script>`
    expect(await found('index.html', page, { 'lib.js': 'let unused = 1\n' })).toEqual([
      `6 ${UNSEEDED}`,
      `8 ${UNSEEDED}`,
    ])
  })

  test('a script file is judged as the pages run it that load it', async () => {
    const train = `${TRAIN}\n`
    const page = (seeding: string) =>
      `<script src="seedrandom.min.js"></script>\n${TF}\n<script>${seeding}</script>\n<script src="train.js"></script>`
    expect(await found('train.js', train, { 'index.html': page('') })).toEqual([`1 ${UNSEEDED}`])
    expect(await found('train.js', train, { 'index.html': page("Math.seedrandom('42')") })).toEqual([])
    const helper = 'function data() {\n  return tf.randomNormal([4, 2])\n}\n'
    const start = `${TF}\n<script src="data.js"></script>\n<script>model.fit(data(), tf.ones([4, 1]))</script>`
    expect(await found('data.js', helper, {})).toEqual([])
    expect(await found('data.js', helper, { 'index.html': start })).toEqual([`2 ${UNSEEDED}`])
  })

  test('what a script leads to in a module is reported in the script', async () => {
    const model =
      "import * as tf from '@tensorflow/tfjs'\nexport const make = () => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })\n"
    const start =
      "import { make } from './model.js'\naddEventListener('click', () => {\n  const model = make()\n  model.fit(1, 2)\n})\n"
    const page = '<script type="module" src="start.js"></script>'
    const files = { 'index.html': page, 'model.js': model }
    expect(await found('start.js', start, files)).toEqual([`3 ${UNSEEDED}`])
  })

  test('a page need not have code of its own', async () => {
    const links = `${TF}\n<script src="train.js"></script>`
    expect(await found('train.js', TRAIN, { 'index.html': links })).toEqual([`1 ${UNSEEDED}`])
    const modules =
      '<script type="module" src="a.js"></script>\n<script type="module" src="train.js"></script>'
    const train = `import * as tf from '@tensorflow/tfjs'\n${TRAIN}`
    expect(await found('train.js', train, { 'index.html': modules, 'a.js': '' })).toEqual([`2 ${UNSEEDED}`])
  })

  test('advises what a page can do', async () => {
    const [result] = await engine().lintText(`${TF}\n<script>\n${TRAIN}\n</script>`, {
      filePath: 'advice.html',
    })
    const [message] = result!.messages
    expect(message!.message).toContain('<script src="https://cdn.jsdelivr.net/npm/seedrandom@3.0.5/')
    expect(message!.suggestions ?? []).toEqual([])
  })

  test('edits change the insides of scripts and nothing else', async () => {
    const text = `<style>b { color: red }</style>\n${TF}\n<script>\nasync function run() {\n  tf.setBackend('webgl')\n}\nrun()\nasync function draw() { return tf.randomNormal([2], 0, 1, 'float32', 0).data() }\ndraw()\n</script>\n<p title="tf.setBackend('webgl')">`
    const [result] = await engine().lintText(text, { filePath: 'edits.html' })
    const all = result!.messages.flatMap(({ fix, suggestions = [] }) => [
      ...(fix ? [fix] : []),
      ...suggestions.map((each) => each.fix),
    ])
    const inside = [text.indexOf('<script>') + 8, text.lastIndexOf('</script>')] as const
    expect(all.length).toBeGreaterThan(0)
    for (const { range } of all) {
      expect(range[0]).toBeGreaterThanOrEqual(inside[0])
      expect(range[1]).toBeLessThanOrEqual(inside[1])
    }
  })
})

describe('a component', () => {
  const script = `import * as tf from '@tensorflow/tfjs'\nasync function train() {\n${TRAIN.replace('model.fit', 'await model.fit')}\n}`
  test.each<[name: string, text: string, lines: string[]]>([
    [
      'a.vue',
      `<template><b @click="train">go</b></template>\n<script setup>\n${script}\n</script>`,
      [`5 ${UNSEEDED}`],
    ],
    [
      'b.vue',
      `<script setup lang="ts">\nconst units: number = 1\n${script}\n</script>\n<template><b v-on:click="train()">go</b></template>`,
      [`5 ${UNSEEDED}`],
    ],
    [
      'c.svelte',
      `<script>\n${script}\n</script>\n{#if 1 < 2}<b on:click={train}>go</b>{/if}`,
      [`4 ${UNSEEDED}`],
    ],
    [
      'd.svelte',
      `<script lang="ts">\n${script}\n</script>\n<b onclick={() => train()}>go</b>`,
      [`4 ${UNSEEDED}`],
    ],
    [
      'e.svelte',
      `<script context="module">\nimport seedrandom from 'seedrandom'\nseedrandom('42', { global: true })\n</script>\n<script>\n${script}\n</script>\n<b on:click={train}>go</b>`,
      ['3 reproducible/prefer-enforce'],
    ],
  ])('%s', async (name, text, lines) => {
    expect(await found(name, text)).toEqual(lines)
  })
})

describe('any page', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '<script>',
      '</script>',
      '<script type=module>',
      '<script src=a.js>',
      '<b onclick="f(1)">',
      '<b onclick=\'f("&quot;")\'>',
      '<!--',
      '-->',
      '<template>',
      '<svg>',
      '\r\n',
      '\n',
      '\ufeff',
      '<script type="importmap">',
      '{"imports":{}}',
      '@click="f"',
      'on:click={f}',
      '<',
    ),
    fc.string(),
  )
  test('is as long as its scripts, and each stands where it stood', () => {
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 20 }),
        fc.constantFrom('a.html', 'a.vue', 'a.svelte'),
        (parts, name) => {
          const text = parts.join('')
          const { scripts, insides } = readPage(text, name)
          for (const { text: script } of scripts) {
            expect(script).toHaveLength(text.length)
            expect(script.replace(/[^\r\n]/g, '')).toBe(text.replace(/[^\r\n]/g, ''))
          }
          for (const [start, end] of insides) {
            const inside = text.slice(start, end)
            if (inside.trim() !== '')
              expect(scripts.some(({ text: script }) => script.slice(start, end) === inside)).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('may be nested as deep as its writer likes', () => {
    const text = `${'<div>'.repeat(20_000)}<script>x()</script>`
    expect(readPage(text, 'deep.html').scripts).toHaveLength(1)
  })
})

describe('the runtime in a page', () => {
  const page = (address: string, map: object = {}, head = ''): string =>
    `<script type="importmap">${JSON.stringify({ imports: map })}</script>${head}\n<script type="module">\nimport * as tf from 'https://esm.sh/@tensorflow/tfjs@4.22.0'\nimport { enforce } from '${address}'\nenforce({ seed: 42, tf })\n${TRAIN}\n</script>`
  const NAME = 'eslint-plugin-reproducible/runtime'
  const CDN = 'https://cdn.jsdelivr.net/npm/eslint-plugin-reproducible@0.1.0'
  const MINIFIED = `const a=function(){};${'a();'.repeat(3000)}export{a as enforce};`

  test.each<[what: string, text: string, files?: Readonly<Record<string, string>>]>([
    ['its name, which a bundler follows', page(NAME)],
    ['a CDN', page(`${CDN}/dist/runtime/index.js`)],
    ['a CDN that builds modules', page('https://esm.sh/eslint-plugin-reproducible@0.1.0/runtime')],
    ['its name, mapped to a CDN', page(NAME, { [NAME]: `${CDN}/dist/runtime/index.js` })],
    ['its name, mapped to installed packages', page(NAME, { [NAME]: `./node_modules/${NAME}/index.js` })],
    ['its name, mapped to a copy', page(NAME, { [NAME]: '/vendor/r.js' })],
    ['its name, mapped to a copy that is there', page(NAME, { [NAME]: './r.js' }), { 'r.js': MINIFIED }],
    ['its folder, mapped', page(NAME, { 'eslint-plugin-reproducible/': `${CDN}/` })],
    ['the longest folder, mapped', page('r/x/runtime', { 'r/': '/other/', 'r/x/': `${CDN}/` })],
    ['another name', page('repeat', { repeat: `${CDN}/runtime/+esm` })],
    ['another name, mapped to a copy', page('repeat', { repeat: './vendor/repeat.js' })],
    ['a relative address', page('./node_modules/eslint-plugin-reproducible/dist/runtime/index.js')],
    ['an absolute address', page('/node_modules/eslint-plugin-reproducible/dist/runtime/index.js')],
    ['a copy', page('./vendor/repeat.js')],
    ['a copy that is there', page('./r.js'), { 'r.js': MINIFIED }],
  ])('by %s', async (_, text, files) => {
    expect(await found('page.html', text, files)).toEqual([])
  })

  test('a module that the page loads, which knows the names of its import map', async () => {
    const main = `import * as tf from '@tensorflow/tfjs'\nimport { enforce } from 'repeat'\nenforce({ seed: 42, tf })\n${TRAIN}`
    expect(await found('main.js', main)).toEqual([])
    expect(await found('main.js', main.replace('enforce({ seed: 42, tf })', ''))).toHaveLength(1)
  })

  test('an import without a call seeds nothing', async () => {
    const text = page('./vendor/repeat.js').replace('enforce({ seed: 42, tf })', '')
    expect(await found('page.html', text)).toEqual([`6 ${UNSEEDED}`])
  })
})
