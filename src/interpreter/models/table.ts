/** All models, in the order in which they look at a call: what one writes down, the next may find. */
import type { Api } from '../../catalog/schema.ts'
import { updates } from '../../catalog/python/models/updates.ts'
import { assigns } from '../../catalog/javascript/models/object-assign.ts'
import { defines, inherits } from '../../catalog/javascript/models/object-properties.ts'
import { views } from '../../catalog/javascript/models/array-buffer.ts'
import { copies } from '../../catalog/javascript/models/bidirectional.ts'
import { callsOwn } from '../../catalog/javascript/models/layer-call.ts'
import { infers } from '../../catalog/javascript/models/layer-apply.ts'
import { prefetches } from '../../catalog/javascript/models/prefetch.ts'
import { entry, keys } from '../../catalog/python/models/dict.ts'
import { constantInWorkers } from '../../catalog/python/models/numpy-state.ts'
import { binds } from '../../catalog/python/models/partial.ts'
import { callsByName, member, writesMember } from '../../catalog/python/models/reflection.ts'
import { dispatches } from '../../catalog/python/models/special-methods.ts'
import { chains } from '../../catalog/python/models/sequential.ts'
import { epochMethod } from '../../catalog/python/models/set-epoch.ts'
import { assembles } from './assembly.ts'
import { compares, selects, selectsWhere, tellsBackend } from './backends.ts'
import { calls, given, raises } from './callbacks.ts'
import { adds, rearranges } from './collections.ts'
import { creates } from './creation.ts'
import { draws } from './draws.ts'
import { entropy } from './entropy.ts'
import { steps } from './generators.ts'
import { ignored } from './ignored-arguments.ts'
import { gathers, loadsWeights, overwrites } from './initial-weights.ts'
import { keyed } from './map-contents.ts'
import type { Model } from './model.ts'
import { nondeterministic } from './operations.ts'
import {
  orderInsensitive,
  ordersItems,
  part,
  sized,
  takesOrder,
  unordered,
  unorderedParts,
} from './ordering.ts'
import { configured, identifies } from './origins.ts'
import { loads, namesFile, opens, saves, writesTo } from './outside.ts'
import { finds, kept, leaves, opensChannel } from './places.ts'
import { key } from './prng-keys.ts'
import { enforces, seeds, takesOver } from './seeding.ts'
import { handsOver, sendsBack } from './sinks.ts'
import { defers, makesTask } from './tasks.ts'
import { spawns } from './spawns.ts'
import { runsCommands, startsCommands, takesCommands } from './commands.ts'
import { ends, tellsSwitch } from './start-switches.ts'
import { sets } from './switches.ts'
import { traces } from './tracing.ts'
import { compiles, inspects, iterates, trains } from './training.ts'
import { weights } from './weights.ts'

/** Put together when it is first asked for: models call the interpreter, which is being loaded with them. */
const all = (): readonly Model[] => [
  dispatches,
  callsByName,
  opens,
  saves,
  writesTo,
  namesFile,
  loads,
  enforces,
  sets,
  seeds,
  selects,
  selectsWhere,
  trains,
  compiles,
  part,
  inspects,
  infers,
  callsOwn,
  keys,
  overwrites,
  loadsWeights,
  nondeterministic,
  ignored,
  epochMethod,
  takesOrder,
  iterates,
  takesOver,
  assigns,
  updates,
  takesCommands,
  startsCommands,
  runsCommands,
  defines,
  inherits,
  views,
  steps,
  keyed,
  sendsBack,
  handsOver,
  given,
  raises,
  leaves,
  finds,
  opensChannel,
  kept,
  adds,
  rearranges,
  entry,
  entropy,
  configured,
  identifies,
  tellsSwitch,
  tellsBackend,
  compares,
  ends,
  constantInWorkers,
  draws,
  weights,
  copies,
  assembles,
  gathers,
  calls,
  prefetches,
  spawns,
  creates,
  unordered,
  unorderedParts,
  key,
  binds,
  defers,
  makesTask,
  member,
  writesMember,
  traces,
  ordersItems,
  sized,
  orderInsensitive,
  chains,
]

let table: readonly Model[] | undefined
const known = new WeakMap<Api, readonly Model[]>()

function models(): readonly Model[] {
  return (table ??= all())
}

/** The models that have something to say of a function; of most there is none. */
export function modelsOf(api: Api): readonly Model[] {
  let found = known.get(api)
  if (!found) {
    found = models().filter(({ fact }) => api[fact] !== undefined && api[fact] !== false)
    known.set(api, found)
  }
  return found
}

/** The fields of `Api` that a model acts on. */
export function modelledFacts(): readonly (keyof Api)[] {
  return models().map(({ fact }) => fact)
}
