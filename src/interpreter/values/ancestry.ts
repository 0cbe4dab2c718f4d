/** The classes that a class derives from. */
import type { ClassValue, Value } from './value.ts'

/** A class and all that it derives from, the nearest first; however long the chain is, and each class once. */
export function* lineageOf(owner: ClassValue): Generator<ClassValue> {
  yield owner
  for (const base of basesOf(owner)) if (base.kind === 'class') yield base
}

/** Everything that a class derives from, classes of libraries among it, the nearest first. */
export function* basesOf(owner: ClassValue): Generator<Value> {
  const seen = new Set<Value>([owner])
  const waiting: Value[] = owner.bases.toReversed()
  for (let base = waiting.pop(); base; base = waiting.pop()) {
    if (seen.has(base)) continue
    seen.add(base)
    yield base
    if (base.kind === 'class') waiting.push(...base.bases.toReversed())
  }
}

/** A class that is its own base is no program's. */
const MAX_CHAIN = 100_000

/** What was found for a class, remembered with it. */
export type Found<T> = WeakMap<ClassValue, { readonly value: T | undefined }>

/**
 * The first answer among all that a class derives from. A chain of classes is gone through once, whichever of them is
 * asked for.
 */
export function firstAmongBases<T>(
  known: Found<T>,
  owner: ClassValue,
  ask: (base: Value) => T | undefined,
): T | undefined {
  const chain: ClassValue[] = []
  let at = owner
  for (let [base] = at.bases; !known.has(at) && at.bases.length === 1; [base] = at.bases) {
    if (base?.kind !== 'class' || chain.length > MAX_CHAIN) break
    chain.push(at)
    at = base
  }
  let found = known.get(at)
  if (!found) {
    let value: T | undefined
    for (const base of basesOf(at)) if ((value = ask(base)) !== undefined) break
    known.set(at, (found = { value }))
  }
  for (const each of chain) known.set(each, found)
  return found.value
}

/** What was found for a class under a name. */
export type FoundByName<T> = WeakMap<ClassValue, Map<string, T | undefined>>

/** The first answer of a class or of one that it derives from, for a name. A chain of classes is gone through once. */
export function firstInLineage<T>(
  known: FoundByName<T>,
  owner: ClassValue,
  name: string,
  ask: (one: ClassValue) => T | undefined,
): T | undefined {
  const chain: ClassValue[] = []
  let value: T | undefined
  for (
    let at: Value | undefined = owner;
    at?.kind === 'class' && chain.length <= MAX_CHAIN;
    [at] = at.bases
  ) {
    const found = known.get(at)
    if (found?.has(name)) {
      value = found.get(name)
      break
    }
    chain.push(at)
    const several = at.bases.length > 1
    value = several ? firstOf(lineageOf(at), ask) : ask(at)
    if (several || value !== undefined) break
  }
  for (const each of chain) {
    let found = known.get(each)
    if (!found) known.set(each, (found = new Map<string, T | undefined>()))
    found.set(name, value)
  }
  return value
}

function firstOf<T>(classes: Iterable<ClassValue>, ask: (one: ClassValue) => T | undefined): T | undefined {
  for (const each of classes) {
    const value = ask(each)
    if (value !== undefined) return value
  }
  return undefined
}
