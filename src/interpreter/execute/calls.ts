/** What a use of a catalogued library does: the one place where catalogue facts become effects. */
import type { Api, Library } from '../../catalog/schema.ts'
import type { CallExpression, Module, SyntaxNode } from '../../program.ts'
import { useDevice } from '../models/backends.ts'
import { Channel, received, sendTo } from '../models/channels.ts'
import { fetches } from '../models/fetches.ts'
import { drawnIn, holder, putInto, travelling, withContent } from '../models/contents.ts'
import { hold, keepsFunctions } from '../models/hooks.ts'
import { foundAt } from '../models/outside.ts'
import { lookAtWeights, weightsEscape } from '../models/initial-weights.ts'
import type { LibraryCall } from '../models/model.ts'
import { returned, returnedType } from '../models/results.ts'
import { unknownSeeding } from '../models/seeding.ts'
import { toldByVariable } from '../models/start-switches.ts'
import { calculates, escapes, flowIntoLibrary, flowIntoView, keepAll } from '../models/sinks.ts'
import { workersOf } from '../models/spawns.ts'
import { modelsOf } from '../models/table.ts'
import { withWeights } from '../models/weights.ts'
import type { Interpreter } from '../interpreter.ts'
import type { EvaluatedArguments } from './arguments.ts'
import { apiValue, coerced } from './expressions.ts'
import {
  type ApiValue,
  type InstanceValue,
  type Label,
  type Labels,
  type Scope,
  standard,
  type Value,
  alternatives,
  constant,
  converted,
  deepLabels,
  instance,
  joinLabels,
  labelled,
  optionLabels,
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
    const labels: Label[] = [
      ...optionLabels(`${value.path}.${property}`, 'text'),
      ...foundAt(interpreter, 'variable', property),
      ...toldByVariable(interpreter, property),
    ]
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
  const left = interpreter.places.properties.get(path)
  if (left) return left
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
  const { api, args, receiver } = request
  const library = request.library ?? interpreter.catalog.owner(request.path)
  for (const each of receiver ? alternatives(receiver) : []) {
    if (each.kind !== 'instance') continue
    for (const pending of each.pending) if (pending.at === 'use') pending.emit()
  }
  const call: LibraryCall = {
    interpreter,
    request,
    library,
    applies: api.when === undefined || args.meets(api.when) === true,
    inputs: inputsOf(request, library),
    chosen: [],
    labels: [],
    draws: [],
    pending: [],
    racing: [],
    initializers: [],
    assembled: undefined,
    initial: [],
    returned: undefined,
  }
  if (library?.deviceKeyword !== undefined)
    useDevice(interpreter, args.keywords.get(library.deviceKeyword)?.value)
  if (library?.ml) lookAtWeights(interpreter, request)
  giveAway(interpreter, request)
  if (library?.fetches) fetches(call)
  const models = modelsOf(api)
  for (const model of models) model.before?.(call, api[model.fact]!)
  flowIntoLibrary(call)
  if (isPlain(api)) {
    const made = madeByPlatform(interpreter, call)
    call.chosen = passThrough(interpreter, call, made)
    call.returned = made
  }
  for (const model of models) {
    model.after?.(call, api[model.fact]!)
    const decided = model.value?.(call, api[model.fact]!)
    if (decided) {
      hold(interpreter, request, library, decided)
      return decided
    }
  }
  const value = models.reduce((made, model) => model.finish?.(call, made) ?? made, returned(call))
  hold(interpreter, request, library, value)
  return labelled(withWeights(call, value), call.labels)
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

/** The labels of everything that goes into a call. */
function inputsOf({ args, receiver, api, path }: Request, library: Library | undefined): Labels {
  // What is made of a whole record, as text or a copy, is made of all it holds.
  const depth = library?.ml === true && !calculates({ api, path }, library) ? 0 : 3
  return args.all.reduce<Labels>(
    (labels, each) => joinLabels(labels, converted(deepLabels(each.value, depth))),
    receiver ? withContent(receiver) : [],
  )
}

/**
 * A function of a library of which nothing is known but what it returns: what is drawn goes through it, into its
 * receiver and its arguments as well as into its value, and it may call the functions that it is given.
 */
function passThrough(
  interpreter: Interpreter,
  { request, library }: LibraryCall,
  made: InstanceValue | undefined,
): Labels {
  const { args, receiver, node, text, api } = request
  if (api.property || args.all.length === 0) return []
  const values = args.all.map((each) => each.value)
  const drawn = joinLabels(drawnIn(values), travelling(interpreter.deciding))
  for (const each of changedBy({ api, args, receiver }, made)) putInto(interpreter, each, drawn)
  if (keepsFunctions(interpreter, request, library)) return []
  const coercions = values.reduce<Labels>(
    (labels, each) => joinLabels(labels, travelling(coerced(interpreter, each, node).labels)),
    [],
  )
  const held = receiver ? joinLabels(drawn, travelling(withContent(receiver))) : drawn
  return joinLabels(coercions, handOver(interpreter, values, held, { node, text }, made))
}

/** Calls the functions among the arguments of a call. Returns the labels of what they give, and of what they are asked to pass on. */
function handOver(
  interpreter: Interpreter,
  values: readonly Value[],
  labels: Labels,
  { node, text }: Pick<Request, 'node' | 'text'>,
  made?: InstanceValue,
): Labels {
  const functions = values.flatMap((each) => functionsIn(each, made))
  if (functions.length === 0) return []
  // What it is given may be a function that it gives its result to.
  const channel: Labels = made ? [] : received(new Channel()).labels
  const item = made ?? standard(joinLabels(labels, channel))
  return functions.reduce((all, fn) => {
    const result = interpreter.callBack(fn, [item, item, item], node, undefined, text)
    const given = travelling(deepLabels(result))
    if (made) putInto(interpreter, made, given)
    return joinLabels(all, given)
  }, channel)
}

/** What a call may put its arguments into. */
function changedBy(
  { api: { changes }, args, receiver }: Pick<Request, 'api' | 'args' | 'receiver'>,
  made: InstanceValue | undefined,
): readonly Value[] {
  if (changes === undefined)
    return [receiver, made, ...args.all.map(({ value }) => value)].filter((each) => each !== undefined)
  if (changes === 'receiver') return receiver ? [receiver] : []
  const found = changes === 'nothing' ? 'absent' : args.at(changes)
  return found === 'absent' || found === 'unknown' ? [] : [found.value]
}

/** What a method that the catalogue does not name does: its library says that it only calculates. */
export function calculatedMethod(
  { catalog }: Interpreter,
  object: Value,
  name: string,
): { readonly path: string; readonly api: Api } | undefined {
  if (object.kind !== 'instance' || object.class || object.type === undefined) return undefined
  if (!catalog.type(object.type, 'closed')) return undefined
  const path = `${object.type}#${name}`
  const changing = catalog.type(object.type, 'changedBy')
  const changes = !changing || changing.test(name) ? 'receiver' : 'nothing'
  return { path, api: { upstream: '', calculates: true, returns: 'view', changes } }
}

/** The functions among the arguments, and those in an object that tells how something is made. */
function functionsIn(value: Value, made: InstanceValue | undefined): readonly Value[] {
  return alternatives(value).flatMap((each): readonly Value[] => {
    if (each.kind === 'function' || each.kind === 'bound') return [each]
    if (each.kind !== 'record' || !made) return []
    return Array.from(each.fields.values(), (cell) => cell.value).flatMap((field): readonly Value[] =>
      field.kind === 'function'
        ? [{ kind: 'bound', receiver: made, method: field, labels: field.labels }]
        : [],
    )
  })
}

/** `new EventEmitter()`: what comes with the language and the machine holds what it is given. */
function madeByPlatform(
  { catalog }: Interpreter,
  { request: { api, call, path }, library, inputs }: LibraryCall,
): InstanceValue | undefined {
  if (!call?.construct || library?.platform === undefined || api.returns !== undefined) return undefined
  const type = catalog.types.has(path) ? path : library.platform
  return holder(type, converted(inputs))
}

const PLAIN_FACTS: ReadonlySet<string> = new Set<keyof Api>([
  'upstream',
  'returns',
  'property',
  'when',
  'calculates',
  'parses',
  'changes',
  'rearranges',
])
const plain = new WeakMap<Api, boolean>()

/** Nothing is known of it but what it returns. */
function isPlain(api: Api): boolean {
  let known = plain.get(api)
  if (known === undefined) plain.set(api, (known = Object.keys(api).every((fact) => PLAIN_FACTS.has(fact))))
  return known
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
  if (callee.kind === 'unknown' && callee.oneOfMany)
    interpreter.giveUp('it may be one of too many functions or objects that is called', node)
  if (/seed/iu.test(name) || (own !== undefined && /seed/iu.test(own))) unknownSeeding(interpreter)
  const platform = isPlatforms(interpreter, callee)
  if (!platform) interpreter.happens()
  if (callee.labels.some((label) => label.kind === 'picture'))
    flowIntoView(interpreter, { node, text, path: '', args })
  else keepAll(args, callee)
  // What a function that was passed in gives is no option of the run, as what an option's method gives is.
  let labels: Labels = text.includes('.')
    ? withContent(callee)
    : callee.labels.filter((label) => label.kind !== 'configured')
  for (const each of args.all) {
    sendTo(callee, each.value)
    labels = joinLabels(labels, converted(deepLabels(each.value, 2)))
    if (!isFollowed(interpreter, callee)) for (const label of drawnIn([each.value])) escapes(label)
    if (!platform) interpreter.escape(each.value, node, text)
    weightsEscape(interpreter, each.value)
  }
  if (callee.kind === 'instance') putInto(interpreter, callee, travelling(labels))
  if (!platform) return isFollowed(interpreter, callee) ? standard(labels, name) : unknown(labels, name)
  const values = args.all.map(({ value }) => value)
  return standard(joinLabels(labels, handOver(interpreter, values, travelling(labels), { node, text })), name)
}

/** What is given to it can be found again: by whoever is at the other end, or in its value. */
function isFollowed(interpreter: Interpreter, callee: Value): boolean {
  return callee.labels.some(({ kind }) => kind === 'channel') || isPlatforms(interpreter, callee)
}

/** It comes with the language, and does nothing but pass on what it is given. */
function isPlatforms({ catalog }: Interpreter, callee: Value): boolean {
  if (callee.kind === 'unknown') return callee.standard === true || callee.computed === true
  return (
    callee.kind === 'instance' &&
    callee.type !== undefined &&
    catalog.owner(callee.type)?.platform !== undefined
  )
}
