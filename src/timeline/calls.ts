/** What a use of a catalogued library does: the one place where catalogue facts become effects. */
import { callBack, handOver, iterated } from './application.ts'
import { append, numbered } from './assignment.ts'
import { apiValue } from './expressions.ts'
import { iterate } from './statements.ts'
import type { Api, Callback, Library, Slot } from '../catalog/schema.ts'
import type { EntropyEffect, KeyEffect, Loop, UnorderedEffect } from '../effects.ts'
import type { CallExpression, Expression, Module, SyntaxNode } from '../program.ts'
import type { EvaluatedArgument, EvaluatedArguments } from './arguments.ts'
import { creates, draws, weights } from './draws.ts'
import type { Machine } from './machine.ts'
import { enforce, seeds, unknownSeeding } from './seeding.ts'
import { assigned, setByCall } from './settings.ts'
import { spawns } from './spawns.ts'
import {
  alternatives,
  deepMarks,
  instance,
  isNothing,
  joinMarks,
  list,
  listOf,
  marked,
  unknown,
  UNKNOWN,
  type ApiValue,
  type InstanceValue,
  type Mark,
  type Marks,
  type PendingDraw,
  type Racing,
  type Scope,
  type Value,
} from './values.ts'

/** One use of a catalogued path. */
export interface Request {
  readonly path: string
  readonly api: Api
  readonly args: EvaluatedArguments
  /** Absent when the path is only read (`process.pid`) or called by somebody else (a callback). */
  readonly call: CallExpression | undefined
  readonly node: SyntaxNode
  /** As the user wrote it. */
  readonly text: string
  readonly receiver: Value | undefined
  readonly awaited: boolean
  readonly scope?: Scope | undefined
  readonly library?: Library | undefined
  /** Where the syntax stands, when that is not the module being run. */
  readonly module?: Module
}

/** `api.property`: a longer path, or an option read from the environment. */
export function readApi(machine: Machine, value: ApiValue, property: string): Value {
  const api = machine.catalog.api(value.path)
  if (api?.environment) {
    const setting = machine.catalog.settings.get(property)
    const marks: Mark[] = [{ kind: 'configured', name: `${value.path}.${property}` }]
    if (setting?.identifies) marks.push({ kind: setting.identifies })
    const method = machine.catalog.api(`${value.path}.${property}`)
    return method ? apiValue(machine, `${value.path}.${property}`) : unknown(marks, property)
  }
  if (property === 'default' && value.root) return value
  // `import('…')` that is not awaited.
  if (property === 'then' && value.root) {
    const path = machine.catalog.anyReceiver.get('then')
    const method = path === undefined ? undefined : machine.catalog.api(path)
    const receiver: Value = { kind: 'union', values: [value], marks: [] }
    if (method) return { kind: 'bound', receiver, method: { path: path!, api: method }, marks: [] }
  }
  const path = machine.catalog.canonical(`${value.path}.${property}`)
  if (api?.configured && !machine.catalog.api(path)) {
    return unknown([{ kind: 'configured', name: path }], property)
  }
  return {
    kind: 'api',
    path,
    library: value.library ?? machine.catalog.owner(path),
    root: undefined,
    marks: value.marks,
  }
}

/** `api.property = value` */
export function assignToApi(
  machine: Machine,
  object: ApiValue,
  property: string | undefined,
  value: Value,
  node: SyntaxNode,
  from: Expression | undefined,
  text: string,
): void {
  if (property !== undefined) assigned(machine, object, property, value, node, from, text)
}

export function applyApi(machine: Machine, request: Request): Value {
  const { api, args, receiver, node } = request
  const library = request.library ?? machine.catalog.owner(request.path)
  // What is made of a whole record, as text or a copy, is made of all it holds.
  const depth = library?.ml === true ? 0 : 3
  const inputs = args.all.reduce<Marks>(
    (marks, each) => joinMarks(marks, deepMarks(each.value, depth)),
    receiver?.marks ?? [],
  )

  for (const each of alternatives(receiver ?? UNKNOWN)) {
    if (each.kind !== 'instance') continue
    for (const pending of each.pending) if (pending.at === 'use') pending.emit()
  }
  const applies = api.when === undefined || args.meets(api.when) === true
  if (library?.deviceKeyword !== undefined)
    useDevice(machine, args.keywords.get(library.deviceKeyword)?.value)
  if (api.enforces && applies) enforce(machine, request)
  if (api.sets) setByCall(machine, request, api.sets)
  if (api.seeds) seeds(machine, request, api.seeds)
  if (api.selects) select(machine, request, api)
  if (api.trains) {
    machine.emit({ kind: 'train', ...machine.base(node, request.text, request.path), trains: api.trains })
    machine.consequences++
  }
  if (api.inspects) machine.inspects = true
  if (api.keys) for (const each of args.positional.slice(0, 1)) numberedKeys(each.value)
  if (api.loadsWeights) machine.emit({ kind: 'weights', ...machine.base(node, request.text, request.path) })
  if (api.nondeterministic && request.call) operation(machine, request, api.nondeterministic)
  if (api.ignored && request.call) ignoredArguments(machine, request, api.ignored)
  if (api.epochMethod && request.call) epochMethod(machine, request, api)
  arrive(machine, request, library, applies)
  if (api.iterates && args.positional[0]) iterated(args.positional[0].value)
  if (api.trains) for (const each of args.all) used(each.value)

  if (api.handsOver && receiver) sendToWorker(request, receiver, api.handsOver)
  if (api.adds && receiver) {
    const race = raced(machine, request, receiver)
    for (const each of args.all) {
      const item = marked(extended(each.value, request.path), joinMarks(race, chosenBy(receiver)))
      for (const to of alternatives(receiver)) append(machine, to, item)
    }
  }
  return value(machine, request, inputs, applies)
}

/** `dict(zip(names, numbers))` */
function numberedKeys(entries: Value): void {
  const entry = entries.kind === 'list' ? entries.element.value : undefined
  if (entry?.kind !== 'list' || entry.items?.length !== 2) return
  numbered(entry.items[0]!, entry.items[1]!, undefined)
}

/** Whoever trains with a data set, a splitter or an estimator draws what they draw when they are used. */
function used(value: Value): void {
  iterated(value)
  for (const each of usesIn(value)) each.emit()
}

/** What the estimators and splitters in a value draw at their use. */
function usesIn(value: Value, depth = 3): readonly PendingDraw[] {
  if (depth === 0) return []
  return alternatives(value).flatMap((each) => {
    if (each.kind === 'instance') return each.pending.filter((pending) => pending.at === 'use')
    if (each.kind !== 'list') return []
    return (each.items ?? []).flatMap((item) => usesIn(item, depth - 1))
  })
}

/** A message to a worker may carry its seed. */
function sendToWorker(request: Request, receiver: Value, slot: Slot): void {
  const found = request.args.at(slot)
  if (found === 'absent' || found === 'unknown') return
  for (const each of alternatives(receiver)) {
    if (each.kind !== 'instance' || !each.spawn) continue
    each.spawn.handedOver = joinMarks(each.spawn.handedOver, deepMarks(found.value))
  }
}

/** Several calls of a callback add to one list as they finish. */
function raced(machine: Machine, request: Request, receiver: Value): Marks {
  const loop = machine.context.loops.findLast((each) => each.concurrent && machine.suspended.has(each))
  if (!loop || (receiver.kind === 'list' && receiver.loops?.includes(loop))) return []
  return [{ kind: 'unordered', effect: unordered(machine, request, FINISHING_ORDER) }]
}

const FINISHING_ORDER = 'the calls overlap, and each adds its result when it is ready.'
const OVERLAPPING_DRAWS =
  'several items are asked for at a time, so its calls overlap and take numbers and state from each other in any order.'

/** The draw that decided which of several lists is added to. */
function chosenBy(receiver: Value): Marks {
  return receiver.marks.filter((mark) => mark.kind === 'draw' || mark.kind === 'entropy')
}

/** What `extend` adds is the items of its argument. */
function extended(value: Value, path: string): Value {
  const items = path.endsWith('#extend') && value.kind === 'list' ? value.element.value : undefined
  return items ? marked(items, value.marks) : value
}

/** The work goes to the device that the call names. */
function useDevice(machine: Machine, device: Value | undefined): void {
  for (const each of device ? alternatives(device) : []) {
    if (each.kind !== 'constant' || typeof each.value !== 'string') continue
    const name = each.value.split(':')[0]!
    if (!machine.backends.value.has(name)) {
      machine.store.set(machine.backends, new Set([...machine.backends.value, name]))
    }
  }
}

/** Arguments arrive in a library: in a tensor, in a log, nowhere that matters. */
function arrive(machine: Machine, request: Request, library: Library | undefined, applies: boolean): void {
  const { api, args } = request
  if ((api.harmless && applies) || api.records) {
    for (const each of args.all) {
      for (const mark of deepMarks(each.value)) {
        if (mark.kind === 'draw' || mark.kind === 'text')
          mark.effect.harmless.add(api.records ? 'log' : api.harmless!)
        if (mark.kind === 'entropy' && (api.records || api.harmless === 'log')) mark.effect.recorded = true
      }
    }
    if (api.harmless) return
  }
  const ordering = [api.draws ?? []].flat().some((draw) => draw.orders)
  if (ordering) {
    for (const each of args.all) machine.reach(wholes(each.value), 'order')
    return
  }
  if (!library?.ml) return
  machine.consequences++
  const seeds = seedArguments(request)
  for (const each of args.all) {
    // What becomes a seed is not data.
    if (seeds.has(each)) continue
    const marks = deepMarks(each.value)
    machine.reach(
      marks.filter((mark) => mark.kind === 'draw' || mark.kind === 'entropy'),
      'tensor',
    )
    machine.reach(wholes(each.value), 'data')
  }
}

function seedArguments({ api, args }: Request): ReadonlySet<unknown> {
  const slots = [api.seeds?.seed, api.creates?.seed, ...[api.draws ?? []].flat().map((draw) => draw.seed)]
  return new Set(slots.map((slot) => (slot ? args.at(slot) : undefined)))
}

/** The unordered collections that a value is, as a whole; one item of one decides no order. */
export function wholes(value: Value): Marks {
  const loops = loopsOf(value)
  // A list that was made within a loop gathers what belongs to one item.
  if (value.kind === 'list' && value.element.value) {
    loops.push(...loopsOf(value.element.value).filter((loop) => value.loops?.includes(loop)))
  }
  return deepMarks(value).filter(
    (mark) =>
      mark.kind === 'unordered' &&
      // What comes from a loop over the collection is an item of it, or was made from one.
      loops.every((loop) => mark.effect.context.loops.includes(loop)),
  )
}

function loopsOf(value: Value): Loop[] {
  return value.marks.flatMap((mark) => (mark.kind === 'loop' ? [mark.loop] : []))
}

function value(machine: Machine, request: Request, inputs: Marks, applies: boolean): Value {
  const { api, args, node } = request
  const marks: Mark[] = []
  if (api.entropy && applies && !isStableHash(api, args))
    marks.push({ kind: 'entropy', effect: entropy(machine, request, api.entropy) })
  if (api.configured) marks.push({ kind: 'configured', name: request.text })
  if (api.identifies === 'worker' || api.identifies === 'rank') marks.push({ kind: api.identifies })
  if (api.identifies === 'worker and epoch') marks.push({ kind: 'worker' }, { kind: 'epoch' })
  if (api.constantInWorkers !== undefined) marks.push({ kind: 'saved-state' })

  const { now, pending } = draws(machine, request, [api.draws ?? []].flat())
  for (const effect of now) if (effect.implicit === undefined) marks.push({ kind: 'draw', effect })
  const initializers = api.weights && request.call ? weights(machine, request, api.weights) : []
  if (api.copies && request.call) copied(machine, request, api.copies)
  const racing: Racing[] = []
  const called = callbacks(machine, request, api.calls ?? [], racing)
  if (api.prefetches) race(machine, request.receiver)

  if (api.spawns && request.call) {
    const spawned = spawns(machine, request, api.spawns, pending)
    const type = returnedType(machine, api)
    return marked(instance({ type, pending: spawned.pending, spawn: spawned.effect }), marks)
  }
  if (api.creates && request.call) {
    const made = creates(machine, request, api.creates)
    return marked({ ...made, pending }, marks)
  }
  if (api.unordered !== undefined && applies) {
    const set = api.returns === 'builtins.set'
    marks.push({ kind: 'unordered', effect: unordered(machine, request, api.unordered, set) })
  }
  if (api.key) return key(machine, request, api)
  if (api.binds) return bound(machine, request, api.binds)
  if (api.traces && api.traces !== 'decorated') {
    const found = args.at(api.traces)
    if (found !== 'absent' && found !== 'unknown') {
      for (const each of alternatives(found.value)) {
        if (each.kind === 'function') machine.traced.set(each.definition, node)
      }
      return found.value
    }
  }
  if (api.ordersItems) return ordered(machine, request, inputs)
  if (api.orderInsensitive) return unknown([...inputs.filter((mark) => mark.kind !== 'unordered'), ...marks])
  const result = returned(
    machine,
    request,
    called,
    inputs,
    pending,
    racing,
    machine.catalog.owner(request.path),
  )
  if (result.kind === 'instance' && initializers.length > 0) return marked({ ...result, initializers }, marks)
  return marked(result, marks)
}

/** Python salts the hashes of texts, not those of numbers. */
function isStableHash(api: Api, args: EvaluatedArguments): boolean {
  const hashed = api.entropy === 'hash' ? args.positional[0]?.value : undefined
  return hashed?.kind === 'constant' && typeof hashed.value !== 'string'
}

/** A wrapper that clones its layer clones the seeds of its initializers as well. */
function copied(machine: Machine, request: Request, slot: Slot): void {
  const found = request.args.at(slot)
  if (found === 'absent' || found === 'unknown') return
  for (const each of alternatives(found.value)) {
    if (each.kind !== 'instance') continue
    for (const created of each.initializers) created.copiedBy = { node: request.node, api: request.text }
  }
  void machine
}

function returnedType(machine: Machine, api: Api): string | undefined {
  return typeof api.returns === 'string' && machine.catalog.types.has(api.returns) ? api.returns : undefined
}

function returned(
  machine: Machine,
  request: Request,
  called: Value | undefined,
  inputs: Marks,
  pending: readonly PendingDraw[],
  racing: readonly Racing[],
  library: Library | undefined,
): Value {
  const { api, args, receiver, node } = request
  if (called) return called
  const { returns } = api
  const harmless = api.harmless === 'id' || api.harmless === 'path' || api.harmless === 'colour'
  // What went into a library has arrived; what comes out is the library's.
  const arrived = library?.ml === true
  const passed = inputs.filter(
    (mark) => !((harmless || arrived) && mark.kind === 'draw') && !(arrived && mark.kind === 'entropy'),
  )
  if (returns === undefined) {
    return pending.length > 0 ? instance({ type: undefined, pending, marks: passed }) : unknown(passed)
  }
  if (typeof returns === 'object') {
    const found = args.at(returns)
    return found === 'absent' || found === 'unknown' ? unknown(passed) : marked(found.value, passed)
  }
  const first = args.positional[0]?.value
  if (returns === 'receiver') {
    if (receiver?.kind !== 'instance' || pending.length === 0) return receiver ?? UNKNOWN
    return { ...receiver, pending: [...receiver.pending, ...pending] }
  }
  if (returns === 'argument') return first ? marked(first, passed) : unknown(passed)
  if (returns === 'pairs') return pairs(machine, args.positional, node, false)
  if (returns === 'numbered pairs') return pairs(machine, args.positional.slice(0, 1), node, true)
  if (returns === 'element')
    return iterate(machine, receiver && receiver.kind !== 'api' ? receiver : (first ?? UNKNOWN), node)
  if (machine.catalog.types.has(returns)) {
    const inherited = alternatives(receiver ?? UNKNOWN).flatMap((each) =>
      each.kind === 'instance' ? each.pending : [],
    )
    // A data set made from another one is iterated through it.
    const kept = receiver?.kind === 'instance' && receiver.type === returns ? inherited : []
    // A pipeline or a search uses the estimators it is made of when it is used itself.
    const parts = args.all.flatMap((each) => usesIn(each.value))
    return (
      builtin(machine, returns, passed) ??
      instance({
        type: returns,
        pending: [...kept, ...parts, ...pending],
        racing: [...(receiver?.kind === 'instance' ? receiver.racing : []), ...racing],
        marks: passed,
      })
    )
  }
  return apiValue(machine, returns, passed)
}

/** `zip(xs, ys)` and `enumerate(xs)`: what stands beside an item tells the item's place. */
function pairs(
  machine: Machine,
  args: readonly EvaluatedArgument[],
  node: SyntaxNode,
  counted: boolean,
): Value {
  const orders = args.map((each) => wholes(each.value).map((mark) => placed(mark)))
  const items = args.map((each, at) => {
    const others = orders.filter((_, other) => other !== at).flat()
    return marked(iterate(machine, each.value, node), others)
  })
  const marks = args.reduce<Marks>((all, each) => joinMarks(all, each.value.marks), [])
  return listOf(list(counted ? [unknown(orders.flat()), ...items] : items), marks)
}

function placed(mark: Mark): Mark {
  return mark.kind === 'unordered' ? { kind: 'position', effect: mark.effect } : mark
}

/** Arrays and lists of the language itself are values the timeline can look into. */
function builtin(machine: Machine, type: string, marks: Marks): Value | undefined {
  const python = machine.module.language === 'python'
  if (type === (python ? 'builtins.list' : 'Array')) return listOf(unknown(marks), marks)
  if (type === (python ? 'builtins.set' : 'Set')) return listOf(unknown(marks), marks, 'set')
  return undefined
}

function callbacks(
  machine: Machine,
  request: Request,
  all: readonly Callback[],
  racing: Racing[],
): Value | undefined {
  const { args, receiver, node } = request
  let result: Value | undefined
  for (const callback of all) {
    const found = args.at(callback)
    if (found === 'absent' || found === 'unknown') continue
    const fn = found.value
    const name = request.text
    const source = receiver && receiver.kind !== 'api' ? receiver : args.positional[0]?.value
    if (callback.times === 'later') {
      later(machine, fn, node, name)
      continue
    }
    if (callback.times === 'worker') {
      machine.within({}, () => callBack(machine, fn, [unknown([{ kind: 'worker' }])], node, undefined, name))
      continue
    }
    const loop: Loop | undefined =
      callback.times === 'many'
        ? {
            kind: 'callback',
            node: found.node,
            module: machine.module,
            name,
            concurrent: overlaps(callback, fn),
          }
        : undefined
    const mark: Marks = loop ? [{ kind: 'loop', loop }] : []
    const first =
      callback.receives === 'element'
        ? marked(iterate(machine, source ?? UNKNOWN, node), mark)
        : callback.receives === 'receiver'
          ? (source ?? UNKNOWN)
          : unknown(mark)
    const isolated = machine.context.isolated || callback.isolated === true
    const before = machine.effects.length
    const value = machine.within({ isolated }, () =>
      callBack(machine, fn, [first, unknown(mark), unknown(mark)], node, loop, name),
    )
    if (callback.concurrent === 'when prefetched' && couldRace(machine, fn, before)) {
      racing.push({ node: request.node, text: request.text, path: request.path, call: request.call })
    }
    if (callback.orders) machine.reach(deepMarks(value), 'order')
    if (machine.catalog.owner(request.path)?.ml) machine.reach(deepMarks(value), 'tensor')
    if (callback.returned) result = callback.times === 'many' ? listOf(value, source?.marks ?? []) : value
  }
  return result
}

/** Somebody asks for several items at a time: the calls that make them overlap. */
function race(machine: Machine, receiver: Value | undefined): void {
  if (receiver?.kind !== 'instance') return
  for (const each of receiver.racing) unordered(machine, each, OVERLAPPING_DRAWS).reaches.add('data')
}

/** It draws from a shared stream, or keeps state of its own between asynchronous calls. */
function couldRace(machine: Machine, fn: Value, since: number): boolean {
  if (fn.kind !== 'function' || fn.definition.generator) return false
  const draws = machine.effects
    .slice(since)
    .some((each) => each.kind === 'draw' && !each.generator && !each.context.isolated)
  return draws || (fn.definition.asynchronous && fn.definition.parameters.length === 0)
}

function overlaps(callback: Callback, fn: Value): boolean {
  if (callback.concurrent === 'when asynchronous') return fn.kind === 'function' && fn.definition.asynchronous
  return callback.concurrent === true
}

/** Somebody calls these functions after the code around has run. */
export function later(machine: Machine, fn: Value, node: SyntaxNode, name: string): void {
  for (const each of alternatives(fn)) {
    const definition =
      each.kind === 'function'
        ? each.definition
        : each.kind === 'bound' && 'kind' in each.method
          ? each.method.definition
          : undefined
    // An animation frame asks for the next one for ever.
    if (!definition || machine.scheduled.has(definition)) continue
    machine.scheduled.add(definition)
    const { context } = machine
    machine.later.push({
      context: { ...context, phase: context.phase === 'run' ? 'later' : context.phase, guards: [] },
      run: () => callBack(machine, each, [], node, undefined, name),
    })
  }
}

/** A call of something nothing is known about. */
export function applyUnknown(
  machine: Machine,
  callee: Value,
  args: EvaluatedArguments,
  node: SyntaxNode,
  text: string,
): Value {
  const name = text.split('.').at(-1)!.replace(/\(\)$/u, '')
  const own = callee.kind === 'unknown' ? callee.name : undefined
  if (/seed/iu.test(name) || (own !== undefined && /seed/iu.test(own))) unknownSeeding(machine)
  machine.consequences++
  let marks: Marks = callee.marks
  for (const each of args.all) {
    marks = joinMarks(marks, deepMarks(each.value, 2))
    handOver(machine, each.value, node, text)
    if (each.value.kind === 'record')
      for (const cell of each.value.fields.values()) handOver(machine, cell.value, node, text)
  }
  return unknown(marks, name)
}

function entropy(machine: Machine, request: Request, kind: NonNullable<Api['entropy']>): EntropyEffect {
  return machine.emit({
    kind: 'entropy',
    ...machine.base(request.node, request.text, request.path),
    entropy: kind,
    recorded: false,
    reaches: new Set(),
    harmless: new Set(),
  })
}

export function unordered(
  machine: Machine,
  request: Pick<Request, 'node' | 'text' | 'path' | 'call'>,
  why: string,
  set = false,
): UnorderedEffect {
  return machine.emit({
    kind: 'unordered',
    ...machine.base(request.node, request.text, request.path),
    why,
    call: request.call,
    ordered: false,
    set,
    reaches: new Set(),
    harmless: new Set(),
  })
}

/** `sorted(x)` gives an ordered copy; `x.sort()` orders in place. */
function ordered(machine: Machine, request: Request, inputs: Marks): Value {
  const { args, receiver } = request
  const inPlace = receiver && receiver.kind !== 'api'
  const source = inPlace ? receiver : args.positional[0]?.value
  const comparator = args.all.find((each) => each.value.kind === 'function')
  if (comparator) {
    const compared = callBack(
      machine,
      comparator.value,
      [UNKNOWN, UNKNOWN],
      request.node,
      undefined,
      request.text,
    )
    machine.reach(deepMarks(compared), 'order')
  }
  if (inPlace) {
    const items = receiver.kind === 'list' ? (receiver.element.value?.marks ?? []) : []
    for (const mark of [...receiver.marks, ...items])
      if (mark.kind === 'unordered') mark.effect.ordered = true
  }
  const kept = inputs.filter((mark) => mark.kind !== 'unordered')
  const element = source?.kind === 'list' ? source.element.value : undefined
  const item = element && { ...element, marks: element.marks.filter((mark) => mark.kind !== 'unordered') }
  return listOf(item ?? unknown(kept), kept)
}

function bound(machine: Machine, request: Request, slot: Slot): Value {
  const found = request.args.at(slot)
  if (found === 'absent' || found === 'unknown') return UNKNOWN
  const { value: fn } = found
  if (fn.kind !== 'function') return fn
  const given = [
    ...request.args.positional.filter((each) => each !== found).map((each) => ({ value: each.value })),
    ...[...request.args.keywords].map(([name, each]) => ({ name, value: each.value })),
  ]
  void machine
  return { ...fn, given: [...fn.given, ...given] }
}

function select(machine: Machine, request: Request, api: Api): void {
  const slot = api.selects!
  let backend: string | undefined
  if ('constant' in slot) backend = slot.constant
  else {
    const found = request.args.at(slot)
    if (found === 'absent' || found === 'unknown' || found.value.kind !== 'constant') backend = undefined
    else backend = String(found.value.value).split(':')[0]
  }
  if (backend !== undefined) {
    machine.store.set(machine.backends, new Set([...machine.backends.value, backend]))
  }
  machine.emit({
    kind: 'select',
    ...machine.base(request.node, request.text, request.path),
    backend,
    mayFallBack: api.mayFallBack === true,
    call: request.call,
    awaited: request.awaited,
    checked: machine.discarded?.call !== request.node,
    statement:
      machine.discarded?.call === request.node && machine.mayAwait ? machine.discarded.statement : undefined,
  })
}

function operation(machine: Machine, request: Request, facts: NonNullable<Api['nondeterministic']>): void {
  const applicable = facts.filter((fact) => request.args.meets(fact.when) === true)
  if (applicable.length === 0) return
  machine.emit({
    kind: 'operation',
    ...machine.base(request.node, request.text, request.path),
    nondeterministic: applicable,
    call: request.call!,
    backends: machine.backends.value,
  })
}

function ignoredArguments(machine: Machine, request: Request, all: NonNullable<Api['ignored']>): void {
  for (const condition of all) {
    const found = request.args.at(condition)
    if (found === 'absent' || found === 'unknown' || request.args.holds(condition) === false) continue
    if (
      condition.given === undefined &&
      condition.is === undefined &&
      condition.isNot === undefined &&
      isNothing(found.value)
    )
      continue
    if (
      request.args.holds(condition) === undefined &&
      condition.given === undefined &&
      condition.is !== undefined
    )
      continue
    machine.emit({
      kind: 'ignored',
      ...machine.base(found.node, request.text, request.path),
      why: condition.why,
      slot: condition,
      call: request.call!,
    })
  }
}

/** A sampler that must be told the epoch. */
function epochMethod(machine: Machine, request: Request, api: Api): void {
  const applies = request.args.meets(api.epochMethodWhen)
  if (applies !== true) return
  machine.emit({
    kind: 'sampler',
    ...machine.base(request.node, request.text, request.path),
    method: api.epochMethod!,
  })
}

function key(machine: Machine, request: Request, api: Api): Value {
  const { role, in: slot } = api.key!
  const type = returnedType(machine, api)
  const made = (): Value => instance({ type, loops: machine.context.loops })
  if (slot) {
    const found = request.args.at(slot)
    if (role !== 'derives' && found !== 'absent' && found !== 'unknown' && found.value.kind === 'instance')
      use(machine, request, found.value)
  }
  if (role === 'consumes') return UNKNOWN
  if (role === 'derives') return made()
  if (role === 'makes') {
    const seed = request.args.positional[0]?.value
    return marked(made(), seed?.marks ?? [])
  }
  const count = request.args.positional[1]?.value
  const pieces = count?.kind === 'constant' && typeof count.value === 'number' ? Math.min(count.value, 16) : 2
  // Keys at places that are not known may be any of them, each for the first time.
  return { ...listOf(unknown()), items: Array.from({ length: pieces }, made) }
}

function use(machine: Machine, request: Request, subject: InstanceValue): void {
  const before = subject.consumed.value as KeyEffect | undefined
  const repeats = machine.context.loops.some((loop) => !subject.loops.includes(loop))
  const effect = machine.emit({
    kind: 'key',
    ...machine.base(request.node, request.text, request.path),
    before,
    repeats,
  })
  machine.store.set(subject.consumed, effect)
}
