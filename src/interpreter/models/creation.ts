/** Generators, and initializers, which describe draws that a layer makes. */
import type { Creation } from '../../catalog/schema.ts'
import type { CreateEffect, SourceState } from '../../effects.ts'
import type { SeedUse } from '../../effects.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import { type InstanceValue, instance, labelled, valueCell } from '../values/value.ts'
import { NEVER, drawNow, isAnyGiven } from './draws.ts'
import type { Model } from './model.ts'
import { guardSeen, MISSING, seedUse, stateAfter, stateCell } from './seeding.ts'

export const creates: Model<'creates'> = {
  fact: 'creates',
  value({ interpreter, request, pending, labels }, creation) {
    if (!request.call) return undefined
    return labelled({ ...create(interpreter, request, creation), pending }, labels)
  },
}

/** Seeded by an argument that is no plain seed. */
const SOMEHOW: SeedUse = { ...MISSING, kind: 'unknown' }

/** A call that makes a generator (or an initializer, which describes draws that a layer makes). */
export function create(interpreter: Interpreter, request: Request, general: Creation): InstanceValue {
  const { args } = request
  const creation = general.variants?.find(({ when }) => args.meets(when) === true)?.creates ?? general
  const found = creation.seed ? args.at(creation.seed) : 'absent'
  const own = found === 'absent' ? MISSING : seedUse(found, creation.seed)
  const seed = own.kind === 'missing' && isAnyGiven(args, creation.seed?.also) ? SOMEHOW : own
  const created: CreateEffect = interpreter.emit({
    kind: 'create',
    ...interpreter.base(request.node, request.text, request.path),
    creation,
    seed,
    call: request.call!,
    uses: [],
    layers: [],
    manyLayers: false,
    repeated: false,
    replaced: false,
    escapes: false,
    discarded: interpreter.discarded?.call === request.node,
    wouldSeed: typeof request.api.seeds?.sources === 'object' ? request.api.seeds.sources : [],
  })
  guardSeen(created)
  const without = withoutSeed(interpreter, request, creation, seed)
  const state = stateCell(stateAfter(seed, without, created))
  interpreter.generators.push(state)
  const { loops } = interpreter.context
  const fields = heldGenerators(interpreter, created, creation)
  const key = request.api.key !== undefined
  return instance({ type: creation.type, generator: { created, state }, fields, key, loops })
}

function heldGenerators(interpreter: Interpreter, holder: CreateEffect, { holds = {} }: Creation) {
  const fields = Object.entries(holds).map(([name, type]) => {
    const creation: Creation = { type, unseeded: 'entropy', describes: true }
    const created = interpreter.emit({
      ...holder,
      creation,
      seed: MISSING,
      uses: [],
      layers: [],
      heldBy: holder,
    })
    const held = instance({
      type,
      generator: { created, state: stateCell(NEVER) },
      loops: interpreter.context.loops,
    })
    return [name, valueCell(held)] as const
  })
  return new Map(fields)
}

function withoutSeed(
  interpreter: Interpreter,
  request: Request,
  creation: Creation,
  seed: SeedUse,
): SourceState['status'] {
  if (creation.unseeded === 'constant') return 'seeded'
  if (creation.unseeded === 'entropy') return 'unseeded'
  if (seed.kind !== 'missing' && seed.kind !== 'ignored') return 'seeded'
  // Its seed is drawn from a shared source, so it is as seeded as that.
  const drawn = drawNow(interpreter, request, { from: creation.unseeded })
  // What is made of it is judged by itself.
  drawn.harmless.add('generator')
  return drawn.state.status
}
