import * as py from 'py-ast'
import { describe, expect, it } from 'vitest'
import type { Module, PythonNode } from '../../../src/languages/python/ast.ts'
import { parsePython, type PythonParseError } from '../../../src/languages/python/parse/parse.ts'
import { childrenOf } from '../../../src/languages/python/visitor-keys.ts'

function parse(text: string): Module {
  const result = parsePython(text)
  if (!result.ok) throw new Error(`${result.error.line}:${result.error.column}: ${result.error.message}`)
  return result.ast
}

function error(text: string): PythonParseError {
  const result = parsePython(text)
  if (result.ok) throw new Error('it was accepted')
  return result.error
}

/** All nodes of a tree in the order of the text. */
function nodes(root: PythonNode): PythonNode[] {
  const all: PythonNode[] = []
  const stack = [root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    all.push(node)
    stack.push(...[...childrenOf(node)].reverse())
  }
  return all
}

/** The texts of all nodes of a type. */
function texts(text: string, type: PythonNode['type']): string[] {
  return nodes(parse(text))
    .filter((node) => node.type === type)
    .map(({ range }) => text.slice(...range))
}

describe('literals', () => {
  it.each([
    ['1', 'int', 1],
    ['0x_FF', 'int', 255],
    ['0b11', 'int', 3],
    ['0o17', 'int', 15],
    ['00', 'int', 0],
    ['1_000', 'int', 1000],
    ['9007199254740993', 'int', 9007199254740993n],
    ['1.0', 'float', 1],
    ['1.', 'float', 1],
    ['.5', 'float', 0.5],
    ['1e3', 'float', 1000],
    ['0xe', 'int', 14],
    ['2j', 'complex', 2],
    ['1e3J', 'complex', 1000],
    ['"a"', 'str', 'a'],
    ['"..."', 'str', '...'],
    ['...', 'Ellipsis', '...'],
    ["b'\\xff'", 'bytes', '\u00ff'],
    ['Rb"\\n"', 'bytes', '\\n'],
    ['u"a" "b"', 'str', 'ab'],
    ['"é𝔘\\u00e9"', 'str', 'é𝔘é'],
    ['True', 'bool', true],
    ['None', 'None', null],
  ])('reads %s as %s', (text, literal, value) => {
    expect(nodes(parse(`x = ${text}`)).at(-1)).toMatchObject({ type: 'Constant', literal, value })
  })
})

describe('places', () => {
  it('counts UTF-16 units', () => {
    const text = 'é = "𝔘"; x = f(é)  # 𝔘\nñ = y\n'
    expect(texts(text, 'Call')).toEqual(['f(é)'])
    expect(texts(text, 'Name')).toEqual(['é', 'x', 'f', 'é', 'ñ', 'y'])
    const ast = parse(text)
    expect(ast.comments).toMatchObject([
      {
        type: 'Line',
        value: ' 𝔘',
        range: [20, 24],
        loc: { start: { line: 1, column: 20 }, end: { line: 1, column: 24 } },
      },
    ])
    expect(ast.body[2]!.loc.start).toEqual({ line: 2, column: 0 })
  })

  it.each(['\n', '\r\n', '\r'])('takes %j for the end of a line, and U+2028 for none', (end) => {
    const text = ['a = "\u2028"', 'if a:', '    b(', '      c)', '"""', 'd', '"""', 'e'].join(end)
    expect(texts(text, 'Call')).toEqual([`b(${end}      c)`])
    expect(texts(text, 'Name')).toEqual(['a', 'a', 'b', 'c', 'e'])
    expect(parse(text).body.at(-1)!.loc.start.line).toBe(8)
  })

  it('gives a place to what has none in CPython', () => {
    const text =
      'def f(a, *, b=1): pass\nwith x as y, z: pass\n[i for i in j if k async for l in m]\nmatch n:\n  case 1 if o: pass\nlambda: 0\ndef g(): pass'
    expect(texts(text, 'arguments')).toEqual(['a, *, b=1', '', ''])
    expect(texts(text, 'withitem')).toEqual(['x as y', 'z'])
    expect(texts(text, 'comprehension')).toEqual(['for i in j if k', 'async for l in m'])
    expect(texts(text, 'match_case')).toEqual(['case 1 if o: pass'])
    const empty = nodes(parse(text)).filter(
      (node) => node.type === 'arguments' && node.range[0] === node.range[1],
    )
    expect(empty.map(({ range: [at] }) => [text.slice(at - 2, at), text.slice(at, at + 2)])).toEqual([
      ['da', ': '],
      ['g(', '):'],
    ])
  })

  it('spans the whole text with the module', () => {
    expect(parse('')).toMatchObject({
      range: [0, 0],
      loc: { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } },
    })
    expect(parse('\n# a\n')).toMatchObject({ range: [0, 5], loc: { end: { line: 3, column: 0 } } })
    expect(parse('\ufeffx')).toMatchObject({ range: [0, 1], body: [{ range: [0, 1] }] })
  })

  it('lies inside its parent, except for decorators', () => {
    const text =
      '@a\nclass B(C, d=1):\n  @e\n  async def f(self, *g, h: int = 1, **i) -> j: return {**k, l: m}[1:2, ::n]\n'
    for (const node of nodes(parse(text)))
      for (const child of childrenOf(node)) {
        if ('decorator_list' in node && node.decorator_list.includes(child as never)) continue
        expect(child.range[0]).toBeGreaterThanOrEqual(node.range[0])
        expect(child.range[1]).toBeLessThanOrEqual(node.range[1])
      }
  })
})

describe('what the parser alone would not read, or reads otherwise than Python', () => {
  it.each([
    ['match a, b:\n  case 1, *c if d: pass\n  case [e], : pass', 'Tuple', ['a, b']],
    ['match a, b:\n  case 1, *c if d: pass\n  case [e], : pass', 'MatchSequence', ['1, *c', '[e],', '[e]']],
    ['match (a), b: \n  case x: pass', 'Tuple', ['(a), b']],
    ['match = a, b\nmatch.c(d, e)', 'Tuple', ['a, b']],
    ['del x,', 'Delete', ['del x,']],
    ['del (x, y),; z', 'Delete', ['del (x, y),']],
    ['try: pass\nexcept A, m.B: pass', 'Tuple', ['A, m.B']],
    ['try: pass\nexcept* A, B: pass', 'Tuple', ['A, B']],
    ['async def f(): return {x async for x in y}', 'SetComp', ['{x async for x in y}']],
    ['async def f(): return {x: 1 async for x in y if z}', 'DictComp', ['{x: 1 async for x in y if z}']],
    ['a[*b]', 'Tuple', ['*b']],
    ['async def f(): return await a ** b', 'Await', ['await a']],
    ['async def f(): return await (a) ** b', 'Await', ['await (a)']],
    ['async def f(): return await (a ** b)', 'Await', ['await (a ** b)']],
    ['f"{a # why\n}"', 'FormattedValue', ['{a # why\n}']],
    ["f'{a['b']}' f\"{c:{d}}\"", 'Name', ['a', 'c', 'd']],
    ['\fdef f():\n    pass\n\f\nx = 1', 'FunctionDef', ['def f():\n    pass']],
    ['def f():\n    a\n \f    b', 'Name', ['a', 'b']],
    ['x =\f1', 'Constant', ['1']],
  ] as const)('reads %j', (text, type, expected) => {
    expect(texts(text, type)).toEqual(expected)
  })

  it('reads braces in strings in fields', () => {
    const text = `f"{'{'}{x}{f({'}': '{{a'})}é{b'{'}" + '{' + f'{2:{"{"}>10}'`
    expect(texts(text, 'Name')).toEqual(['x', 'f'])
    expect(texts(text, 'Constant').filter((one) => /[{}]/.test(one))).toEqual([
      "'{'",
      "'}'",
      "'{{a'",
      "b'{'",
      "'{'",
      '"{"',
    ])
    const values = nodes(parse(text)).flatMap((node) => (node.type === 'Constant' ? [node.value] : []))
    expect(values).toEqual(['{', '}', '{{a', 'é', '{', '{', 2, '{', '>10'])
  })

  it.each(["f'''{a +\nb}'''", 'f"""{\n  a\n  + f(b,\n c)\n}"""', 'f"""{a + # why\r\n b!r}"""', 'f"{a\n}"'])(
    'reads %j, a field of several lines',
    (text) => {
      expect(texts(text, 'Name')).toContain('a')
      expect(texts(text, 'FormattedValue')).toHaveLength(1)
    },
  )

  it('reads quotes in triple-quoted strings in fields', () => {
    const text = `f"{'''eric's'''}" f'{r\"\"\"a"b\"\"\"}'`
    const values = nodes(parse(text)).flatMap((node) => (node.type === 'Constant' ? [node.value] : []))
    expect(values).toEqual(["eric's", 'a"b'])
  })

  it('reads an exclamation mark that begins a specification', () => {
    const constants = nodes(parse("f'{x:!r} {y!s:!>9}'")).flatMap((node) =>
      node.type === 'Constant' ? [node.value] : [],
    )
    expect(constants).toEqual(['!r', ' ', '!>9'])
  })

  it('knows which comprehension is asynchronous', () => {
    const generators = nodes(parse('{a async for a in b for c in d}')).flatMap((node) =>
      node.type === 'comprehension' ? [node.is_async] : [],
    )
    expect(generators).toEqual([1, 0])
  })

  it('normalises identifiers as Python does, those beyond the Basic Multilingual Plane too', () => {
    const text = 'ﬁle = 𝐱𝟏.𝔘𝔫𝔦𝔠𝔬𝔡𝔢(𝐤=1)\n'
    expect(texts(text, 'Name')).toEqual(['ﬁle', '𝐱𝟏'])
    const all = nodes(parse(text))
    expect(all.flatMap((node) => (node.type === 'Name' ? [node.id] : []))).toEqual(['file', 'x1'])
    expect(all.flatMap((node) => (node.type === 'Attribute' ? [node.attr] : []))).toEqual(['Unicode'])
    expect(all.flatMap((node) => (node.type === 'keyword' ? [node.arg] : []))).toEqual(['k'])
  })
})

describe('comments', () => {
  it('are found everywhere but in strings', () => {
    const text = '#!x\na = [ # b\n  "#", \'\'\'\n#\'\'\', # c\n]\nr"\\" # d"\nf"{e:#x}" # f\nf"#{g}#" #h'
    expect(parse(text).comments.map(({ value }) => value)).toEqual(['!x', ' b', ' c', ' f', 'h'])
  })
})

describe('bad input', () => {
  it.each([
    ['x = (1,\ny = 2\n', 1, 4, /`\(` is never closed/],
    ['x = [1)\n', 1, 6, /`\)` does not match the `\[`/],
    ['x = 1)\n', 1, 5, /`\)` closes nothing/],
    ['def f():\n    return {\n', 2, 11, /`{` is never closed/],
    ['def f(:\n  pass', 1, 5, /`\(` is never closed/],
    ['def f():\n', 2, 0, /indented block is missing/],
    ['if x:\npass\n', 2, 0, /indented block is missing/],
    ['x = 1\n    y = 2\n', 2, 4, /deeper than the line before/],
    ['if x:\n    a\n  b\n', 3, 2, /like none of the blocks/],
    ['s = "abc\n', 1, 4, /This string is never closed/],
    ['s = """abc\n', 1, 4, /triple-quoted string is never closed/],
    ['s = rb"""abc\n', 1, 4, /triple-quoted string is never closed/],
    ['s = f"{x\n', 1, 4, /f-string is never closed/],
    ['x = = 1', 1, 4, /Unexpected `=`/],
    ['é = 1; x ? y', 1, 9, /Unexpected `\?`/],
    ['while True print(1)', 1, 11, /Expected ':'.*found `print`/],
    ['class', 1, 5, /Expected class name, found the end of the file/],
    ['x = 1\nif', 2, 2, /Unexpected end of the file/],
    ['x = a b', 1, 6, /Unexpected `b`/],
    ['1 = x', 1, 4, /Cannot assign to literal/],
    ['a\0b', 1, 1, /NUL/],
    ['x = 0777\ny = 012', 1, 4, /Python 2/],
  ])('says what is wrong with %j, and where', (text, line, column, pattern) => {
    expect(error(text)).toMatchObject({ line, column, message: expect.stringMatching(pattern) as string })
  })

  it.each([
    ['x = 1\nprint "hello"\n', 2, /line 2 has the `print` statement/],
    ['print x', 1, /the `print` statement/],
    ['if x: print "a" % b', 1, /the `print` statement/],
    ['exec "x = 1"', 1, /the `exec` statement/],
    ['try:\n  pass\nexcept IOError, e:\n  pass', 3, /`except Error, name`/],
    ['raise ValueError, "no"', 1, /`raise Error, message`/],
    ['if a <> b: pass', 1, /`<>`/],
    ['x = `y`', 1, /backquotes/],
    ['x = 10L', 1, /long integer/],
    ['x = ur"a"', 1, /`ur` string/],
    ['def f(a, (b, c)): pass', 1, /parentheses/],
  ])('recognises Python 2 in %j', (text, line, pattern) => {
    const found = error(text)
    expect(found).toMatchObject({ line, message: expect.stringMatching(pattern) as string })
    expect(found.message).toMatch(/Python 2/)
  })

  it.each([
    'x = "2021-01-05',
    'def f(a=(1, 2), b',
    'x = 05.5 y',
    'print("a" "b" c)',
    'except_ = a b',
    'print = = 1',
  ])('does not blame Python 2 for %j', (text) => {
    expect(error(text).message).not.toMatch(/Python 2/)
  })

  it('sees Python 2 behind its tabs', () => {
    expect(error('if x:\n        y\n\tprint "a"\n').message).toMatch(/line 3 has the `print` statement/)
  })

  it('accepts what only looks like Python 2', () => {
    parse('print >>sys.stderr, "x"\nprint ("a"), b\nprint\nexec("x")\n')
  })

  it.each([
    ['if x:\n\ta = 1\n        b = 2\n', 3],
    ['if x:\n        a = 1\n\tb = 2\n', 3],
    ['if x:\n  if y:\n\ta\n', 3],
  ])('rejects tabs and spaces that contradict each other in %j, as Python does', (text, line) => {
    expect(error(text)).toMatchObject({ line, message: expect.stringMatching(/Tabs and spaces/) as string })
  })

  it('accepts tabs beside spaces where no line depends on the width of a tab', () => {
    parse('if x:\n\ta = 1\n\tif y:\n\t    b = 2\n    # comment\n\n\tc = (1,\n  2)\nif z:\n    d\n')
  })

  it('reads a Latin-1 file only where nothing is lost', () => {
    const latin1 = (text: string) => new TextDecoder('utf-8').decode(Buffer.from(text, 'latin1'))
    const coding = '#!/usr/bin/python\n# -*- coding: latin-1 -*-\n'
    expect(parsePython(latin1(`${coding}s = "abc"`)).ok).toBe(true)
    expect(error(latin1(`${coding}s = "café"`))).toMatchObject({
      line: 3,
      column: 8,
      message: expect.stringMatching(/latin-1.*UTF-8/) as string,
    })
    expect(parsePython('# coding: utf-8\ns = "\ufffd"').ok).toBe(true)
    expect(parsePython('s = 1\nt = 2\n# coding: latin-1\nu = "\ufffd"').ok).toBe(true)
  })

  it.each([
    ['brackets', `x = ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['brackets that stay open', '('.repeat(10_000)],
    ['minus signs', `x = ${'-'.repeat(100_000)}1`],
    ['nots', `x = ${'not '.repeat(50_000)}1`],
    ['powers', `x = ${'1 ** '.repeat(50_000)}1`],
    ['conditions', `x = ${'1 if 2 else '.repeat(30_000)}3`],
    ['lambdas', `x = ${'lambda: '.repeat(30_000)}3`],
    ['f-strings', `x = ${'f"{'.repeat(3000)}${'}"'.repeat(3000)}`],
    ['blocks', Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}if a:`).join('\n')],
  ])('survives thousands of nested %s', { timeout: 60_000 }, (_, text) => {
    expect(error(text).message).toMatch(/nested|never closed|missing/)
  })

  it('reads long chains', { timeout: 60_000 }, () => {
    expect(nodes(parse(`x = ${'a + '.repeat(20_000)}a`))).toHaveLength(4 + 40_000)
    parse(`x = a${'.b(c)[d]'.repeat(5000)}`)
    parse(`if a: b\n${'elif a: b\n'.repeat(2000)}`)
  })

  it('answers for every beginning of a file', { timeout: 60_000 }, () => {
    const text =
      '@a\nasync def f(x=1, *y):\n    """d"""\n    with z as w: s = f"{x!r:{y}}" + \'é\'\n    match x:\n        case {"k": [1, *_]}: del x,\n'
    for (let end = 0; end <= text.length; end++) {
      const result = parsePython(text.slice(0, end))
      if (result.ok) continue
      const { line, column, message } = result.error
      expect(message).not.toMatch(/parser failed|undefined/)
      const rows = text.slice(0, end).split('\n')
      expect(line).toBeLessThanOrEqual(rows.length)
      expect(column).toBeLessThanOrEqual(rows[line - 1]!.length)
    }
  })
})

describe('speed', () => {
  /** The least processor time of some runs, in milliseconds. */
  function leastTime(run: () => void): number {
    let least = Infinity
    for (let count = 0; count < 8; count++) {
      const before = process.cpuUsage()
      run()
      const { user, system } = process.cpuUsage(before)
      least = Math.min(least, (user + system) / 1000)
    }
    return least
  }

  it(
    'takes no more than three times what the parser alone takes for 5 000 lines',
    { timeout: 120_000 },
    () => {
      const block = [
        'class Trainer:',
        '    """Trains a network."""',
        '',
        '    def step(self, batch, *, lr: float = 1e-3, **options):',
        '        # forward and backward',
        '        outputs = self.net(batch["image"].to(self.device), labels=batch.get("label", None))',
        '        loss = self.criterion(outputs[0][:, 1:], (batch["mask"] > 0).float()) + 0.5 * lr',
        '        if self.step_number % 100 == 0 and self.verbose:',
        '            print(f"step {self.step_number}: loss {loss.item():.3f} after {time.time() - self.start}s")',
        '        return [g.norm() for g in self.gradients(loss) if g is not None]',
        '',
      ]
      const text = Array.from({ length: 5000 }, (_, index) => block[index % block.length]).join('\n')
      expect(parsePython(text).ok).toBe(true)
      const alone = leastTime(() => py.parse(text))
      const ours = leastTime(() => parsePython(text))
      // On the developers' machine, when it does nothing else: about 40 ms.
      console.info(
        `5 000 lines, ${Math.round(text.length / 1000)} kB: ${ours.toFixed(0)} ms, the parser alone ${alone.toFixed(0)} ms`,
      )
      expect(ours / alone).toBeLessThan(3)
    },
  )
})

describe('forms that the parser underneath refuses', () => {
  const valid = [
    ...[
      '{3!s  }',
      '{3!r\t}',
      '{3!s  :>10}',
      '{x = !r }',
      '{x:{y!s }}',
      '{x:%H:%M!s}',
      '{ {1: 2}[1] !r }',
    ].map((field) => `f"${field}"`),
    "rf'{x!s }\\d'",
    "f'{x}' 'b' f'{y !r }'",
    ...['1if 1else 2', '1_0if 1else-1', '1jif x else 2jif y else 3', '0b1if 1else(2)', "'a'if 1else'b'"],
    ...['1e5if 1else 2', 'lambda:1if 1else 2', '1if 1else 2if 3else 4', 'assert 1,2if 1else 3'],
    ...[
      "'a' 'b'",
      "b'a' b'b'",
      "'a' 'b' | 'c' 'd'",
      'C(x=\'a\' "b")',
      "['a' r'\\b', 'c']",
      "('a'\n  'b')",
      "u'a' 'b'",
    ].map((pattern) => `match x:\n case ${pattern}: pass`),
    ...[
      'with a as *b',
      'with a as *b, c as d',
      'with (a as *b, c)',
      'with a, b as * c',
      'with (a as *b)',
    ].map((header) => `${header}: pass`),
    'async def f():\n async with a as *b: pass',
  ]

  it.each(valid)('reads %j', (text) => {
    expect(texts(text, 'Module')).toHaveLength(1)
  })

  it('as what they say', () => {
    const values = (text: string) =>
      nodes(parse(text)).flatMap((node) => (node.type === 'Constant' ? [node.value] : []))
    expect(values("match x:\n case 'a\"' \"b\" r'\\d' '\\n': pass")).toEqual(['a"b\\d\n'])
    expect(values('1if 2else 3')).toEqual([1, 2, 3])
    expect(texts('match x:\n case "a" "b": pass', 'Constant')).toEqual(['"a" "b"'])
    expect(texts('with a as *b: pass', 'Starred')).toEqual(['*b'])
    expect(texts('with f(*a) as b: pass', 'Starred')).toEqual(['*a'])
    expect(nodes(parse('f"{3!s  :>9}"')).find(({ type }) => type === 'FormattedValue')).toMatchObject({
      conversion: 115,
    })
  })

  it.each(["match x:\n case 'a' b'b': pass", '0x1else 2', 'import a as *b', 'with a as **b: pass'])(
    'refuses %j, as Python does',
    (text) => {
      expect(error(text).message).not.toBe('')
    },
  )
})
