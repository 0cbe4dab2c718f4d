/** Repairs of names: a call by its new name, a setting by its right one. */
import type { Effect, SeedEffect, SetEffect } from '../effects.ts'
import type { Repair, Run } from '../rule.ts'

/** The seeding under the name of another function of its library. */
export function calledAs({ edit }: Run, seeding: SeedEffect, path: string | undefined): Repair | undefined {
  const name = path === undefined ? undefined : asTheUserNames(seeding, path)
  const callee = seeding.call?.callee.node
  if (name === undefined || !callee) return undefined
  return { message: `Write \`${name}\`.`, edits: edit.replace(callee, { source: name }) }
}

/** Something else of the library an effect comes from, in the user's name for the library: `tf.random.set_seed`. */
export function asTheUserNames({ api, path }: Effect, other: string): string | undefined {
  const [own, full] = [api.split('.'), path.split('.')]
  while (own.length > 1 && own.at(-1) === full.at(-1)) {
    own.pop()
    full.pop()
  }
  const prefix = `${full.join('.')}.`
  if (own.length !== 1 || !api.includes('.') || !other.startsWith(prefix)) return undefined
  return `${own[0]!}.${other.slice(prefix.length)}`
}

/** The right name in the place of the wrong one; none where the setting lives somewhere else altogether. */
export function spelt({ edit }: Run, { node, name }: SetEffect, right: string): Repair | undefined {
  const [wrong, better] = [name, right].map((each) => each.split('.').at(-1)!) as [string, string]
  if (name.slice(0, -wrong.length) !== right.slice(0, -better.length)) return undefined
  const at = edit.text(node).lastIndexOf(wrong)
  if (at < 0) return undefined
  const start = node.range[0] + at
  return { edits: [{ range: [start, start + wrong.length], text: better }] }
}
