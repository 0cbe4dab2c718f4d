import { createRequire } from 'node:module'
import type { Linter as LinterClass, Rule } from 'eslint'
import { describe, expect, it } from 'vitest'
import type { PythonNode } from '../../../src/languages/python/ast.ts'
import { PythonLanguage } from '../../../src/languages/python/language.ts'
import type { PythonSourceCode } from '../../../src/languages/python/source-code.ts'
import { installPlatform } from '../../platforms/install.ts'

type EslintModule = { Linter: typeof LinterClass }

const oldest = installPlatform('eslint9', 'eslint')
const platforms: [string, NodeJS.Require | string][] = [
  ['ESLint 10', createRequire(import.meta.url)],
  ['ESLint 9.29', oldest],
]

/** Reports every node that a selector matches, with its text. */
const report: Rule.RuleModule = {
  meta: { type: 'problem', schema: [{ type: 'string' }], fixable: 'code', messages: { found: '{{what}}' } },
  create(context) {
    const code = context.sourceCode as unknown as PythonSourceCode
    return {
      [context.options[0] as string](node: Rule.Node) {
        context.report({
          node,
          messageId: 'found',
          data: { what: code.getText(node as unknown as PythonNode) },
        })
      },
    }
  },
}

/** Writes `sorted(…)` around calls of `listdir` that have none. */
const sort: Rule.RuleModule = {
  meta: { type: 'problem', fixable: 'code', messages: { sort: 'Sort it.' } },
  create(context) {
    const code = context.sourceCode as unknown as PythonSourceCode
    return {
      'Call[func.attr="listdir"]'(node: Rule.Node) {
        const around = code.getAncestors(node as unknown as PythonNode).at(-1)
        if (around?.type === 'Call' && around.func.type === 'Name' && around.func.id === 'sorted') return
        context.report({
          node,
          messageId: 'sort',
          fix: (fixer) => [fixer.insertTextBefore(node, 'sorted('), fixer.insertTextAfter(node, ')')],
        })
      },
    }
  },
}

for (const [name, require] of platforms) {
  describe.skipIf(typeof require === 'string')(
    typeof require === 'string' ? `${name} (${require})` : name,
    () => {
      const { Linter } = (typeof require === 'string' ? {} : require('eslint')) as EslintModule
      const plugin = { languages: { python: new PythonLanguage() }, rules: { report, sort } }

      function config(rules: LinterClass.RulesRecord, more: LinterClass.Config = {}): LinterClass.Config[] {
        return [
          {
            files: ['**/*.py'],
            plugins: { reproducible: plugin as never },
            language: 'reproducible/python',
            rules,
            ...more,
          },
        ]
      }

      function messages(code: string, rules: LinterClass.RulesRecord, more: LinterClass.Config = {}) {
        return new Linter().verify(code, config(rules, more), 'train.py')
      }

      function found(code: string, selector: string): string[] {
        return messages(code, { 'reproducible/report': ['error', selector] }).map(({ message }) => message)
      }

      it.each([
        ['Call[func.attr="backward"]', 'loss.backward()\nloss.item()', ['loss.backward()']],
        [
          'Call[func.id="DataLoader"]:not(:has(> keyword[arg="shuffle"]))',
          'DataLoader(a, shuffle=True)\nDataLoader(b, batch_size=2)',
          ['DataLoader(b, batch_size=2)'],
        ],
        ['For For Call > Attribute.func', 'for a in b:\n  for c in d:\n    e.f()\n  g.h()', ['e.f']],
        [
          'AsyncFunctionDef > Call.decorator_list',
          '@a(1)\nasync def f(): pass\n@b(1)\ndef g(): pass',
          ['a(1)'],
        ],
        ['ExceptHandler > Name.exception', 'try:\n  pass\nexcept OSError as e:\n  pass', ['OSError']],
        [
          ':matches(Import, ImportFrom) > alias[asname="np"]',
          'import numpy as np, os\nfrom x import np',
          ['numpy as np'],
        ],
        ['Name[id="b"]:exit', 'a = b', ['b']],
        ['Import + Assign', 'import a\nb = 1\nc = 2', ['b = 1']],
        ['Expr ~ Assign', 'a()\nb = 1\nc = 2', ['b = 1', 'c = 2']],
        ['Constant[literal="float"]', 'f(1, 1.0, 1j, "1.0")', ['1.0']],
        ['BinOp[op="Pow"]', 'a ** b\na * b', ['a ** b']],
        ['Module > :first-child', 'a\nb', ['a']],
        ['FunctionDef:has(Await)', 'def f(): pass', []],
        ['Compare[left.id="__name__"]', 'if __name__ == "__main__":\n  main()', ['__name__ == "__main__"']],
      ])('selects %s', (selector, code, expected) => {
        expect(found(code, selector)).toEqual(expected)
      })

      it('visits children in the order of the text and enters before it leaves', () => {
        const order: string[] = []
        const rule: Rule.RuleModule = {
          create: () => ({
            Name: (node: Rule.Node) => void order.push((node as unknown as { id: string }).id),
            'Dict:exit': () => void order.push('}'),
          }),
        }
        const rules = { ...plugin, rules: { order: rule } }
        const code = '{a: b, **c, d: e}\ndef f(g=h, *, i=j): pass\n@k\ndef l(): pass\nm if n else o'
        new Linter().verify(
          code,
          config({ 'reproducible/order': 'error' }, { plugins: { reproducible: rules as never } }),
          'a.py',
        )
        expect(order).toEqual(['a', 'b', 'c', 'd', 'e', '}', 'h', 'j', 'k', 'm', 'n', 'o'])
      })

      it('reports lines and columns from 1, in UTF-16 units', () => {
        const [message] = messages('s = "𝔘né"; x = f(1)\r\n', { 'reproducible/report': ['error', 'Call'] })
        expect(message).toMatchObject({ line: 1, column: 17, endLine: 1, endColumn: 21, message: 'f(1)' })
      })

      it.each([
        ['# eslint-disable-next-line reproducible/report -- the seed is set elsewhere\nf()', 0],
        ['f()  # eslint-disable-line reproducible/report', 0],
        ['f()  # eslint-disable-line no-undef', 1],
        ['# eslint-disable reproducible/report\nf()\n# eslint-enable reproducible/report\nf()', 1],
        ['# eslint-disable\nf()', 0],
        ['s = "# eslint-disable"\nf()', 1],
        ['x = [  # eslint-disable-next-line reproducible/report\n  f(),\n  f()]', 1],
        ['# eslint reproducible/report: "off"\nf()', 0],
        ['# eslint reproducible/report: ["error", "Name"]\nf()\ng', 2],
        ['# eslint is run by the pre-commit hook\nf()', 1],
      ])('obeys %j', (code, count) => {
        const result = messages(code, { 'reproducible/report': ['error', 'Call'] })
        expect(result.filter(({ ruleId }) => ruleId === 'reproducible/report')).toHaveLength(count)
      })

      it('keeps the reason of a suppression', () => {
        const linter = new Linter()
        linter.verify(
          'f() # eslint-disable-line -- known',
          config({ 'reproducible/report': ['error', 'Call'] }),
          'a.py',
        )
        const { getSuppressedMessages } = linter as unknown as {
          getSuppressedMessages(): { suppressions: unknown }[]
        }
        expect(getSuppressedMessages.call(linter)[0]?.suppressions).toEqual([
          { kind: 'directive', justification: 'known' },
        ])
      })

      it('says where a setting in a comment cannot be read', () => {
        const [message] = messages('x = 1\n# eslint reproducible/report: ["error"\n', {})
        expect(message).toMatchObject({ line: 2, ruleId: null })
        expect(message!.message).toMatch(/Failed to parse JSON/)
      })

      it('removes a directive that does nothing', () => {
        const code =
          'x = 1  # eslint-disable-line reproducible/report\n# eslint-disable-next-line -- why\ny = 2\n'
        const result = new Linter().verifyAndFix(
          code,
          config({}, { linterOptions: { reportUnusedDisableDirectives: 'error' } }),
          'train.py',
        )
        expect(result.output).not.toContain('eslint-disable')
        expect(result.output).toMatch(/^x = 1\s*\n\s*y = 2\n$/)
      })

      it.each([
        ['LF', 'import os\nfor n in os.listdir("é𝔘"):\n    pass\n'],
        ['CRLF', 'import os\r\nfor n in os.listdir("é𝔘"):\r\n    pass\r\n'],
        ['a byte order mark', '\ufeffimport os\nfor n in os.listdir("é𝔘"):\n    pass\n'],
        ['a form feed', 'import os\n\ffor n in os.listdir("é𝔘"):\n    pass\n'],
      ])('fixes a file with %s and changes nothing else', (_, code) => {
        const { output } = new Linter().verifyAndFix(
          code,
          config({ 'reproducible/sort': 'error' }),
          'train.py',
        )
        expect(output).toBe(code.replace('os.listdir("é𝔘")', 'sorted(os.listdir("é𝔘"))'))
      })

      it('shows a parse error as any other, at its place', () => {
        const result = messages('x = 1\nfor i in range(3)\n    print(i)\n', {
          'reproducible/report': ['error', 'Name'],
        })
        expect(result).toHaveLength(1)
        expect(result[0]).toMatchObject({ fatal: true, line: 2, column: 18, severity: 2 })
        expect(result[0]!.message).toMatch(/^Parsing error: Expected ':'/)
      })

      it('ignores the options of other languages', () => {
        const unscoped = {
          languageOptions: { ecmaVersion: 2024, globals: { x: 'readonly' }, parserOptions: {} },
        } as LinterClass.Config
        const result = new Linter().verify(
          'f()',
          [unscoped, ...config({ 'reproducible/report': ['error', 'Call'] })],
          'a.py',
        )
        expect(result.map(({ message }) => message)).toEqual(['f()'])
      })

      it('survives sums of 20 000 terms, and chains of 3 000 methods and elifs', { timeout: 60_000 }, () => {
        const sum = `x = ${Array.from({ length: 20_000 }, (_, i) => `a${i}`).join(' + ')}\n`
        expect(messages(sum, { 'reproducible/report': ['error', 'Name[id="a0"]'] })).toHaveLength(1)
        const chain = `x = a${'.b()'.repeat(3000)}\n`
        expect(messages(chain, { 'reproducible/report': ['error', 'Name[id="a"]'] })).toHaveLength(1)
        const elifs = `if a:\n  b\n${'elif a:\n  b\n'.repeat(3000)}`
        expect(messages(elifs, { 'reproducible/report': ['error', 'If'] }).length).toBeGreaterThan(0)
      })

      it(
        'lets the recommended rules of ESLint itself run over Python without a crash',
        { timeout: 60_000 },
        () => {
          const { builtinRules } = (require as NodeJS.Require)('eslint/use-at-your-own-risk') as {
            builtinRules: Map<string, Rule.RuleModule>
          }
          const rules = Object.fromEntries(
            [...builtinRules]
              .filter(([, rule]) => rule.meta?.docs?.recommended)
              .map(([id]) => [id, 'error' as const]),
          )
          expect(Object.keys(rules).length).toBeGreaterThan(40)
          const code = PYTHON_OF_ALL_KINDS
          const linter = new Linter()
          const crashed = Object.keys(rules).filter((id) => {
            try {
              linter.verify(code, [{ rules: { [id]: 'error' } }, ...config({})], 'a.py')
              return false
            } catch {
              return true
            }
          })
          expect(crashed).toEqual([])
        },
      )
    },
  )
}

const PYTHON_OF_ALL_KINDS = `#!/usr/bin/env python3
"""Module."""
import os, sys as system
from . import a as b
from ..c import *
GLOBAL: int = 1
class C(Base, metaclass=M):
    x: "str" = f"{GLOBAL!r:>{10}} and {sys.path[0]}"
    def __init__(self, /, a, b=1, *args, c, d=2, **kwargs) -> None:
        self.a, (self.b, *self.c) = a, b
        global GLOBAL
        del self.d[0], self.e
        assert a, "message"
        raise ValueError(a) from None
    async def m(self):
        async with a as b, c: pass
        async for i in b:
            await c
            yield i
        return [i async for i in b if i if not i]
@decorator
def f():
    nonlocal x
    try:
        while True:
            if a < b <= c is not None: break
            elif a: continue
            else: pass
    except (A, B) as e: raise
    except: pass
    else: lambda *a, b=1: (yield)
    finally: yield from x
    match a:
        case [1, -2.5, "x", *rest] | {"k": v, **rest} if rest: pass
        case Point(x=0) as p: pass
        case None: pass
        case _: pass
    a[1:2, ..., ::3] += {**b, 'k': b'v'}[1] @ {1, 2} if (n := 10) else {k: v for k, v in x.items()}
`
