/**
 * Programs that grow in one dimension: a block or an expression that is repeated, or put within itself, `n` times
 * around what is given. Two dimensions are put within each other by giving one what the other made.
 */

/** A block of statements around others, which are indented by nothing. */
type Blocks = Readonly<Record<string, (n: number, inner: string) => string>>
/** An expression around another one. */
type Expressions = Readonly<Record<string, (n: number, inner: string) => string>>

export interface Growing {
  readonly ending: 'py' | 'mjs'
  /** What every program begins with. */
  readonly head: string
  /** A draw that nothing has seeded. */
  readonly draw: string
  /** A statement that trains with the value of an expression. */
  train(expression: string): string
  readonly blocks: Blocks
  readonly expressions: Expressions
}

const times = (n: number, text: (at: number) => string, separator = '\n'): string =>
  Array.from({ length: n }, (_, at) => text(at)).join(separator)

/** Puts a text within others, the last of them outermost. */
const within = (n: number, inner: string, around: (inside: string, at: number) => string): string => {
  let text = inner
  for (let at = 0; at < n; at++) text = around(text, at)
  return text
}

const indented = (text: string, by = '    '): string => text.replaceAll(/^(?=.)/gmu, by)

let names = 0
/** A name that no other part of the program has. */
const fresh = (stem: string): string => `${stem}_${names++}`

/** CPython refuses more than 100 levels of indentation and 20 loops or `with` within each other. */
const MOST_INDENTED = 18

export const PYTHON: Growing = {
  ending: 'py',
  head: 'import random\nimport torch\nfrom torch import nn\ntorch.manual_seed(0)\nnet = nn.Linear(1, 1)\n',
  draw: 'random.random()',
  train: (expression) => `net(torch.as_tensor(${expression})).sum().backward()`,
  blocks: {
    'statements in a row': (n, inner) => times(n, () => inner),
    'writes of one name': (n, inner) => {
      const name = fresh('x')
      return `${name} = 0\n${times(n, () => `${name} = ${name} + 1`)}\n${inner}`
    },
    names: (n, inner) => `${times(n, (at) => `${fresh('v')} = ${at}`)}\n${inner}`,
    'branches in a row': (n, inner) => times(n, (at) => `if flag_${at}:\n${indented(inner)}`),
    'arms of elif': (n, inner) =>
      times(n, (at) => `${at ? 'elif' : 'if'} kind == ${at}:\n${indented(inner)}`) + '\nelse:\n    pass',
    'cases of match': (n, inner) =>
      `match kind:\n${times(n, (at) => `    case ${at}:\n${indented(inner, '        ')}`)}`,
    'ifs within each other': (n, inner) =>
      within(Math.min(n, 60), inner, (text, at) => `if flag_${at}:\n${indented(text)}`),
    'loops in a row': (n, inner) => times(n, () => `for i in range(3):\n${indented(inner)}`),
    'loops within each other': (n, inner) =>
      within(Math.min(n, MOST_INDENTED), inner, (text, at) => `for i_${at} in range(3):\n${indented(text)}`),
    'tries in a row': (n, inner) => times(n, () => `try:\n${indented(inner)}\nexcept ValueError:\n    pass`),
    'withs in a row': (n, inner) => times(n, () => `with open("f") as f:\n${indented(inner)}`),
    'functions in a chain': (n, inner) => {
      const name = fresh('f')
      return `def ${name}_0():\n${indented(inner)}\n${times(n, (at) => `def ${name}_${at + 1}():\n    ${name}_${at}()`)}\n${name}_${n}()`
    },
    'functions, each called': (n, inner) => {
      const name = fresh('f')
      return times(n, (at) => `def ${name}_${at}():\n${indented(inner)}\n${name}_${at}()`)
    },
    'functions that nobody calls': (n, inner) => {
      const name = fresh('f')
      return times(n, (at) => `def ${name}_${at}():\n${indented(inner)}`)
    },
    'calls of one function': (n, inner) => {
      const name = fresh('f')
      return `def ${name}(x):\n${indented(inner)}\n${times(n, (at) => `${name}(${at})`)}`
    },
    'calls of one function with functions': (n, inner) => {
      const name = fresh('f')
      return `def ${name}(g):\n    return g()\n${times(n, (at) => `def ${name}_${at}():\n${indented(inner)}\n${name}(${name}_${at})`)}`
    },
    'functions within each other': (n, inner) => {
      const name = fresh('f')
      return within(
        Math.min(n, 60),
        inner,
        (text, at) => `def ${name}_${at}():\n${indented(text)}\n${name}_${at}()`,
      )
    },
    decorators: (n, inner) => {
      const name = fresh('d')
      return `def ${name}(f):\n    return f\n${times(n, () => `@${name}`)}\ndef ${name}_f():\n${indented(inner)}\n${name}_f()`
    },
    'classes in a chain': (n, inner) => {
      const name = fresh('C')
      return `class ${name}_0:\n    def __init__(self):\n${indented(inner, '        ')}\n${times(n, (at) => `class ${name}_${at + 1}(${name}_${at}):\n    def __init__(self):\n        super().__init__()`)}\n${name}_${n}()`
    },
    'classes, each made': (n, inner) => {
      const name = fresh('C')
      return times(
        n,
        (at) =>
          `class ${name}_${at}:\n    def go(self):\n${indented(inner, '        ')}\n${name}_${at}().go()`,
      )
    },
    'methods of one class': (n, inner) => {
      const name = fresh('C')
      return `class ${name}:\n    pass\n${times(n, (at) => `    def m_${at}(self):\n${indented(inner, '        ')}`)}\n${name}().m_0()`
    },
    'objects of one class': (n, inner) => {
      const name = fresh('C')
      return `class ${name}:\n    def go(self):\n${indented(inner, '        ')}\n${times(n, (at) => `${name}_${at} = ${name}()\n${name}_${at}.go()`)}`
    },
    'appends to one list': (n, inner) => {
      const name = fresh('xs')
      return `${name} = []\n${times(n, (at) => `${name}.append(${at})`)}\n${inner}`
    },
    'writes of items': (n, inner) => {
      const name = fresh('d')
      return `${name} = {}\n${times(n, (at) => `${name}["k${at}"] = ${at}`)}\n${inner}`
    },
    'writes of fields': (n, inner) => {
      const name = fresh('o')
      return `class ${name}: pass\n${name}_1 = ${name}()\n${times(n, (at) => `${name}_1.k${at} = ${at}`)}\n${inner}`
    },
    seedings: (n, inner) => `${times(n, (at) => `torch.cuda.manual_seed(${at})`)}\n${inner}`,
    generators: (n, inner) => {
      const name = fresh('g')
      return `${times(n, (at) => `${name}_${at} = torch.Generator()\n${name}_${at}.manual_seed(${at})`)}\n${inner}`
    },
    layers: (n, inner) => `${times(n, () => 'nn.Linear(2, 2)')}\n${inner}`,
    imports: (n, inner) => `${times(n, (at) => `import package_${at}`)}\n${inner}`,
    comments: (n, inner) => `${times(n, (at) => `# a line that says nothing, ${at}`)}\n${inner}`,
    'lines of a text': (n, inner) => `${fresh('t')} = """\n${times(n, (at) => `line ${at}`)}\n"""\n${inner}`,
  },
  expressions: {
    'terms of a sum': (n, inner) => times(n, () => inner, ' + '),
    'terms of an and': (n, inner) => `(${times(n, () => inner, ' and ')})`,
    conditionals: (n, inner) => times(n, (at) => `${inner} if kind == ${at} else `, '') + '0',
    'items of a list': (n, inner) => `[${times(n, () => inner, ', ')}]`,
    'items of a dict': (n, inner) => `{${times(n, (at) => `"k${at}": ${inner}`, ', ')}}`,
    'items of a set': (n, inner) => `{${times(n, (at) => `(${at}, ${inner})`, ', ')}}`,
    'numbers before it': (n, inner) => `[${times(n, String, ', ')}, ${inner}]`,
    arguments: (n, inner) => `print(${times(n, () => inner, ', ')})`,
    keywords: (n, inner) => `dict(${times(n, (at) => `k${at}=${inner}`, ', ')})`,
    'parts of a text': (n, inner) => `f"${times(n, () => `{${inner.includes('"') ? 'x' : inner}}`, ' ')}"`,
    comparisons: (n, inner) => times(n, () => inner, ' < '),
    brackets: (n, inner) => within(Math.min(n, 60), inner, (text) => `(${text})`),
    'lists within each other': (n, inner) => within(Math.min(n, 60), inner, (text) => `[${text}]`),
    'calls within each other': (n, inner) => within(Math.min(n, 60), inner, (text) => `abs(${text})`),
    'lambdas within each other': (n, inner) =>
      within(Math.min(n, 40), inner, (text) => `(lambda: ${text})()`),
    'comprehensions within each other': (n, inner) =>
      within(Math.min(n, MOST_INDENTED), inner, (text, at) => `[${text} for c_${at} in range(3)]`),
    'clauses of a comprehension': (n, inner) =>
      `[${inner} ${times(Math.min(n, MOST_INDENTED), (at) => `for c_${at} in range(3)`, ' ')}]`,
    'methods in a chain': (n, inner) => `(${inner})${times(n, () => '.abs()', '')}`,
    'fields in a chain': (n, inner) => `(${inner})${times(n, (at) => `.f${at}`, '')}`,
    'subscripts in a chain': (n, inner) => `(${inner})${times(n, () => '[0]', '')}`,
    signs: (n, inner) => `${'-'.repeat(n)}(${inner})`,
  },
}

/** ESLint's own parser ends the whole process at some 200 callbacks within each other, before any rule is asked. */
const MOST_NESTED = 100

export const JAVASCRIPT: Growing = {
  ending: 'mjs',
  head: "import * as tf from '@tensorflow/tfjs'\nimport seedrandom from 'seedrandom'\n",
  draw: 'Math.random()',
  train: (expression) => `tf.variable(tf.tensor(${expression}))`,
  blocks: {
    'statements in a row': (n, inner) => times(n, () => `{\n${inner}\n}`),
    'writes of one name': (n, inner) => {
      const name = fresh('x')
      return `let ${name} = 0\n${times(n, () => `${name} = ${name} + 1`)}\n${inner}`
    },
    names: (n, inner) => `${times(n, (at) => `const ${fresh('v')} = ${at}`)}\n${inner}`,
    'branches in a row': (n, inner) => times(n, (at) => `if (globalThis.flag${at}) {\n${inner}\n}`),
    'arms of else if': (n, inner) =>
      times(n, (at) => `if (globalThis.kind === ${at}) {\n${inner}\n}`, ' else '),
    'cases of switch': (n, inner) =>
      `switch (globalThis.kind) {\n${times(n, (at) => `case ${at}: {\n${inner}\nbreak\n}`)}\n}`,
    'ifs within each other': (n, inner) =>
      within(Math.min(n, MOST_NESTED), inner, (text, at) => `if (globalThis.flag${at}) {\n${text}\n}`),
    'blocks within each other': (n, inner) =>
      within(Math.min(n, MOST_NESTED), inner, (text) => `{\n${text}\n}`),
    'loops in a row': (n, inner) => times(n, () => `for (let i = 0; i < 3; i++) {\n${inner}\n}`),
    'loops within each other': (n, inner) =>
      within(Math.min(n, MOST_NESTED), inner, (text, at) => `for (const i${at} of [1, 2]) {\n${text}\n}`),
    'tries in a row': (n, inner) => times(n, () => `try {\n${inner}\n} catch {}`),
    'tries within each other': (n, inner) =>
      within(Math.min(n, MOST_NESTED), inner, (text) => `try {\n${text}\n} finally {}`),
    'functions in a chain': (n, inner) => {
      const name = fresh('f')
      return `function ${name}_0() {\n${inner}\n}\n${times(n, (at) => `function ${name}_${at + 1}() {\n${name}_${at}()\n}`)}\n${name}_${n}()`
    },
    'functions, each called': (n, inner) => {
      const name = fresh('f')
      return times(n, (at) => `function ${name}_${at}() {\n${inner}\n}\n${name}_${at}()`)
    },
    'functions that nobody calls': (n, inner) => {
      const name = fresh('f')
      return times(n, (at) => `function ${name}_${at}() {\n${inner}\n}`)
    },
    'calls of one function': (n, inner) => {
      const name = fresh('f')
      return `function ${name}(x) {\n${inner}\n}\n${times(n, (at) => `${name}(${at})`)}`
    },
    'calls of one function with functions': (n, inner) => {
      const name = fresh('f')
      return `function ${name}(g) {\nreturn g()\n}\n${times(n, () => `${name}(() => {\n${inner}\n})`)}`
    },
    'functions within each other': (n, inner) => {
      const name = fresh('f')
      return within(
        Math.min(n, MOST_NESTED),
        inner,
        (text, at) => `function ${name}_${at}() {\n${text}\n}\n${name}_${at}()`,
      )
    },
    'callbacks within each other': (n, inner) =>
      within(Math.min(n, MOST_NESTED), inner, (text) => `[1].forEach(() => {\n${text}\n})`),
    'classes in a chain': (n, inner) => {
      const name = fresh('C')
      return `class ${name}_0 {\nconstructor() {\n${inner}\n}\n}\n${times(n, (at) => `class ${name}_${at + 1} extends ${name}_${at} {\nconstructor() {\nsuper()\n}\n}`)}\nnew ${name}_${n}()`
    },
    'classes, each made': (n, inner) => {
      const name = fresh('C')
      return times(n, (at) => `class ${name}_${at} {\ngo() {\n${inner}\n}\n}\nnew ${name}_${at}().go()`)
    },
    'methods of one class': (n, inner) => {
      const name = fresh('C')
      return `class ${name} {\n${times(n, (at) => `m${at}() {\n${inner}\n}`)}\n}\nnew ${name}().m0()`
    },
    'objects of one class': (n, inner) => {
      const name = fresh('C')
      return `class ${name} {\ngo() {\n${inner}\n}\n}\n${times(n, (at) => `const ${name}_${at} = new ${name}()\n${name}_${at}.go()`)}`
    },
    'pushes to one list': (n, inner) => {
      const name = fresh('xs')
      return `const ${name} = []\n${times(n, (at) => `${name}.push(${at})`)}\n${inner}`
    },
    'writes of fields': (n, inner) => {
      const name = fresh('o')
      return `const ${name} = {}\n${times(n, (at) => `${name}.k${at} = ${at}`)}\n${inner}`
    },
    generators: (n, inner) => `${times(n, (at) => `const ${fresh('g')} = seedrandom('${at}')`)}\n${inner}`,
    layers: (n, inner) =>
      `${times(n, (at) => `tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.heNormal({ seed: ${at} }) })`)}\n${inner}`,
    'promises in a chain': (n, inner) =>
      `Promise.resolve()${times(n, () => `.then(() => {\n${inner}\n})`, '')}`,
    comments: (n, inner) => `${times(n, (at) => `// a line that says nothing, ${at}`)}\n${inner}`,
    'lines of a text': (n, inner) =>
      `const ${fresh('t')} = \`\n${times(n, (at) => `line ${at}`)}\n\`\n${inner}`,
  },
  expressions: {
    'terms of a sum': (n, inner) => times(n, () => inner, ' + '),
    'terms of an and': (n, inner) => `(${times(n, () => inner, ' && ')})`,
    conditionals: (n, inner) => `(${times(n, (at) => `globalThis.kind === ${at} ? ${inner} : `, '')}0)`,
    'items of a list': (n, inner) => `[${times(n, () => inner, ', ')}]`,
    'spreads in a list': (n, inner) => `[${times(n, () => `...[${inner}]`, ', ')}]`,
    'items of an object': (n, inner) => `({ ${times(n, (at) => `k${at}: ${inner}`, ', ')} })`,
    'numbers before it': (n, inner) => `[${times(n, String, ', ')}, ${inner}]`,
    arguments: (n, inner) => `Math.max(${times(n, () => inner, ', ')})`,
    'parts of a text': (n, inner) => `\`${times(n, () => `\${${inner.includes('`') ? 'x' : inner}}`, ' ')}\``,
    'parts of a sequence': (n, inner) => `(${times(n, () => inner, ', ')})`,
    brackets: (n, inner) => within(Math.min(n, MOST_NESTED), inner, (text) => `(${text})`),
    'lists within each other': (n, inner) => within(Math.min(n, MOST_NESTED), inner, (text) => `[${text}]`),
    'objects within each other': (n, inner) =>
      within(Math.min(n, MOST_NESTED), inner, (text) => `({ a: ${text} })`),
    'calls within each other': (n, inner) =>
      within(Math.min(n, MOST_NESTED), inner, (text) => `Math.abs(${text})`),
    'arrow functions within each other': (n, inner) =>
      within(Math.min(n, MOST_NESTED), inner, (text) => `(() => ${text})()`),
    'maps within each other': (n, inner) =>
      within(Math.min(n, MOST_NESTED), inner, (text) => `[1].map(() => ${text})`),
    'methods in a chain': (n, inner) => `[${inner}]${times(n, () => '.map((x) => x)', '')}`,
    'fields in a chain': (n, inner) => `(${inner})${times(n, (at) => `.f${at}`, '')}`,
    'subscripts in a chain': (n, inner) => `(${inner})${times(n, () => '[0]', '')}`,
    signs: (n, inner) => `${'- '.repeat(n)}(${inner})`,
  },
}

export const LANGUAGES = { Python: PYTHON, JavaScript: JAVASCRIPT } as const

export interface GrowingProgram {
  readonly name: string
  /** @param n how often each of its dimensions is repeated, at least 1. */
  code(n: number): string
}

/** A program of each dimension of a language. */
export function inOneDimension({ head, draw, train, blocks, expressions }: Growing): GrowingProgram[] {
  return [
    ...Object.entries(blocks).map(([name, block]) => ({
      name,
      code: (n: number) => `${head}${block(n, train(draw))}\n`,
    })),
    ...Object.entries(expressions).map(([name, expression]) => ({
      name,
      code: (n: number) => `${head}${train(expression(n, draw))}\n`,
    })),
  ]
}

/** A program of each pair of dimensions of a language, one within the other. */
export function inTwoDimensions({ head, draw, train, blocks, expressions }: Growing): GrowingProgram[] {
  const [outer, inner] = [Object.entries(blocks), Object.entries(expressions)]
  return [
    ...outer.flatMap(([name, block]) => [
      ...outer.map(([other, second]) => ({
        name: `${name} around ${other}`,
        code: (n: number) => `${head}${block(n, second(n, train(draw)))}\n`,
      })),
      ...inner.map(([other, expression]) => ({
        name: `${name} around ${other}`,
        code: (n: number) => `${head}${block(n, train(expression(n, draw)))}\n`,
      })),
    ]),
    ...inner.flatMap(([name, expression]) =>
      inner.map(([other, second]) => ({
        name: `${name} around ${other}`,
        code: (n: number) => `${head}${train(expression(n, second(n, draw)))}\n`,
      })),
    ),
  ]
}

export interface GrowingProject {
  readonly name: string
  /** Texts by path, the same number of lines for each `n`. */
  files(n: number): Readonly<Record<string, string>>
}

const python = (text: string): string => `${PYTHON.head}${text}\n`
const trains = PYTHON.train(PYTHON.draw)

/** Projects of several files that grow in one dimension. */
export const PROJECTS: readonly GrowingProject[] = [
  {
    name: 'modules in a chain',
    files: (n) => ({
      ...Object.fromEntries(
        Array.from({ length: n }, (_, at) => [
          `m${at}.py`,
          `import m${at + 1}\nm${at + 1}.go()\ndef go(): pass\n`,
        ]),
      ),
      [`m${n}.py`]: python(`def go():\n    ${trains}`),
    }),
  },
  {
    name: 'modules in a circle without an entry',
    files: (n) =>
      Object.fromEntries(
        Array.from({ length: n }, (_, at) => [
          `m${at}.py`,
          python(`import m${(at + 1) % n}\ndef go():\n    ${trains}`),
        ]),
      ),
  },
  {
    name: 'modules of one program',
    files: (n) => ({
      ...Object.fromEntries(
        Array.from({ length: n }, (_, at) => [`m${at}.py`, python(`def go():\n    ${trains}`)]),
      ),
      'train.py': Array.from({ length: n }, (_, at) => `import m${at}\nm${at}.go()\n`).join(''),
    }),
  },
  {
    name: 'programs of one module',
    files: (n) => ({
      ...Object.fromEntries(
        Array.from({ length: n }, (_, at) => [`train_${at}.py`, 'import shared\nshared.go()\n']),
      ),
      'shared.py': python(`def go():\n    ${trains}`),
    }),
  },
  {
    name: 'packages of five files',
    files: (n) =>
      Object.fromEntries(
        Array.from({ length: Math.ceil(n / 5) }, (_, at) => [
          [`p${at}/__init__.py`, ''],
          [`p${at}/model.py`, python(`def build():\n    return ${PYTHON.draw}`)],
          [`p${at}/data.py`, python(`from .model import build\ndef rows():\n    return build()`)],
          [`p${at}/train.py`, python(`from .data import rows\ndef train():\n    ${PYTHON.train('rows()')}`)],
          [`p${at}/main.py`, `from .train import train\ntrain()\n`],
        ]).flat(),
      ),
  },
  {
    name: 'cells of a notebook',
    files: (n) => ({
      'train.ipynb': JSON.stringify({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {},
        cells: [PYTHON.head, ...Array.from({ length: n }, () => trains)].map((source, at) => ({
          cell_type: 'code',
          id: `c${at}`,
          metadata: {},
          outputs: [],
          execution_count: null,
          source,
        })),
      }),
    }),
  },
  {
    name: 'JavaScript modules in a chain',
    files: (n) => ({
      ...Object.fromEntries(
        Array.from({ length: n }, (_, at) => [
          `m${at}.mjs`,
          `import { go } from './m${at + 1}.mjs'\ngo()\nexport { go }\n`,
        ]),
      ),
      [`m${n}.mjs`]: `${JAVASCRIPT.head}export function go() {\n${JAVASCRIPT.train(JAVASCRIPT.draw)}\n}\n`,
    }),
  },
  {
    name: 'JavaScript programs of one module',
    files: (n) => ({
      ...Object.fromEntries(
        Array.from({ length: n }, (_, at) => [`train${at}.mjs`, "import { go } from './shared.mjs'\ngo()\n"]),
      ),
      'shared.mjs': `${JAVASCRIPT.head}export function go() {\n${JAVASCRIPT.train(JAVASCRIPT.draw)}\n}\n`,
    }),
  },
]
