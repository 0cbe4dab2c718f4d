import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Edit, Editor } from '../../src/edits.ts'
import { javascriptEditor } from '../../src/languages/javascript/edit/edits.ts'
import { lowerJavaScript } from '../../src/languages/javascript/lower/lower.ts'
import { childrenOf } from '../../src/languages/javascript/syntax.ts'
import type { CallExpression, Expression, Module, Statement, SyntaxNode } from '../../src/program.ts'
import { parsed } from './program.ts'

interface Opened {
  readonly editor: Editor
  readonly code: string
  readonly module: Module
  /** The first call of a function or class with this name. */
  call(name: string): CallExpression
  /** The first syntax with this text. */
  syntax(text: string): SyntaxNode
}

function open(code: string): Opened {
  const ast = parsed(code)
  const module = lowerJavaScript(ast, code, '/project/train.ts')
  const syntax = (text: string): SyntaxNode => {
    const find = (node: SyntaxNode): SyntaxNode | undefined =>
      code.slice(node.range[0], node.range[1]) === text
        ? node
        : childrenOf(node as never)
            .map(find)
            .find(Boolean)
    const found = find(ast)
    if (!found) throw new Error(`no ${text} in ${code}`)
    return found
  }
  return {
    code,
    module,
    editor: javascriptEditor(module, ast),
    syntax,
    call: (name) => findCall(module, name),
  }
}

function findCall(module: Module, name: string): CallExpression {
  const seen = new Set<unknown>()
  const visit = (value: unknown): CallExpression | undefined => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return undefined
    seen.add(value)
    const { kind, callee, body } = value as { kind?: string; callee?: Expression; body?: unknown }
    if (kind === 'call' && callee && calleeName(callee) === name) return value as CallExpression
    const inner = [
      ...Object.entries(value).flatMap(([key, item]) => (key === 'node' ? [] : [item as unknown])),
      body,
    ]
    for (const item of inner) {
      const found = visit(item)
      if (found) return found
    }
    return undefined
  }
  const found = visit(module.body)
  if (!found) throw new Error(`no call of ${name}`)
  return found
}

function calleeName(callee: Expression): string | undefined {
  return callee.kind === 'member' ? callee.property : callee.kind === 'name' ? callee.name : undefined
}

function applied(code: string, edits: readonly Edit[] | undefined): string | undefined {
  if (!edits) return undefined
  let result = code
  for (const { range, text } of edits.toSorted((one, other) => other.range[0] - one.range[0])) {
    result = result.slice(0, range[0]) + text + result.slice(range[1])
  }
  parsed(result)
  return result
}

const seed = { constant: 42 }

describe('withArgument', () => {
  it.each([
    ['f()', { at: 0 }, 'f(42)'],
    ['f(a)', { at: 0 }, 'f(42)'],
    ['f(a)', { at: 1 }, 'f(a, 42)'],
    ['f(shape)', { at: 3 }, 'f(shape, undefined, undefined, 42)'],
    ['f(a,)', { at: 1 }, 'f(a, 42)'],
    ['f((a) /* x */)', { at: 1 }, 'f((a), 42 /* x */)'],
    ['f(a // last\n)', { at: 1 }, 'f(a, 42 // last\n)'],
    ['f(\n  a,\n  b,\n)', { at: 2 }, 'f(\n  a,\n  b,\n  42,\n)'],
    ['f(\n  a,\n  b\n)', { at: 2 }, 'f(\n  a,\n  b,\n  42\n)'],
    ['new f', { at: 0 }, 'new f(42)'],
    ['new (f)', { at: 1 }, 'new (f)(undefined, 42)'],
    ['f<T>(a)', { at: 1 }, 'f<T>(a, 42)'],
    ['f(...a)', { at: 1 }, undefined],
    ['f(a, ...b)', { at: 0 }, 'f(42, ...b)'],
    ['f()', { at: 0, key: 'seed' }, 'f({ seed: 42 })'],
    ['f(a)', { at: 1, key: 'env.SEED' }, 'f(a, { env: { SEED: 42 } })'],
    ['f({})', { at: 0, key: 'seed' }, 'f({ seed: 42 })'],
    ['f({ units: 1 })', { at: 0, key: 'seed' }, 'f({ units: 1, seed: 42 })'],
    ['f({units: 1,})', { at: 0, key: 'seed' }, 'f({units: 1, seed: 42})'],
    ['f({\n  units: 1,\n})', { at: 0, key: 'seed' }, 'f({\n  units: 1,\n  seed: 42,\n})'],
    ['f({\n\tunits: (1) // one\n})', { at: 0, key: 'seed' }, 'f({\n\tunits: (1),\n\tseed: 42 // one\n})'],
    ['f({ seed: 0, b })', { at: 0, key: 'seed' }, 'f({ seed: 42, b })'],
    ['f({ "seed": null })', { at: 0, key: 'seed' }, 'f({ "seed": 42 })'],
    ['f({ seed })', { at: 0, key: 'seed' }, 'f({ seed: 42 })'],
    ['f({ env: { A: 1 } })', { at: 0, key: 'env.SEED' }, 'f({ env: { A: 1, SEED: 42 } })'],
    ['f({ a })', { at: 0, key: 'a-b' }, "f({ a, 'a-b': 42 })"],
    ['f(undefined)', { at: 0, key: 'seed' }, 'f({ seed: 42 })'],
    ['f(options)', { at: 0, key: 'seed' }, undefined],
    ['f(null)', { at: 0, key: 'seed' }, undefined],
    ['f({ ...options })', { at: 0, key: 'seed' }, undefined],
    ['f({ seed: 1, ...options })', { at: 0, key: 'seed' }, undefined],
    ['f({ ...options, seed: 1 })', { at: 0, key: 'seed' }, 'f({ ...options, seed: 42 })'],
    ['f({ [key]: 1 })', { at: 0, key: 'seed' }, undefined],
    ['f({ seed() {} })', { at: 0, key: 'seed' }, undefined],
    ['f({ get seed() { return 1 } })', { at: 0, key: 'seed' }, undefined],
    ['f({ env })', { at: 0, key: 'env.SEED' }, undefined],
    ['f(a)', { name: 'seed' }, undefined],
    ['f`a`', { at: 1 }, undefined],
  ])('%s %o', (code, slot, expected) => {
    const { editor, call } = open(code)
    expect(applied(code, editor.withArgument(call('f'), slot, seed))).toBe(expected)
  })

  it.each([
    ['f("a")', { constant: 'it\'s "so"' }, 'f("it\'s \\"so\\"")'],
    ["f('a')", { constant: 'it\'s "so"' }, "f('it\\'s \"so\"')"],
    ['f(1)', { constant: 7n }, 'f(7n)'],
    ['f(1)', { constant: -3 }, 'f(-3)'],
    ['f(1)', { constant: undefined }, 'f(undefined)'],
    ['f(1)', { source: 'seed + i' }, 'f(seed + i)'],
  ])('writes values as the file does: %s %o', (code, value, expected) => {
    const { editor, call } = open(code)
    expect(applied(code, editor.withArgument(call('f'), { at: 0 }, value))).toBe(expected)
  })
})

describe('withoutArgument and withoutOption', () => {
  it.each([
    ['f(a)', 0, 'f()'],
    ['f(a, b)', 1, 'f(a)'],
    ['f(a, (b) ,)', 1, 'f(a ,)'],
    ['f(a, b)', 0, 'f(undefined, b)'],
    ['f(\n  a,\n  b,\n)', 1, 'f(\n  a,\n)'],
    ['f(a, ...b)', 1, 'f(a)'],
    ['f(...a, b)', 0, undefined],
    ['new (f)((a))', 0, 'new (f)()'],
  ])('%s without %i', (code, index, expected) => {
    const { editor, call } = open(code)
    const target = call('f')
    expect(applied(code, editor.withoutArgument(target, target.args[index]!))).toBe(expected)
  })

  it.each([
    ['f({ seed: 1 })', 'seed', 'f({})'],
    ['f({ seed: 1, a })', 'seed', 'f({ a })'],
    ['f({ a, seed: 1 })', 'seed', 'f({ a })'],
    ['f({\n  a, // why\n  seed: 1,\n})', 'seed', 'f({\n  a,\n})'],
    ['f({\n  seed: 1,\n  a,\n})', 'seed', 'f({\n  a,\n})'],
    ['f({ env: { SEED: 1, A: 2 } })', 'env.SEED', 'f({ env: { A: 2 } })'],
    ['f({ ...seed })', 'seed', undefined],
    ['f(options)', 'seed', undefined],
  ])('%s without %s', (code, key, expected) => {
    const { editor, call } = open(code)
    expect(applied(code, editor.withoutOption(call('f'), { at: 0, key }))).toBe(expected)
  })
})

describe('replace and wrap', () => {
  it.each([
    ['x = Date.now() * 2', 'Date.now()', 'seed + 1', 'x = (seed + 1) * 2'],
    ['x = Date.now()', 'Date.now()', 'seed + 1', 'x = seed + 1'],
    ['x == Date.now()', 'Date.now()', 'seed ? 1 : 2', 'x == (seed ? 1 : 2)'],
    ['f(Date.now(), 1)', 'Date.now()', 'seed + 1', 'f(seed + 1, 1)'],
    ['x = Date.now() * 2', 'Date.now()', '42', 'x = 42 * 2'],
    ['f({ seed })', 'seed', '42', 'f({ seed: 42 })'],
  ])('%s', (code, text, source, expected) => {
    const { editor, syntax } = open(code)
    const edited = applied(code, editor.replace(syntax(text), { source }))
    expect(edited).toBe(expected)
  })

  it('writes text around', () => {
    const { editor, syntax, code } = open('for (const f of files) use(f)')
    expect(applied(code, editor.wrap(syntax('files'), '[...', '].sort()'))).toBe(
      'for (const f of [...files].sort()) use(f)',
    )
    const short = open('f({ files })')
    expect(applied(short.code, short.editor.wrap(short.syntax('files'), 'sorted(', ')'))).toBe(
      'f({ files: sorted(files) })',
    )
  })
})

describe('moveBefore', () => {
  it.each([
    ['a()\nb()\n', 'b()', 'a()', 'b()\na()\n'],
    [
      'a();\n// why\n/* b */\nb(); // now\nc();\n',
      'b();',
      'a();',
      '// why\n/* b */\nb(); // now\na();\nc();\n',
    ],
    ['// header\na()\nb()', 'b()', 'a()', 'b()\n// header\na()\n'],
    [
      '{\n  a()\n  if (x) { b(y) }\n  seed(1)\n}\n',
      'seed(1)',
      'b(y)',
      '{\n  a()\n  seed(1)\n  if (x) { b(y) }\n}\n',
    ],
    ['const s = 1\na()\nb(s)\n', 'b(s)', 'a()', 'const s = 1\nb(s)\na()\n'],
    ['a()\nconst s = 1\nb(s)\n', 'b(s)', 'a()', undefined],
    ['let s = 1\na()\n;({ s } = x)\nb(s)\n', 'b(s)', 'a()', undefined],
    ['a()\no.s++\nb(o)\n', 'b(o)', 'a()', undefined],
    ["a()\nimport { b } from 'b'\nb()\n", 'b()', 'a()', "b()\na()\nimport { b } from 'b'\n"],
    ['a()\nfunction g() {}\nb(g)\n', 'b(g)', 'a()', 'b(g)\na()\nfunction g() {}\n'],
    ['b()\na()\n', 'b()', 'a()', undefined],
    ['a(); b()\n', 'b()', 'a()', undefined],
    ['a()\nif (x) b()\n', 'b()', 'a()', undefined],
    ['function f() { a() }\nb()\n', 'a()', 'b()', undefined],
    ['a()\nreturn_: for (;;) {}\n', 'for (;;) {}', 'a()', undefined],
  ])('%j', (code, moved, before, expected) => {
    const { editor, syntax } = open(code)
    expect(applied(code, editor.moveBefore(syntax(moved), syntax(before)))).toBe(expected)
  })

  it('takes statements of the program too', () => {
    const { editor, module, code } = open('a()\nconst x = b(), y = 1\n')
    const [first, second] = module.body as [Statement, Statement]
    expect(applied(code, editor.moveBefore(second, first))).toBe('const x = b(), y = 1\na()\n')
  })
})

describe('inserting and removing statements', () => {
  it.each([
    ['a();\n  // about b\n  b(x);\n', 'x', ['s()'], 'a();\n  s();\n  // about b\n  b(x);\n'],
    ['/* licence */\na()\n', 'a()', ['s();', 't()'], '/* licence */\ns()\nt()\na()\n'],
    ['function f() { return b() }', 'b()', ['s()'], 'function f() { s();\nreturn b() }'],
    ['a()\nif (x) b()\n', 'b()', ['s()'], 'a()\ns()\nif (x) b()\n'],
    ['a()\n;[b].c()\n', '[b].c()', ['s()'], 'a()\n;s();\n[b].c()\n'],
    ['a();\r\nb();\r\n', 'b()', ['s()'], 'a();\r\ns();\r\nb();\r\n'],
    [
      'a();\nb();\n',
      'b()',
      ['// why', 's()', 'if (x) {', '  t()', '}'],
      'a();\n// why\ns();\nif (x) {\n  t();\n}\nb();\n',
    ],
    ["'use strict'\n", "'use strict'", ['s()'], undefined],
  ])('before, %j', (code, text, lines, expected) => {
    const { editor, syntax } = open(code)
    expect(applied(code, editor.insertBefore(syntax(text), lines))).toBe(expected)
  })

  it.each([
    ['a();\n  b(x); // about b\n', 'x', ['s()'], 'a();\n  b(x); // about b\n  s();\n'],
    ['{ a(); b() }', 'a()', ['s()'], '{ a();\ns(); b() }'],
    ['a()\n', 'a()', ['s()'], 'a()\ns()\n'],
    ['function f() { return b() }', 'b()', ['s()'], undefined],
  ])('after, %j', (code, text, lines, expected) => {
    const { editor, syntax } = open(code)
    expect(applied(code, editor.insertAfter(syntax(text), lines))).toBe(expected)
  })

  it.each([
    ['a()\nb() // now\nc()\n', 'b()', 'a()\nc()\n'],
    ['a(); b(); c()\n', 'b()', 'a();  c()\n'],
    ['b()\n', 'b()', ''],
    ["import 'b'\na()\n", "'b'", 'a()\n'],
    ["import x from 'b'\na()\n", "'b'", undefined],
    ['function f() { b() }', 'b()', undefined],
    ['if (x) b()', 'b()', undefined],
    ['const x = b()\n', 'b()', undefined],
  ])('removed, %j', (code, text, expected) => {
    const { editor, syntax } = open(code)
    expect(applied(code, editor.removeStatement(syntax(text)))).toBe(expected)
  })
})

describe('addImport', () => {
  const m = 'eslint-plugin-reproducible/runtime'
  it.each([
    ['a()\n', { name: 'enforce' }, `import { enforce } from '${m}'\na()\n`],
    ['a();\n', { name: 'enforce', alias: 'e' }, `import { enforce as e } from '${m}';\na();\n`],
    [
      `import x from "x"; // x\na();\n`,
      { name: 'enforce' },
      `import x from "x"; // x\nimport { enforce } from "${m}";\na();\n`,
    ],
    [`import { enforce } from '${m}'\na()\n`, { name: 'enforce' }, `import { enforce } from '${m}'\na()\n`],
    [
      `import { receipt } from '${m}'\na()\n`,
      { name: 'enforce' },
      `import { receipt, enforce } from '${m}'\na()\n`,
    ],
    [`import r from '${m}'\na()\n`, { name: 'enforce' }, `import r, { enforce } from '${m}'\na()\n`],
    [
      `import * as r from '${m}'\na()\n`,
      { name: 'enforce' },
      `import * as r from '${m}'\nimport { enforce } from '${m}'\na()\n`,
    ],
    [
      `import type { R } from '${m}'\na()\n`,
      { name: 'enforce' },
      `import type { R } from '${m}'\nimport { enforce } from '${m}'\na()\n`,
    ],
    ['const enforce = 1\n', { name: 'enforce' }, undefined],
    ['a()\n', { alias: 'r' }, `import * as r from '${m}'\na()\n`],
    ['a()\n', { name: 'default', alias: 'r' }, `import r from '${m}'\na()\n`],
    ['#!/usr/bin/env node\n// licence\na()\n', {}, `#!/usr/bin/env node\n// licence\nimport '${m}'\na()\n`],
    [`import 'x'\na()\n`, { first: true }, `import '${m}'\nimport 'x'\na()\n`],
    [`// c\nimport '${m}'\na()\n`, { first: true }, `// c\nimport '${m}'\na()\n`],
    [`import 'x'\nimport '${m}'\na()\n`, { first: true }, `import '${m}'\nimport 'x'\na()\n`],
    [
      `'use strict'\nconst x = require('x')\na()\n`,
      { first: true },
      `'use strict'\nrequire('${m}')\nconst x = require('x')\na()\n`,
    ],
    [
      `const x = require('x')\na()\n`,
      { name: 'enforce' },
      `const x = require('x')\nconst { enforce } = require('${m}')\na()\n`,
    ],
    [
      `const { a } = require('${m}')\na()\n`,
      { name: 'enforce', alias: 'e' },
      `const { a, enforce: e } = require('${m}')\na()\n`,
    ],
    [`const { enforce } = require('${m}')\n`, { name: 'enforce' }, `const { enforce } = require('${m}')\n`],
    [
      `module.exports = 1\n`,
      { name: 'enforce' },
      `const { enforce } = require('${m}')\nmodule.exports = 1\n`,
    ],
    ['', { first: true }, `import '${m}';\n`],
  ])('%j %o', (code, binding, expected) => {
    const { editor } = open(code)
    expect(applied(code, editor.addImport(m, binding))).toBe(expected)
  })
})

describe('every edit', () => {
  it('leaves a program that parses and that has the argument', () => {
    const blank = fc.constantFrom('', ' ', '\n  ', ' /* c */ ', ' // c\n')
    const value = fc.constantFrom('a', '(b)', '1', '{ x }', '() => {}', 'c ? d : e', '[1, 2]')
    const list = fc
      .tuple(fc.array(fc.tuple(blank, value, blank), { maxLength: 4 }), fc.boolean(), blank)
      .map(
        ([items, comma, end]) =>
          items.map((item) => item.join('')).join(',') + (comma && items.length > 0 ? ',' : '') + end,
      )
    const object = list.map(
      (items) => items.split(',').length > 0 && `{${items.replace(/[^,]+/g, (_, at) => `k${at}: 1`)}}`,
    )
    fc.assert(
      fc.property(list, fc.nat({ max: 6 }), object, (args, at, options) => {
        const code = `const x = f(${args})\nconst y = g(${options || '{}'})\n`
        const { editor, call } = open(code)
        const edited = applied(code, editor.withArgument(call('f'), { at }, { constant: 4711 }))!
        const argument = open(edited).call('f').args[at]?.value
        expect(argument?.kind === 'constant' && argument.value).toBe(4711)
        const second = applied(
          code,
          editor.withArgument(call('g'), { at: 0, key: 'seed' }, { constant: 4711 }),
        )!
        expect(second.match(/seed: 4711/g)?.length).toBe(1)
        const again = open(second)
        const without = applied(second, again.editor.withoutOption(again.call('g'), { at: 0, key: 'seed' }))
        expect(without).not.toContain('4711')
      }),
      { numRuns: 300 },
    )
  })
})
