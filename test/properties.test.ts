/**
 * What must hold for every program: the analysis ends, and what it says depends neither on how the program is laid out
 * nor on what its variables are called.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Linter, type AST } from 'eslint'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import reproducible from '../src/index.ts'

const FOLDER = join(import.meta.dirname, 'nowhere')
const linter = new Linter({ cwd: join(import.meta.dirname, '..') })
const config = [...reproducible.configs.strict]

function lint(code: string, extension: 'mjs' | 'py'): Linter.LintMessage[] {
  return linter.verify(code, config, { filename: join(FOLDER, `program.${extension}`) })
}

// ------------------------------------------------------------------------------------------------------------ pieces

/** Statements that speak of what the catalogue knows; `$0` … are variables. */
const JAVASCRIPT = [
  'const $0 = tf.randomNormal([2]);',
  "const $0 = tf.randomNormal([2], 0, 1, 'float32', 7);",
  "tf.randomUniform([2], 0, 1, 'float32', 0).print();",
  'const $0 = [1, 2, 3]; tf.util.shuffle($0);',
  'const $0 = tf.data.array([1, 2]).shuffle(2); await $0.forEachAsync(($1) => console.log($1));',
  'const $0 = tf.layers.dense({ units: 1, inputShape: [4] }); const $1 = tf.sequential({ layers: [$0] }); await $1.fit(tf.ones([2, 4]), tf.ones([2, 1]));',
  'const $0 = tf.initializers.heNormal({ seed: 3 }); tf.layers.dense({ units: 1, kernelInitializer: $0 }).build([null, 4]);',
  'tf.layers.dropout({ rate: 0.5, seed: 42 }).apply(tf.ones([2]), { training: true });',
  'enforce({ seed: 42 });',
  'enforce({ seed: Date.now() });',
  'for (let $0 = 0; $0 < 3; $0++) { tf.multinomial([0.5, 0.5], 2, 9).print(); }',
  'for (const $0 of [1, 2]) { enforce({ seed: $0 }); tf.randomNormal([$0]).print(); }',
  'function $0($1) { return tf.randomNormal([$1]); } $0(4).print();',
  'const $0 = ($1 = {}) => tf.truncatedNormal([2], 0, 1, undefined, $1.value); $0().print();',
  'class $0 { constructor() { this.w = tf.randomNormal([2]); } run() { return this.w; } } new $0().run().print();',
  "if (process.argv.length > 2) { enforce({ seed: 1 }); } else { console.log('unseeded'); }",
  'let $0 = 1; while ($0 < 3) { $0 += Math.random(); } tf.tensor([$0]).print();',
  'const $0 = Math.random(); console.log($0);',
  'const $0 = []; await Promise.all([1, 2].map(async ($1) => { await tf.ready(); $0.push($1); })); tf.tensor($0).print();',
  "process.env.TF_DETERMINISTIC_OPS = '1';",
  "await tf.setBackend('webgpu');",
  'const { layers: $0 } = tf; $0.gaussianNoise({ stddev: 1, seed: 2 }).apply(tf.ones([2]), { training: true });',
  'try { tf.randomNormal([2]).print(); } catch ($0) { console.error($0); } finally { enforce({ seed: 5 }); }',
  'switch (process.argv[2]) { case "a": enforce({ seed: 6 }); break; default: tf.randomNormal([1]).print(); }',
  'Math.random = () => 0.5;',
]

const JAVASCRIPT_HEAD =
  "import { enforce } from 'eslint-plugin-reproducible/runtime';\nimport * as tf from '@tensorflow/tfjs-node';\n"

const PYTHON = [
  'torch.manual_seed(0)',
  'np.random.seed(0)',
  'random.seed(time.time())',
  '$0 = torch.randn(3)',
  '$0 = np.random.default_rng()\n$1 = $0.normal()\nprint(torch.tensor($1))',
  '$0 = [1, 2, 3]\nrandom.shuffle($0)',
  '$0 = nn.Linear(2, 2)',
  'for $0 in range(3):\n    torch.manual_seed(0)\n    print(torch.rand($0))',
  'def $0($1=None):\n    if $1 is not None:\n        torch.manual_seed($1)\n    return torch.rand(2)\nprint($0())',
  'class $0(Dataset):\n    def __getitem__(self, $1):\n        return np.random.rand()\n    def __len__(self):\n        return 4\n$2 = DataLoader($0(), num_workers=2, shuffle=True)\nfor $3 in $2:\n    print($3)',
  'torch.backends.cudnn.benchmark = True',
  '$0 = os.listdir("data")\n$1 = torch.tensor([len($2) for $2 in $0])',
  'with torch.random.fork_rng():\n    torch.manual_seed(3)\n    print(torch.rand(1))',
  'try:\n    print(random.random())\nexcept ValueError as $0:\n    print($0)',
  '$0 = {"a", "b"}\n$1 = {$2: $3 for $3, $2 in enumerate($0)}\nprint(torch.tensor(list($1.values())))',
  '$0 = lambda $1: torch.rand($1)\nprint($0(2))',
]

const PYTHON_HEAD =
  'import os\nimport random\nimport time\nimport numpy as np\nimport torch\nfrom torch import nn\nfrom torch.utils.data import DataLoader, Dataset\n'

/** The pieces as one program; each variable of each piece gets a name of its own from `name`. */
function program(head: string, pieces: readonly string[], name: (index: number) => string): string {
  const named = pieces.map((piece, at) =>
    piece.replaceAll(/\$(\d)/gu, (_, variable: string) => name(at * 10 + Number(variable))),
  )
  return `${head}${named.join('\n')}\n`
}

const plain = (index: number): string => `v${index}`

/** Names that say nothing: no seed, no rank, no flag. */
const names = fc.uniqueArray(fc.stringMatching(/^[b-df-hj-mo-qt-z]{1,7}$/u), { minLength: 60, maxLength: 60 })
const chosen = (pool: readonly string[]): ((index: number) => string) => {
  // A name that is also a keyword or known gets a tail.
  return (index) => `${pool[index % pool.length]}_${index}`
}

it('speaks of the pieces at all', () => {
  const silent = (head: string, pieces: readonly string[], extension: 'mjs' | 'py'): number =>
    pieces.filter((piece) => lint(program(head, [piece], plain), extension).length === 0).length
  expect(silent(JAVASCRIPT_HEAD, JAVASCRIPT, 'mjs')).toBeLessThan(JAVASCRIPT.length / 2)
  expect(silent(PYTHON_HEAD, PYTHON, 'py')).toBeLessThan(PYTHON.length / 2)
})

const javascriptPieces = fc.array(fc.constantFrom(...JAVASCRIPT), { minLength: 1, maxLength: 6 })
const pythonPieces = fc.array(fc.constantFrom(...PYTHON), { minLength: 1, maxLength: 6 })

// -------------------------------------------------------------------------------------------------------- never ends

describe('any input', { timeout: 60_000 }, () => {
  const TOKENS =
    "tf enforce Math random seed ( ) { } [ ] ; , . => = + ?? || ? : ... new class extends function async await yield return if else for of in while try catch switch case default const let import export from 'x' 7 0 null undefined `a` /r/ this super ! typeof randomNormal layers dense fit shuffle \n".split(
      ' ',
    )
  const PYTHON_TOKENS =
    'import from as def class lambda return yield for in while if elif else try except with : ( ) [ ] { } , . = == * ** @ np random seed torch None True 0 7 "s" self async await global nonlocal \n \n\x20\x20\x20\x20'.split(
      ' ',
    )

  it('of JavaScript tokens ends in reports or a syntax error', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TOKENS), { maxLength: 40 }), (tokens) => {
        lint(`${JAVASCRIPT_HEAD}${tokens.join(' ')}`, 'mjs')
      }),
      { numRuns: 200 },
    )
  })

  it('of Python tokens ends in reports or a syntax error', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PYTHON_TOKENS), { maxLength: 40 }), (tokens) => {
        lint(`${PYTHON_HEAD}${tokens.join(' ')}`, 'py')
      }),
      { numRuns: 200 },
    )
  })

  it('of characters ends in reports or a syntax error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        lint(JAVASCRIPT_HEAD + text, 'mjs')
        lint(PYTHON_HEAD + text, 'py')
      }),
      { numRuns: 200 },
    )
  })

  const CLAIMS = join(import.meta.dirname, 'evidence/claims')
  const files = readdirSync(CLAIMS, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:mjs|py)$/u.test(file))
    .map((file) => ({ file, text: readFileSync(join(CLAIMS, file), 'utf8') }))

  it('that is the beginning of a program ends in reports or a syntax error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ file, text }, part) => {
          const lines = text.split('\n')
          const extension = file.endsWith('.py') ? 'py' : 'mjs'
          lint(lines.slice(0, Math.ceil(lines.length * part)).join('\n'), extension)
          lint(text.slice(0, Math.floor(text.length * part)), extension)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('that is nested deeply ends', () => {
    const deep = (open: string, close: string): string =>
      open.repeat(150) + 'Math.random()' + close.repeat(150)
    for (const code of [
      deep('(', ')'),
      deep('[', ']'),
      deep('f(', ')'),
      deep('(() => ', ')()'),
      deep('!', ''),
    ])
      lint(`${JAVASCRIPT_HEAD}tf.tensor(${code})`, 'mjs')
    lint(`${PYTHON_HEAD}x = ${'['.repeat(80)}random.random()${']'.repeat(80)}`, 'py')
  })
})

// -------------------------------------------------------------------------------------------------------- JavaScript

function tokensOf(code: string): readonly AST.Token[] {
  linter.verify(code, { rules: {} })
  return linter.getSourceCode().ast.tokens
}

/** Each report as its rule, its words without line numbers, and the token it starts at. */
function reportsByToken(code: string): readonly string[] {
  const starts = tokensOf(code).map((token) => token.range[0])
  const lines = code.split('\n')
  return lint(code, 'mjs')
    .map(({ ruleId, message, line, column }) => {
      const offset = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1
      return `${ruleId} at ${starts.indexOf(offset)}: ${message.replaceAll(/line \d+/gu, 'line')}`
    })
    .toSorted()
}

/** The same tokens with other space between them. A line may not end where JavaScript would end the statement. */
function relaid(code: string, gaps: readonly string[]): string {
  let at = 0
  let previous = ''
  let text = ''
  for (const { value } of tokensOf(code)) {
    const gap = gaps[at++ % gaps.length]!
    const keeps =
      /^(?:return|throw|break|continue|async|yield)$/u.test(previous) || /^(?:\+\+|--|=>)$/u.test(value)
    text += (keeps ? ' ' : gap) + value
    previous = value
  }
  return text
}

describe('reports in JavaScript', { timeout: 60_000 }, () => {
  const GAPS = [' ', '\n', '\n\n', '  ', '\t', ' /* note */ ', ' // note\n', '\r\n']

  it('do not depend on the layout', () => {
    fc.assert(
      fc.property(
        javascriptPieces,
        fc.array(fc.constantFrom(...GAPS), { minLength: 1, maxLength: 50 }),
        (pieces, gaps) => {
          const code = program(JAVASCRIPT_HEAD, pieces, plain)
          expect(reportsByToken(relaid(code, gaps))).toEqual(reportsByToken(code))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('do not depend on the names of variables', () => {
    const places = (code: string): readonly string[] =>
      reportsByToken(code).map((report) => report.slice(0, report.indexOf(':')))
    fc.assert(
      fc.property(javascriptPieces, names, (pieces, pool) => {
        const renamed = program(JAVASCRIPT_HEAD, pieces, chosen(pool))
        expect(places(renamed)).toEqual(places(program(JAVASCRIPT_HEAD, pieces, plain)))
      }),
      { numRuns: 60 },
    )
  })
})

// ------------------------------------------------------------------------------------------------------------ Python

/** Each report as its rule, its words without line numbers, and the number of its line among those with code. */
function reportsByLine(code: string): readonly string[] {
  const lines = code.split('\n')
  const isCode = (line: string): boolean => /^\s*[^\s#]/u.test(line)
  return lint(code, 'py')
    .map(({ ruleId, message, line }) => {
      const at = lines.slice(0, line).filter(isCode).length
      return `${ruleId} at ${at}: ${message.replaceAll(/line \d+/gu, 'line')}`
    })
    .toSorted()
}

describe('reports in Python', { timeout: 60_000 }, () => {
  it('do not depend on the layout', () => {
    const indents = fc.constantFrom('  ', '\t', '        ')
    const between = fc.array(fc.constantFrom('', '\n', '# note\n', '\n\n    # note\n'), {
      minLength: 1,
      maxLength: 9,
    })
    fc.assert(
      fc.property(pythonPieces, indents, between, (pieces, indent, extras) => {
        const code = program(PYTHON_HEAD, pieces, plain)
        const lines = code.split('\n').map((line, at) => {
          const [, space, rest] = /^((?: {4})*)(.*)$/u.exec(line)!
          return `${extras[at % extras.length]!}${indent.repeat(space!.length / 4)}${rest!}`
        })
        expect(reportsByLine(lines.join('\n'))).toEqual(reportsByLine(code))
      }),
      { numRuns: 60 },
    )
  })

  it('do not depend on the names of variables', () => {
    const places = (code: string): readonly string[] =>
      reportsByLine(code).map((report) => report.slice(0, report.indexOf(':')))
    fc.assert(
      fc.property(pythonPieces, names, (pieces, pool) => {
        const renamed = program(PYTHON_HEAD, pieces, chosen(pool))
        expect(places(renamed)).toEqual(places(program(PYTHON_HEAD, pieces, plain)))
      }),
      { numRuns: 60 },
    )
  })
})
