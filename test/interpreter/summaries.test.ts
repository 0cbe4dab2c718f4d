/**
 * A function that is called again and again is run until one more run would show nothing new, and what it leaves behind
 * is known all the same: no program is given up for it, and no seeding is lost.
 */
import { join } from 'node:path'
import { Linter } from 'eslint'
import { afterEach, describe, expect, it } from 'vitest'
import reproducible from '../../src/index.ts'
import { listenToJudged } from '../../src/judged.ts'

const CALLS = 1500
const linter = new Linter({ cwd: join(import.meta.dirname, '../..') })

afterEach(() => listenToJudged(() => {}))

/** The rules that report something, each once, and why a program was not followed to its end. */
function judge(
  code: string,
  ending: string,
): { readonly rules: readonly string[]; readonly stops: readonly string[] } {
  const stops = new Set<string>()
  listenToJudged(({ programs }) => {
    for (const { incomplete } of programs) if (incomplete) stops.add(incomplete.reason)
  })
  const filename = join(import.meta.dirname, 'nowhere', `program.${ending}`)
  const messages = linter.verify(code, [...reproducible.configs.recommended], { filename })
  const rules = new Set(
    messages.map(({ ruleId, message }) => ruleId?.replace('reproducible/', '') ?? message),
  )
  rules.delete('prefer-enforce')
  return { rules: [...rules], stops: [...stops] }
}

const often = (call: string, count = CALLS): string => `${call}\n`.repeat(count)

const PYTHON = 'import random\nimport torch\nfrom torch import nn\n'
const TRAINS = 'net = nn.Linear(2, 1)\nnet(torch.ones(4, 2)).sum().backward()\n'
const SCRIPT = "import * as tf from '@tensorflow/tfjs'\nimport seedrandom from 'seedrandom'\n"
const FITS = 'tf.variable(tf.tensor([Math.random()]))\n'

/** What a function does beside what it is called for. */
const writers: readonly [what: string, python: string, script: string][] = [
  ['nothing', 'def go(v):\n    return v\n', 'function go(v) {\n  return v\n}\n'],
  [
    'counts',
    'steps = 0\ndef go(v):\n    global steps\n    steps += 1\n    return v\n',
    'let steps = 0\nfunction go(v) {\n  steps++\n  return v\n}\n',
  ],
  [
    'writes a field',
    'class Last:\n    pass\nlast = Last()\ndef go(v):\n    last.value = v\n    return v\n',
    'const last = {}\nfunction go(v) {\n  last.value = v\n  return v\n}\n',
  ],
  [
    'writes an item',
    'table = {}\ndef go(v):\n    table["last"] = v\n    return v\n',
    'const table = new Map()\nfunction go(v) {\n  table.set("last", v)\n  return v\n}\n',
  ],
  [
    'keeps what it drew',
    'last = 0\ndef go(v):\n    global last\n    last = random.random()\n    return v\n',
    'let last = 0\nfunction go(v) {\n  last = Math.random()\n  return v\n}\n',
  ],
  [
    'draws for a log',
    'def go(v):\n    print(random.random())\n    return v\n',
    'function go(v) {\n  console.log(Math.random())\n  return v\n}\n',
  ],
]

describe.each(writers)('a function that %s', (_, python, script) => {
  it('is followed to the end', () => {
    expect(judge(`${PYTHON}${python}${often('go(1)')}${TRAINS}`, 'py').stops).toEqual([])
    expect(judge(`${SCRIPT}${script}${often('go(1)')}${FITS}`, 'mjs').stops).toEqual([])
  })

  it('hides no seeding that comes after it', () => {
    const seeds = 'random.seed(0)\ntorch.manual_seed(0)\n'
    expect(judge(`${PYTHON}${seeds}${python}${often('go(1)')}${seeds}${TRAINS}`, 'py').rules).toEqual([])
    const global = "seedrandom('x', { global: true })\n"
    expect(judge(`${SCRIPT}${global}${script}${often('go(1)')}${global}${FITS}`, 'mjs').rules).toEqual([])
  })

  it('hides no draw that nothing has seeded', () => {
    expect(judge(`${PYTHON}${python}${often('go(1)')}${TRAINS}`, 'py').rules).toContain('no-unseeded-random')
    expect(judge(`${SCRIPT}${script}${often('go(1)')}${FITS}`, 'mjs').rules).toContain('no-unseeded-random')
  })
})

describe('what a function that was run often enough leaves behind', () => {
  it.each<[what: string, ending: string, code: string]>([
    [
      'is written once more after something else was written there',
      'py',
      `${PYTHON}mode = "none"\ndef reset():\n    global mode\n    mode = "seed"\ndef use():\n    if mode == "seed":\n        torch.manual_seed(0)\n${often('reset()', 20)}mode = "none"\nreset()\nuse()\n${TRAINS}`,
    ],
    [
      'is written once more after something else was written there in JavaScript',
      'mjs',
      `${SCRIPT}let mode = 'none'\nfunction reset() {\n  mode = 'seed'\n}\nfunction use() {\n  if (mode === 'seed') seedrandom('x', { global: true })\n}\n${often('reset()', 20)}mode = 'none'\nreset()\nuse()\n${FITS}`,
    ],
    [
      'is a number that nobody knows',
      'py',
      `${PYTHON}step = 0\ndef tick():\n    global step\n    step += 1\n${often('tick()', 20)}if step == 20:\n    torch.manual_seed(0)\n${TRAINS}`,
    ],
    [
      'is a number that nobody knows in JavaScript',
      'mjs',
      `${SCRIPT}let step = 0\nfunction tick() {\n  step++\n}\n${often('tick()', 20)}if (step === 20) seedrandom('x', { global: true })\n${FITS}`,
    ],
    [
      'is the seeding that its last call makes',
      'py',
      `${PYTHON}last = None\ndef once(f):\n    global last\n    last = f\n    if f is not None:\n        f(0)\n${often('once(None)', 20)}once(torch.manual_seed)\n${TRAINS}`,
    ],
  ])('%s', (_, ending, code) => {
    expect(judge(code, ending)).toEqual({ rules: [], stops: [] })
  })

  it('is seen in the first loop that it is called in', () => {
    const noise =
      'last = 0\ndef noise():\n    global last\n    last = torch.rand(1, generator=torch.Generator().manual_seed(0))\n'
    const loop = 'for step in range(9):\n    noise()\n    net(torch.ones(4, 2) * last).sum().backward()\n'
    const code = `${PYTHON}torch.manual_seed(0)\n${noise}${often('noise()', 20)}${TRAINS}${loop}`
    expect(judge(code, 'py').rules).toEqual(['no-frozen-random'])
  })
})

describe('more draws than the origins that a value remembers', () => {
  const draws = (draw: string): string => Array.from({ length: 30 }, () => draw).join(', ')
  const ways: readonly [way: string, python: string, script: string][] = [
    [
      'in a sum',
      `x = ${draws('random.random()').replaceAll(', ', ' + ')}\n`,
      `const x = ${draws('Math.random()').replaceAll(', ', ' + ')}\n`,
    ],
    ['in a list', `x = [${draws('random.random()')}]\n`, `const x = [${draws('Math.random()')}]\n`],
    [
      'added to a list',
      `x = []\n${often('x.append(random.random())', 30)}`,
      `const x = []\n${often('x.push(Math.random())', 30)}`,
    ],
    [
      'under names',
      `x = {}\n${Array.from({ length: 30 }, (_, at) => `x["k${at}"] = random.random()\n`).join('')}`,
      `const x = {}\n${Array.from({ length: 30 }, (_, at) => `x.k${at} = Math.random()\n`).join('')}`,
    ],
    ['in a text', `x = f"${draws('{random.random()}')}"\n`, `const x = \`${draws('${Math.random()}')}\`\n`],
  ]
  const python = `${PYTHON}torch.manual_seed(0)\n${TRAINS}`
  const script = `${SCRIPT}tf.variable(tf.zeros([1]))\n`

  it.each(ways)('%s are nobody’s concern where all are only printed', (_, py, js) => {
    expect(judge(`${python}${py}print(x)\n`, 'py').rules).toEqual([])
    expect(judge(`${script}${js}console.log(x)\n`, 'mjs').rules).toEqual([])
  })

  it.each(ways.filter(([way]) => way !== 'in a text'))(
    '%s are reported where they are trained with',
    (_, py, js) => {
      const trained = py.includes('{}') ? 'list(x.values())' : 'x'
      const count = (code: string, ending: string): number =>
        linter.verify(code, [...reproducible.configs.recommended], {
          filename: join(import.meta.dirname, 'nowhere', `program.${ending}`),
        }).length
      expect(count(`${python}${py}net(torch.tensor(${trained})).sum().backward()\n`, 'py')).toBe(30)
      expect(
        count(
          `${script}${js}tf.variable(tf.tensor(${js.includes('{}') ? 'Object.values(x)' : 'x'}))\n`,
          'mjs',
        ),
      ).toBe(30)
    },
  )
})
