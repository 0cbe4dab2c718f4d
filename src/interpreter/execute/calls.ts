/** What a use of a catalogued library does: the one place where catalogue facts become effects. */
import type { Api, Library, Slot } from '../../catalog/schema.ts'
import type { EntropyEffect } from '../../effects.ts'
import type { CallExpression, Module, SyntaxNode } from '../../program.ts'
import { escape, iterated } from '../models/application.ts'
import type { EvaluatedArguments } from './arguments.ts'
import {
  flowIntoLibrary,
  keepAll,
  numberedKeys,
  sendBack,
  sendToWorker,
  flowIntoView,
} from '../models/sinks.ts'
import { append, assignAll } from './assignment.ts'
import { answersOf, callbacks, race, raced } from '../models/callbacks.ts'
import { sendTo } from '../models/channels.ts'
import { creates, draws, drawsOf, takeBack, weights } from '../models/draws.ts'
import { apiValue, memberOf } from './expressions.ts'
import { keyed } from '../models/map-contents.ts'
import { key } from '../models/prng-keys.ts'
import { weightsEscape, initialFrom, lookAtWeights, overwritten } from '../models/initial-weights.ts'
import { assembled } from '../models/assembly.ts'
import type { Interpreter } from '../interpreter.ts'
import { ordered, part, racesAgainstTime, unordered } from '../models/ordering.ts'
import { textOf } from './names.ts'
import { bound, returned, returnedType } from '../models/results.ts'
import { enforce, generatorEscapes, seeds, unknownSeeding } from '../models/seeding.ts'
import { setByCall } from '../models/switches.ts'
import { spawns, workersOf } from '../models/spawns.ts'
import {
  type ApiValue,
  type Label,
  type Labels,
  type PendingDraw,
  type Racing,
  type Scope,
  UNKNOWN,
  type Value,
  alternatives,
  constant,
  converted,
  deepLabels,
  instance,
  optionLabels,
  isNothing,
  itemsOf,
  joinLabels,
  joinValues,
  list,
  listOf,
  labelled,
  unknown,
} from '../values/value.ts'

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
export function readApi(interpreter: Interpreter, value: ApiValue, property: string): Value {
  const api = interpreter.catalog.api(value.path)
  if (api?.environment) {
    const setting = interpreter.catalog.settings.get(property)
    const labels = [...optionLabels(`${value.path}.${property}`, 'text')]
    if (setting?.identifies) labels.push({ kind: setting.identifies })
    const method = interpreter.catalog.api(`${value.path}.${property}`)
    return method ? apiValue(interpreter, `${value.path}.${property}`) : unknown(labels, property)
  }
  if (property === 'default' && value.root) return value
  // `import('…')` that is not awaited.
  if (property === 'then' && value.root) {
    const path = interpreter.catalog.anyReceiver.get('then')
    const method = path === undefined ? undefined : interpreter.catalog.api(path)
    const receiver: Value = { kind: 'union', values: [value], labels: [] }
    if (method) return { kind: 'bound', receiver, method: { path: path!, api: method }, labels: [] }
  }
  // `parentPort.postMessage`: a method of what a property holds.
  const type = api?.property && !api.configured ? returnedType(interpreter, api) : undefined
  const method = type === undefined ? undefined : interpreter.catalog.method(type, property)
  if (method) return { kind: 'bound', receiver: instance({ type }), method, labels: value.labels }
  const path = interpreter.catalog.canonical(`${value.path}.${property}`)
  const told = interpreter.outside === 'unseeded' ? interpreter.catalog.api(path)?.tellsWorker : undefined
  if (told) return constant(told.of.includes(interpreter.context.worker?.path ?? '') === told.as)
  if (api?.configured && !interpreter.catalog.api(path)) {
    return unknown(optionLabels(path, api.configured), property)
  }
  return {
    kind: 'api',
    path,
    library: value.library ?? interpreter.catalog.owner(path),
    root: undefined,
    labels: value.labels,
  }
}

export function applyApi(interpreter: Interpreter, request: Request): Value {
  const { api, args, receiver, node } = request
  const library = request.library ?? interpreter.catalog.owner(request.path)
  // What is made of a whole record, as text or a copy, is made of all it holds.
  const depth = library?.ml === true ? 0 : 3
  const inputs = args.all.reduce<Labels>(
    (labels, each) => joinLabels(labels, converted(deepLabels(each.value, depth))),
    receiver?.labels ?? [],
  )

  for (const each of receiver ? alternatives(receiver) : []) {
    if (each.kind !== 'instance') continue
    for (const pending of each.pending) if (pending.at === 'use') pending.emit()
  }
  const applies = api.when === undefined || args.meets(api.when) === true
  if (library?.deviceKeyword !== undefined)
    useDevice(interpreter, args.keywords.get(library.deviceKeyword)?.value)
  if (library?.ml) lookAtWeights(interpreter, request)
  if (isPlain(api)) {
    giveAway(interpreter, request)
    flowIntoLibrary(interpreter, request, library, applies)
    return returned(interpreter, request, undefined, inputs, [], [], interpreter.catalog.owner(request.path))
  }
  if (api.callsByName) interpreter.callsByName = true
  giveAway(interpreter, request)
  if (api.enforces && applies) enforce(interpreter, request)
  if (api.sets) setByCall(interpreter, request, api.sets)
  if (api.seeds) seeds(interpreter, request, api.seeds)
  if (api.selects) select(interpreter, request, api)
  if (api.trains) {
    interpreter.emit({
      kind: 'train',
      ...interpreter.base(node, request.text, request.path),
      trains: api.trains,
    })
    interpreter.consequences++
  }
  if (api.part !== undefined) part(interpreter, request, api.part)
  // A library that compiles a part of itself while it is loaded does not look at the program's model.
  if (api.inspects && interpreter.context.phase === 'run' && interpreter.loading === 0)
    interpreter.inspects = true
  if (api.infers) inferred(interpreter, request, api.infers)
  if (api.keys) for (const each of args.positional.slice(0, 1)) numberedKeys(each.value)
  if (api.overwrites && applies) overwritten(interpreter, request, api.overwrites)
  if (api.loadsWeights && mayLoad(api.loadsWeights, args))
    interpreter.emit({
      kind: 'weights',
      ...interpreter.base(node, request.text, request.path),
      given: api.loadsWeights === 'given',
    })
  if (api.nondeterministic && request.call) operation(interpreter, request, api.nondeterministic)
  if (api.ignored && request.call) ignoredArguments(interpreter, request, api.ignored)
  if (api.epochMethod && request.call) epochMethod(interpreter, request, api)
  flowIntoLibrary(interpreter, request, library, applies)
  if (api.iterates && args.positional[0]) iterated(args.positional[0].value)
  if (api.trains) for (const each of args.all) used(each.value)

  if (api.takesOver) {
    const found = args.at(api.takesOver)
    if (found !== 'absent' && found !== 'unknown') generatorEscapes(found.value)
  }
  if (api.assigns) assignAll(interpreter, request)
  if (api.keyed === 'puts' || api.keyed === 'removes' || api.keyed === 'empties')
    keyed(interpreter, request, api.keyed)
  if (api.sendsBack) sendBack(interpreter, request, api.sendsBack)
  if (api.handsOver && receiver) sendToWorker(request, receiver, api.handsOver)
  if (api.adds && receiver) {
    const race = raced(interpreter, request, receiver)
    for (const each of args.all) {
      const item = labelled(extended(each.value, request.path), joinLabels(race, chosenBy(receiver)))
      for (const to of alternatives(receiver)) append(interpreter, to, item)
    }
  }
  return value(interpreter, request, inputs, applies)
}

/** Functions among the arguments may be called by whoever gets them; a loader without workers calls no initializer. */
function giveAway(interpreter: Interpreter, { args, api }: Request): void {
  const initializer = api.spawns?.initializer && args.at(api.spawns.initializer)
  const unused = api.spawns && workersOf(args, api.spawns) === 'none' ? initializer : undefined
  for (const each of args.all) {
    if (each === unused) continue
    for (const fn of alternatives(each.value)) {
      if (fn.kind === 'function') interpreter.givenAway.add(fn.definition)
      if (fn.kind === 'bound' && 'kind' in fn.method) interpreter.givenAway.add(fn.method.definition)
    }
  }
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
function chosenBy(receiver: Value): Labels {
  return receiver.labels.filter((label) => label.kind === 'draw' || label.kind === 'entropy')
}

/** What `extend` adds is the items of its argument. */
function extended(value: Value, path: string): Value {
  const items = path.endsWith('#extend') && value.kind === 'list' ? value.element.value : undefined
  return items ? labelled(items, value.labels) : value
}

/** The work goes to the device that the call names. */
function useDevice(interpreter: Interpreter, device: Value | undefined): void {
  for (const each of device ? alternatives(device) : []) {
    if (each.kind !== 'constant' || typeof each.value !== 'string') continue
    const name = each.value.split(':')[0]!
    if (!interpreter.backends.value.has(name)) {
      interpreter.store.set(interpreter.backends, new Set([...interpreter.backends.value, name]))
    }
  }
}

function value(interpreter: Interpreter, request: Request, inputs: Labels, applies: boolean): Value {
  const { api, args, node } = request
  const labels: Label[] = []
  if (api.entropy && applies && !isStableHash(api, args))
    labels.push({ kind: 'entropy', effect: entropy(interpreter, request, api.entropy) })
  labels.push(...optionLabels(request.text, api.configured))
  if (api.identifies === 'worker' || api.identifies === 'rank') labels.push({ kind: api.identifies })
  if (api.identifies === 'worker and epoch') labels.push({ kind: 'worker' }, { kind: 'epoch' })
  if (api.constantInWorkers !== undefined) labels.push({ kind: 'saved-state', why: api.constantInWorkers })

  const { now, pending } = draws(interpreter, request, drawsOf(api))
  const kind = api.harmless === 'id' ? 'text' : 'draw'
  for (const effect of now) if (effect.implicit === undefined) labels.push({ kind, effect })
  const made = api.weights && request.call ? weights(interpreter, request, api.weights) : undefined
  const initializers = made?.seeded ?? []
  if (api.copies && request.call) copied(request, api.copies)
  const gone = api.assembles && request.call ? assembled(request, api.assembles) : undefined
  const initial = [...(made?.drawn ?? []), ...(request.call ? initialFrom(request) : [])]
  const racing: Racing[] = []
  const called = callbacks(interpreter, request, api.calls ?? [], racing)
  if (api.prefetches) race(interpreter, request.receiver)

  if (api.spawns && request.call) {
    const spawned = spawns(interpreter, request, api.spawns, pending)
    const type = returnedType(interpreter, api)
    return labelled(instance({ type, pending: spawned.pending, spawn: spawned.effect }), labels)
  }
  if (api.creates && request.call) {
    const generator = creates(interpreter, request, api.creates)
    return labelled({ ...generator, pending }, labels)
  }
  const set = api.returns === 'builtins.set'
  // Numbers come out of a set as they do out of a list, always in one order.
  if (set && holdsNumbers(interpreter, args.positional[0]?.value)) return listOf(unknown(), inputs)
  if (api.unordered !== undefined && applies && !(api.races && racesAgainstTime(request))) {
    labels.push({
      kind: 'unordered',
      effect: unordered(interpreter, request, api.unordered, { set, remedy: api.unorderedRemedy }),
    })
  }
  if (api.unorderedParts)
    return listOf(list(api.unorderedParts.map((part) => unknown(part ? labels : []))), labels)
  if (api.key) return key(interpreter, request, api)
  if (api.binds) return bound(request, api.binds)
  if (api.member) return memberNamed(interpreter, request, api.member)
  if (api.traces && api.traces !== 'decorated') {
    const found = args.at(api.traces)
    if (found !== 'absent' && found !== 'unknown') {
      for (const each of alternatives(found.value)) {
        if (each.kind === 'function') interpreter.traced.set(each.definition, node)
      }
      return found.value
    }
  }
  if (api.ordersItems) return ordered(interpreter, request, inputs)
  if (api.orderInsensitive)
    return unknown([...inputs.filter((label) => label.kind !== 'unordered'), ...labels])
  const result = returned(
    interpreter,
    request,
    called,
    // A collection without order is a whole, whatever loops its parts were made in and in whichever order they came.
    api.unordered === undefined
      ? inputs
      : inputs.filter(({ kind }) => kind !== 'loop' && !(set && kind === 'unordered')),
    pending,
    racing,
    interpreter.catalog.owner(request.path),
  )
  if (api.answers) return answersOf(request.receiver)[0] ?? result
  if (gone && result.kind === 'instance') return labelled({ ...result, initializers: gone, initial }, labels)
  const trainingDraws = now.filter(({ draw }) => draw.training)
  if (result.kind !== 'instance' || initializers.length + trainingDraws.length + initial.length === 0)
    return labelled(result, labels)
  return labelled({ ...result, initializers, initial, trainingDraws }, labels)
}

/** `getattr(samplers, 'TPESampler')`; under a name that is not known, any function may be had. */
function memberNamed(
  interpreter: Interpreter,
  { args, node }: Request,
  { of, name }: NonNullable<Api['member']>,
): Value {
  const [object, key] = [args.at(of), args.at(name)]
  if (object === 'absent' || object === 'unknown' || key === 'absent' || key === 'unknown') return UNKNOWN
  const values = alternatives(key.value).map((each) => {
    if (each.kind === 'constant' && typeof each.value === 'string')
      return memberOf(interpreter, object.value, each.value, node)
    if (object.value.kind !== 'api') interpreter.callsByName = true
    return unknown(joinLabels(object.value.labels, key.value.labels))
  })
  return values.reduce((a, b) => joinValues(a, b))
}

function mayLoad(when: NonNullable<Api['loadsWeights']>, args: EvaluatedArguments): boolean {
  return typeof when === 'object' ? when.some((each) => args.holds(each) !== false) : when !== false
}

/** A layer that is run on data outside of training draws no masks and adds no noise. */
function inferred(
  interpreter: Interpreter,
  request: Request,
  { on, when }: NonNullable<Api['infers']>,
): void {
  const data = request.args.positional[0]?.value
  const isData = (each: Value) => each.kind === 'instance' && interpreter.catalog.isA(each.type, on)
  if (!data || !alternatives(data).every(isData) || request.args.meets(when) !== true) return
  for (const each of alternatives(request.receiver ?? UNKNOWN))
    if (each.kind === 'instance') takeBack(interpreter, each.trainingDraws)
}

/** `set(range(10))` */
function holdsNumbers(interpreter: Interpreter, value: Value | undefined): boolean {
  return value?.kind === 'instance' && interpreter.catalog.type(value.type, 'numbers') === true
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
  interpreter: Interpreter,
  callee: Value,
  args: EvaluatedArguments,
  node: SyntaxNode,
  text: string,
): Value {
  const name = text.split('.').at(-1)!.replace(/\(\)$/u, '')
  const own = callee.kind === 'unknown' ? callee.name : undefined
  if (/seed/iu.test(name) || (own !== undefined && /seed/iu.test(own))) unknownSeeding(interpreter)
  interpreter.consequences++
  if (callee.labels.some((label) => label.kind === 'picture'))
    flowIntoView(interpreter, { node, text, path: '', args })
  else keepAll(args, callee)
  // What a function that was passed in gives is no option of the run, as what an option's method gives is.
  let labels: Labels = text.includes('.')
    ? callee.labels
    : callee.labels.filter((label) => label.kind !== 'configured')
  for (const each of args.all) {
    sendTo(callee, each.value)
    labels = joinLabels(labels, converted(deepLabels(each.value, 2)))
    escape(interpreter, each.value, node, text)
    weightsEscape(interpreter, each.value)
  }
  return unknown(labels, name)
}

function entropy(
  interpreter: Interpreter,
  request: Request,
  kind: NonNullable<Api['entropy']>,
): EntropyEffect {
  return interpreter.emit({
    kind: 'entropy',
    ...interpreter.base(request.node, request.text, request.path),
    entropy: kind,
    recorded: false,
    reaches: new Set(),
    harmless: new Set(),
  })
}

function select(interpreter: Interpreter, request: Request, api: Api): void {
  const slot = api.selects!
  let backend: string | undefined
  if ('constant' in slot) backend = slot.constant
  else {
    const found = request.args.at(slot)
    if (found === 'absent' || found === 'unknown' || found.value.kind !== 'constant') backend = undefined
    else backend = String(found.value.value).split(':')[0]
  }
  if (backend !== undefined) {
    interpreter.store.set(interpreter.backends, new Set([...interpreter.backends.value, backend]))
  }
  interpreter.emit({
    kind: 'select',
    ...interpreter.base(request.node, request.text, request.path),
    backend,
    mayFallBack: api.mayFallBack === true,
    call: request.call,
    awaited: request.awaited,
    checked: interpreter.discarded?.call !== request.node,
    statement:
      interpreter.discarded?.call === request.node && interpreter.mayAwait
        ? interpreter.discarded.statement
        : undefined,
  })
}

function operation(
  interpreter: Interpreter,
  request: Request,
  facts: NonNullable<Api['nondeterministic']>,
): void {
  const applicable = facts.filter((fact) => request.args.meets(fact.when) === true)
  if (applicable.length === 0) return
  interpreter.emit({
    kind: 'operation',
    ...interpreter.base(request.node, request.text, request.path),
    nondeterministic: applicable,
    call: request.call!,
    backends: interpreter.backends.value,
  })
}

function ignoredArguments(
  interpreter: Interpreter,
  request: Request,
  all: NonNullable<Api['ignored']>,
): void {
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
    interpreter.emit({
      kind: 'ignored',
      ...interpreter.base(found.node, request.text, request.path),
      why: condition.why,
      misplaced: condition.misplaced === true,
      slot: condition,
      call: request.call!,
    })
  }
}

/** A sampler that must be told the epoch. */
function epochMethod(interpreter: Interpreter, request: Request, api: Api): void {
  const applies = request.args.meets(api.epochMethodWhen)
  if (applies !== true) return
  interpreter.emit({
    kind: 'sampler',
    ...interpreter.base(request.node, request.text, request.path),
    method: api.epochMethod!,
    over: request.args.positional[0]?.expression && textOf(request.args.positional[0].expression),
  })
}
