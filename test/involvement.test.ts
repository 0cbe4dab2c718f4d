/**
 * Which files may take part in machine learning is told from texts alone, so that the others need not be parsed. It may
 * say yes too often, and never no wrongly.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LanguageName } from '../src/languages/language.ts'
import { Project } from '../src/project/project.ts'
import { typesMayKnow } from '../src/languages/javascript/lower/type-information.ts'

let root = ''
let project: Project

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'involvement-'))
  project = new Project(root)
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function involved(files: Readonly<Record<string, string>>, name = Object.keys(files)[0]!): boolean {
  for (const [each, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, each)), { recursive: true })
    writeFileSync(join(root, each), text)
  }
  return ask(name, files[name]!)
}

function ask(name: string, text: string): boolean {
  const language: LanguageName = name.endsWith('.py') ? 'python' : 'javascript'
  project.begin(undefined)
  return project.mayTakePart(join(root, name), text, language)
}

const worker = `import * as tf from '@tensorflow/tfjs'`

describe('a file takes part that', () => {
  it.each<[what: string, files: Record<string, string>]>([
    ['imports a library', { 'a.js': `import * as tf from '@tensorflow/tfjs-node'` }],
    ['imports its types', { 'a.ts': `import type { Tensor } from '@tensorflow/tfjs-core'` }],
    [
      'imports after a comment',
      { 'a.js': `const tf = await import(/* webpackChunkName: "tf" */ '@tensorflow/tfjs')` },
    ],
    ['imports by a template', { 'a.js': 'const tf = require(`@tensorflow/tfjs`)' }],
    ['imports as TypeScript does', { 'a.ts': `import tf = require('@tensorflow/tfjs')` }],
    [
      'fetches a library',
      { 'a.js': `import * as tf from 'https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/+esm'` },
    ],
    ['has it by its global name', { 'a.js': `const model = tf.sequential()` }],
    ['takes its global name apart', { 'a.js': `const { layers } = tf\nlayers.dense({ units: 1 })` }],
    ['has it through the window', { 'a.js': `window.tf.ready().then(start)` }],
    [
      'imports a file that does',
      { 'a.js': `import './b.js'`, 'b.js': `export * from './c'`, 'c.ts': worker },
    ],
    [
      'is imported by a file that does',
      { 'a.js': `export const pick = () => Math.random()`, 'b.js': `${worker}\nimport './a.js'` },
    ],
    [
      'is imported beside one that does',
      { 'a.js': `export {}`, 'b.js': worker, 'main.js': `import './a.js'\nimport './b.js'` },
    ],
    [
      'starts a worker that does',
      { 'a.js': `new Worker(new URL('./w.js', import.meta.url))`, 'w.js': worker },
    ],
    ['starts one by its bare name', { 'a.js': `fork('w.js')`, 'w.js': worker }],
    ['starts one beside itself', { 'a.js': `new Worker(path.join(__dirname, 'w.js'))`, 'w.js': worker }],
    [
      'imports from a folder that is not looked through',
      { 'a.js': `import './vendor/b.js'`, 'vendor/b.js': worker },
    ],
    ['lies in such a folder', { 'dist/a.js': `export {}` }],
    ['imports a Python library', { 'a.py': `import os, torch.nn as nn` }],
    ['imports one on the next line', { 'a.py': `import os, \\\n    torch` }],
    ['imports one after a colon', { 'a.py': `try: import torch\nexcept ImportError: pass` }],
    ['imports one from its module', { 'a.py': `def main():\n    from torch.utils import data` }],
    [
      'imports one by a function of another name',
      { 'a.py': `from importlib import import_module as load\nload('torch')` },
    ],
    ['calls what only a library has', { 'a.py': `def step(loss): loss.backward()` }],
    ['imports a module that does', { 'a.py': `from . import b`, 'b.py': `import torch` }],
  ])('%s', (_, files) => {
    expect(involved(files)).toBe(true)
  })

  it('does so in the text that the editor has', () => {
    expect(involved({ 'a.js': `export const one = 1` })).toBe(false)
    expect(ask('a.js', worker)).toBe(true)
  })
})

describe('no file takes part that', () => {
  it.each<[what: string, files: Record<string, string>]>([
    ['is alone', { 'a.js': `export const pick = () => Math.random()` }],
    ['stands beside one that does', { 'a.js': `export const pick = () => Math.random()`, 'b.js': worker }],
    ['only speaks of one', { 'a.js': `console.log('run it with @tensorflow/tfjs')` }],
    ['is imported by a test that does', { 'a.js': `export {}`, 'a.test.js': `${worker}\nimport './a.js'` }],
    ['speaks of one in Python', { 'a.py': `"""As torch does."""\nx = 1` }],
    ['is of another language', { 'a.py': `import random`, 'b.js': worker }],
  ])('%s', (_, files) => {
    expect(involved(files)).toBe(false)
  })
})

describe('type information', () => {
  const program = (...fileNames: string[]): object => ({
    program: { getSourceFiles: () => fileNames.map((fileName) => ({ fileName })) },
  })

  it('may know of a library that one of its files belongs to', () => {
    const services = program('/p/a.ts', '/p/node_modules/@tensorflow/tfjs-layers/dist/index.d.ts')
    expect(typesMayKnow(services, 'javascript')).toBe(true)
  })

  it('knows of none without', () => {
    expect(typesMayKnow(program('/p/a.ts', '/p/node_modules/lodash/index.d.ts'), 'javascript')).toBe(false)
    expect(typesMayKnow(undefined, 'javascript')).toBe(false)
  })
})
