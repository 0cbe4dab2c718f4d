/**
 * Single inputs that once cost half a minute or most of the memory. Each is judged to its end with a heap that a hang or
 * a quadratic step does not fit in; the time that a test may take is one that only a hang needs.
 */
import { join } from 'node:path'
import { mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { command, folderWith, notebook } from './command.ts'

const lines = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join('')

const TENSORFLOW = "import * as tf from '@tensorflow/tfjs'\n"

interface Input {
  readonly what: string
  readonly name: string
  readonly text: string
  /** Of the heap, in MB. */
  readonly heap: number
  /** What the report says. */
  readonly says: RegExp
}

const inputs: readonly Input[] = [
  {
    what: 'a dict of 10,000 draws',
    name: 'a.py',
    text: `import torch\nx = {\n${lines(10_000, (at) => `    'k${at}': torch.rand(1),\n`)}}\ny = torch.stack(list(x.values()))\n`,
    heap: 250,
    says: /no-unseeded-random/u,
  },
  {
    what: 'an object of 10,000 draws',
    name: 'a.mjs',
    text: `${TENSORFLOW}const x = {\n${lines(10_000, (at) => `  k${at}: tf.randomNormal([1]),\n`)}}\nx.k0.print()\n`,
    heap: 250,
    says: /no-unseeded-random/u,
  },
  {
    what: '500 classes in a chain with super()',
    name: 'a.py',
    text: `import torch\nfrom torch import nn\nclass C0(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.l = nn.Linear(2, 1)\n${lines(500, (at) => `class C${at + 1}(C${at}):\n    def __init__(self):\n        super().__init__()\n        self.l${at} = nn.Linear(2, 1)\n`)}net = C500()\nnet(torch.ones(1, 2)).sum().backward()\n`,
    heap: 250,
    says: /Not followed to the end: a\.py/u,
  },
  {
    what: '500 classes in a chain in JavaScript',
    name: 'a.mjs',
    text: `${TENSORFLOW}class C0 { constructor() { this.l = tf.randomNormal([2]) } }\n${lines(500, (at) => `class C${at + 1} extends C${at} { constructor() { super(); this.l${at} = tf.randomNormal([2]) } }\n`)}new C500().l.print()\n`,
    heap: 250,
    says: /Not followed to the end: a\.mjs/u,
  },
  {
    what: 'a notebook of 3,000 cells that do not parse',
    name: 'a.ipynb',
    text: notebook('import torch\n', ...Array<string>(3000).fill('def f(:\n  x = = 1\n')),
    heap: 150,
    says: /3000 (?:problems|errors)/u,
  },
  {
    what: 'a bundle of 1.5 MB',
    name: 'a.mjs',
    text: `${TENSORFLOW}${lines(9000, (at) => `function f${at}(a,b){var c=a+b;if(c>${at}){return f${Math.max(at - 1, 0)}(c,b)}for(var i=0;i<a;i++){c+=i*Math.random()}return {c:c,d:[a,b,c],e:function(x){return x+c}}}\n`)}tf.randomNormal([2]).print()\n`,
    // ESLint's own tree and scopes are most of it.
    heap: 1100,
    says: /1 file read/u,
  },
]

describe.each(inputs)('$what', ({ name, text, heap, says }) => {
  it('is judged', { timeout: 120_000 }, () => {
    const { code, out, err, closing } = command(['--no-config'], folderWith({ [name]: text }), {
      NODE_OPTIONS: `--max-old-space-size=${heap}`,
    })
    expect(out + err + closing).toMatch(says)
    expect([0, 1]).toContain(code)
  })
})

describe('a small file of a package of 400 modules that import each other', () => {
  const modules = Object.fromEntries(
    Array.from({ length: 400 }, (_, at) => {
      const imported = [2 * at + 1, 2 * at + 2].filter((each) => each < 400)
      const text = `import torch\nimport numpy as np\n${imported.map((each) => `from lib.m${each} import F${each}_0\n`).join('')}${lines(
        12,
        (n) =>
          `class F${at}_${n}(torch.nn.Module):\n    def __init__(self, n=${n}):\n        super().__init__()\n        self.w = torch.rand(n)\n        self.l = torch.nn.Linear(n, n)\n    def forward(self, x):\n        for i in range(3):\n            if x.sum() > i:\n                x = self.l(x) + self.w * np.random.rand()\n        return x\n`,
      )}`
      return [`lib/m${at}.py`, text]
    }),
  )

  it('is judged', { timeout: 120_000 }, () => {
    const folder = folderWith({
      ...modules,
      'lib/__init__.py': '',
      'a.py': 'import torch\nfrom lib.m0 import F0_0\nnet = F0_0(4)\nprint(net(torch.ones(4)))\n',
    })
    mkdirSync(join(folder, '.git'))
    const { out, closing } = command(['--no-config', 'a.py'], folder, {
      NODE_OPTIONS: '--max-old-space-size=250',
    })
    expect(closing).toContain('1 file read; all judged')
    expect(out).toContain('no-unseeded-random')
  })
})
