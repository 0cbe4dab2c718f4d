import type { CreateEffect, DrawEffect, SeedEffect, SetEffect } from '../src/effects.ts'
import { defineRule, type Program, type Report, type View } from '../src/rule.ts'
import { nearest } from '../src/near-miss.ts'
import { catalogOf } from '../src/catalog/catalog.ts'

export default defineRule({
  name: 'no-ineffective-seed',
  meta: {
    type: 'problem',
    description: 'Disallow seeds and determinism switches that have no effect',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    fixable: true,
    messages: {
      ignored:
        '`{{api}}` takes the seed {{seed}} for no seed at all, so it draws unseeded numbers. Use a seed it honours, such as 1.',
      unread: '{{why}} The seed given to `{{api}}` has no effect.',
      argument: '{{why}}',
      falsy:
        'A seed of 0, the commonest seed, counts as false here, so `{{seed}} = 0` would leave the program unseeded. {{remedy}}',
      unused:
        '`{{api}}` returns a seeded generator and changes nothing else, and its result is not used: the program stays unseeded.',
      void: '{{why}} `{{api}}` has no effect.',
      start:
        '`{{name}}` is read when the interpreter starts, so setting it here has no effect on this process. Set it before: `{{name}}={{value}} python …`.',
      misspelt: '`{{found}}` is no setting: nothing reads it. `{{name}}` is ({{meaning}}).',
      invalid: '`{{value}}` is no valid value of `{{name}}`. It takes {{valid}}.',
      worker:
        '`process.env` is a copy in a worker, so native code never sees `{{name}}`. Set it in the main thread, before the library is loaded.',
      mention: '`{{api}}` is only mentioned, not called, so it does nothing. Write `{{api}}()`.',
      constant:
        '`{{api}}` is never seeded, and an unseeded generator is not random here: it starts from the same constant in every run, whatever seed the program was given. Seed it with the program’s seed.',
      other:
        '`{{api}}` seeds {{seeded}}, but the program only draws from {{drawn}}, which it does not seed. Seed that one: {{remedy}}.',
    },
  },
  check(program, report) {
    for (const view of program.views) {
      for (const draw of view.here('draw')) checkSlot(draw, report)
      for (const created of view.here('create')) checkCreation(program, view, created, report)
      for (const seeding of view.here('seed')) checkSeeding(seeding, report)
      for (const ignored of view.here('ignored')) report(ignored.node, 'argument', { why: ignored.why })
      for (const set of view.here('set')) checkSetting(program, set, report)
      for (const guard of view.here('guard')) {
        if (!guard.used) continue
        const remedy =
          program.language === 'python'
            ? `Write \`if ${guard.api} is not None\`.`
            : `Write \`${guard.api} !== undefined\`, or use \`??\`.`
        report(guard.node, 'falsy', { seed: guard.api, remedy })
      }
      for (const mention of view.here('mention')) {
        report(mention.node, 'mention', { api: mention.api }, [
          { message: 'Call it.', edits: program.edit.wrap(mention.node, '', '()') },
        ])
      }
    }
  },
})

const LITERALS: Readonly<Record<string, string>> = {
  zero: '0',
  empty: "''",
  nan: 'NaN',
  null: 'null',
  false: 'false',
  object: '(an object)',
}

function checkSlot({ api, seed, node, state }: DrawEffect, report: Report): void {
  if (!seed) return
  if (seed.unread !== undefined && seed.kind !== 'missing') {
    report(seed.node ?? node, 'unread', { api, why: seed.unread })
  } else if (seed.kind === 'ignored' && state.status !== 'seeded' && seed.reason !== 'null') {
    report(seed.node ?? node, 'ignored', { api, seed: LITERALS[seed.reason ?? ''] ?? '' })
  }
}

function checkCreation(program: Program, view: View, created: CreateEffect, report: Report): void {
  const { api, seed, creation, uses, reseeded, node, escapes } = created
  if (seed?.unread !== undefined && seed.kind !== 'missing')
    report(seed.node ?? node, 'unread', { api, why: seed.unread })
  else if (seed?.kind === 'ignored')
    report(seed.node ?? node, 'ignored', { api, seed: LITERALS[seed.reason ?? ''] ?? '' })
  if (creation.describes) return
  if (
    creation.unseeded === 'constant' &&
    seed?.kind === 'missing' &&
    !reseeded &&
    uses.length > 0 &&
    !escapes
  ) {
    report(node, 'constant', { api })
  }
  const seedsAll = view.all('seed').some((each) => each.node === node)
  const discarded = created.discarded && seed?.kind === 'constant' && !seedsAll
  if (discarded && program.language === 'javascript') report(node, 'unused', { api })
}

function checkSeeding(seeding: SeedEffect, report: Report): void {
  const { api, seed, node } = seeding
  if (seeding.seeding.void !== undefined) report(node, 'void', { api, why: seeding.seeding.void })
  else if (seed.unread !== undefined && seed.kind !== 'missing')
    report(seed.node ?? node, 'unread', { api, why: seed.unread })
  else if (seed.kind === 'ignored')
    report(seed.node ?? node, 'ignored', { api, seed: LITERALS[seed.reason ?? ''] ?? '' })
}

function checkSetting(program: Program, set: SetEffect, report: Report): void {
  const { setting, name, value, node } = set
  const literal = value.kind === 'constant' ? String(value.value) : '0'
  if (!setting) {
    const near = nearest(name, [...catalogOf(program.language).settings.values()])
    if (near) {
      const edits = program.edit.replace(lastName(set), { source: near.name.split('.').at(-1)! })
      report(node, 'misspelt', { found: set.api, name: near.name, meaning: near.meaning }, [
        { edits: near.name.includes('.') && set.api.endsWith(name.split('.').at(-1)!) ? edits : undefined },
      ])
    }
    return
  }
  if (setting.read?.when === 'start' && !set.childrenLater) report(node, 'start', { name, value: literal })
  else if (set.context.worker && setting.kind === 'environment' && program.language === 'javascript')
    report(node, 'worker', { name })
  else if (set.role === 'invalid' && !setting.benchmark) {
    report(node, 'invalid', { name, value: literal, valid: (setting.valid ?? []).map(String).join(', ') })
  }
}

/** The last name of the assigned target. */
function lastName(set: SetEffect) {
  const { node, api } = set
  const length = api.split('.').at(-1)!.length
  return { ...node, range: [node.range[1] - length, node.range[1]] as const }
}
