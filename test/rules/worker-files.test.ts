/** The file of a worker is found however it is named: what it draws is its own, and the program's seed does not reach it. */
import { join } from 'node:path'
import { Linter } from 'eslint'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import { projectFolder } from './python.ts'

const CHILD = 'process.send([Math.random(), Math.random()])\n'
const THREAD =
  "import { parentPort } from 'node:worker_threads'\nparentPort.postMessage([Math.random(), Math.random()])\n"

const TRAINS = ".on('message', (rows) => { tf.variable(tf.tensor(rows)) })\n"
const COMMONJS = `const tf = require('@tensorflow/tfjs')
const seedrandom = require('seedrandom')
const { fork } = require('child_process')
const path = require('path')
seedrandom('x', { global: true })
`
const MODULE = `import * as tf from '@tensorflow/tfjs'
import seedrandom from 'seedrandom'
import { fork } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'
import { dirname, join } from 'node:path'
seedrandom('x', { global: true })
const here = dirname(fileURLToPath(import.meta.url))
`

function reports(program: string, name: string, child: string): readonly string[] {
  const folder = projectFolder({
    [name]: program,
    'work/child.cjs': child,
    'work/child.mjs': child,
    'work/child.js': child,
  })
  const file = join(folder, name)
  return new Linter({ cwd: folder })
    .verify(readFileSync(file, 'utf8'), [...plugin.configs.recommended] as never, { filename: file })
    .map(({ ruleId }) => ruleId!.replace('reproducible/', ''))
    .filter((rule) => rule !== 'prefer-enforce')
}

describe('a worker whose file is', () => {
  it.each([
    "'./work/child.js'",
    "require.resolve('./work/child')",
    "require.resolve('./work/child.js')",
    '`${__dirname}/work/child.js`',
    "__dirname + '/work/child.js'",
    "__dirname + '/work/child'",
    "path.join(__dirname, 'work/child.js')",
    "path.resolve(__dirname, './work/child.js')",
  ])('%s', (file) => {
    const program = `${COMMONJS}fork(${file})${TRAINS}`
    expect(reports(program, 'train.cjs', CHILD)).toEqual(['require-worker-seed'])
    expect(reports(program, 'train.cjs', 'process.send([1, 2])\n')).toEqual([])
  })

  it.each([
    "fork(new URL('./work/child.mjs', import.meta.url))",
    "fork(fileURLToPath(new URL('./work/child.mjs', import.meta.url)))",
    "fork(join(here, 'work/child.mjs'))",
    "fork(import.meta.dirname + '/work/child.mjs')",
    '`${import.meta.dirname}/work/child.mjs`',
    "fork(import.meta.resolve('./work/child.mjs'))",
  ])('%s', (started) => {
    const call = started.startsWith('fork') ? started : `fork(${started})`
    expect(reports(`${MODULE}${call}${TRAINS}`, 'train.mjs', CHILD)).toEqual(['require-worker-seed'])
  })

  it.each([
    "new Worker(new URL('./work/child.mjs', import.meta.url))",
    "new Worker(join(here, 'work/child.mjs'))",
  ])('%s', (started) => {
    expect(reports(`${MODULE}${started}${TRAINS}`, 'train.mjs', THREAD)).toEqual(['require-worker-seed'])
  })
})

describe('seeds that are texts with a part of their own', () => {
  const streams = (a: string, b: string): string =>
    `import * as tf from '@tensorflow/tfjs'\nimport seedrandom from 'seedrandom'\nconst name = 'run'\nconst one = seedrandom(${a})\nconst two = seedrandom(${b})\ntf.variable(tf.tensor([one(), two()]))\n`

  it('are different seeds', () => {
    const program = streams('`${name}-train`', '`${name}-test`')
    expect(reports(program, 'train.mjs', '')).toEqual([])
  })
})

describe('the scripts that a classic worker loads', () => {
  const MODEL =
    'function build() {\n  return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })\n}\n'
  const TRAIN = 'build().fit(tf.ones([2, 2]), tf.ones([2, 1]))\n'

  /** The rules that speak of each file of a worker and what it loads. */
  function found(worker: string, model = MODEL): Readonly<Record<string, readonly string[]>> {
    const files = { 'trainer.js': worker, 'work/model.js': model }
    const folder = projectFolder(files)
    return Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        new Linter({ cwd: folder })
          .verify(text, [...plugin.configs.recommended] as never, { filename: join(folder, name) })
          .map(({ ruleId }) => ruleId!.replace('reproducible/', '')),
      ]),
    )
  }

  it.each([
    "importScripts('tf.min.js', 'work/model.js')\n",
    "importScripts('tf.min.js')\nimportScripts('./work/model.js')\n",
    "self.importScripts('https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/dist/tf.min.js', 'work/model.js')\n",
  ])('share its names: %s', (loads) => {
    expect(found(loads + TRAIN)).toEqual({ 'trainer.js': [], 'work/model.js': ['no-unseeded-random'] })
    const seeded = `${loads}importScripts('seedrandom.min.js')\nMath.seedrandom('42')\n${TRAIN}`
    expect(found(seeded)).toEqual({ 'trainer.js': [], 'work/model.js': [] })
  })

  it('are not known where the program computes their names', () => {
    const loads = "importScripts('tf.min.js', name + '.js')\n"
    expect(found(loads + TRAIN)['work/model.js']).toEqual([])
  })
})
