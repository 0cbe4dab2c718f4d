import { describe, expect, it } from 'vitest'
import { show } from './show.ts'

function expectProgram(code: string, expected: string): void {
  expect(show(code.trim())).toBe(expected.trim())
}

describe('assignments', () => {
  it.each([
    ['x = 1', 'x = 1'],
    ['x: torch.Tensor = f()', 'x: torch.Tensor = f()'],
    ['x: "nn.Module"', 'x: nn.Module'],
    ['x: list[int] = []', 'x = []'],
    ['x += 1', 'x += 1'],
    ['x.y[0] //= z', 'x.y[0] //= z'],
    ['a, (b, c) = f()', '[a, [b, c]] = f()'],
    ['[a, *b] = f()', '[a, *b] = f()'],
    ['a, *b, c = f()', '[a, *[c, *b]] = f()'],
    ['a, *b, c = 1, 2, 3, 4', '[a, b, c] = [1, [2, 3], 4]'],
    ['a = b = f()', 'a = f()\nb = a'],
    ['a.x = b = f()', 'value#1 = f()\na.x = value#1\nb = value#1'],
    ['x["seed"] = 1', 'x["seed"] = 1'],
    ['del a, (b.c, d[0])', 'delete a, b.c, d[0]'],
    ['assert f(x), message()', 'f(x)'],
    ['raise ValueError("no") from error', 'throw ValueError("no")'],
  ])('%s', expectProgram)
})

describe('annotations', () => {
  it.each([
    ['Optional[Model]', 'Model'],
    ['typing.Optional["nn.Module"]', 'nn.Module'],
    ['nn.Module | None', 'nn.Module'],
    ['None | nn.Module', 'nn.Module'],
    ['Union[Model, None]', 'Model'],
    ['Annotated[Model, 1]', 'Model'],
    ['"Optional[nn.Module]"', 'nn.Module'],
    ['"nn.Module | None"', 'nn.Module'],
  ])('%s', (annotation, expected) => {
    expect(show(`def f(x: ${annotation}): pass`)).toBe(`def f(x: ${expected}) [x]`)
  })

  it.each(['Model | Other', 'Union[A, B]', 'list[Model]', '"list[Model]"', 'None', '"a b"', '3'])(
    '%s names no one type',
    (annotation) => {
      expect(show(`def f(x: ${annotation}): pass`)).toBe('def f(x) [x]')
    },
  )
})

describe('control flow', () => {
  it('branches, with `elif` inside `else`', () => {
    expectProgram(
      `
if seed is not None:
    f(seed)
elif deterministic:
    g()
else:
    h()
`,
      `
if <is-not seed, null>
  f(seed)
else
  if deterministic
    g()
  else
    h()
`,
    )
  })

  it('loops, with the names that change', () => {
    expectProgram(
      `
for epoch in range(10):
    loss = total = 0
    for batch, _ in loader:
        loss += step(batch)
        if (bad := loss > 3):
            break
    else:
        done = True
while not done:
    continue
async def f():
    async for x in y:
        async with x as z:
            await z
`,
      `
for epoch in range(10) [_ bad batch done epoch loss total]
  loss = 0
  total = loss
  for [batch, _] in loader [_ bad batch done loss]
    loss += step(batch)
    if (bad := <> loss, 3>)
      break
  after
    done = true
while <not done> []
  continue
async def f() [x z]
  async for x in y [x z]
    with x as z
      await z
`,
    )
  })

  it('matches as a chain of tests, so that `break` leaves the loop around', () => {
    expectProgram(
      `
while True:
    match args.mode:
        case "train" | "fit":
            train()
            break
        case None:
            pass
        case Mode.TEST if ok:
            test()
        case Point(x=0) as p:
            p
        case other if other > 1:
            one(other)
        case other:
            rest(other)
`,
      `
while true [other p]
  subject#1 = args.mode
  if <or <== subject#1, "train">, <== subject#1, "fit">>
    train()
    break
  else
    if <is subject#1, null>
    else
      if ?(<== subject#1, Mode.TEST>)
        if ok
          test()
      else
        if ?(subject#1)
          p = subject#1
          p
        else
          if ?()
            other = subject#1
            if <> other, 1>
              one(other)
          else
            other = subject#1
            rest(other)
`,
    )
  })

  it('is not lost in a long chain of `elif`', () => {
    const chain = Array.from({ length: 300 }, (_, index) => `elif x == ${index}:\n    f(${index})`).join('\n')
    expect(show(`if x:\n    pass\n${chain}`)).toContain('f(299)')
  })
})

describe('expressions', () => {
  it.each([
    ['seed or 42', '<or seed, 42>'],
    ['a if t else b', '<conditional t, a, b>'],
    ['a < b <= c', '<< a, b, c>'],
    ['a not in b', '<not-in a, b>'],
    ['not a', '<not a>'],
    ['-1', '-1'],
    ['+1.5', '1.5'],
    ['-x', '<negative x>'],
    ['~x', '<~ x>'],
    ['2 ** 32 // 3 @ m', '<@ <// <** 2, 32>, 3>, m>'],
    ['0xFFFF_FFFF_FFFF_FFFF', '18446744073709551615n'],
    ['"a" \'b\'', '"ab"'],
    ['b"x"', '?()'],
    ['...', '?()'],
    ['1j', '?()'],
    ['None', 'null'],
    ['x[0]', 'x[0]'],
    ['x["k"]', 'x["k"]'],
    ['x[1:n, ::2]', 'x[[?(1, n), ?(2)]]'],
    ['f(a, *b, k=1, **o)', 'f(a, *b, k=1, **o)'],
    ['dict(a=1, **b)', '{a: 1, **b}'],
    ['dict(b, a=1)', 'dict(b, a=1)'],
    ['{"a": 1, **b, c: 2}', '{a: 1, **b, [c]: 2}'],
    ['{1, 2}', 'set[1, 2]'],
    ['[1, *x]', '[1, *x]'],
    ['()', '[]'],
    ['f"{a}b{c!r:>{w}}"', '<format a, "b", c, w>'],
    ['f"plain"', '"plain"'],
    ['"%d" % x', '<% "%d", x>'],
    ['"{}".format(x, y=z)', '<format "{}", x, z>'],
    ['a.b.c(1).d', 'a.b.c(1).d'],
    ['lambda x, *, y=1: x', '(x, y=1! => return x)'],
    ['{k: v for k, v in x if k}', 'record(k, v for [k, v] in x if k)'],
    ['sum((x async for x in y))', 'sum(generator(x for x in y))'],
  ])('%s', expectProgram)

  it('`dict` is a function when the program says so', () => {
    expectProgram('from m import dict\ndict(a=1)', 'import m: dict as dict\ndict(a=1)')
  })

  it('long sums are one operation, and what is nested too deeply is opaque', () => {
    expect(show(Array.from({ length: 3000 }, () => 'x').join(' + '))).toBe(
      `<+ ${Array.from({ length: 3000 }, () => 'x').join(', ')}>`,
    )
    expect(show(`x${'.f()'.repeat(400)}`)).toMatch(/^\?\(\)\.f\(\)/)
  })
})
