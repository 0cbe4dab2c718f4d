/** Beyond a limit nothing is held against the program: lower limits only take reports away, and it is said where a run stopped. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Linter } from 'eslint'
import { afterEach, describe, expect, it } from 'vitest'
import reproducible from '../../src/index.ts'
import { limits } from '../../src/interpreter/limits.ts'
import { listenToJudged } from '../../src/judged.ts'
import { forgetProjects } from '../../src/project/roots.ts'

const FOLDER = join(import.meta.dirname, 'nowhere')
const linter = new Linter({ cwd: join(import.meta.dirname, '../..') })
const full = { ...limits }

type Ending = 'mjs' | 'py'

afterEach(() => {
  Object.assign(limits, full)
  listenToJudged(() => {})
})

function lint(code: string, ending: Ending): readonly string[] {
  forgetProjects()
  return linter
    .verify(code, [...reproducible.configs.strict], { filename: join(FOLDER, `program.${ending}`) })
    .map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId ?? message}`)
}

function stopsOf(code: string, ending: Ending): string {
  const stops = new Set<string>()
  listenToJudged(({ programs }) => {
    for (const { incomplete } of programs) if (incomplete) stops.add(incomplete.reason)
  })
  lint(code, ending)
  return [...stops].join()
}

const PYTHON = 'import numpy as np\nimport torch\nfrom torch import nn\n'
const TRAINS = 'net = nn.Linear(2, 1)\nnet(torch.ones(4, 2)).sum().backward()\n'
const JAVASCRIPT = "import * as tf from '@tensorflow/tfjs'\nimport seedrandom from 'seedrandom'\n"

const lines = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => `${text(at)}\n`).join('')
const names = (count: number, stem: string): string =>
  Array.from({ length: count }, (_, at) => `${stem}${at}`).join(', ')
const numbers = (count: number): string => Array.from({ length: count }, (_, at) => at).join(', ')

describe('what seeds is followed', () => {
  it.each<[what: string, ending: Ending, code: string]>([
    [
      'the ninth call of a function that calls what it is given',
      'py',
      `${PYTHON}def call(f, v):\n    return f(v)\n${lines(8, (at) => `call(print, ${at})`)}call(torch.manual_seed, 0)\n${TRAINS}`,
    ],
    [
      'the ninth call of a method that calls what it is given',
      'py',
      `${PYTHON}class Stage:\n    def run(self, work, *args):\n        return work(*args)\nstage = Stage()\n${lines(8, (at) => `stage.run(print, ${at})`)}stage.run(np.random.seed, 0)\nx = torch.tensor(np.random.rand(3))\n`,
    ],
    [
      'the ninth call of a function in JavaScript',
      'mjs',
      `${JAVASCRIPT}function stage(name, fn) { console.log(name); return fn() }\n${lines(8, (at) => `stage('${at}', () => console.log(${at}))`)}stage('seed', () => seedrandom('x', { global: true }))\ntf.tensor([Math.random()]).print()\n`,
    ],
    [
      'the third call of a function with a long table',
      'py',
      `${PYTHON}def prepare(seed):\n    table = [${numbers(2600)}]\n    if seed is not None:\n        torch.manual_seed(seed)\n    return table\nprepare(None)\nprepare(None)\nprepare(7)\n${TRAINS}`,
    ],
    [
      'a list of thirty functions that are called one after the other',
      'py',
      `${PYTHON}${lines(30, (at) => `def f${at}(): print(${at})`)}def last(): torch.manual_seed(0)\nfor f in [${names(30, 'f')}, last]:\n    f()\n${TRAINS}`,
    ],
    [
      'the same in JavaScript',
      'mjs',
      `${JAVASCRIPT}const steps = [${lines(30, (at) => `() => console.log(${at}),`)}() => seedrandom('x', { global: true })]\nfor (const step of steps) step()\ntf.tensor([Math.random()]).print()\n`,
    ],
    [
      'a table of thirty methods of which an option chooses one',
      'mjs',
      `${JAVASCRIPT}const steps = { ${lines(30, (at) => `f${at}() { console.log(${at}) },`)} seed() { seedrandom('x', { global: true }) } }\nsteps[process.argv[2]]()\ntf.tensor([Math.random()]).print()\n`,
    ],
    [
      'each of nine objects that are told apart by what they are given',
      'py',
      `${PYTHON}class Step:\n    def __init__(self, work): self.work = work\n    def run(self): self.work(0)\nfor step in [${'Step(print), '.repeat(8)}Step(torch.manual_seed)]:\n    step.run()\n${TRAINS}`,
    ],
    [
      'the same where the object holds another one that holds what it is given',
      'mjs',
      `${JAVASCRIPT}class Step { constructor(work) { this.inner = { work } } run() { this.inner.work('x', { global: true }) } }\nfor (const step of [${'new Step(console.log), '.repeat(8)}new Step(seedrandom)]) step.run()\ntf.tensor([Math.random()]).print()\n`,
    ],
    [
      'each of six generators',
      'py',
      `${PYTHON}${lines(6, (at) => `g${at} = torch.Generator()`)}for g in [${names(6, 'g')}]:\n    g.manual_seed(0)\nx = torch.rand(4, 2, generator=g5)\n(x * torch.ones(1, requires_grad=True)).sum().backward()\n`,
    ],
    [
      'the call after a table of 61,000 numbers',
      'py',
      `${PYTHON}table = [${numbers(61_000)}]\ntorch.manual_seed(0)\n${TRAINS}`,
    ],
  ])('in %s', (_, ending, code) => {
    expect(lint(code, ending).filter((each) => /unseeded|late|ineffective/u.test(each))).toEqual([])
    expect(stopsOf(code, ending)).toBe('')
  })

  it.each<[what: string, code: string]>([
    [
      'what the tenth call of a function writes to an object',
      `${PYTHON}class Box:\n    pass\ndef put(b, i):\n    b.f = torch.manual_seed\n${lines(10, (at) => `b${at} = Box()\nput(b${at}, ${at})`)}b9.f(0)\n${TRAINS}`,
    ],
    [
      'what the tenth call only prints',
      `${PYTHON}def log(x):\n    print(x)\n${lines(10, () => 'log(np.random.rand())')}torch.manual_seed(0)\n${TRAINS}`,
    ],
    [
      'what the tenth call puts in order',
      `${PYTHON}import os\ndef norm(x):\n    return sorted(x)\n${lines(10, (at) => `a${at} = norm(os.listdir("d"))`)}torch.manual_seed(0)\n${TRAINS}${lines(10, (at) => `torch.tensor([len(n) for n in a${at}])`)}`,
    ],
  ])('and %s', (_, code) => {
    expect(lint(code, 'py').filter((each) => /unseeded|unordered/u.test(each))).toEqual([])
  })

  it('and what nothing seeds is found after 10,000 statements', () => {
    expect(lint(`${PYTHON}${'count = 1\n'.repeat(10_000)}${TRAINS}`, 'py').join()).toContain('no-unseeded')
  })
})

describe('nothing falls over', () => {
  const chain = (of: (at: number, last: string) => string, call: (at: number) => string, end: string) =>
    lines(23, (at) => of(at, at < 22 ? call(at + 1) : end))
  it.each<[what: string, ending: Ending, code: string]>([
    [
      '23 functions of 28 branches, each in the last of the one before',
      'py',
      `${PYTHON}${chain(
        (at, last) =>
          `def f${at}(a):\n    if a == 0:\n        b = 0\n${lines(27, (arm) => `    elif a == ${arm + 1}:\n        b = ${arm}`)}    else:\n        ${last}`,
        (at) => `f${at}(a)`,
        'torch.manual_seed(0)',
      )}f0(int(input()))\n${TRAINS}`,
    ],
    [
      'the same in JavaScript',
      'mjs',
      `${JAVASCRIPT}${chain(
        (at, last) =>
          `function f${at}(a) { ${lines(28, (arm) => `if (a === ${arm}) { g(${arm}) } else`)} { ${last} } }`,
        (at) => `f${at}(a)`,
        'seedrandom(1, { global: true })',
      )}f0(Number(process.argv[2]))\n`,
    ],
    [
      '1,500 branches of one `if`',
      'py',
      `${PYTHON}a = int(input())\nif a == 0:\n    b = 0\n${lines(1500, (arm) => `elif a == ${arm + 1}:\n    b = ${arm}`)}${TRAINS}`,
    ],
    [
      '6,000 classes in a chain',
      'py',
      `${PYTHON}class C0(nn.Module): pass\n${lines(6000, (at) => `class C${at + 1}(C${at}): pass`)}net = C6000()\n`,
    ],
    ['one sum of 3,000 terms', 'mjs', `${JAVASCRIPT}const x = ${Array(3000).fill('one').join(' + ')}\n`],
    [
      '2,000 calls within each other',
      'py',
      `${PYTHON}${lines(400, (at) => `def f${at}(): f${at + 1}()`)}f0()\n`,
    ],
  ])('at %s', (_, ending, code) => {
    const found = lint(code, ending)
    expect(found.filter((each) => /Parsing|stack/u.test(each))).toEqual([])
  })
})

describe('where a run stops', () => {
  it.each<[limit: keyof typeof limits, value: number, reason: RegExp, ending: Ending, code: string]>([
    ['steps', 50, /steps/u, 'py', `${PYTHON}${'count = 1\n'.repeat(100)}${TRAINS}`],
    ['steps', 50, /steps/u, 'mjs', `${JAVASCRIPT}${'f(1)\n'.repeat(100)}tf.randomNormal([2]).print()\n`],
    [
      'runs',
      3,
      /runs of one function/u,
      'py',
      `${PYTHON}def f(x): print(x)\n${lines(9, (at) => `f('${at}')`)}${TRAINS}`,
    ],
    [
      'calls',
      4,
      /calls within/u,
      'py',
      `${PYTHON}${lines(9, (at) => `def f${at}(): f${at + 1}()`)}def f9(): torch.manual_seed(0)\nf0()\n${TRAINS}`,
    ],
    [
      'functions',
      8,
      /one of too many functions/u,
      'py',
      `${PYTHON}${lines(9, (at) => `def f${at}(): print(${at})`)}for f in [${names(9, 'f')}]:\n    f()\n${TRAINS}`,
    ],
    [
      'functions',
      8,
      /one of too many functions/u,
      'mjs',
      `${JAVASCRIPT}const steps = [${lines(9, (at) => `() => console.log(${at}),`)}]\nfor (const step of steps) step()\ntf.randomNormal([2]).print()\n`,
    ],
    [
      'objects',
      8,
      /one of too many functions or objects/u,
      'py',
      `${PYTHON}${lines(9, (at) => `g${at} = torch.Generator()`)}for g in [${names(9, 'g')}]:\n    g.manual_seed(0)\nx = torch.rand(4, 2, generator=g5)\n(x * torch.ones(1, requires_grad=True)).sum().backward()\n`,
    ],
    [
      'depth',
      40,
      /within each other/u,
      'mjs',
      `${JAVASCRIPT}f(f(f(f(f(f(f(f(1))))))))\ntf.randomNormal([2]).print()\n`,
    ],
  ])('by its limit of %s is said, and nothing is reported', (limit, value, reason, ending, code) => {
    expect(stopsOf(code, ending)).toBe('')
    limits[limit] = value
    expect(stopsOf(code, ending)).toMatch(reason)
    expect(lint(code, ending)).toEqual([])
  })
})

const CLAIMS = join(import.meta.dirname, '../evidence/claims')
const programs = readdirSync(CLAIMS, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:mjs|py)$/u.test(file))
  .toSorted()

it('lower limits only take reports away', { timeout: 600_000 }, () => {
  const added: string[] = []
  let taken = 0
  const reach = [
    'depth',
    'calls',
    'runsAlike',
    'stepsAlike',
    'runs',
    'functions',
    'objects',
    'steps',
  ] as const
  // Every eighth: each is linted three times.
  const some = programs.filter((_, at) => at % 8 === 0)
  some.forEach((file, at) => {
    const ending = file.endsWith('.py') ? 'py' : 'mjs'
    const code = readFileSync(join(CLAIMS, file), 'utf8')
    const all = lint(code, ending)
    if (all.length === 0) return
    // Each program meets some of the limits; all programs together meet each of them at each value.
    for (const step of [0, 1]) {
      const limit = reach[(at + step) % reach.length]!
      const value = [1, 2, 3, 5, 10, 50, 200][(at + 3 * step) % 7]!
      limits[limit] = value
      const found = lint(code, ending)
      Object.assign(limits, full)
      taken += all.length - found.length
      for (const each of found) if (!all.includes(each)) added.push(`${file} with ${limit} ${value}: ${each}`)
    }
  })
  expect(added).toEqual([])
  expect(taken).toBeGreaterThan(5)
})
