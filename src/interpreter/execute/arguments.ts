/** The arguments of a call, evaluated, and how a catalogue slot finds one among them. */
import type { Condition, Slot } from '../../catalog/schema.ts'
import type { Argument, Expression, SyntaxNode } from '../../program.ts'
import {
  alternatives,
  constant,
  isNothing,
  itemsOf,
  joinValues,
  ofEachRound,
  type Value,
} from '../values/value.ts'

export interface EvaluatedArgument {
  readonly value: Value
  readonly node: SyntaxNode
  readonly expression: Expression | undefined
  readonly argument: Argument | undefined
}

const NO_SPREAD: readonly EvaluatedArgument[] = []
const NO_KEYWORDS: ReadonlyMap<string, EvaluatedArgument> = new Map()

export class EvaluatedArguments {
  readonly positional: EvaluatedArgument[] = []
  /** Python's; most calls have none, so that the map is made with the first. */
  keywords: ReadonlyMap<string, EvaluatedArgument> = NO_KEYWORDS
  /** `...args` of unknown length: positions from here on are not known. */
  openAt: number | undefined
  /** Each of those that stand there. */
  rest: Value | undefined
  /** What is spread there, as one value each. */
  spread: readonly EvaluatedArgument[] = NO_SPREAD
  /** `**kwargs` of unknown content. */
  openKeywords = false
  /** They stand in a call of the program, so that what is not among them is absent. */
  written = false

  static of(values: readonly Value[], node: SyntaxNode, expression?: Expression): EvaluatedArguments {
    const result = new EvaluatedArguments()
    for (const value of values) {
      result.positional.push({ value, node, expression, argument: undefined })
    }
    return result
  }

  setKeyword(name: string, argument: EvaluatedArgument): void {
    if (this.keywords === NO_KEYWORDS) this.keywords = new Map()
    ;(this.keywords as Map<string, EvaluatedArgument>).set(name, argument)
  }

  get all(): readonly EvaluatedArgument[] {
    if (this.keywords.size === 0 && this.spread.length === 0) return this.positional
    return [...this.positional, ...this.keywords.values(), ...this.spread]
  }

  get certain(): boolean {
    return this.openAt === undefined && !this.openKeywords
  }

  /** The argument in a slot; `unknown` when it may or may not be there. */
  at(slot: Slot): EvaluatedArgument | 'absent' | 'unknown' {
    if (slot.key !== undefined) return this.#option(slot.at ?? 0, slot.key)
    if (slot.name !== undefined) {
      const named = this.keywords.get(slot.name)
      if (named) return named
    }
    if (slot.at !== undefined) {
      const found = this.positional[slot.at]
      if (found && (this.openAt === undefined || slot.at < this.openAt)) return found
      if (this.openAt !== undefined && slot.at >= this.openAt) return 'unknown'
    }
    return this.openKeywords && slot.name !== undefined ? 'unknown' : 'absent'
  }

  #option(at: number, key: string): EvaluatedArgument | 'absent' | 'unknown' {
    const bag = this.at({ at })
    if (bag === 'absent' || bag === 'unknown') return bag
    let value: Value = bag.value
    let node = bag.node
    let expression = bag.expression
    for (const part of key.split('.')) {
      const found = optionOf(value, part)
      if (typeof found === 'string') return found
      value = found
      expression = expression && entryOf(expression, part)
      node = expression?.node ?? node
    }
    return { value, node, expression, argument: bag.argument }
  }

  /** Whether a condition holds; undefined when that is not known. */
  holds(condition: Condition): boolean | undefined {
    const found = this.at(condition)
    if (condition.given !== undefined) {
      if (found === 'unknown') return undefined
      return (found !== 'absent' && isNothing(found.value) !== true) === condition.given
    }
    if (found === 'unknown') return undefined
    // What an argument is by default is none of these where the catalogue does not say what it is.
    if (found === 'absent' && condition.is && condition.default === undefined) return false
    const value = found === 'absent' ? constant(condition.default) : found.value
    const answers = new Set(alternatives(value).map((each) => holdsFor(each, condition)))
    return answers.size === 1 ? [...answers][0] : undefined
  }

  /** All conditions hold: true; one certainly does not: false; else undefined. */
  meets(conditions: readonly Condition[] | undefined): boolean | undefined {
    let result: boolean | undefined = true
    for (const condition of conditions ?? []) {
      const holds = this.holds(condition)
      if (holds === false) return false
      if (holds === undefined) result = undefined
    }
    return result
  }
}

/** An option, in the object that has it or in each of several that may be meant. */
function optionOf(options: Value, name: string): Value | 'absent' | 'unknown' {
  const found = alternatives(options).map((each) => {
    if (isNothing(each) || each.kind === 'constant' || each.kind === 'list' || each.kind === 'function')
      return 'absent'
    if (each.kind !== 'record') return 'unknown'
    return each.fields.get(name)?.value ?? (each.rest.value ? 'unknown' : 'absent')
  })
  if (found.every((each) => each === 'absent')) return 'absent'
  const values = found.filter((each) => typeof each !== 'string')
  if (values.length < found.length) return 'unknown'
  return ofEachRound(values.reduce(joinValues), options)
}

/** What is written under a key of a record. */
export function entryOf(record: Expression, key: string): Expression | undefined {
  if (record.kind !== 'record') return undefined
  for (const entry of record.entries) if ('key' in entry && entry.key === key) return entry.value
  return undefined
}

function holdsFor(value: Value, condition: Condition): boolean | undefined {
  if (condition.of !== undefined) return isOrHolds(value, condition.of)
  if (condition.each && value.kind === 'list') {
    const answers = itemsOf(value)?.map((item) => holdsFor(item, { ...condition, each: false }))
    if (!answers || answers.includes(undefined)) return undefined
    return condition.is ? answers.includes(true) : !answers.includes(false)
  }
  if (value.kind !== 'constant') {
    // An object is neither of the constants a condition names.
    if (value.kind === 'unknown') return undefined
    if (value.kind === 'api' || condition.above !== undefined) return undefined
    return condition.isNot !== undefined
  }
  if (condition.above !== undefined) return typeof value.value === 'number' && value.value > condition.above
  if (condition.is) return condition.is.some((each) => same(each, value.value))
  if (condition.isNot) return !condition.isNot.some((each) => same(each, value.value))
  return undefined
}

function isOrHolds(value: Value, type: string): boolean | undefined {
  const items =
    value.kind === 'list' ? (itemsOf(value) ?? alternatives(value.element.value ?? value)) : [value]
  if (items.some((item) => item.kind === 'instance' && item.type === type)) return true
  return items.every((item) => item.kind === 'instance' || item.kind === 'constant') ? false : undefined
}

function same(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || ((a === null || a === undefined) && (b === null || b === undefined))
}
