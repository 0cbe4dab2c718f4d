/** Small random Python programs for property tests. */
import fc from 'fast-check'

const names = ['x', 'seed', 'rng', 'np', 'torch', 'i', 'self', 'id', 'Net', 'größe']
const name = fc.constantFrom(...names)

/** An expression of one line. */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression')
  const pattern =
    (template: string): ((parts: string[]) => string) =>
    (parts) => {
      let at = 0
      return template.replace(/E|N/gu, () => parts[at++ % parts.length]!)
    }
  const templates = [
    'E .attr',
    'E(E, k=E)',
    'E(*E, **E)',
    '(E for N in E if E)',
    '[E for N in E]',
    '{E: E for N, x in E}',
    '{E, *E}',
    '{"k": E, **E}',
    'dict(a=E)',
    '(E if E else E)',
    '(E or E)',
    '(not E)',
    '-E',
    '(E + E * E)',
    '(E < E <= E)',
    '(lambda N, *a, k=E: E)',
    '(z := E)',
    'f"{E!r:>10} text"',
    '"{}".format(E)',
    'E[E:E, ...]',
    '(E, E)',
    '(yield E)',
    '(await E)',
    '(\n  E,  # comment, with (brackets\n)',
  ]
  return {
    expression: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      fc.oneof(
        name,
        fc.constantFrom('0', '1.5', "'text'", 'b"x"', 'None', 'True', '1j', '...', '2**70', '"😀"'),
      ),
      fc
        .tuple(fc.constantFrom(...templates), fc.array(inner, { minLength: 3, maxLength: 3 }), name)
        .map(([template, parts, variable]) =>
          pattern(template.replace(/N/gu, '\u0001'))(parts).replaceAll('\u0001', variable),
        )
        // No quotes inside the fields of an f-string, nor line breaks.
        .filter((text) => !/f"\{[^\n]*(?:"[^\n]*"[^\n]*"|')/u.test(text) && !/f"\{[^}]*\n/u.test(text)),
    ),
  }
})

const { block } = fc.letrec<{ block: string[]; statement: string[] }>((tie) => {
  const body = tie('block')
  const simple = fc.oneof(
    fc.tuple(name, expression).map(([target, value]) => `${target} = ${value}`),
    expression,
    fc.tuple(name, name, expression).map(([a, b, value]) => `${a}, *${b} = ${a}[0] = ${value}`),
    fc.tuple(name, expression).map(([target, value]) => `${target}: "Optional[np.Generator]" = ${value}`),
    fc.constantFrom(
      'import torch.nn as nn, os.path',
      'from . import data',
      'from ..a.b import (c as d, e,)',
      'from m import *',
      'pass',
      'del x, seed.y',
      'x += 1',
      'assert x, "no"',
      'raise ValueError from None',
      'a = 1; b = 2',
      'if x: y()',
      'global seed',
    ),
    fc.tuple(expression).map(([value]) => `return ${value}`),
  )
  const compound = fc
    .tuple(
      fc.constantFrom(
        ['if E:', 'elif E:', 'else:'],
        ['for N, (y, *z) in E:', 'else:'],
        ['while E:'],
        ['with E as N, E:'],
        ['try:', 'except ValueError as N:', 'else:', 'finally:'],
        ['def N(a, /, b: int = E, *c, d=E, **e) -> "np.ndarray":'],
        ['async def N():'],
        ['@E\nclass N(E, metaclass=E):'],
        ['if __name__ == "__main__":'],
        ['if TYPE_CHECKING:', 'else:'],
      ),
      fc.array(expression, { minLength: 3, maxLength: 3 }),
      name,
      fc.array(body, { minLength: 4, maxLength: 4 }),
    )
    .map(([heads, parts, variable, bodies]) =>
      heads.flatMap((head, index) => {
        let at = 0
        const written = head.replace(/\bE\b/gu, () => parts[at++ % 3]!).replace(/\bN\b/gu, variable)
        return [...written.split('\n'), ...bodies[index % 4]!.map((line) => `    ${line}`)]
      }),
    )
  return {
    statement: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      simple.map((line) => line.split('\n')),
      compound,
    ),
    block: fc
      .array(fc.tuple(tie('statement'), fc.constantFrom('', '', '', '# comment')), {
        minLength: 1,
        maxLength: 4,
      })
      .map((statements) => statements.flatMap(([lines, comment]) => (comment ? [comment, ...lines] : lines))),
  }
})

/** Programs of which most, not all, are Python: what the parser refuses is for the caller to skip. */
export const program: fc.Arbitrary<string> = fc
  .tuple(block, block, fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(
    ([first, second, eol, ended]) =>
      [...first, ...second].join('\n').replaceAll('\n', eol) + (ended ? eol : ''),
  )
