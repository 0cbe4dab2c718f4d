import { createRequire } from 'node:module'
import type { Linter as LinterClass, Rule } from 'eslint'
import { describe, expect, it } from 'vitest'
import { cellPosition, withCell, withoutCell } from '../../src/languages/notebook/cells.ts'
import { notebookProcessor } from '../../src/languages/notebook/processor.ts'
import { PythonLanguage } from '../../src/languages/python/language.ts'
import { installPlatform } from '../platforms/install.ts'

type Source = string | string[]

interface CellJson {
  cell_type: 'code' | 'markdown' | 'raw'
  source: Source
  outputs?: unknown[]
}

function lines(text: string): string[] {
  return text.split(/(?<=\n)/)
}

function notebook(
  cells: (string | CellJson)[],
  metadata: object = { kernelspec: { name: 'python3', language: 'python' } },
  indent = 1,
): string {
  const json = {
    cells: cells.map((cell) =>
      typeof cell === 'string'
        ? { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: lines(cell) }
        : { metadata: {}, ...cell },
    ),
    metadata,
    nbformat: 4,
    nbformat_minor: 5,
  }
  return `${JSON.stringify(json, null, indent)}\n`
}

/** The text of the code cells of a notebook, which a fix must leave valid. */
function codeOf(text: string): string[] {
  const { cells } = JSON.parse(text) as { cells: CellJson[] }
  return cells
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ source }) => (Array.isArray(source) ? source.join('') : source))
}

const calls: Rule.RuleModule = {
  meta: { type: 'problem', messages: { found: '{{what}}' } },
  create: (context) => ({
    Call: (node: Rule.Node) =>
      context.report({ node, messageId: 'found', data: { what: context.sourceCode.getText(node) } }),
  }),
}

/** `seed()` gets the argument 1, and an import above the first line of the program. */
const seed: Rule.RuleModule = {
  meta: {
    type: 'problem',
    fixable: 'code',
    hasSuggestions: true,
    messages: { seed: 'Seed.', remove: 'Remove.' },
  },
  create: (context) => ({
    'Expr > Call[func.id="seed"][args.length=0]'(node: Rule.Node) {
      const [start, end] = node.range!
      context.report({
        node,
        messageId: 'seed',
        fix: (fixer) => [
          fixer.insertTextBeforeRange([0, 0], 'import seeds\n'),
          fixer.replaceTextRange([end - 1, end], '"é"\\\n)'),
        ],
        suggest: [{ messageId: 'remove', fix: (fixer) => fixer.removeRange([start, end + 1]) }],
      })
    },
  }),
}

/** Moves the line of a call of `late` to the beginning of the program. */
const late: Rule.RuleModule = {
  meta: { type: 'problem', fixable: 'code', messages: { late: 'Late.' } },
  create: (context) => ({
    'Module > Expr:not(:first-child) > Call[func.id="late"]'(node: Rule.Node) {
      const [start, end] = node.range!
      context.report({
        node,
        messageId: 'late',
        fix: (fixer) => [
          fixer.insertTextBeforeRange([0, 0], `${context.sourceCode.getText(node)}\n`),
          fixer.removeRange([start, end + 1]),
        ],
      })
    },
  }),
}

const oldest = installPlatform('eslint9', 'eslint')
const platforms: [string, NodeJS.Require | string][] = [
  ['ESLint 10', createRequire(import.meta.url)],
  ['ESLint 9.29', oldest],
]

for (const [name, require] of platforms) {
  describe.skipIf(typeof require === 'string')(
    typeof require === 'string' ? `${name} (${require})` : name,
    () => {
      const { Linter } = (typeof require === 'string' ? {} : require('eslint')) as {
        Linter: typeof LinterClass
      }
      const plugin = {
        languages: { python: new PythonLanguage() },
        processors: { notebook: notebookProcessor },
        rules: { calls, seed, late },
      }

      function config(...rules: string[]): LinterClass.Config[] {
        return [
          { plugins: { reproducible: plugin as never } },
          { files: ['**/*.ipynb'], processor: 'reproducible/notebook' },
          {
            files: ['**/*.py'],
            language: 'reproducible/python',
            rules: Object.fromEntries(rules.map((rule) => [`reproducible/${rule}`, 'error'])),
          },
        ]
      }

      /** Messages as the rules wrote them; that each begins with its cell is seen here once for all. */
      function verify(text: string, ...rules: string[]) {
        const messages = new Linter().verify(text, config(...(rules.length > 0 ? rules : ['calls'])), {
          filename: 'nb/train.ipynb',
          filterCodeBlock: (file) => /\.(?:py|ts|js)$/.test(file),
        })
        return messages.map((message) => {
          const plain = withoutCell(message.message)
          const place = cellPosition(text, message.line, message.column)
          if (message.ruleId !== null && place) expect(message.message).toBe(withCell(plain, place))
          return { ...message, message: plain }
        })
      }

      function fix(text: string, ...rules: string[]): string {
        return new Linter().verifyAndFix(text, config(...rules), {
          filename: 'train.ipynb',
          filterCodeBlock: () => true,
        }).output
      }

      /** What is found, with the text at its place in the JSON, and where the reader sees it. */
      function shown(text: string, ...rules: string[]): [message: string, inJson: string, cell: string][] {
        const rows = text.split('\n')
        return verify(text, ...rules).map(({ message, line, column, endLine, endColumn }) => {
          const place = cellPosition(text, line, column)
          const row = rows[line - 1]!
          const end = endLine === line ? endColumn! - 1 : row.length
          return [
            message,
            row.slice(column - 1, end),
            place ? `${place.cell}:${place.line}:${place.column}` : '',
          ]
        })
      }

      it.each([
        ['lists of lines', (text: string): CellJson => ({ cell_type: 'code', source: lines(text) })],
        ['one string', (text: string): CellJson => ({ cell_type: 'code', source: text })],
      ])('shows findings at their place in %s', (_, cell) => {
        const text = notebook([
          { cell_type: 'markdown', source: ['f(1)\n'] },
          cell('import a\n\na.b("x\\n")'),
          cell('s = "\té𝔘"; f(2)\nif s:\n\tg(s)\n'),
        ])
        expect(shown(text)).toEqual([
          ['a.b("x\\n")', 'a.b(\\"x\\\\n\\")', '2:3:1'],
          ['f(2)', 'f(2)', '3:1:13'],
          ['g(s)', 'g(s)', '3:3:2'],
        ])
      })

      it('reads escapes of every kind', () => {
        const text = notebook(['x']).replace(
          '"x"',
          String.raw`"a = \"\u00e9\ud835\udd18\/\"; f(\u0061)\r\n", "g(1)"`,
        )
        expect(shown(text)).toEqual([
          ['f(a)', String.raw`f(\u0061)`, '1:1:13'],
          ['g(1)', 'g(1)', '1:2:1'],
        ])
      })

      it('ignores markdown, raw cells and the source of outputs', () => {
        const output = { output_type: 'display_data', source: ['f(1)'], data: { 'text/plain': ['f(2)'] } }
        const text = notebook([
          { cell_type: 'markdown', source: 'f(0)' },
          { cell_type: 'raw', source: 'f(0)' },
          { cell_type: 'code', outputs: [output], source: 'f(3)' },
        ])
        expect(verify(text).map(({ message }) => message)).toEqual(['f(3)'])
      })

      it('takes a notebook with a byte order mark and Windows line ends', () => {
        const text = `\ufeff${notebook(['a = 1\nf(1)\n'])}`.replaceAll('\n', '\r\n')
        const [message] = verify(text)
        expect(text.split('\r\n')[message!.line - 1]!.slice(message!.column - 1)).toBe('f(1)\\n"')
      })

      it('keeps a byte order mark and Windows line ends in a fix', () => {
        const text = notebook(['x = 1\n', 'seed()\n'])
        const odd = `\ufeff${text}`.replaceAll('\n', '\r\n')
        expect(fix(odd, 'seed')).toBe(`\ufeff${fix(text, 'seed')}`.replaceAll('\n', '\r\n'))
        expect(fix(odd, 'seed')).not.toBe(odd)
      })

      it('obeys comments in cells, up to the last cell', () => {
        const text = notebook([
          'f(1)  # eslint-disable-line reproducible/calls',
          'f(2)\n# eslint-disable',
          'f(3)',
        ])
        expect(verify(text).map(({ message }) => message)).toEqual(['f(2)'])
      })

      it.each([
        ['%matplotlib inline\nf(1)', ['f(1)']],
        ['!pip install torch \\\n  numpy\nf(1)', ['f(1)']],
        ['files = !ls data\nf(files)', ['f(files)']],
        ['x = %env HOME\nf(x)', ['f(x)']],
        ['f?\nf(1)', ['f(1)']],
        ['?f\nf.g??\nf(1)', ['f(1)']],
        ['if True:\n    !ls\nelse:\n    %cd ..\nf(1)', ['f(1)']],
        ['%time h = f(1)\ng(h)', ['f(1)', 'g(h)']],
        ['%timeit -n 10 -r3 f(1)', ['f(1)']],
        ['%time for x in f(1): pass\ng(2)', ['g(2)']],
        ['%%time\nf(1)', ['f(1)']],
        ['%%bash\nfor x in *; do echo f(1); done', []],
        ['%%writefile train.py\nf(1)', []],
        ['print("%d"\n  % f(1))\n%ls\n', ['print("%d"\n  % f(1))', 'f(1)']],
        ['s = """\n%matplotlib\n!ls\n"""\nf(s)\n%ls', ['f(s)']],
        ['a = b != c\nd = e % f(1)', ['f(1)']],
        ['pip install torch\nf(1)', ['f(1)']],
        ['ls -l\nf(1)', ['f(1)']],
        ['    x = 1\n    f(x)\n\n    if x:\n        g(x)', ['f(x)', 'g(x)']],
        ['await f(1)', ['f(1)']],
      ])('reads %j', (cell, expected) => {
        const text = notebook(['import a', cell, 'last(1)'])
        expect(verify(text).map(({ message }) => message)).toEqual([...expected, 'last(1)'])
      })

      it('says once which cell cannot be read, and judges the others', () => {
        const text = notebook(['f(1)', 'x = (1,\ny = 2', '# text\nprint "old"\n', 'g(x)'])
        expect(shown(text)).toEqual([
          ['f(1)', 'f(1)', '1:1:1'],
          [expect.stringMatching(/^Parsing error in cell 2: `\(` is never closed/), '(1,\\n",', '2:1:5'],
          [
            expect.stringMatching(
              /^Parsing error in cell 3: This file is Python 2: line 2 has the `print` statement/,
            ),
            '\\"old\\"\\n"',
            '3:2:7',
          ],
          ['g(x)', 'g(x)', '4:1:1'],
        ])
        expect(verify(text).filter(({ fatal }) => fatal)).toHaveLength(2)
      })

      it('writes fixes of several cells into the JSON and touches nothing else', () => {
        const text = notebook(
          [
            '%matplotlib inline\nx = 1\n',
            { cell_type: 'markdown', source: ['seed()\n'] },
            'seed()\ny = "\\t"',
          ],
          undefined,
          2,
        )
        const fixed = fix(text, 'seed')
        expect(fixed).toBe(
          text
            .replace('"%matplotlib inline\\n"', '"import seeds\\n",\n        "%matplotlib inline\\n"')
            .replace(
              '"seed()\\n",\n        "y',
              String.raw`"seed(\"é\"\\\n",` + '\n        ")\\n",\n        "y',
            ),
        )
        expect(codeOf(fixed)).toEqual([
          'import seeds\n%matplotlib inline\nx = 1\n',
          'seed("é"\\\n)\ny = "\\t"',
        ])
      })

      it('writes fixes into a single string', () => {
        const text = notebook([{ cell_type: 'code', source: 'x = "\u00e9"\nseed()' }])
        expect(codeOf(fix(text, 'seed'))).toEqual(['import seeds\nx = "\u00e9"\nseed("é"\\\n)'])
      })

      it('removes the emptied lines of a list, commas included', () => {
        const text = notebook(['x = 1\ny = 2\n', 'a = 1\nlate(1)\nb = 2'])
        expect(fix(text, 'late')).toBe(
          text
            .replace('"x = 1\\n"', '"late(1)\\n",\n    "x = 1\\n"')
            .replace('    "late(1)\\n",\n    "b', '    "b'),
        )
        const atEnd = notebook(['x = 1', 'a = 1\nlate(1)\n'])
        expect(fix(atEnd, 'late')).toBe(
          atEnd
            .replace('"x = 1"', '"late(1)\\n",\n    "x = 1"')
            .replace('"a = 1\\n",\n    "late(1)\\n"', '"a = 1\\n"'),
        )
      })

      it('maps suggestions as well', () => {
        const text = notebook(['x = 1\nseed()\n'])
        const [message] = verify(text, 'seed')
        const { range, text: replacement } = message!.suggestions![0]!.fix
        expect(codeOf(text.slice(0, range[0]) + replacement + text.slice(range[1]))).toEqual(['x = 1\n'])
      })

      it('names cells where a message names lines', () => {
        const rule: Rule.RuleModule = {
          meta: { type: 'problem', messages: { lines: '{{words}}' } },
          create: (context) => ({
            Call: (node: Rule.Node) =>
              context.report({
                node,
                messageId: 'lines',
                data: { words: 'after line 1, line 3 and line 4, not line 99 or 3 lines' },
              }),
          }),
        }
        const rules = { ...plugin, rules: { lines: rule } }
        const [, ...rest] = config('lines')
        const text = notebook(['a = 1\n', { cell_type: 'markdown', source: '' }, 'b = 2\nc = 3', 'f()'])
        const [message] = new Linter().verify(
          text,
          [{ plugins: { reproducible: rules as never } }, ...rest],
          {
            filename: 'a.ipynb',
            filterCodeBlock: () => true,
          },
        )
        expect(message!.message).toBe(
          'Cell 4, line 1: after cell 1, line 1, cell 3, line 2 and cell 4, line 1, not line 99 or 3 lines',
        )
      })

      it('reads a session that was pasted with its prompts', () => {
        const pasted = '>>> for x in y:\n...     f(x)\n\n >>> g()\n'
        const text = notebook([pasted, 'In [1]: h()\n   ...: k()', "x = '''\n>>> l()\n'''\nm()"])
        expect(verify(text).map(({ message, line, column }) => [message, line, column])).toEqual(
          ['f(x)', 'g()', 'h()', 'k()', 'm()'].map((call) => {
            const before = text.slice(0, text.indexOf(call)).split('\n')
            return [call, before.length, before.at(-1)!.length + 1]
          }),
        )
      })

      it('offers no fix that would change a magic', () => {
        const rule: Rule.RuleModule = {
          meta: { type: 'problem', fixable: 'code', messages: { pass: 'Pass.' } },
          create: (context) => ({
            Pass: (node: Rule.Node) =>
              context.report({ node, messageId: 'pass', fix: (fixer) => fixer.remove(node) }),
          }),
        }
        const rules = { ...plugin, rules: { pass: rule } }
        const [, ...rest] = config('pass')
        const text = notebook(['%matplotlib inline\npass\n'])
        const output = new Linter().verifyAndFix(
          text,
          [{ plugins: { reproducible: rules as never } }, ...rest],
          { filename: 'a.ipynb', filterCodeBlock: () => true },
        ).output
        expect(codeOf(output)).toEqual(['%matplotlib inline\n\n'])
      })

      it.each([
        ['typescript', 'ts', { kernelspec: { name: 'deno', language: 'typescript' } }],
        [
          'tslab',
          'ts',
          {
            kernelspec: { name: 'tslab', display_name: 'TypeScript' },
            language_info: { name: 'typescript' },
          },
        ],
        ['javascript', 'js', { kernelspec: { name: 'jslab', language: 'javascript' } }],
      ])('gives a %s notebook to ESLint as .%s', (_, extension, metadata) => {
        const blocks = notebookProcessor.preprocess!(
          notebook(['const x = 1\n', 'eval("x")'], metadata),
          'a.ipynb',
        ) as { filename: string }[]
        expect(blocks).toEqual([{ filename: `cells.${extension}`, text: 'const x = 1\neval("x")\n' }])
        notebookProcessor.postprocess!([[]], 'a.ipynb')
        if (extension !== 'js') return
        const [, processor] = config()
        const result = new Linter().verify(
          notebook(['const x = 1\n', 'eval("x")'], metadata),
          [
            { plugins: { reproducible: plugin as never } },
            processor!,
            { files: ['**/*.js'], rules: { 'no-eval': 'error' } },
          ],
          { filename: 'a.ipynb', filterCodeBlock: () => true },
        )
        expect(result.map(({ ruleId }) => ruleId)).toEqual(['no-eval'])
      })

      it('has nothing to say about kernels of other languages', () => {
        expect(verify(notebook(['f(1)'], { kernelspec: { name: 'ir', language: 'R' } }))).toEqual([])
      })

      it.each([
        ['a text that is not JSON', 'x = 1\n', 1, 1, /not valid JSON: unexpected "x"/, true],
        [
          'half a notebook',
          notebook(['x = 1']).slice(0, 60),
          5,
          expect.any(Number),
          /not valid JSON: it ends too early/,
          true,
        ],
        ['a missing comma', '{\n "cells": []\n "nbformat": 4}', 3, 2, /not valid JSON/, true],
        ['a trailing comma', '{"cells": [1,], "nbformat": 4}', 1, 14, /unexpected "\]"/, true],
        ['an unfinished merge', `<<<<<<< HEAD\n${notebook(['x = 1'])}`, 1, 1, /conflict markers/, true],
        ['an empty file', '', 1, 1, /it ends too early/, true],
        ['JSON without cells', '{"a": 1}', 1, 1, /it has no cells/, true],
        ['a list', '[]', 1, 1, /it has no cells/, true],
        ['no cells', '{"cells": [], "nbformat": 4}', 1, 1, /nothing to judge/, false],
        ['nbformat 3', '{"worksheets": [{"cells": []}], "nbformat": 3}', 1, 1, /nbformat 3.*nbconvert/, true],
      ])('says so for %s, and writes nothing', (_, text, line, column, pattern, fatal) => {
        const result = verify(text, 'seed')
        expect(result).toHaveLength(1)
        expect(result[0]).toMatchObject({ line, column, message: expect.stringMatching(pattern) as string })
        expect(result[0]!.fatal ?? false).toBe(fatal)
        expect(fix(text, 'seed')).toBe(text)
      })

      it('survives cells of odd shapes', () => {
        const cells = [
          { cell_type: 'code' },
          1,
          null,
          { cell_type: 'code', source: [] },
          { cell_type: 'code', source: '' },
          { cell_type: 'code', source: 5 },
        ]
        const text = JSON.stringify({
          nbformat: 4,
          cells: [...cells, { cell_type: 'code', source: ['f(1)', '\n', 'g(2)'] }],
        })
        expect(verify(text).map(({ message }) => message)).toEqual(['f(1)', 'g(2)'])
        expect(fix(text, 'seed')).toBe(text)
      })
    },
  )
}

describe('cellPosition', () => {
  it('finds no cell outside the code', () => {
    const text = notebook(['f(1)'])
    expect(cellPosition(text, 1, 1)).toBeUndefined()
    expect(cellPosition('{', 1, 1)).toBeUndefined()
    expect(cellPosition(text, 999, 1)).toBeUndefined()
  })
})
