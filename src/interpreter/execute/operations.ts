/** Arithmetic and comparison on abstract values. */
import { MODULE } from './names.ts'
import type { Language } from '../../languages/language.ts'
import type { ConstantValue } from '../../program.ts'
import { withContent } from '../models/contents.ts'
import { numberIn } from '../models/results.ts'
import { merged } from '../values/objects.ts'
import {
  computed,
  constant,
  converted,
  isNothing,
  joinLabels,
  labelled,
  list,
  listOf,
  truth,
  unknown,
  type Label,
  type Labels,
  type Value,
  itemsOf,
  joinValues,
  UNKNOWN,
} from '../values/value.ts'

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=', 'in', 'not-in', 'is', 'is-not', 'instanceof'])

/** The value of an operation: folded where both sides are constants, else unknown with the labels of its operands. */
export function operate(operator: string, operands: readonly Value[], language: Language): Value {
  const labels = operands.reduce<Labels>((all, each) => joinLabels(all, calculated(withContent(each))), [])
  if (operator === ',') return operands.at(-1) ?? unknown(labels)
  if (operator === 'format') return text(operands, labels)
  if (
    operator === '+' &&
    operands.some((each) => each.kind === 'constant' && typeof each.value === 'string')
  ) {
    return text(operands, labels)
  }
  if (operator === 'not' && operands.length === 1) {
    const known = truth(operands[0]!)
    return known === undefined ? unknown(labels) : constant(!known, labels)
  }
  if (operator === 'typeof') return unknown(labels)
  if (operator === '*' && language.listOperators) {
    const repeated = operands.find((each) => each.kind === 'list')
    if (repeated?.kind === 'list') return listOf(repeated.element.value, labels)
  }
  // What is left of a set is in its order, whatever was taken away.
  if (operator === '-' && language.listOperators && operands[0]?.kind === 'list') return operands[0]
  if (operator === '+' && operands.length === 2 && operands.every((each) => each.kind === 'list')) {
    const [a, b] = operands as [Value & { kind: 'list' }, Value & { kind: 'list' }]
    const [one, other] = [itemsOf(a), itemsOf(b)]
    if (one && other) return list([...one, ...other], 'list', labels)
    const elements = [a.element.value, b.element.value].filter((each) => each !== undefined)
    return listOf(elements.length > 0 ? elements.reduce((c, d) => joinValues(c, d)) : undefined, labels)
  }
  // What a list can be added to is a list.
  if (operator === '+' && language.listOperators) {
    const known = operands.find((each) => each.kind === 'list')
    if (known?.kind === 'list') return listOf(joinValues(known.element.value ?? UNKNOWN, UNKNOWN), labels)
  }
  if (operator === '|' && language.listOperators) {
    const [one, other] = operands
    if (one?.kind === 'record' && other?.kind === 'record') return labelled(merged(one, other), labels)
  }
  if (COMPARISONS.has(operator) && operands.length === 2) {
    const answer = compared(operator, operands[0]!, operands[1]!)
    // Whatever was computed, it is not nothing.
    if (answer !== undefined && operands.some((each) => each.kind === 'unknown' && each.computed))
      return constant(answer)
    const two = operands.every((each) => each.kind !== 'constant')
    const kept = labels.filter((label) => decidesComparison(operator, label, two))
    return answer === undefined ? unknown(kept) : constant(answer, kept)
  }
  // `+text` reads a number in it. What is only found under a text, such as an id, is calculated with as it is.
  if (operator === '+' && operands.length === 1 && !language.operatorsAreOverloaded)
    return computed(labels.map(numberIn))
  const values = operands.map((each) => (each.kind === 'constant' ? each.value : undefined))
  if (operands.every((each) => each.kind === 'constant' && typeof each.value === 'number')) {
    const folded = arithmetic(operator, values as number[])
    if (folded !== undefined) return constant(folded, labels)
  }
  return !language.operatorsAreOverloaded && ARITHMETIC.has(operator) ? computed(labels) : unknown(labels)
}

/** What tells of a switch tells no more of it once it is calculated with: see `answered`. */
function calculated(labels: Labels): Labels {
  const told = labels.some(({ kind }) => kind === 'switch')
  return converted(told ? labels.filter(({ kind }) => kind !== 'switch') : labels)
}

/** In JavaScript these give a number or a text, whatever they are given. */
const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '**', 'negative', '|', '&', '^', '<<', '>>', '>>>', '~'])

/** Order does not matter to a test of membership, nor salt to a test whether `two` hashes are equal. */
function decidesComparison(operator: string, label: Label, two: boolean): boolean {
  if (operator === 'in' || operator === 'not-in') return label.kind !== 'unordered'
  if (two && (operator === '==' || operator === '!='))
    return !(label.kind === 'entropy' && label.effect.entropy === 'hash')
  return true
}

/** What becomes text no longer decides a number: draws that end in a name or a label have no consequence. */
function text(operands: readonly Value[], labels: Labels): Value {
  for (const label of labels) {
    if (label.kind === 'draw' || label.kind === 'entropy') label.effect.harmless.add('id')
    else if (label.kind === 'channel') label.channel.endHarmlessly('id')
  }
  const kept = labels.map((label): Label => {
    if (label.kind === 'channel') return { ...label, text: true }
    return label.kind === 'draw' ? { kind: 'text', effect: label.effect } : label
  })
  if (operands.every((each) => each.kind === 'constant')) {
    return constant(operands.map((each) => String((each as { value: ConstantValue }).value)).join(''), kept)
  }
  return unknown(kept)
}

function compared(operator: string, a: Value, b: Value): boolean | undefined {
  const nothing = [isNothing(a), isNothing(b)] as const
  if (operator === 'is' || operator === 'is-not' || operator === '==' || operator === '!=') {
    const positive = operator === 'is' || operator === '=='
    if (nothing[0] === true && nothing[1] === true) return positive
    if (nothing[0] !== undefined && nothing[1] !== undefined && nothing[0] !== nothing[1]) return !positive
    if (a.kind === 'constant' && b.kind === 'constant') return (a.value === b.value) === positive
    // Of two modules it is known which they are.
    if (a.kind === 'instance' && b.kind === 'instance' && a.type === MODULE && b.type === MODULE)
      return (a.fields === b.fields) === positive
    return undefined
  }
  if (a.kind !== 'constant' || b.kind !== 'constant') return undefined
  if (typeof a.value !== 'number' || typeof b.value !== 'number') return undefined
  switch (operator) {
    case '<':
      return a.value < b.value
    case '<=':
      return a.value <= b.value
    case '>':
      return a.value > b.value
    case '>=':
      return a.value >= b.value
    default:
      return undefined
  }
}

function arithmetic(operator: string, [a, b]: number[]): number | undefined {
  if (a === undefined) return undefined
  if (b === undefined) return operator === 'negative' ? -a : undefined
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '**':
      return a ** b
    case '//':
      return Math.floor(a / b)
    default:
      return undefined
  }
}
