/** Determinism switches: assignments to them and calls that set them. */
import type { Api, Setting } from '../../catalog/schema.ts'
import type { DrawEffect, LoadEffect, SetEffect } from '../../effects.ts'
import type { ConstantValue, Expression, SyntaxNode } from '../../program.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import type { Model } from './model.ts'
import { leaveAt } from './outside.ts'
import { emitSeeding, MISSING } from './seeding.ts'
import { alternatives, constant, deepLabels, UNKNOWN, type ApiValue, type Value } from '../values/value.ts'

/** `torch.backends.cudnn.benchmark = True`, `process.env.TF_DETERMINISTIC_OPS = '1'`, `Math.random = rng`. */
export function assigned(
  interpreter: Interpreter,
  object: ApiValue,
  property: string,
  value: Value,
  node: SyntaxNode,
  from: Expression | undefined,
  text: string,
): void {
  const environment = interpreter.catalog.api(object.path)?.environment === true
  const path = environment ? property : interpreter.catalog.canonical(`${object.path}.${property}`)
  const source = environment ? undefined : sourceAssigned(interpreter, path)
  if (source !== undefined) {
    const seed = { ...MISSING, kind: 'unknown' as const, value, node: from?.node, expression: from }
    emitSeeding(
      interpreter,
      { node, text, path },
      { sources: [source], byHand: true },
      { ...seed, kind: seedKindOf(value) },
      undefined,
      undefined,
    )
    return
  }
  const setting = interpreter.catalog.settings.get(path)
  if (environment) leaveAt(interpreter, 'variable', property, value)
  if (!setting && !environment && object.library?.platform !== undefined)
    interpreter.places.properties.set(path, value)
  if (!setting && !environment && !object.library?.ml) return
  emitSet(interpreter, { node, text, path }, path, setting, value, from?.node)
}

/** A replaced generator is as good as the seed of the one that replaces it. */
function seedKindOf(value: Value): 'constant' | 'unknown' | 'entropy' {
  const generator = alternatives(value).find((each) => each.kind === 'instance' && each.generator)
  if (generator?.kind === 'instance' && generator.generator) {
    return generator.generator.state.value.status === 'seeded' ? 'constant' : 'entropy'
  }
  return 'unknown'
}

function sourceAssigned(interpreter: Interpreter, path: string): string | undefined {
  for (const [name, source] of interpreter.catalog.sources) if (source.assignable === path) return name
  return undefined
}

export const sets: Model<'sets'> = {
  fact: 'sets',
  before({ interpreter, request }, all) {
    setByCall(interpreter, request, all)
  },
}

function setByCall(interpreter: Interpreter, request: Request, all: NonNullable<Api['sets']>): void {
  for (const each of all) {
    const name = settingName(interpreter, request, each)
    if (name === undefined) continue
    let value: Value
    let valueNode: SyntaxNode | undefined
    if ('constant' in each.value) value = constant(each.value.constant)
    else {
      const found = request.args.at(each.value)
      if (found === 'absent') {
        if (each.default === undefined) continue
        value = constant(each.default)
      } else if (found === 'unknown') continue
      else {
        value = found.value
        valueNode = found.node
      }
    }
    emitSet(interpreter, request, name, interpreter.catalog.settings.get(name), value, valueNode)
  }
}

function settingName(
  interpreter: Interpreter,
  request: Request,
  each: NonNullable<Api['sets']>[number],
): string | undefined {
  if (typeof each.setting === 'string') return each.setting
  const found = request.args.at(each.setting)
  if (found === 'absent' || found === 'unknown' || found.value.kind !== 'constant') return undefined
  const name = String(found.value.value)
  if (!each.on) return name
  const owner = request.args.at(each.on)
  if (owner === 'absent' || owner === 'unknown' || owner.value.kind !== 'api') return undefined
  return interpreter.catalog.canonical(`${owner.value.path}.${name}`)
}

function emitSet(
  interpreter: Interpreter,
  at: { readonly node: SyntaxNode; readonly text: string; readonly path: string },
  name: string,
  setting: Setting | undefined,
  value: Value,
  valueNode: SyntaxNode | undefined,
): SetEffect {
  for (const label of deepLabels(value)) if (label.kind === 'entropy') label.effect.harmless.add('path')
  return interpreter.emit({
    kind: 'set',
    ...interpreter.base(at.node, at.text, at.path),
    setting,
    name,
    value,
    valueNode,
    role: roleOf(setting, value),
    lateFor: setting && loadedBefore(interpreter, setting),
    childrenLater: false,
  })
}

function roleOf(setting: Setting | undefined, value: Value): SetEffect['role'] {
  if (!setting) return 'other'
  const options = alternatives(value)
  if (options.length !== 1 || options[0]!.kind !== 'constant') {
    return setting.deterministic?.includes('*') && value !== UNKNOWN ? 'deterministic' : 'other'
  }
  const { value: literal } = options[0] as { value: ConstantValue }
  if (matches(setting.benchmark, literal, setting)) return 'benchmark'
  if (matches(setting.deterministic, literal, setting)) return 'deterministic'
  if (setting.valid && !matches(setting.valid, literal, setting)) return 'invalid'
  return 'other'
}

function matches(
  values: readonly ConstantValue[] | undefined,
  literal: ConstantValue,
  setting: Setting,
): boolean {
  return (values ?? []).some((each) => {
    if (each === '*') return true
    if (typeof each === 'string' && each.length > 2 && each.startsWith('/') && each.endsWith('/')) {
      return new RegExp(each.slice(1, -1), 'u').test(String(literal))
    }
    if (setting.kind === 'environment') return String(each) === String(literal)
    return each === literal
  })
}

/** A draw on the accelerator that the setting is for, which has certainly happened: by then it has been read. */
function firstOperation(interpreter: Interpreter, setting: Setting): DrawEffect | undefined {
  const on = interpreter.catalog.requirements.find(({ requirement }) => requirement.setting === setting.name)
    ?.requirement.on
  if (on === undefined) return undefined
  return interpreter.effects.find(
    (effect): effect is DrawEffect =>
      effect.kind === 'draw' &&
      effect.from.endsWith(`.${on}`) &&
      effect.context.phase === 'run' &&
      effect.context.guards.length === 0 &&
      !effect.context.worker,
  )
}

/** The library that has read the setting by the time it is set. */
function loadedBefore(interpreter: Interpreter, setting: Setting): LoadEffect | DrawEffect | undefined {
  const { read } = setting
  if (read?.by === undefined) return undefined
  if (read.when === 'first-operation') return firstOperation(interpreter, setting)
  if (read.when !== 'load') return undefined
  return interpreter.effects.find(
    (effect): effect is LoadEffect =>
      effect.kind === 'load' &&
      (effect.engine === read.by || effect.specifier === read.by || effect.path === read.by),
  )
}
