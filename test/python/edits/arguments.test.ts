import { describe, expect, it } from 'vitest'
import type { Slot } from '../../../src/catalog/schema.ts'
import type { Written } from '../../../src/edits.ts'
import { apply, open } from './edited.ts'

const state: Slot = { name: 'random_state' }
const answer: Written = { constant: 42 }

function withArgument(text: string, slot: Slot = state, value: Written = answer): string | undefined {
  const { editor, call } = open(text)
  return apply(text, editor.withArgument(call('f'), slot, value))
}

function without(text: string, written: string): string | undefined {
  const { editor, call } = open(text)
  const found = call('f')
  const argument = found.args.find(({ node }) => text.slice(...node.range) === written)!
  return apply(text, editor.withoutArgument(found, argument))
}

describe('a keyword argument', () => {
  it.each([
    ['f()', 'f(random_state=42)'],
    ['f( )', 'f(random_state=42 )'],
    ['f(x)', 'f(x, random_state=42)'],
    ['f(x, y=1)', 'f(x, y=1, random_state=42)'],
    ['f(x,)', 'f(x, random_state=42,)'],
    ['f((x), y=(1))', 'f((x), y=(1), random_state=42)'],
    ['(f)(x)', '(f)(x, random_state=42)'],
    ['f(*x)', 'f(*x, random_state=42)'],
    ['f(a for a in b)', 'f((a for a in b), random_state=42)'],
    ['f((a for a in b))', 'f((a for a in b), random_state=42)'],
    ['f(x, random_state=None)', 'f(x, random_state=42)'],
    ['f(x, random_state=(None), y=1)', 'f(x, random_state=(42), y=1)'],
    ['f("#,)", x)', 'f("#,)", x, random_state=42)'],
  ])('%s -> %s', (before, after) => {
    expect(withArgument(before)).toBe(after)
  })

  it.each([
    ['f(\n    x,\n    y,\n)\n', 'f(\n    x,\n    y,\n    random_state=42,\n)\n'],
    ['f(\n    x,\n    y\n)\n', 'f(\n    x,\n    y,\n    random_state=42\n)\n'],
    ['f(\n    x,\n    y,  # why\n)\n', 'f(\n    x,\n    y,  # why\n    random_state=42,\n)\n'],
    ['f(\n    x,\n    y  # why\n)\n', 'f(\n    x,\n    y,  # why\n    random_state=42\n)\n'],
    ['f(\n    x,\n    y,\n    # end\n)\n', 'f(\n    x,\n    y,\n    random_state=42,\n    # end\n)\n'],
    ['f(\n    x, y\n)\n', 'f(\n    x, y, random_state=42\n)\n'],
    ['f(\n    x, y,\n)\n', 'f(\n    x, y, random_state=42,\n)\n'],
    ['f(x,\n  y)\n', 'f(x,\n  y, random_state=42)\n'],
    ['f(\n\tx,\n\ty=g(\n\t\t1,\n\t),\n)\n', 'f(\n\tx,\n\ty=g(\n\t\t1,\n\t),\n\trandom_state=42,\n)\n'],
    ['f(\r\n  x,\r\n)\r\n', 'f(\r\n  x,\r\n  random_state=42,\r\n)\r\n'],
    ['f(  # all\n    x\n)', 'f(  # all\n    x,\n    random_state=42\n)'],
    ['f(  # none\n)', 'f(random_state=42  # none\n)'],
    ['f(x \\\n  , y)', 'f(x \\\n  , y, random_state=42)'],
  ])('in a call over several lines: %j', (before, after) => {
    expect(withArgument(before)).toBe(after)
  })

  it('is not added where `*` or `**` may hold it', () => {
    expect(withArgument('f(x, **options)')).toBe(undefined)
    expect(withArgument('f(*x)', { name: 'seed', at: 2 })).toBe(undefined)
  })

  it('takes the place of a positional argument', () => {
    expect(withArgument('f(x, None)', { name: 'seed', at: 1 })).toBe('f(x, 42)')
    expect(withArgument('f(x)', { name: 'seed', at: 1 })).toBe('f(x, seed=42)')
    expect(withArgument('f(x, seed=1)', { name: 'seed', at: 1 })).toBe('f(x, seed=42)')
  })
})

describe('a positional argument', () => {
  it('is added only in its place', () => {
    expect(withArgument('f()', { at: 0 })).toBe('f(42)')
    expect(withArgument('f(x, y=1)', { at: 1 })).toBe('f(x, 42, y=1)')
    expect(withArgument('f(y=1)', { at: 0 })).toBe('f(42, y=1)')
    expect(withArgument('f()', { at: 1 })).toBe(undefined)
  })
})

describe('written values', () => {
  it.each([
    [{ constant: null }, 'None'],
    [{ constant: undefined }, 'None'],
    [{ constant: true }, 'True'],
    [{ constant: -1.5 }, '-1.5'],
    [{ constant: 2n ** 70n }, '1180591620717411303424'],
    [{ constant: "it's\n" }, "'it\\'s\\n'"],
    [{ source: 'seed + i' }, 'seed + i'],
  ] as [Written, string][])('%o', (value, written) => {
    expect(withArgument("x = 'single'\nf()", state, value)).toBe(`x = 'single'\nf(random_state=${written})`)
  })

  it('use the quotes most of the file uses', () => {
    expect(
      withArgument('"""doc"""\nx = "double", \'single\', "again"\nf()', state, { constant: 'a' }),
    ).toContain('random_state="a"')
    expect(withArgument('"""doc"""\nx = \'single\'\nf()', state, { constant: 'a' })).toContain(
      "random_state='a'",
    )
  })
})

describe('options', () => {
  const slot: Slot = { at: 1, name: 'env', key: 'SEED' }
  it.each([
    ['f(x)', 'f(x, env={"SEED": 42})'],
    ['f(x, {})', 'f(x, {"SEED": 42})'],
    ['f(x, {"A": 1})', 'f(x, {"A": 1, "SEED": 42})'],
    ['f(x, env={"SEED": 1, "A": 2})', 'f(x, env={"SEED": 42, "A": 2})'],
    ['f(x, env=dict(A=1))', 'f(x, env=dict(A=1, SEED=42))'],
    ['f(x, {\n    "A": 1,\n})', 'f(x, {\n    "A": 1,\n    "SEED": 42,\n})'],
    ['f(x, {**env})', undefined],
    ['f(x, env)', undefined],
    ['f(*x)', undefined],
  ])('%s', (before, after) => {
    expect(withArgument(before, slot)).toBe(after)
  })

  it('go deeper', () => {
    expect(withArgument('f({"a": {"b": 1}})', { at: 0, key: 'a.c' })).toBe('f({"a": {"b": 1, "c": 42}})')
    expect(withArgument('f({})', { at: 0, key: 'a.c' })).toBe('f({"a": {"c": 42}})')
  })

  it.each([
    ['f({"SEED": 1})', { at: 0, key: 'SEED' }, 'f({})'],
    ['f({"A": 1, "SEED": 1})', { at: 0, key: 'SEED' }, 'f({"A": 1})'],
    ['f({"SEED": (1), **rest})', { at: 0, key: 'SEED' }, 'f({**rest})'],
    ['f(dict(A=1, SEED=1))', { at: 0, key: 'SEED' }, 'f(dict(A=1))'],
    ['f(x, seed=1)', { name: 'seed' }, 'f(x)'],
    ['f(x)', { name: 'seed' }, undefined],
  ] as [string, Slot, string | undefined][])('are removed: %s', (before, slot, after) => {
    const { editor, call } = open(before)
    expect(apply(before, editor.withoutOption(call('f'), slot))).toBe(after)
  })
})

describe('removing an argument', () => {
  it.each([
    ['f(a)', 'a', 'f()'],
    ['f(\n    a,\n)', 'a', 'f()'],
    ['f(x, a=1)', 'a=1', 'f(x)'],
    ['f(x, a=(1))', 'a=(1)', 'f(x)'],
    ['f(x, a=1,)', 'a=1', 'f(x,)'],
    ['f(a=1, b=2)', 'a=1', 'f(b=2)'],
    ['f(x, a=1, b=2)', 'a=1', 'f(x, b=2)'],
    ['f((a), b=1)', 'a', 'f(b=1)'],
    ['f(x, **a)', '**a', 'f(x)'],
    ['f(\n    x,\n    a=1,\n    b=2,\n)', 'a=1', 'f(\n    x,\n    b=2,\n)'],
    ['f(\n    x,\n    a=1,  # seed\n    # two\n    b=2,\n)', 'a=1', 'f(\n    x,\n    # two\n    b=2,\n)'],
    ['f(\n    x,  # one\n    a=1\n)', 'a=1', 'f(\n    x,  # one\n)'],
    ['f(x,\n  a=1,\n  b=2)', 'a=1', 'f(x,\n  b=2)'],
    ['f(a=1,\n  b=2)', 'a=1', 'f(b=2)'],
    ['f(x,\n  a=1)', 'a=1', 'f(x)'],
    ['f(a=1,  # one\n  b=2)', 'a=1', 'f(  # one\n  b=2)'],
  ])('%j without %s', (before, argument, after) => {
    expect(without(before, argument)).toBe(after)
  })

  it('is not offered where the others would move up, or a comment would be lost', () => {
    expect(without('f(a, b)', 'a')).toBe(undefined)
    expect(without('f(  # why\n  a=1\n)', 'a=1')).toBe(undefined)
    expect(without('f(x, # why\n  a=1)', 'a=1')).toBe(undefined)
  })
})

describe('replacing and wrapping', () => {
  it.each([
    ['x = seed * 2', 'seed', 'seed + i', 'x = (seed + i) * 2'],
    ['x = f(seed)', 'seed', 'seed + i', 'x = f(seed + i)'],
    ['x = f(seed)', 'seed', 'a, b', 'x = f((a, b))'],
    ['x = seed', 'seed', 'a, b', 'x = a, b'],
    ['x = seed.bit', 'seed', 'a or b', 'x = (a or b).bit'],
    ['x = seed.bit', 'seed', 'a.b(c)[0]', 'x = a.b(c)[0].bit'],
    ['x = d[seed]', 'seed', 'a + b', 'x = d[a + b]'],
    ['seed', 'seed', 'a = 1', 'a = 1'],
  ])('%s: %s becomes %s', (before, node, source, after) => {
    const opened = open(before)
    expect(apply(before, opened.editor.replace(opened.node(node), { source }))).toBe(after)
  })

  it.each([
    ['for p in glob("*"):\n    pass', 'glob("*")', 'for p in sorted(glob("*")):\n    pass'],
    ['x = a, b', 'a, b', 'x = sorted((a, b))'],
    ['x = (a, b)', '(a, b)', 'x = sorted((a, b))'],
    ['f(x for x in y)', '(x for x in y)', 'f(sorted(x for x in y))'],
    ['f(k=x)', 'k=x', 'f(k=sorted(x))'],
    ['f(*x)', '*x', 'f(*sorted(x))'],
    ['def g():\n    x = yield', 'yield', 'def g():\n    x = sorted((yield))'],
  ])('%j: %s', (before, node, after) => {
    const opened = open(before)
    expect(apply(before, opened.editor.wrap(opened.node(node), 'sorted(', ')'))).toBe(after)
  })

  it('gives the text of nodes and expressions', () => {
    const { editor, call } = open('x = f(a,  b)')
    expect(editor.text(call('f'))).toBe('f(a,  b)')
    expect(editor.text(call('f').args[1]!.node)).toBe('b')
  })
})
