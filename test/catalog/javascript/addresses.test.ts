/** Packages that are imported by the address of one of their files. */
import { describe, expect, it } from 'vitest'
import { catalogOf } from '../../../src/catalog/catalog.ts'

const catalog = catalogOf('javascript')
const pathOf = (specifier: string): string | undefined => catalog.module(specifier)?.root.path

/** In front of a package's name. */
const PLACES = [
  'npm:',
  'https://cdn.jsdelivr.net/npm/',
  'http://cdn.jsdelivr.net/npm/',
  '//cdn.jsdelivr.net/npm/',
  'https://fastly.jsdelivr.net/npm/',
  'https://unpkg.com/',
  'https://www.unpkg.com/',
  'https://esm.unpkg.com/',
  'https://esm.sh/',
  'https://esm.sh/*',
  'https://esm.sh/v135/',
  'https://esm.run/',
  'https://cdn.skypack.dev/',
  'https://ga.jspm.io/npm:',
  'https://jspm.dev/',
  'https://npmcdn.com/',
  './node_modules/',
  '../../node_modules/',
  '/node_modules/',
  'http://localhost:8080/node_modules/',
  'https://someone.example/site/node_modules/',
  './node_modules/.pnpm/some+thing@1.0.0/node_modules/',
]

const FILES: Readonly<Record<string, string>> = {
  'eslint-plugin-reproducible/runtime': 'reproducible',
  'eslint-plugin-reproducible@0.1.0/runtime': 'reproducible',
  'eslint-plugin-reproducible@0.1.0/runtime/+esm': 'reproducible',
  'eslint-plugin-reproducible@0.1.0/runtime?bundle': 'reproducible',
  'eslint-plugin-reproducible@^0.1/dist/runtime/index.js': 'reproducible',
  'eslint-plugin-reproducible/dist/runtime/index.min.js': 'reproducible',
  'eslint-plugin-reproducible/dist/runtime/index.js?module': 'reproducible',
  'eslint-plugin-reproducible@0.1.0/runtime/register': 'reproducible.register',
  'eslint-plugin-reproducible@0.1.0/dist/runtime/register.js': 'reproducible.register',
  '@tensorflow/tfjs': 'tf',
  '@tensorflow/tfjs@4.22.0': 'tf',
  '@tensorflow/tfjs@4.22.0/+esm': 'tf',
  '@tensorflow/tfjs@4.22.0/dist/tf.min.js': 'tf',
  '@tensorflow/tfjs-data/dist/tf-data.js': 'tf.data',
  '@tensorflow-models/mobilenet@2.1.0/dist/mobilenet.js': 'tensorflow-models.mobilenet',
  'lodash@4.17.21': 'lodash',
  'lodash@4.17.21/lodash.min.js': 'lodash',
  'lodash-es@4.17.21/shuffle.js': 'lodash.shuffle',
  'seedrandom@3.0.5/seedrandom.min.js': 'seedrandom',
}

describe.each(PLACES)('%s', (place) => {
  it.each(Object.entries(FILES))('%s', (file, path) => {
    expect(pathOf(place + file)).toBe(path)
  })
})

describe('a file of an installed package', () => {
  it.each([
    ['@tensorflow/tfjs/dist/tf.min.js', 'tf'],
    ['@tensorflow/tfjs/dist/tf.esm.js', 'tf'],
    ['@tensorflow/tfjs-core/dist/index.js', 'tf'],
    ['lodash/fp', 'lodash.fp'],
    ['lodash/shuffle.js', 'lodash.shuffle'],
    ['https://cdnjs.cloudflare.com/ajax/libs/tensorflow/4.22.0/tf.min.js', 'tf'],
    ['https://cdnjs.cloudflare.com/ajax/libs/lodash.js/4.17.21/lodash.min.js', 'lodash'],
  ])('%s', (specifier, path) => {
    expect(pathOf(specifier)).toBe(path)
  })

  it.each([
    'eslint-plugin-reproducible',
    'https://esm.sh/eslint-plugin-reproducible@0.1.0',
    './tfjs/dist/tf.js',
    'https://someone.example/npm/@tensorflow/tfjs',
    './node_modules/unheard-of/index.js',
    'unheard-of/dist/index.js',
    'node_modules/',
    'https://unpkg.com/',
    'npm:',
  ])('is not %s', (specifier) => {
    expect(pathOf(specifier)).toBeUndefined()
  })
})
