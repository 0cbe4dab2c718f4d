import { describe, expect, it } from 'vitest'
import type { TSESTree } from '@typescript-eslint/utils'
import { lowerJavaScript } from '../../src/languages/javascript/lower/lower.ts'
import type { FunctionDefinition, Module } from '../../src/program.ts'
import { espreeTree, expectProgram, expectTypedProgram, javascript } from './program.ts'

function functionNamed(module: Module, name: string): FunctionDefinition {
  for (const statement of module.body) {
    if (statement.kind === 'function' && statement.definition.name === name) return statement.definition
  }
  throw new Error(`no function ${name}`)
}

describe('scopes', () => {
  it('tells a block binding from the one it shadows, in closures too', () => {
    expectProgram(
      `function f(x) {
         { const x = 1; g(() => x) }
         for (const x of xs) { let x = 2; use(x) }
         return x
       }`,
      `
      function f(x) {x x#1 x#2 x#3}:
        x#1 = 1
        g((arrow() { return x#1 }))
        each x#2 of xs [x#2 x#3]:
          x#3 = 2
          use(x#3)
        return x
      `,
    )
  })

  it('tells a block binding from a name outside the function and from a global', () => {
    expectProgram(
      `const tf = a
       function f() {
         if (b) { const tf = c; tf.x() }
         { const Math = fake; Math.random() }
         tf.y(Math.random())
       }`,
      `
      function f() {tf#1 Math#1}:
        if b:
          tf#1 = c
          tf#1.x()
        Math#1 = fake
        Math#1.random()
        tf.y(Math.random())
      tf = a
      `,
    )
  })

  it('tells two blocks apart', () => {
    expectProgram(
      `{ let i = 1; f(() => i) }
       { let i = 2; f(() => i) }`,
      `
      i = 1
      f((arrow() { return i }))
      i#1 = 2
      f((arrow() { return i#1 }))
      `,
    )
  })

  it('does not take a name that an outer function uses for a renamed one', () => {
    expectProgram(
      `function f(x) {
         { let x = 1; function g() { { let x = 2; use(x) } use(x) } }
       }`,
      `
      function f(x) {x x#1 g}:
        function g() {x#2}:
          x#2 = 2
          use(x#2)
          use(x#1)
        x#1 = 1
      `,
    )
  })

  it('lets functions have any names of their own', () => {
    expectProgram(
      `const x = 1
       const f = (x) => { const y = x; return function () { var y = 3; return y } }`,
      `
      x = 1
      f = (arrow(x) { y = x; return (function() { y = 3; return y }) })
      `,
    )
  })

  it('hoists var and functions', () => {
    const module = javascript(`
      function f() {
        inner()
        if (a) { var v = 1; for (var i in o) {} try { var t } catch (e) { var u } }
        switch (a) { case 1: var w }
        function inner() {}
      }`)
    const { locals, body } = functionNamed(module, 'f')
    expect([...locals].sort()).toEqual(['e', 'i', 'inner', 't', 'u', 'v', 'w'])
    expect(body.map(({ kind }) => kind)).toEqual(['function', 'expression', 'if', 'switch'])
  })

  it('hoists a function to the start of its own block, under a name of its own', () => {
    expectProgram(
      `function g() {}
       { g(); function g() { g() } }`,
      `
      function g() {}:
      function g#1() {}:
        g#1()
      g#1()
      `,
    )
  })

  it('knows the names that only a function or a class itself sees', () => {
    expectProgram(`const f = function g(n) { return g(n - 1) }`, `f = (function g(n) { return g((- n 1)) })`)
    const module = javascript(`function outer() { return function g(n) { return g(n) } }`)
    const [result] = functionNamed(module, 'outer').body
    expect(
      result?.kind === 'return' && result.value?.kind === 'function' && [...result.value.definition.locals],
    ).toEqual(['n', 'g'])
    expectProgram(
      `const Model = 1
       const A = class Model { make() { return new Model() } }
       Model`,
      `
      Model = 1
      A = (class Model#1:; method function make() {}:; return new Model#1())
      Model
      `,
    )
  })

  it('does not lower a body before it is asked for', () => {
    const code = 'function f() { g() }'
    const ast = espreeTree(code)
    const definition = functionNamed(lowerJavaScript(ast, code, '/project/train.js'), 'f')
    // What a body is at the time somebody asks is what gets lowered.
    ;(ast.body[0] as TSESTree.FunctionDeclaration).body.body.length = 0
    expect(definition.body).toEqual([])
    expect(definition.body).toBe(definition.body)
  })
})

describe('targets', () => {
  it('takes values apart', () => {
    expectProgram(
      `let key
       const { dense, dropout: d = 1, train: { sgd }, [key]: k, 'a-b': ab, ...rest } = tf.layers
       const [a, , [b = 2], ...c] = list
       ;({ x: o.x, y: o[i] } = p);
       [a, b] = [b, a]
       for (const [key, { value }] of map) use(key)`,
      `
      key declared
      {dense: dense, dropout: d = 1, train: {sgd: sgd}, [key]: k, a-b: ab, ...rest} = tf.layers
      [a, , [b = 2], ...c] = list
      {x: o.x, y: o[i]} = p
      [a, b] = [b, a]
      each [key#1, {value: value}] of map [key#1 value]:
        use(key#1)
      `,
    )
  })

  it('takes parameters apart', () => {
    expectProgram(
      `function f({ seed = 42, ...others } = {}, [a] = [], b = seed, ...more) {}`,
      `function f({seed: seed = 42, ...others} = {}, [a] = [], b = seed, ...more) {seed others a b more}:`,
    )
  })

  it('keeps operators of assignments', () => {
    expectProgram(
      `a += 1; b ||= c; d.e ??= f; const g = (h = i); j = k = l; m++`,
      `
      a += 1
      b ||= c
      d.e ??= f
      g = (h = i)
      j = (k = l)
      (update m)
      `,
    )
  })

  it('knows declarations without a value and deletions', () => {
    expectProgram(`let a, b; var c; delete process.env.X`, `a declared\nb declared\ndelete process.env.X`)
  })
})

describe('expressions', () => {
  it.each([
    ['a?.b?.(c)?.[0]', 'a.b(c)[0]'],
    [`a['b'][\`c\`][d]`, 'a.b.c[d]'],
    ['a || b && c ?? 0', undefined],
    ['(a || b) && (c ?? 0)', '(and (or a b) (coalesce c 0))'],
    ['a ? b : c', '(conditional a b c)'],
    ['(0, tf.x)(1)', 'tf.x(1)'],
    ['x = (a(), b)', 'x = (, a() b)'],
    ['`plain`', `'plain'`],
    ['`a${b}c${d}`', "(format 'a' b 'c' d)"],
    ['tag`a${b}c`', `tag(['a', 'c'], b)`],
    ['new Foo', 'new Foo()'],
    [
      'new Foo(...a, { b, c() {}, ...d, [e]: 1, get f() { return 1 } })',
      'new Foo(...a, {b: b, c: (function() {  }), ...d, [e]: 1, f: (function() { return 1 })})',
    ],
    [
      '-1; +2; -x; +x; !x; typeof x; void 0; ~x',
      '-1\n2\n(negative x)\n(+ x)\n(not x)\n(typeof x)\nundefined\n(~ x)',
    ],
    ['[1, , ...b, 10n, null, undefined, NaN, /x/]', '[1, undefined, ...b, 10n, null, undefined, NaN, <>]'],
    [
      'a === b; a != b; a instanceof b; a ** b; a >>> b',
      '(== a b)\n(!= a b)\n(instanceof a b)\n(** a b)\n(>>> a b)',
    ],
    ['import.meta.url', 'import.meta.url'],
    [
      'async () => { for await (const x of y()) await x }',
      '(async arrow() { await each x of y() [x]:; await x })',
    ],
    ['(function* () { yield 1; yield; yield* x })', '(function() { yield 1; yield; yield x })'],
    [
      'x = <div a={f()} {...g()} b="c">{h()} text <b>{/* no */}</b><>{i}</></div>',
      'x = <>({a: f(), ...g()}, h(), <>(), <>(i))',
    ],
  ])('%s', (code, expected) => {
    if (expected === undefined) expect(() => javascript(code)).toThrow()
    else expectProgram(code, expected)
  })

  it('takes undefined for a name where it is one', () => {
    expectProgram(`(undefined) => undefined`, '(arrow(undefined) { return undefined })')
    const module = javascript(`function f(undefined) { return undefined }`)
    const [result] = functionNamed(module, 'f').body
    expect(result?.kind === 'return' && result.value?.kind).toBe('name')
  })
})

describe('control flow', () => {
  it('runs a counting loop as a while with an update', () => {
    expectProgram(
      `for (let i = 0, n = 3; i < n; i++, n--) { total += i; o.p = 1; cb(() => { hidden = 1 }) }
       for (;;) break`,
      `
      i = 0
      n = 3
      while (< i n) [total i n]:
        total += i
        o.p = 1
        cb((arrow() { hidden = 1 }))
      after:
        (update i)
        (update n)
      while true []:
        break
      `,
    )
  })

  it('says which names every kind of loop assigns', () => {
    expectProgram(
      `for (const k in o) a = k
       for (x of xs) { while (b = next()) { var c = b } }
       do { d ||= 3 } while (e++)`,
      `
      each k in keys of o [k a]:
        a = k
      each x of xs [x b c]:
        while (b = next()) [b c]:
          c = b
      while (update e) [e d]:
        d ||= 3
      `,
    )
  })

  it('knows switch, try, labels and throw', () => {
    expectProgram(
      `switch (a) { case 1: case b(): let y = 2; break; default: y }
       try { f() } catch ({ message }) { log(message) } finally { g() }
       try { f() } catch (error) { throw error }
       outer: for (const x of xs) { continue outer }
       block: { if (a) break block; f() }
       with_: if (a) f(); else { }`,
      `
      switch a:
      case 1:
      case b():
        y = 2
        break
      default:
        y
      try:
        f()
      catch *caught*:
        {message: message} = *caught*
        log(message)
      finally:
        g()
      try:
        f()
      catch error:
        throw error
      each x of xs [x]:
        continue
      switch undefined:
      default:
        if a:
          break
        f()
      if a:
        f()
      `,
    )
  })

  it('runs the rest of a block inside using', () => {
    expectTypedProgram(
      `{ start(); using a = open(), b = open(); a.use(); function f() {} }`,
      `
      function f() {}:
      start()
      with a = open(), b = open():
        a.use()
      `,
    )
  })
})

describe('classes', () => {
  it('lists members in order', () => {
    expectProgram(
      `class Layer extends tf.layers.Layer {
         #rate = 0.5
         static count = 0
         static { Layer.count = seed() }
         constructor(config) { super(config); this.#rate = config.rate }
         get rate() { return this.#rate }
         set rate(value) {}
         static create() { return new this() }
         async call() { return super.call(arguments) }
         *[Symbol.iterator]() {}
         'quoted name'() {}
         has(o) { return #rate in o }
       }`,
      `
      class Layer of tf.layers.Layer:
        field #rate = 0.5
        static-field count = 0
        static-field  = (arrow() { Layer.count = seed() })()
        method function constructor(config) {config}:
          super(config)
          this.#rate = config.rate
        getter function rate() {}:
          return this.#rate
        setter function rate(value) {value}:
        static-method function create() {}:
          return new this()
        method async function call() {arguments}:
          return super.call(arguments)
        method function* [Symbol.iterator]() {}:
        method function quoted name() {}:
        method function has(o) {o}:
          return (in '#rate' o)
      `,
    )
  })

  it('knows what TypeScript adds', () => {
    expectTypedProgram(
      `@sealed()
       abstract class Trainer<T> extends Base<T> implements I {
         declare ambient: string
         model: tf.LayersModel | null = null
         @field() other?: Promise<tf.Sequential>
         abstract step(): void
         overload(a: string): void
         overload(a: number): void
         @method() overload(this: Trainer, @param() a: any) { return a as number }
         constructor(private rng: seedrandom.PRNG, public n = 3, plain: Readonly<Options>) { super(); this.go() }
       }`,
      `
      @sealed()
      class Trainer of Base:
        field model: tf.LayersModel = null
        static-field  = <field()>
        field other: tf.Sequential
        method @method()
        @param()
        function overload(a) {a}:
          return a
        method function constructor(rng: seedrandom.PRNG, n = 3, plain: Options) {rng n plain}:
          super()
          this.rng: seedrandom.PRNG = rng
          this.n = n
          this.go()
      `,
    )
  })
})

describe('TypeScript', () => {
  it('looks through wrappers', () => {
    expectTypedProgram(
      `const a = (<any>b)!.c as unknown satisfies D; (e as any).f = g<string>(h!); (i as any) = 1`,
      `
      a = b.c
      e.f = g(h)
      i = 1
      `,
    )
  })

  it('reads annotations that name a type', () => {
    expectTypedProgram(
      `function f(a: tf.LayersModel, b?: Promise<LayersModel> | null, c: tf.Tensor[] = [], d: string | Foo, ...e: Foo[]): Promise<tf.History> {}
       let g: import('@tensorflow/tfjs').LayersModel, h: typeof tf.layers, i: string`,
      `
      function f(a: tf.LayersModel, b: LayersModel, c = [], d, ...e): tf.History {a b c d e}:
      g: import(@tensorflow/tfjs).LayersModel declared
      h: (typeof tf.layers) declared
      i: (typeof '') declared
      `,
    )
  })

  it('drops what leaves no trace and keeps enums and namespaces', () => {
    expectTypedProgram(
      `interface A {}
       type B = string
       declare const tf: any
       declare function d(): void
       declare module 'x' { const y: string }
       declare global { interface Window {} }
       function o(a: string): void
       function o(a: any) {}
       enum E { A, B = 5, C, D = 'x', F = g(), H }
       namespace N { export const k = 1; export function h() {} const hidden = 2 }
       tf.x()`,
      `
      function o(a) {a}:
      E = {A: 0, B: 5, C: 6, D: 'x', F: g(), H: <>}
      N = (arrow() { function h() {}:; k = 1; hidden = 2; return {k: k, h: h} })()
      tf.x()
      `,
    )
  })
})
