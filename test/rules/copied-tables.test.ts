/** A table of arguments stays known when it is copied, added to or put together, and what is written to a copy is not in the whole. */
import { join } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import { projectFolder } from './python.ts'

function rulesOf(code: string, ending: 'py' | 'mjs'): (string | null)[] {
  const folder = projectFolder()
  return new Linter({ cwd: folder })
    .verify(code, [...plugin.configs.recommended] as never, { filename: join(folder, `train.${ending}`) })
    .map(({ ruleId }) => ruleId)
}

const python = (lines: string, given: string): string =>
  `import copy\nfrom stable_baselines3 import A2C\nD = {'policy': 'MlpPolicy', 'env': 'CartPole-v1'}\nS = {'policy': 'MlpPolicy', 'env': 'CartPole-v1', 'seed': 1}\n${lines}\nmodel = A2C(**${given})\nmodel.learn(1000)\n`

describe('in Python', () => {
  it.each([
    ['k = D.copy()', 'k'],
    ['k = dict(D)', 'k'],
    ['k = copy.copy(D)', 'k'],
    ['k = copy.deepcopy(D)', 'k'],
    ['k = {**D}', 'k'],
    ['k = dict(D, gamma=0.9)', 'k'],
    ["k = D | {'gamma': 0.9}", 'k'],
    ["D |= {'gamma': 0.9}", 'D'],
    ["k = D.copy()\nk.update({'gamma': 0.9})", 'k'],
    ["k = D.copy()\nk['seed'] = 1", 'D'],
    ["k = dict(D)\nk['seed'] = 1", 'D'],
    ["k = copy.copy(D)\nk['seed'] = 1", 'D'],
    ["k = D | {'seed': 1}", 'D'],
    ["k = S.copy()\nk.pop('seed')", "{'policy': 'MlpPolicy', 'env': S['env']}"],
  ])('no seed is in the table: %s', (lines, given) => {
    expect(rulesOf(python(lines, given), 'py')).toEqual(['reproducible/no-unseeded-random'])
  })

  it.each([
    ['k = S.copy()', 'k'],
    ['k = dict(S)', 'k'],
    ['k = copy.deepcopy(S)', 'k'],
    ['k = dict(D, seed=1)', 'k'],
    ["k = D | {'seed': 1}", 'k'],
    ['k = S | D', 'k'],
    ["D |= {'seed': 1}", 'D'],
    ["k = D.copy()\nk['seed'] = 1", 'k'],
    ["k = S.copy()\nk.pop('seed')", 'S'],
    ["k = dict(S)\nk.pop('seed')", 'S'],
    ["k = copy.copy(S)\ndel k['seed']", 'S'],
  ])('a seed is in it: %s', (lines, given) => {
    expect(rulesOf(python(lines, given), 'py')).toEqual([])
  })
})

const javascript = (lines: string): string =>
  `import * as tf from '@tensorflow/tfjs'\nimport _ from 'lodash'\nconst D = { stddev: 1 }\nconst S = { stddev: 1, seed: 7 }\n${lines}\ntf.variable(tf.layers.dense({ units: 1, useBias: false, inputShape: [2], kernelInitializer: tf.initializers.randomNormal(k) }).apply(tf.ones([1, 2])))\n`

describe('in JavaScript', () => {
  it.each([
    'const k = structuredClone(D)',
    'const k = { ...D }',
    'const k = Object.assign({}, D)',
    'const k = _.cloneDeep(D)',
    'const k = D\nconst other = structuredClone(D)\nother.seed = 7',
    'const k = D\nconst other = { ...D }\nother.seed = 7',
  ])('no seed is in the table: %s', (lines) => {
    expect(rulesOf(javascript(lines), 'mjs')).toEqual(['reproducible/no-unseeded-random'])
  })

  it.each([
    'const k = structuredClone(S)',
    'const k = { ...S }',
    'const k = Object.assign({}, S)',
    'const k = _.cloneDeep(S)',
    'const k = S\nconst other = structuredClone(S)\ndelete other.seed',
  ])('a seed is in it: %s', (lines) => {
    expect(rulesOf(javascript(lines), 'mjs')).toEqual([])
  })
})
