/**
 * Switches that are read when the program starts. No program can set one for itself, but it can look whether it was
 * started with it: `assert os.environ["PYTHONHASHSEED"] == "0"`, `if sys.flags.hash_randomization: sys.exit(…)`.
 */
import type { ConstantValue } from '../../program.ts'
import type { Interpreter } from '../interpreter.ts'
import { itemsOf, type Label, type Labels, NO_LABELS, type Value } from '../values/value.ts'
import { backendThere, looksAtBackend } from './backends.ts'
import type { Model } from './model.ts'

declare module '../../catalog/schema.ts' {
  interface Api {
    /** It says whether the program was started with this switch: it counts as true, or (`on` is false) as false, where it was. */
    readonly tellsSwitch?: { readonly of: string; readonly on: boolean }
    /** Where the program was started with this switch, its value and its order are the same in every run. */
    readonly settledBy?: string
    /** The program ends with the call, or another one takes its place. */
    readonly ends?: boolean
  }
}

export type SwitchLabel = Label & { readonly kind: 'switch' }

/** The switches a program was started with, as far as it has looked; `ended` where nothing comes after. */
export type StartedWith = ReadonlySet<string> | 'ended'

/** What two branches that were both gone through leave known. */
export function joinStarts(a: StartedWith, b: StartedWith): StartedWith {
  if (a === 'ended' || a === b) return b
  return b === 'ended' ? a : new Set([...a].filter((name) => b.has(name)))
}

/** The program was started with a switch by which this is the same in every run. */
export function isSettled({ startedWith }: Interpreter, by: string | undefined): boolean {
  return by !== undefined && startedWith.value !== 'ended' && startedWith.value.has(by)
}

/** What a variable of the environment tells: nothing, once the program itself has written it. */
export function toldByVariable({ catalog, effects }: Interpreter, name: string): readonly SwitchLabel[] {
  if (catalog.settings.get(name)?.read?.when !== 'start') return []
  if (effects.some((effect) => effect.kind === 'set' && effect.name === name)) return []
  return [{ kind: 'switch', of: name, on: true, text: true }]
}

/** Code is only reached where a value counts as true, or as false. */
export function concluded(interpreter: Interpreter, { labels }: Value, outcome: boolean): void {
  const { store, startedWith } = interpreter
  for (const label of labels) {
    if (label.kind !== 'switch' || label.on !== outcome || startedWith.value === 'ended') continue
    if (!startedWith.value.has(label.of)) store.set(startedWith, new Set([...startedWith.value, label.of]))
  }
}

/** What an operation on what tells of a switch tells of it. */
export function answered(interpreter: Interpreter, operator: string, operands: readonly Value[]): Labels {
  const [first, second] = operands
  for (const { labels } of operands) looksAtBackend(interpreter, labels)
  switch (first && operator) {
    case 'not':
      return switches(first!).map(opposite)
    case '==':
    case 'is':
      return second ? equal(interpreter, first!, second) : NO_LABELS
    case '!=':
    case 'is-not':
      return second ? equal(interpreter, first!, second).map(opposite) : NO_LABELS
    case '>':
      return second?.kind === 'constant' && second.value === 0 ? switches(first!) : NO_LABELS
    case 'typeof':
      return switches(first!)
    case 'in':
      return second ? amongItems(interpreter, first!, second) : NO_LABELS
    case 'not-in':
      return second ? amongItems(interpreter, first!, second).map(opposite) : NO_LABELS
    default:
      return NO_LABELS
  }
}

/** What `a and b` or `a or b` tells: the first is true where both are, the second false. */
export function chosenAnswer(value: Value, operator: 'and' | 'or'): Value {
  const isTold = (label: Label): boolean => label.kind !== 'switch' || label.on === (operator === 'and')
  return value.labels.every(isTold) ? value : { ...value, labels: value.labels.filter(isTold) }
}

function switches({ labels }: Value): readonly SwitchLabel[] {
  return labels.filter((label): label is SwitchLabel => label.kind === 'switch')
}

function opposite(label: SwitchLabel): SwitchLabel {
  return { ...label, on: !label.on }
}

/** `value == "0"` is true where the switch is on, `value == "random"` where it is off. */
function equal(interpreter: Interpreter, a: Value, b: Value): readonly SwitchLabel[] {
  const one = switches(a).map((label) => (isOff(interpreter, b, label) ? opposite(label) : label))
  const other = switches(b).map((label) => (isOff(interpreter, a, label) ? opposite(label) : label))
  return [...one, ...other]
}

/** `"PYTHONHASHSEED" in os.environ`, `value in (None, "random")` */
function amongItems(interpreter: Interpreter, item: Value, whole: Value): readonly SwitchLabel[] {
  if (whole.kind === 'api') {
    // `'gpu' in navigator`
    const property = item.kind === 'constant' ? `${whole.path}.${String(item.value)}` : undefined
    const told = property === undefined ? undefined : interpreter.catalog.api(property)?.tellsBackend
    if (typeof told === 'object' && 'constant' in told) return [backendThere(interpreter, told.constant)]
    const isVariable = item.kind === 'constant' && interpreter.catalog.api(whole.path)?.environment === true
    return isVariable ? toldByVariable(interpreter, String(item.value)) : []
  }
  const items = whole.kind === 'list' ? itemsOf(whole) : undefined
  if (!items && whole.kind !== 'list') return switches(whole)
  return switches(item).flatMap((label) => {
    const off = new Set(items?.map((each) => isOff(interpreter, each, label)))
    if (off.size !== 1) return []
    return off.has(true) ? [opposite(label)] : [label]
  })
}

/** What `typeof` says of a name that is not there. */
const TYPE_OF_NOTHING = 'undefined'

/** The value is one that the switch has where it is off. A variable is text, and a number in it says that it is there. */
function isOff(interpreter: Interpreter, value: Value, { of, text }: SwitchLabel): boolean {
  if (value.kind !== 'constant') return false
  if (value.value === TYPE_OF_NOTHING) return true
  const none: readonly ConstantValue[] = interpreter.catalog.settings.get(of)?.asUnset ?? []
  if (typeof value.value === 'number') return text ? value.value < 0 : value.value === 0
  return !value.value || none.includes(value.value)
}

export const tellsSwitch: Model<'tellsSwitch'> = {
  fact: 'tellsSwitch',
  after({ labels }, { of, on }) {
    labels.push({ kind: 'switch', of, on })
  },
}

export const ends: Model<'ends'> = {
  fact: 'ends',
  before({ interpreter: { store, startedWith } }) {
    store.set(startedWith, 'ended')
  },
}
