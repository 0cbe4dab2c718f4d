/** Names as they stand in the source: for messages, and to see that a guard and a seeding speak of the same thing. */
import type { Expression, Target } from '../../program.ts'

/** `args.seed`, `this.rng`, `cfg['seed']` as `cfg.seed`; undefined for anything that is no chain of names. */
export function textOf(expression: Expression | Target): string | undefined {
  switch (expression.kind) {
    case 'name':
      return expression.name.includes('#') ? expression.name.replace(/#\d+$/u, '') : expression.name
    case 'member': {
      const object = textOf(expression.object)
      return object === undefined ? undefined : `${object}.${expression.property}`
    }
    case 'index': {
      const object = textOf(expression.object)
      const { index } = expression
      if (object === undefined || index.kind !== 'constant') return undefined
      return typeof index.value === 'string'
        ? `${object}.${index.value}`
        : `${object}[${String(index.value)}]`
    }
    case 'call': {
      const callee = textOf(expression.callee)
      return callee === undefined ? undefined : `${callee}()`
    }
    case 'await':
      return textOf(expression.value)
    default:
      return undefined
  }
}

/** What an expression asks for by name: as `textOf`, and `cfg.seed` of `cfg.get("seed")`. */
export function askedFor(expression: Expression): string | undefined {
  const { looksUp } = expression.kind === 'call' ? expression : {}
  if (!looksUp) return textOf(expression)
  const object = textOf(looksUp.in)
  return object === undefined ? undefined : `${object}.${looksUp.name}`
}

const written = new WeakMap<Expression, string>()

/** What is called, as it is written, for messages: `data['train'].shuffle`, `data[…].shuffle`; of what has no name, the method. */
export function writtenAs(callee: Expression): string {
  if (callee.kind === 'name') return textOf(callee)!
  let text = written.get(callee)
  if (text === undefined) written.set(callee, (text = write(callee)))
  return text
}

function write(callee: Expression): string {
  switch (callee.kind) {
    case 'member': {
      const object = writtenAs(callee.object)
      return object === '' ? callee.property : `${object}.${callee.property}`
    }
    case 'index': {
      const object = writtenAs(callee.object)
      const { index } = callee
      const { value } = index.kind === 'constant' ? index : {}
      const key = typeof value === 'string' ? `'${value}'` : value === undefined ? '…' : String(value)
      return object === '' ? '' : `${object}[${key}]`
    }
    case 'call': {
      const called = writtenAs(callee.callee)
      return called === '' ? '' : `${called}()`
    }
    default:
      return textOf(callee) ?? ''
  }
}

const namesOf = new WeakMap<Expression, ReadonlySet<string>>()

/** Every dotted name in an expression. */
export function namesIn(expression: Expression): ReadonlySet<string> {
  let names = namesOf.get(expression)
  if (!names) {
    const found = new Set<string>()
    collect(expression, found)
    namesOf.set(expression, (names = found))
  }
  return names
}

function collect(expression: Expression, names: Set<string>): void {
  const text = textOf(expression)
  if (text !== undefined && expression.kind !== 'call') {
    names.add(text)
    return
  }
  switch (expression.kind) {
    case 'operation':
    case 'choice':
      for (const operand of expression.operands) collect(operand, names)
      break
    case 'call':
      if (expression.looksUp) names.add(askedFor(expression) ?? expression.looksUp.name)
      collect(expression.callee, names)
      // `seed.toString()` is made of the seed; of a callee that has no name the object is gone through anyway.
      if (expression.callee.kind === 'member' && textOf(expression.callee) !== undefined)
        collect(expression.callee.object, names)
      for (const argument of expression.args) collect(argument.value, names)
      break
    case 'index':
    case 'member':
      collect(expression.object, names)
      break
    case 'opaque':
      for (const part of expression.parts) collect(part, names)
      break
    case 'assign':
    case 'await':
      collect(expression.value, names)
      break
    default:
  }
}

/** `seed`, `args.seed`, `manualSeed`, `random_state`; not `use_seed`, `seeded`, `seed_workers`. */
export function isSeedName(text: string): boolean {
  const last = text.slice(text.lastIndexOf('.') + 1)
  // Most names are told apart without a pattern.
  if (!last.endsWith('eed') && !last.endsWith('tate')) return false
  const isOne = /^(?:\w*_)?seed$|^[a-z]\w*Seed$|^random_?[sS]tate$/u.test(last)
  return isOne && !/^(?:use|has|with|do|set|no|is|fix|apply|enable)_?seed$/iu.test(last)
}

/** Names of a generator, which nobody gives to a flag: `rng`, `this._rng`, `options.generator`. */
export function isGeneratorName(name: string): boolean {
  return /(?:^|[._])p?rng$|generator$/iu.test(name)
}

/** It keeps what it is given under a name; whether anybody asks for it is not seen. */
export function isRegistry(text: string): boolean {
  return /(?:^|[._])(?:registry|register)$/iu.test(text)
}

/** The type of what a CommonJS module finds under the name `module`. */
export const MODULE = 'CommonJS module'
/** The type of its `require`. */
export const REQUIRE = 'CommonJS require'

/** The folder of a file, whichever way its path is written. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')))
}
