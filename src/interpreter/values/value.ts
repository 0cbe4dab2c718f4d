/**
 * Abstract values: what the timeline knows about a value without running the program. Every value carries labels that
 * say where it came from, so that a rule can ask whether a seed comes from the clock or an index from a draw.
 */
import type { Api, Draw, Library, ModuleRoot } from '../../catalog/schema.ts'
import type {
  CallSite,
  CreateEffect,
  DrawEffect,
  EntropyEffect,
  Guard,
  GuardEffect,
  Loop,
  SourceState,
  SpawnEffect,
  UnorderedEffect,
} from '../../effects.ts'
import type {
  CallExpression,
  ClassDefinition,
  ClassMember,
  ConstantValue,
  FunctionDefinition,
  Module,
  SyntaxNode,
} from '../../program.ts'
import type { Request } from '../execute/calls.ts'
import type { Channel } from '../models/channels.ts'
import { limits } from '../limits.ts'
import { isSeedName } from '../execute/names.ts'
import { Cell, type CellKind, type Decided } from '../store.ts'

export type Label =
  | { readonly kind: 'entropy'; readonly effect: EntropyEffect }
  | { readonly kind: 'draw'; readonly effect: DrawEffect }
  | { readonly kind: 'unordered'; readonly effect: UnorderedEffect }
  /** The place of an item in an order that the interpreter decides. */
  | { readonly kind: 'position'; readonly effect: UnorderedEffect }
  /** An option or parameter of the run; `name` as the user calls it. */
  | { readonly kind: 'configured'; readonly name: string }
  /** A text that somebody gave: its `'0'` counts as true, as no number 0 does. */
  | { readonly kind: 'words' }
  /** Differs from one round of the loop to the next. */
  | { readonly kind: 'loop'; readonly loop: Loop }
  /** `of`: the option of something unknown that it was written to. */
  | { readonly kind: 'worker' | 'rank' | 'epoch'; readonly of?: string }
  /** Looks like a seed and is the same in every worker, epoch and run; `why`, as a whole sentence. */
  | { readonly kind: 'saved-state'; readonly why: string }
  /** Went through `seed or default`, which takes 0 for no seed. */
  | { readonly kind: 'falsy'; readonly effect: GuardEffect }
  /** It passes through a channel: what is sent there arrives here, whichever of the two is seen first. `text`: as text, `parsed`: as a number that was read in one. */
  | { readonly kind: 'channel'; readonly channel: Channel; readonly text?: true; readonly parsed?: true }
  /** Where it counts as true (`on`) or as false, the program was started with this switch; `text`: it is what the switch is. */
  | { readonly kind: 'switch'; readonly of: string; readonly on: boolean; readonly text?: true }
  /** A figure, or a part of one: its methods draw. */
  | { readonly kind: 'picture' }
  /** A drawn number that became text: it decides nothing, but it can be read in a log. */
  | { readonly kind: 'text'; readonly effect: DrawEffect }

export type Labels = readonly Label[]

export const NO_LABELS: Labels = []

interface Labelled {
  readonly labels: Labels
}

export type Value =
  | UnknownValue
  | ConstantOf
  | ApiValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  | RecordValue
  | ListValue
  | NamespaceValue
  | BoundValue
  | SuperValue
  | UnionValue

export interface UnknownValue extends Labelled {
  readonly kind: 'unknown'
  /** The name it was imported or known by, for functions whose name says what they do. */
  readonly name: string | undefined
  /** It is a number or a text, whatever it is: the result of arithmetic is never null, None or undefined. */
  readonly computed?: true
  /** The language or its standard library made it: its methods do nothing but pass on what they are given. */
  readonly standard?: true
  /** One of more functions or objects than are told apart: calling it may do whatever one of them does. */
  readonly oneOfMany?: true
}

export interface ConstantOf extends Labelled {
  readonly kind: 'constant'
  readonly value: ConstantValue
}

/** Something of a catalogued library, by its path. */
export interface ApiValue extends Labelled {
  readonly kind: 'api'
  readonly path: string
  readonly library: Library | undefined
  readonly root: ModuleRoot | undefined
}

export interface FunctionValue extends Labelled {
  readonly kind: 'function'
  readonly definition: FunctionDefinition
  readonly scope: Scope
  readonly module: Module
  /** The class it was found in, for `super`. */
  readonly home: ClassValue | undefined
  /** Arguments that are already given (`functools.partial`, `bind`). */
  readonly given: readonly GivenArgument[]
  /** The tests of a seed that it was made in: it is only called where they came out so. */
  readonly guards?: readonly Guard[]
}

export interface GivenArgument {
  readonly value: Value
  readonly name?: string
}

export interface ClassValue extends Labelled {
  readonly kind: 'class'
  readonly definition: ClassDefinition
  readonly scope: Scope
  readonly module: Module
  readonly bases: readonly Value[]
  readonly statics: Map<string, Cell<Value>>
}

/** An object of a class of the program or of a catalogued type. */
export interface InstanceValue extends Labelled {
  readonly kind: 'instance'
  readonly type: string | undefined
  readonly class: ClassValue | undefined
  readonly fields: Map<string, Cell<Value>>
  /** A generator's own state, and where it was made. */
  readonly generator: { readonly created: CreateEffect; readonly state: Cell<SourceState> } | undefined
  /** The seeded initializers of a layer, or of the layers that it has gone through. */
  readonly initializers: readonly CreateEffect[]
  /** The draws of its initial weights, or of those that it was made with. */
  readonly initial: readonly DrawEffect[]
  /** What it draws while training. */
  readonly trainingDraws: readonly DrawEffect[]
  /** Work that races once several items are asked for at a time. */
  readonly racing: readonly Racing[]
  /** What is called, one after the other, when it is called. */
  readonly chain: readonly Value[]
  /** What was started: a worker, a loader. */
  readonly spawn: SpawnEffect | undefined
  /** The loops it was made in. */
  readonly loops: readonly Loop[]
  /** The same for what a call of a library gives. */
  readonly madeIn: readonly Loop[] | undefined
  /** The loops whose rounds each take it up where the one before has left it. */
  readonly carried: readonly Loop[]
  /** Draws that happen when it is iterated (a data loader, a clock-seeded shuffle). */
  readonly pending: readonly PendingDraw[]
  /** A key, as in JAX: good for one use. */
  readonly key: boolean
  /** It is a part of an array or a table, or calculated from one: whether it counts as true is not known. */
  readonly part?: true
  /** The last use that consumed it. */
  readonly consumed: Cell<unknown>
}

/** A callback whose calls may overlap. */
export interface Racing {
  readonly node: SyntaxNode
  readonly text: string
  readonly path: string
  readonly call: CallExpression | undefined
}

export interface PendingDraw {
  readonly draw: Draw
  readonly at: 'iteration' | 'use'
  /** The call that draws, where it matters how its value is used. */
  readonly request?: Request
  readonly emit: () => void
  readonly emitted: () => boolean
}

export interface RecordValue extends Labelled {
  readonly kind: 'record'
  readonly fields: Map<string, Cell<Value>>
  /** Values under keys that are not known. */
  readonly rest: Cell<Value | undefined>
}

export interface ListValue extends Labelled {
  readonly kind: 'list'
  readonly form: 'list' | 'set'
  /** The items it was made with; undefined when they are not all known. More may have come since: see `itemsOf`. */
  readonly items: readonly Value[] | undefined
  /** Those items, joined. */
  readonly made: Value | undefined
  /** Every item, joined. */
  readonly element: Cell<Value | undefined>
  /** The loops it was made in. */
  readonly loops?: readonly Loop[]
}

/** A module of the project. */
export interface NamespaceValue extends Labelled {
  readonly kind: 'namespace'
  readonly exports: (name: string) => Value | undefined
  readonly module: Module
}

/** A method together with its receiver. */
export interface BoundValue extends Labelled {
  readonly kind: 'bound'
  readonly receiver: Value
  readonly method: FunctionValue | { readonly path: string; readonly api: Api }
}

export interface SuperValue extends Labelled {
  readonly kind: 'super'
  readonly receiver: Value
  readonly home: ClassValue
}

export interface UnionValue extends Labelled {
  readonly kind: 'union'
  readonly values: readonly Value[]
}

/** Variables of a function or module; each name is unique within it. */
export class Scope {
  readonly names = new Map<string, Cell<Value>>()
  readonly parent: Scope | undefined
  /** Names that belong here; most calls use few of them, so their cells are made when they are asked for. */
  readonly #own: ReadonlySet<string> | undefined

  constructor(parent: Scope | undefined, own?: ReadonlySet<string>) {
    this.parent = parent
    this.#own = own
  }

  find(name: string): Cell<Value> | undefined {
    const known = this.names.get(name)
    if (known) return known
    return this.#own?.has(name) ? this.declare(name) : this.parent?.find(name)
  }

  declare(name: string, value: Value = UNDEFINED): Cell<Value> {
    let cell = this.names.get(name)
    if (!cell) this.names.set(name, (cell = valueCell(value)))
    return cell
  }
}

// ------------------------------------------------------------------------------------------------------- making

const UNDEFINED: Value = { kind: 'constant', value: undefined, labels: NO_LABELS }
export const UNKNOWN: UnknownValue = { kind: 'unknown', name: undefined, labels: NO_LABELS }

export function unknown(labels: Labels = NO_LABELS, name?: string): UnknownValue {
  return labels.length === 0 && name === undefined ? UNKNOWN : { kind: 'unknown', name, labels }
}

/** What the standard library of a language gives. */
export function standard(labels: Labels = NO_LABELS, name?: string): UnknownValue {
  return { kind: 'unknown', name, standard: true, labels }
}

/** One of more functions or objects than are told apart, or something of one of them. */
export function oneOfMany(labels: Labels, name?: string): UnknownValue {
  return { kind: 'unknown', name, oneOfMany: true, labels }
}

/** What arithmetic gives. */
export function computed(labels: Labels = NO_LABELS): UnknownValue {
  return { kind: 'unknown', name: undefined, computed: true, labels }
}

export function constant(value: ConstantValue, labels: Labels = NO_LABELS): Value {
  return value === undefined && labels.length === 0 ? UNDEFINED : { kind: 'constant', value, labels }
}

export function record(
  entries: Iterable<readonly [string, Value]> = [],
  labels: Labels = NO_LABELS,
): RecordValue {
  const fields = new Map<string, Cell<Value>>()
  for (const [key, value] of entries) fields.set(key, valueCell(value))
  return { kind: 'record', fields, rest: optionalCell(undefined), labels }
}

export function list(
  items: readonly Value[] | undefined,
  form: 'list' | 'set' = 'list',
  labels: Labels = NO_LABELS,
): ListValue {
  const element = items?.length ? anyOf(items) : undefined
  return { kind: 'list', form, items, made: element, element: optionalCell(element), labels }
}

/** All items, in order; undefined when they are not known, or when something was put to them. */
export function itemsOf({ items, made, element }: ListValue): readonly Value[] | undefined {
  return element.value === made ? items : undefined
}

/** One of many values. A table of numbers is unknown at once, rather than after each of them was tried. */
export function anyOf(items: readonly Value[]): Value {
  const isPlain = (item: Value): boolean => item.kind === 'constant' && item.labels.length === 0
  const plain = new Set(items.filter(isPlain).map((item) => (item as ConstantOf).value))
  if (plain.size <= MAX_PASSIVE) return items.reduce((a, b) => joinValues(a, b))
  return items.filter((item) => !isPlain(item)).reduce<Value>((a, b) => joinValues(a, b), UNKNOWN)
}

/** A list of items that are only known together. */
export function listOf(
  element: Value | undefined,
  labels: Labels = NO_LABELS,
  form: 'list' | 'set' = 'list',
): ListValue {
  return { kind: 'list', form, items: undefined, made: element, element: optionalCell(element), labels }
}

export function instance(
  parts: Partial<Omit<InstanceValue, 'kind'>> & { readonly type: string | undefined },
): InstanceValue {
  return {
    kind: 'instance',
    class: undefined,
    fields: new Map(),
    generator: undefined,
    pending: [],
    initializers: [],
    initial: [],
    trainingDraws: [],
    racing: [],
    chain: [],
    key: false,
    spawn: undefined,
    loops: [],
    madeIn: undefined,
    carried: [],
    consumed: new Cell<unknown>(undefined, (a, b) => a ?? b),
    labels: NO_LABELS,
    ...parts,
  }
}

export function valueCell(value: Value): Cell<Value> {
  return new Cell(value, joinBranches, VALUE)
}

function optionalCell(value: Value | undefined): Cell<Value | undefined> {
  return new Cell(value, (a, b) => (a && b ? joinValues(a, b) : (a ?? b)), OPTIONAL_VALUE)
}

const VALUE: CellKind<Value> = { isAlike: areAlike, further: counted }
const OPTIONAL_VALUE: CellKind<Value | undefined> = {
  isAlike: (before, now) => (before && now ? areAlike(before, now) : before === now),
}

/** A counter that is written again and again. */
function counted(before: Value, now: Value): Value {
  return now.kind === 'constant' && before.kind === 'constant' && now.value !== before.value
    ? computed(now.labels)
    : now
}

/**
 * Whether what is known of a value is known of another one too. Numbers are alike, as a counter is that is written once
 * more, and so are labels of what one call did, whenever it was made.
 */
function areAlike(before: Value, now: Value): boolean {
  if (before === now) return true
  return alternatives(now).every(
    (each) =>
      alternatives(before).some(
        (other) => isNumber(each, other) || arePlain(each, other) || sameValue(each, other),
      ) && each.labels.every((label) => isAmong(before.labels, label)),
  )
}

function isNumber(...values: readonly Value[]): boolean {
  return values.every(
    (value) =>
      (value.kind === 'constant' && typeof value.value === 'number') ||
      (value.kind === 'unknown' && value.computed === true),
  )
}

/** Two of a library's objects of which nothing is known but their type: numbers, tensors. */
function arePlain(a: Value, b: Value): boolean {
  if (a.kind !== 'instance' || b.kind !== 'instance' || a.type !== b.type) return false
  return [a, b].every(
    (each) =>
      !(each.class || each.generator || each.key || each.spawn) &&
      each.fields.size === 0 &&
      [each.pending, each.initializers, each.initial, each.trainingDraws, each.racing, each.chain].every(
        ({ length }) => length === 0,
      ),
  )
}

function isAmong(labels: Labels, label: Label): boolean {
  return labels.some(
    (other) =>
      sameLabel(label, other) ||
      ('effect' in label &&
        'effect' in other &&
        label.kind === other.kind &&
        label.effect.node === other.effect.node),
  )
}

// ------------------------------------------------------------------------------------------------------- labels

const MAX_LABELS = 12

export function joinLabels(a: Labels, b: Labels): Labels {
  if (a.length === 0 || a === b) return b
  if (b.length === 0) return a
  // Beyond a few labels only new kinds of origin are worth remembering.
  const isFull = a.length >= MAX_LABELS
  let joined: Label[] | undefined
  for (const label of b) {
    if (isFull ? isOneMore(a, label) : hasLabel(a, label)) continue
    if (joined) joined.push(label)
    else joined = [...a, label]
  }
  return joined ?? a
}

function hasLabel(labels: Labels, label: Label): boolean {
  for (const other of labels) if (sameLabel(label, other)) return true
  return false
}

/** There is one of its kind, which it shares its end with from now on. */
function isOneMore(labels: Labels, label: Label): boolean {
  for (const other of labels) {
    if (other.kind !== label.kind) continue
    if (label.kind === 'draw' || label.kind === 'text') {
      const { effect } = other as typeof label
      if (effect !== label.effect) (label.effect.goesWith ??= new Set()).add(effect)
    }
    return true
  }
  return false
}

function sameEnd(a: Label & { kind: 'channel' }, b: Label & { kind: 'channel' }): boolean {
  return a.channel === b.channel && a.text === b.text && a.parsed === b.parsed
}

function sameLabel(a: Label, b: Label): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  if (a.kind === 'configured') return a.name === (b as typeof a).name
  if (a.kind === 'channel') return sameEnd(a, b as typeof a)
  if (a.kind === 'switch') return a.of === (b as typeof a).of && a.on === (b as typeof a).on
  if (a.kind === 'loop') return a.loop === (b as typeof a).loop
  if ('effect' in a) return a.effect === (b as typeof a).effect
  if ('of' in a || 'of' in b) return (a as { of?: string }).of === (b as { of?: string }).of
  return true
}

export function labelled<T extends Value>(value: T, labels: Labels): Value {
  const joined = joinLabels(value.labels, labels)
  return joined === value.labels ? value : { ...value, labels: joined }
}

/** The labels of an option of the run; `text`: it comes as text, whatever is given. */
export function optionLabels(name: string, form: Api['configured']): Labels {
  if (!form) return []
  const option: Label = { kind: 'configured', name }
  return form === 'text' ? [option, { kind: 'words' }] : [option]
}

/** In every round of a loop another object has another value. */
export function ofEachRound(value: Value, object: Value): Value {
  return object.labels.length === 0
    ? value
    : labelled(
        value,
        object.labels.filter(({ kind }) => kind === 'loop'),
      )
}

/** What a call or an operation makes of a text may be a number. */
export function converted(labels: Labels): Labels {
  return labels.some(({ kind }) => kind === 'words') ? labels.filter(({ kind }) => kind !== 'words') : labels
}

/** The labels of a value and of what it holds, a few levels down. */
export function deepLabels(value: Value, depth = 3): Labels {
  let labels = value.labels
  if (depth === 0) return labels
  switch (value.kind) {
    case 'list':
      return withLabelsOf(labels, value.element.value, depth)
    case 'record':
      for (const cell of value.fields.values()) labels = withLabelsOf(labels, cell.value, depth)
      return withLabelsOf(labels, value.rest.value, depth)
    case 'union':
      for (const each of value.values) labels = withLabelsOf(labels, each, depth)
      return labels
    case 'instance':
      for (const cell of value.fields.values()) labels = withLabelsOf(labels, cell.value, depth)
      return labels
    default:
      return labels
  }
}

function withLabelsOf(labels: Labels, inner: Value | undefined, depth: number): Labels {
  return inner ? joinLabels(labels, deepLabels(inner, depth - 1)) : labels
}

// ------------------------------------------------------------------------------------------------------- joining

/** Values that do nothing, constants above all, are a table beyond these, of which nothing is to be known. */
const MAX_PASSIVE = 4

export function joinValues(a: Value, b: Value): Value {
  if (a === b) return a
  if (sameValue(a, b)) return a.labels === b.labels ? lessKnown(a, b) : sameJoined(a, b)
  const known = alternatives(a)
  let values = known
  for (const value of alternatives(b)) {
    const at = values.findIndex((other) => sameValue(other, value))
    if (at === -1) values = [...values, value]
    else {
      const joined = sameJoined(values[at]!, value)
      if (joined !== values[at]) values = values.with(at, joined)
    }
  }
  const labels = joinLabels(a.labels, b.labels)
  // Most joins, in loops above all, add nothing.
  if (values === known && labels === a.labels) return a
  // An unknown alternative makes the whole unknown to whoever asks for one meaning, but what is known stays usable.
  if (values.length > MAX_PASSIVE) {
    const acting = values.filter(acts)
    if (acting.length === 0) return unknown(labels)
    const objects = acting.filter(({ kind }) => kind === 'instance' || kind === 'record').length
    if (objects > limits.objects || acting.length - objects > limits.functions) return oneOfMany(labels)
    if (values.length - acting.length > MAX_PASSIVE) values = [...acting, unknown(labels)]
  }
  return values.length === 1 ? values[0]! : { kind: 'union', values, labels }
}

/** Calling it, or a method of it, may do something to what is followed. */
function acts(value: Value): boolean {
  switch (value.kind) {
    case 'unknown':
      return value.oneOfMany === true
    case 'function':
    case 'class':
    case 'api':
    case 'bound':
    case 'namespace':
      return true
    case 'instance':
      return value.class !== undefined || value.generator !== undefined
    case 'record':
      for (const cell of value.fields.values()) if (cell.value.kind === 'function') return true
      return false
    default:
      return false
  }
}

function sameJoined(a: Value, b: Value): Value {
  return labelled(labelled(lessKnown(a, b), a.labels), b.labels)
}

function lessKnown(a: Value, b: Value): Value {
  if (a.kind !== 'unknown' || b.kind !== 'unknown') return a
  if (a.oneOfMany || b.oneOfMany) return a.oneOfMany ? a : b
  return (a.computed && !b.computed) || (a.standard && !b.standard) ? b : a
}

/**
 * What is left after two branches. Where a seed decided between them (`seed === undefined ? Math.random : own(seed)`),
 * whoever gives a seed gets the function that is made with it.
 */
function joinBranches(a: Value, b: Value, { names }: Decided): Value {
  if (a === b || names.size === 0) return joinValues(a, b)
  const own = isLibrarys(a) ? b : isLibrarys(b) ? a : undefined
  return own && isOwn(own) && [...names].some(isSeedName) ? own : joinValues(a, b)
}

/** All that the branches of a choice give. */
export function joinChoices(values: readonly Value[], decided: Decided): Value {
  return values.reduce((a, b) => joinBranches(a, b, decided))
}

function isLibrarys(value: Value): boolean {
  if (value.kind !== 'record') return value.kind === 'api'
  return [...value.fields.values()].some((field) => field.value.kind === 'api')
}

function isOwn(value: Value): boolean {
  return !isLibrarys(value) && value.kind !== 'constant' && value.kind !== 'union'
}

export function alternatives(value: Value): readonly Value[] {
  return value.kind === 'union' ? value.values : [value]
}

function sameValue(a: Value, b: Value): boolean {
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'unknown':
      return true
    case 'constant':
      return Object.is(a.value, (b as ConstantOf).value)
    case 'api':
      return a.path === (b as ApiValue).path
    case 'function':
      return a.definition === (b as FunctionValue).definition
    case 'class':
      return a.definition === (b as ClassValue).definition
    case 'instance':
      return a.fields === (b as InstanceValue).fields
    case 'record':
      return a.fields === (b as RecordValue).fields
    case 'list':
      return a.element === (b as ListValue).element
    case 'namespace':
      return a.module === (b as NamespaceValue).module
    case 'bound':
      return a.receiver === (b as BoundValue).receiver && a.method === (b as BoundValue).method
    default:
      return false
  }
}

/** True, false, or undefined when it is not known. */
export function truth(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return Boolean(value.value)
    case 'function':
    case 'class':
    case 'api':
    case 'namespace':
    case 'bound':
      return true
    case 'instance':
      return value.part ? undefined : true
    default:
      return undefined
  }
}

/** A constant is null, None or undefined; undefined when that is not known. */
export function isNothing(value: Value): boolean | undefined {
  if (value.kind === 'constant') return value.value === null || value.value === undefined
  if (value.kind === 'unknown') return value.computed ? false : undefined
  return value.kind === 'union' ? undefined : false
}

export type { CallExpression, CallSite, ClassMember }
