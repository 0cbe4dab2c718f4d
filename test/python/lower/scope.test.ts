import { describe, expect, it } from 'vitest'
import { show } from './show.ts'

function expectProgram(code: string, expected: string): void {
  expect(show(code.trim())).toBe(expected.trim())
}

describe('functions', () => {
  it('own what they assign, their parameters included', () => {
    expectProgram(
      `
def f(a, /, b, *rest, c=1, **options):
    x = 1
    for y, (z, *w) in pairs:
        with open(y) as file, lock:
            import os.path
    try:
        pass
    except ValueError as error:
        def inner(): pass
    match a:
        case {"k": captured, **others}:
            pass
    if (n := len(x)) > 1:
        del gone
`,
      `
def f(a, b, *rest, c=1!, **options) [a b c captured error file gone inner n options os others rest w x y z]
  x = 1
  for [y, [z, *w]] in pairs [file os w y z]
    with open(y) as file, lock
      late import os.path: * as os (root)
  try
  except error
    def inner() []
  if ?(a)
    others = ?(a)
    captured = ?(a)
  if <> (n := len(x)), 1>
    delete gone
`,
    )
  })

  it('do not own global and nonlocal names', () => {
    expectProgram(
      `
def outer():
    count = 0
    def inner():
        global seed
        nonlocal count
        seed = count = 1
`,
      `
def outer() [count inner]
  count = 0
  def inner() []
    seed = 1
    count = seed
`,
    )
  })

  it('leave `global` names to the module even where a function between has its own', () => {
    expectProgram(
      `
x = 0
def outer():
    x = 1
    def inner():
        global x
        x = 2
    return x
`,
      `
x = 0
def outer() [inner x#1]
  x#1 = 1
  def inner() []
    x = 2
  return x#1
`,
    )
  })

  it('evaluate defaults and decorators outside', () => {
    expectProgram(
      `
x = 1
@wrap(x)
async def f(x=x) -> "Model":
    yield x
`,
      `
x = 1
@wrap(x)
async generator def f(x=x) -> Model [x]
  yield x
`,
    )
  })

  it('are generators only by their own yield', () => {
    expectProgram(
      `
def f():
    def g():
        yield from x
    return lambda: (yield)
`,
      `
def f() [g]
  generator def g() []
    yield x
  return ( => return yield)
`,
    )
  })
})

describe('comprehensions', () => {
  it('keep the names of their variables where those mean nothing else', () => {
    expectProgram('ys = [f(i) for i in xs if i]', 'ys = list(f(i) for i in xs if i)')
  })

  it('get unique names where they hide another', () => {
    expectProgram(
      `
def f(x):
    a = [x for x in x]
    b = {id: x for id, x in a}
    return x, id(a)
`,
      `
def f(x) [a b id#1 x x#1 x#2]
  a = list(x#1 for x#1 in x)
  b = record(id#1, x#2 for [id#1, x#2] in a)
  return [x, id(a)]
`,
    )
  })

  it('are seen by the functions inside them', () => {
    expectProgram(
      'i = 0\nfs = [lambda x: i + x + [x for x in y] for i in xs for y in i]',
      'i = 0\nfs = list((x => return <+ <+ i#1, x>, list(x#1 for x#1 in y)>) for i#1 in xs for y in i#1)',
    )
  })

  it('assign `:=` to the function around', () => {
    expectProgram(
      'def f(xs):\n    any((hit := x) for x in xs)\n    return hit',
      'def f(xs) [hit x xs]\n  any(generator((hit := x) for x in xs))\n  return hit',
    )
  })
})

describe('classes', () => {
  it('have members of every kind', () => {
    expectProgram(
      `
@dataclass
class Net(nn.Module, Generic[T], metaclass=Meta):
    """Docs."""
    seed: int = 42
    rng: np.random.Generator
    low, high = 0, 1
    a = b = make()
    def __init__(self, seed=None): self.seed = seed
    @property
    def size(self): return 1
    @size.setter
    def size(self, value): pass
    @staticmethod
    def s(): pass
    @classmethod
    def c(cls): pass
    __call__ = __init__
    if DEBUG:
        debug = True
    class Inner: x = 1
`,
      `
@dataclass
class Net(nn.Module, Generic[T])
  static-field seed: int = 42
  static-field rng: np.random.Generator
  static-field low = 0
  static-field high = 1
  static-field a = (a#1 := make())
  static-field b = a#1
  method __init__(self, seed=null) [seed self]
    self.seed = seed
  @property
  getter size(self) [self]
    return 1
  @size#1.setter
  setter size(self, value) [self value]
  @staticmethod
  static-method s() []
  @classmethod
  class-method c(cls) [cls]
  method __call__(self, seed=null) [seed self]
    self.seed = seed
  static-field debug = true
  static-field Inner = class Inner
`,
    )
  })

  it('keep the last definition of a method, and both halves of a property', () => {
    expectProgram(
      `
class A:
    @overload
    def f(self, x: int): ...
    def f(self, x): return x
    @property
    def p(self): pass
    @p.setter
    def p(self, value): pass
    @p.deleter
    def p(self): pass
`,
      `
class A()
  method f(self, x) [self x]
    return x
  @property
  getter p(self) [self]
  @p#1.setter
  setter p(self, value) [self value]
`,
    )
  })

  it('keep a value the class body reads later, and hide it from methods', () => {
    expectProgram(
      `
rng = other
class Config:
    seed = seed
    rng = default_rng(seed)
    x = rng.normal()
    ys = [seed for _ in range(seed)]
    def draw(self, n=seed):
        return rng.normal(n)
`,
      `
rng = other
class Config()
  static-field seed = (seed#1 := seed)
  static-field rng = (rng#1 := default_rng(seed#1))
  static-field x = rng#1.normal()
  static-field ys = list(seed for _ in range(seed#1))
  method draw(self, n=seed#1) [n self]
    return rng.normal(n)
`,
    )
  })
})
