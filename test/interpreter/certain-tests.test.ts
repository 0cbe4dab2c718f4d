/**
 * What a draw decided is that code is reached, not what its values are: a test of a value that is certain there goes one
 * way. In each program the generator is only made where the test goes the other way, and would start again every round.
 */
import { join } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import reproducible from '../../src/index.ts'

const linter = new Linter({ cwd: join(import.meta.dirname, '../..') })

/** The rules that report something of a program, each as often as it does. */
function rulesFor(filename: string, code: string): readonly string[] {
  return linter
    .verify(code, [...reproducible.configs.recommended], {
      filename: join(import.meta.dirname, 'nowhere', filename),
    })
    .map(({ ruleId, message }) => ruleId?.replace('reproducible/', '') ?? message)
}

const PYTHON_TESTS: Readonly<Record<string, string>> = {
  'an if': `
    idx = list(range(n))
    if rank > -1:
        idx = np.random.RandomState(0).permutation(n)
    return idx`,
  'an else': `
    if rank == -1:
        idx = list(range(n))
    else:
        idx = np.random.RandomState(0).permutation(n)
    return idx`,
  'an elif': `
    if n == 0:
        idx = []
    elif rank > -1:
        idx = np.random.RandomState(0).permutation(n)
    else:
        idx = list(range(n))
    return idx`,
  'a conditional': `
    return np.random.RandomState(0).permutation(n) if rank > -1 else list(range(n))`,
  'an and': `
    return rank > -1 and np.random.RandomState(0).permutation(n) or list(range(n))`,
  'a not': `
    none = rank == -1
    if not none:
        return np.random.RandomState(0).permutation(n)
    return list(range(n))`,
}

const PYTHON_CALLS: Readonly<Record<string, string>> = {
  'where a draw decides': `
    if torch.rand(1) < 0.5:
        rows = order(10)`,
  'where a draw has skipped the rest': `
    if torch.rand(1) < 0.5:
        continue
    rows = order(10)`,
  'with what a draw decided to give': `
    if torch.rand(1) < 0.5:
        rank = -1
        rows = order(10, rank)`,
  'in a branch of a conditional': `
    rows = order(10) if torch.rand(1) < 0.5 else rows`,
}

const python = (test: string, call: string, given = '-1'): string => `
import numpy as np
import torch
from torch import nn

torch.manual_seed(0)

def order(n, rank=${given}):${test}

net = nn.Linear(1, 1)
optimizer = torch.optim.SGD(net.parameters(), 0.1)
rows = [1, 2, 3]
for epoch in range(3):${call}
    for i in rows:
        net(torch.ones(1) * float(i)).sum().backward()
        optimizer.step()
torch.save(net.state_dict(), "weights.pt")
`

const SCRIPT_TESTS: Readonly<Record<string, string>> = {
  'an if': `
  if (rank > -1) return drawn(n)
  return plain(n)`,
  'an else': `
  if (rank === -1) return plain(n)
  else return drawn(n)`,
  'a conditional': `
  return rank > -1 ? drawn(n) : plain(n)`,
  'an and': `
  return (rank > -1 && drawn(n)) || plain(n)`,
  'a not': `
  const none = rank === -1
  if (!none) return drawn(n)
  return plain(n)`,
}

const SCRIPT_CALLS: Readonly<Record<string, string>> = {
  'where a draw decides': `
  if (chance() < 0.5) rows = order(10)`,
  'where a draw has skipped the rest': `
  if (chance() < 0.5) continue
  rows = order(10)`,
  'with what a draw decided to give': `
  if (chance() < 0.5) {
    const rank = -1
    rows = order(10, rank)
  }`,
  'in a branch of a conditional': `
  rows = chance() < 0.5 ? order(10) : rows`,
}

const script = (test: string, call: string, given = '-1'): string => `
import * as tf from '@tensorflow/tfjs'
import seedrandom from 'seedrandom'

const chance = seedrandom('chance')
const plain = (n) => Array.from({ length: n }, (_, i) => i)
function drawn(n) {
  const random = seedrandom('rows')
  return Array.from({ length: n }, () => random())
}
function order(n, rank = ${given}) {${test}
}
const weight = tf.variable(tf.zeros([1]))
const optimizer = tf.train.sgd(0.1)
let rows = [1, 2, 3]
for (let epoch = 0; epoch < 3; epoch++) {${call}
  for (const row of rows) optimizer.minimize(() => weight.mul(row).sum())
}
`

const LANGUAGES = [
  { language: 'Python', file: 'train.py', tests: PYTHON_TESTS, calls: PYTHON_CALLS, program: python },
  { language: 'JavaScript', file: 'train.js', tests: SCRIPT_TESTS, calls: SCRIPT_CALLS, program: script },
]

describe.each(LANGUAGES)('a certain value in $language', ({ file, tests, calls, program }) => {
  const cells = Object.entries(tests).flatMap(([test, body]) =>
    Object.entries(calls).map(([call, code]) => ({ test, call, body, code })),
  )

  it.each(cells)('decides $test $call', ({ body, code }) => {
    expect(rulesFor(file, program(body, code))).toEqual([])
  })

  it.each(cells.filter(({ call }) => call !== 'with what a draw decided to give'))(
    'is reported where it decides $test the other way $call',
    ({ body, code }) => {
      expect(rulesFor(file, program(body, code, '0'))).toEqual(['no-frozen-random'])
    },
  )

  it.each(Object.entries(tests))('that is an option of the run decides nothing in %s', (_, body) => {
    const option = file.endsWith('.py') ? 'int(__import__("os").environ["RANK"])' : 'Number(process.env.RANK)'
    expect(rulesFor(file, program(body, calls['where a draw decides']!, option))).toEqual([
      'no-frozen-random',
    ])
  })
})
