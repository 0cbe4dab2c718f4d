/** What a use of a catalogued library does: the one place where catalogue facts become effects. */
import type { Api, Library, Slot } from '../catalog/schema.ts'
import type { EntropyEffect } from '../effects.ts'
import type { CallExpression, Module, SyntaxNode } from '../program.ts'
import { handOver, iterated } from './application.ts'
import type { EvaluatedArguments } from './arguments.ts'
import { arrive, kept, numberedKeys, sendBack, sendToWorker, shown } from './arrivals.ts'
import { append, assignAll } from './assignment.ts'
import { answersOf, callbacks, race, raced } from './callbacks.ts'
import { sendTo } from './channels.ts'
import { creates, draws, drawsOf, takeBack, weights } from './draws.ts'
import { apiValue } from './expressions.ts'
import { keyed } from './keyed.ts'
import { key } from './keys.ts'
import { giveAway, initialFrom, lookAtWeights, overwritten } from './initial-weights.ts'
import { assembled } from './assembly.ts'
import type { Machine } from './machine.ts'
import { ordered, part, racesAgainstTime, unordered } from './ordering.ts'
import { textOf } from './names.ts'
import { bound, returned, returnedType } from './results.ts'
import { enforce, outOfSight, seeds, unknownSeeding } from './seeding.ts'
import { setByCall } from './settings.ts'
import { spawns } from './spawns.ts'
import {
  type ApiValue,
  type Mark,
  type Marks,
  type PendingDraw,
  type Racing,
  type Scope,
  UNKNOWN,
  type Value,
  alternatives,
  constant,
  converted,
  deepMarks,
  instance,
  optionMarks,
  isNothing,
  itemsOf,
  joinMarks,
  list,
  listOf,
  marked,
  unknown,
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
    const marks = [...optionMarks(`${value.path}.${property}`, 'text')]
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
  // `parentPort.postMessage`: a method of what a property holds.
  const type = api?.property && !api.configured ? returnedType(machine, api) : undefined
  const method = type === undefined ? undefined : machine.catalog.method(type, property)
  if (method) return { kind: 'bound', receiver: instance({ type }), method, marks: value.marks }
  const path = machine.catalog.canonical(`${value.path}.${property}`)
  const told = machine.outside === 'unseeded' ? machine.catalog.api(path)?.tellsWorker : undefined
  if (told) return constant(told.of.includes(machine.context.worker?.path ?? '') === told.as)
  if (api?.configured && !machine.catalog.api(path)) {
    return unknown(optionMarks(path, api.configured), property)
  }
  return {
    kind: 'api',
    path,
    library: value.library ?? machine.catalog.owner(path),
    root: undefined,
    marks: value.marks,
  }
}

export function applyApi(machine: Machine, request: Request): Value {
  const { api, args, receiver, node } = request
  const library = request.library ?? machine.catalog.owner(request.path)
  // What is made of a whole record, as text or a copy, is made of all it holds.
  const depth = library?.ml === true ? 0 : 3
  const inputs = args.all.reduce<Marks>(
    (marks, each) => joinMarks(marks, converted(deepMarks(each.value, depth))),
    receiver?.marks ?? [],
  )

  for (const each of receiver ? alternatives(receiver) : []) {
    if (each.kind !== 'instance') continue
    for (const pending of each.pending) if (pending.at === 'use') pending.emit()
  }
  const applies = api.when === undefined || args.meets(api.when) === true
  if (library?.deviceKeyword !== undefined)
    useDevice(machine, args.keywords.get(library.deviceKeyword)?.value)
  if (library?.ml) lookAtWeights(machine, request)
  if (isPlain(api)) {
    arrive(machine, request, library, applies)
    return returned(machine, request, undefined, inputs, [], [], machine.catalog.owner(request.path))
  }
  if (api.enforces && applies) enforce(machine, request)
  if (api.sets) setByCall(machine, request, api.sets)
  if (api.seeds) seeds(machine, request, api.seeds)
  if (api.selects) select(machine, request, api)
  if (api.trains) {
    machine.emit({ kind: 'train', ...machine.base(node, request.text, request.path), trains: api.trains })
    machine.consequences++
  }
  if (api.part !== undefined) part(machine, request, api.part)
  // A library that compiles a part of itself while it is loaded does not look at the program's model.
  if (api.inspects && machine.context.phase === 'run' && machine.loading === 0) machine.inspects = true
  if (api.infers) inferred(machine, request, api.infers)
  if (api.keys) for (const each of args.positional.slice(0, 1)) numberedKeys(each.value)
  if (api.overwrites && applies) overwritten(machine, request, api.overwrites)
  if (api.loadsWeights && mayLoad(api.loadsWeights, args))
    machine.emit({
      kind: 'weights',
      ...machine.base(node, request.text, request.path),
      given: api.loadsWeights === 'given',
    })
  if (api.nondeterministic && request.call) operation(machine, request, api.nondeterministic)
  if (api.ignored && request.call) ignoredArguments(machine, request, api.ignored)
  if (api.epochMethod && request.call) epochMethod(machine, request, api)
  arrive(machine, request, library, applies)
  if (api.iterates && args.positional[0]) iterated(args.positional[0].value)
  if (api.trains) for (const each of args.all) used(each.value)

  if (api.takesOver) {
    const found = args.at(api.takesOver)
    if (found !== 'absent' && found !== 'unknown') outOfSight(found.value)
  }
  if (api.assigns) assignAll(machine, request)
  if (api.keyed === 'puts' || api.keyed === 'removes' || api.keyed === 'empties')
    keyed(machine, request, api.keyed)
  if (api.sendsBack) sendBack(machine, request, api.sendsBack)
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

const PLAIN_FACTS: ReadonlySet<string> = new Set<keyof Api>(['upstream', 'returns', 'property', 'when'])
const plain = new WeakMap<Api, boolean>()

/** Nothing is known of it but what it returns. Most calls are of this kind, and need none of the questions below. */
function isPlain(api: Api): boolean {
  let known = plain.get(api)
  if (known === undefined) plain.set(api, (known = Object.keys(api).every((fact) => PLAIN_FACTS.has(fact))))
  return known
}

/** Whoever trains with a data set, a splitter or an estimator draws what they draw when they are used. */
function used(value: Value): void {
  iterated(value)
  for (const each of usesIn(value)) each.emit()
}

/** What the estimators and splitters in a value draw at their use. */
export function usesIn(value: Value, depth = 3): readonly PendingDraw[] {
  if (depth === 0) return []
  return alternatives(value).flatMap((each) => {
    if (each.kind === 'instance') return each.pending.filter((pending) => pending.at === 'use')
    if (each.kind !== 'list') return []
    const items = itemsOf(each) ?? (each.element.value ? [each.element.value] : [])
    return items.flatMap((item) => usesIn(item, depth - 1))
  })
}

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

function value(machine: Machine, request: Request, inputs: Marks, applies: boolean): Value {
  const { api, args, node } = request
  const marks: Mark[] = []
  if (api.entropy && applies && !isStableHash(api, args))
    marks.push({ kind: 'entropy', effect: entropy(machine, request, api.entropy) })
  marks.push(...optionMarks(request.text, api.configured))
  if (api.identifies === 'worker' || api.identifies === 'rank') marks.push({ kind: api.identifies })
  if (api.identifies === 'worker and epoch') marks.push({ kind: 'worker' }, { kind: 'epoch' })
  if (api.constantInWorkers !== undefined) marks.push({ kind: 'saved-state', why: api.constantInWorkers })

  const { now, pending } = draws(machine, request, drawsOf(api))
  const kind = api.harmless === 'id' ? 'text' : 'draw'
  for (const effect of now) if (effect.implicit === undefined) marks.push({ kind, effect })
  const made = api.weights && request.call ? weights(machine, request, api.weights) : undefined
  const initializers = made?.seeded ?? []
  if (api.copies && request.call) copied(request, api.copies)
  const gone = api.assembles && request.call ? assembled(request, api.assembles) : undefined
  const initial = [...(made?.drawn ?? []), ...(request.call ? initialFrom(request) : [])]
  const racing: Racing[] = []
  const called = callbacks(machine, request, api.calls ?? [], racing)
  if (api.prefetches) race(machine, request.receiver)

  if (api.spawns && request.call) {
    const spawned = spawns(machine, request, api.spawns, pending)
    const type = returnedType(machine, api)
    return marked(instance({ type, pending: spawned.pending, spawn: spawned.effect }), marks)
  }
  if (api.creates && request.call) {
    const generator = creates(machine, request, api.creates)
    return marked({ ...generator, pending }, marks)
  }
  const set = api.returns === 'builtins.set'
  // Numbers come out of a set as they do out of a list, always in one order.
  if (set && holdsNumbers(machine, args.positional[0]?.value)) return listOf(unknown(), inputs)
  if (api.unordered !== undefined && applies && !(api.races && racesAgainstTime(request))) {
    marks.push({
      kind: 'unordered',
      effect: unordered(machine, request, api.unordered, { set, remedy: api.unorderedRemedy }),
    })
  }
  if (api.unorderedParts)
    return listOf(list(api.unorderedParts.map((part) => unknown(part ? marks : []))), marks)
  if (api.key) return key(machine, request, api)
  if (api.binds) return bound(request, api.binds)
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
    // A collection without order is a whole, whatever loops its parts were made in and in whichever order they came.
    api.unordered === undefined
      ? inputs
      : inputs.filter(({ kind }) => kind !== 'loop' && !(set && kind === 'unordered')),
    pending,
    racing,
    machine.catalog.owner(request.path),
  )
  if (api.answers) return answersOf(request.receiver)[0] ?? result
  if (gone && result.kind === 'instance') return marked({ ...result, initializers: gone, initial }, marks)
  const trainingDraws = now.filter(({ draw }) => draw.training)
  if (result.kind !== 'instance' || initializers.length + trainingDraws.length + initial.length === 0)
    return marked(result, marks)
  return marked({ ...result, initializers, initial, trainingDraws }, marks)
}

function mayLoad(when: NonNullable<Api['loadsWeights']>, args: EvaluatedArguments): boolean {
  return typeof when === 'object' ? when.some((each) => args.holds(each) !== false) : when !== false
}

/** A layer that is run on data outside of training draws no masks and adds no noise. */
function inferred(machine: Machine, request: Request, { on, when }: NonNullable<Api['infers']>): void {
  const data = request.args.positional[0]?.value
  const isData = (each: Value) => each.kind === 'instance' && machine.catalog.isA(each.type, on)
  if (!data || !alternatives(data).every(isData) || request.args.meets(when) !== true) return
  for (const each of alternatives(request.receiver ?? UNKNOWN))
    if (each.kind === 'instance') takeBack(machine, each.trainingDraws)
}

/** `set(range(10))` */
function holdsNumbers(machine: Machine, value: Value | undefined): boolean {
  return value?.kind === 'instance' && machine.catalog.type(value.type, 'numbers') === true
}

/** Python salts the hashes of texts, not those of numbers. */
function isStableHash(api: Api, args: EvaluatedArguments): boolean {
  const hashed = api.entropy === 'hash' ? args.positional[0]?.value : undefined
  if (hashed?.kind === 'list') return !holdsText(hashed)
  return hashed?.kind === 'constant' && typeof hashed.value !== 'string'
}

/** `hash((seed, name))` is salted where there is a text in it; what is not known to be one is taken for numbers. */
function holdsText({ element }: Extract<Value, { kind: 'list' }>): boolean {
  return alternatives(element.value ?? UNKNOWN).some(
    (each) => each.kind === 'constant' && typeof each.value === 'string',
  )
}

/** A wrapper that clones its layer clones the seeds of its initializers as well. */
function copied(request: Request, slot: Slot): void {
  const found = request.args.at(slot)
  if (found === 'absent' || found === 'unknown') return
  for (const each of alternatives(found.value)) {
    if (each.kind !== 'instance') continue
    for (const created of each.initializers) created.copiedBy = { node: request.node, api: request.text }
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
  if (callee.marks.some((mark) => mark.kind === 'picture')) shown(machine, { node, text, path: '', args })
  else kept(args, callee)
  // What a function that was passed in gives is no option of the run, as what an option's method gives is.
  let marks: Marks = text.includes('.')
    ? callee.marks
    : callee.marks.filter((mark) => mark.kind !== 'configured')
  for (const each of args.all) {
    sendTo(callee, each.value)
    marks = joinMarks(marks, converted(deepMarks(each.value, 2)))
    handOver(machine, each.value, node, text)
    giveAway(machine, each.value)
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
      misplaced: condition.misplaced === true,
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
    over: request.args.positional[0]?.expression && textOf(request.args.positional[0].expression),
  })
}
