import type {
  CreateEffect,
  DrawEffect,
  GuardEffect,
  MentionEffect,
  SeedEffect,
  SetEffect,
} from '../src/effects.ts'
import { defineRule, type Repair, type Report, type Run } from '../src/rule.ts'
import type { Edit } from '../src/edits.ts'
import { nearest } from '../src/near-miss.ts'
import { ownSeedWritten } from '../src/own-seed.ts'
import { before } from '../src/versions.ts'

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
      old: '`{{api}}` honours a seed only since version {{since}}. The seed given here has no effect.',
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
      mention: '`{{api}}` is only mentioned, not called, so it does nothing. Write `{{api}}({{value}})`.',
      undone:
        '`{{api}}` without a seed takes fresh entropy, which undoes `{{seeding}}` ({{place}}): what is drawn from here on differs from run to run. Remove it, or pass a seed.',
      debug:
        '`{{api}}` stands in `if __debug__`, which optimised runs (`python -O`) leave out, so they are not seeded. Take it out of the `if`.',
      constant:
        '`{{api}}` is never seeded, and an unseeded generator is not random here: it starts from the same constant in every run, whatever seed the program was given. Seed it with the program’s seed.',
      other:
        '`{{api}}` seeds {{seeded}}, but the program only draws from {{drawn}}, which it does not seed. Seed that one: {{remedy}}.',
    },
  },
  check(run, report) {
    for (const draw of run.here('draw')) checkSlot(run, draw, report)
    for (const created of run.here('create')) checkCreation(run, created, report)
    for (const seeding of run.here('seed')) checkSeeding(run, seeding, report)
    for (const ignored of run.here('ignored')) {
      report(
        ignored.node,
        'argument',
        { why: ignored.why },
        ...[{ message: 'Remove it.', edits: run.edit.withoutOption(ignored.call, ignored.slot) }],
      )
    }
    for (const set of run.here('set')) checkSetting(run, set, report)
    for (const guard of run.here('guard')) {
      if (!guard.used) continue
      const source = withZero(run, guard)
      report(
        guard.node,
        'falsy',
        { seed: guard.api, remedy: `Write \`${source}\`.` },
        ...[{ message: `Write \`${source}\`.`, edits: run.edit.replace(guard.node, { source }) }],
      )
    }
    for (const mention of run.here('mention')) {
      const value = argumentOf(run, mention)
      report(
        mention.node,
        'mention',
        { api: mention.api, value },
        ...[{ message: 'Call it.', edits: run.edit.wrap(mention.node, '', `(${value})`) }],
      )
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

function checkSlot(run: Run, draw: DrawEffect, report: Report): void {
  const { api, seed, node, state } = draw
  if (!seed) return
  if (seed.unread !== undefined && seed.kind !== 'missing') {
    report(seed.node ?? node, 'unread', { api, why: seed.unread }, ...[withoutSeed(run, draw)])
  } else if (seed.kind === 'ignored' && state.status !== 'seeded') {
    report(
      seed.node ?? node,
      'ignored',
      { api, seed: LITERALS[seed.reason ?? ''] ?? '' },
      ...[honoured(run, draw)],
    )
  }
}

/** Nothing reads the seed, so nothing changes without it. */
function withoutSeed({ edit }: Run, effect: DrawEffect | CreateEffect): Repair {
  const slot = effect.kind === 'draw' ? effect.draw.seed : effect.creation.seed
  return { message: 'Remove the seed.', edits: effect.call && slot && edit.withoutOption(effect.call, slot) }
}

/** A seed that the library takes for one. */
function honoured(run: Run, effect: DrawEffect | CreateEffect): Repair {
  const slot = effect.kind === 'draw' ? effect.draw.seed : effect.creation.seed
  if (!slot?.write || !effect.call) return { message: '', edits: undefined }
  const constant = ownSeedWritten(run, effect, slot)
  return {
    message: `Use ${String(constant)} as the seed.`,
    edits: run.edit.withArgument(effect.call, slot, { constant }),
  }
}

function checkCreation(run: Run, created: CreateEffect, report: Report): void {
  const { api, seed, creation, uses, reseeded, node, escapes } = created
  if (seed?.unread !== undefined && seed.kind !== 'missing')
    report(seed.node ?? node, 'unread', { api, why: seed.unread }, ...[withoutSeed(run, created)])
  else if (seed?.node && seed.kind !== 'missing' && isTooOld(run, created)) {
    report(seed.node, 'old', { api, since: creation.seed?.since ?? '' })
  } else if (seed?.kind === 'ignored')
    report(
      seed.node ?? node,
      'ignored',
      { api, seed: LITERALS[seed.reason ?? ''] ?? '' },
      ...[honoured(run, created)],
    )
  if (creation.describes) return
  if (
    creation.unseeded === 'constant' &&
    seed?.kind === 'missing' &&
    !reseeded &&
    uses.length > 0 &&
    !escapes
  ) {
    report(node, 'constant', { api }, ...[{ message: 'Seed it.', edits: seededGenerator(run, created) }])
  }
  const seedsAll = run.all('seed').some((each) => each.node === node)
  const discarded = created.discarded && seed?.kind === 'constant' && !seedsAll
  if (discarded && run.module.language === 'javascript') report(node, 'unused', { api })
}

/** The version the project says it runs reads no seed there yet. */
function isTooOld({ settings, catalog }: Run, { creation, path }: CreateEffect): boolean {
  const since = creation.seed?.since
  const modules = Object.keys(catalog.owner(path)?.modules ?? {})
  const version = modules.map((module) => settings.versions[module]).find((each) => each !== undefined)
  return since !== undefined && version !== undefined && before(version, since)
}

/** The guard, with 0 as a seed like any other. */
function withZero({ edit, module: { language } }: Run, { api, form, test, fallback }: GuardEffect): string {
  const seed = edit.text(test)
  if (language === 'javascript') {
    if (form === 'default') return `${seed} ?? ${fallback ? edit.text(fallback) : api}`
    return form === 'negated' ? `${seed} === undefined` : `${seed} !== undefined`
  }
  if (form === 'default') return `${fallback ? edit.text(fallback) : api} if ${seed} is None else ${seed}`
  return form === 'negated' ? `${seed} is None` : `${seed} is not None`
}

/** Called without a seed where one was in force. In a worker it is the worker's rule. */
export function undoes({ seeding, seed, replaces, context }: SeedEffect): boolean {
  if (seeding.unseeded !== 'entropy' || seed.kind !== 'missing' || seeding.restores || context.worker)
    return false
  return (
    replaces?.kind === 'enforce' || replaces?.seed.kind === 'constant' || replaces?.seed.kind === 'configured'
  )
}

/** What a function that must be called takes to switch determinism on, in the file's language. */
function argumentOf(run: Run, mention: MentionEffect): string {
  const catalog = run.catalog
  for (const { setting, value } of catalog.api(mention.path)?.sets ?? []) {
    if ('constant' in value || typeof setting !== 'string') continue
    if (catalog.settings.get(setting)?.deterministic?.includes(true)) {
      return run.module.language === 'python' ? 'True' : 'true'
    }
  }
  return ''
}

/** `tf.set_random_seed` under its new name, with the module named as the user names it. */
function renamed({ api, path }: SeedEffect, right: string | undefined): string | undefined {
  const [own, full] = [api.split('.'), path.split('.')]
  while (own.length > 1 && own.at(-1) === full.at(-1)) {
    own.pop()
    full.pop()
  }
  const prefix = `${full.join('.')}.`
  if (own.length !== 1 || !api.includes('.') || !right?.startsWith(prefix)) return undefined
  return `${own[0]!}.${right.slice(prefix.length)}`
}

function checkSeeding(run: Run, seeding: SeedEffect, report: Report): void {
  const { api, seed, node } = seeding
  if (seeding.context.guards.some(({ branch, names }) => branch === 'then' && names.has('__debug__'))) {
    report(node, 'debug', { api })
    return
  }
  const other = meantForOthers(run, seeding)
  if (other) {
    const name = other.kind === 'draw' && renamed(seeding, seeding.seeding.mistakenFor?.instead)
    const callee = seeding.call?.callee.node
    report(
      node,
      'other',
      { api, ...wordsFor(run, seeding, other) },
      ...[
        {
          message: `Write \`${String(name)}\`.`,
          edits: name && callee ? run.edit.replace(callee, { source: name }) : undefined,
        },
      ],
    )
    return
  }
  if (seeding.seeding.void !== undefined) {
    const name = renamed(seeding, seeding.seeding.renamed)
    const callee = seeding.call?.callee.node
    report(
      node,
      'void',
      { api, why: seeding.seeding.void },
      ...[
        {
          message: `Write \`${name}\`.`,
          edits: name !== undefined && callee ? run.edit.replace(callee, { source: name }) : undefined,
        },
      ],
    )
  } else if (seed.unread !== undefined && seed.kind !== 'missing')
    report(seed.node ?? node, 'unread', { api, why: seed.unread })
  else if (undoes(seeding)) {
    report(node, 'undone', { api, seeding: seeding.replaces!.api, place: run.place(seeding.replaces!) })
  } else if (seed.kind === 'ignored')
    report(seed.node ?? node, 'ignored', { api, seed: LITERALS[seed.reason ?? ''] ?? '' })
}

function checkSetting(run: Run, set: SetEffect, report: Report): void {
  const { setting, name, value, node } = set
  const literal = value.kind === 'constant' ? String(value.value) : '0'
  if (!setting) {
    const near = nearest(name, [...run.catalog.settings.values()])
    if (near) {
      report(
        node,
        'misspelt',
        { found: set.api, name: near.name, meaning: near.meaning },
        ...[{ edits: rightName(run, set, near.name) }],
      )
    }
    return
  }
  if (setting.read?.when === 'start' && !set.childrenLater) report(node, 'start', { name, value: literal })
  else if (set.context.worker && setting.kind === 'environment' && run.module.language === 'javascript')
    report(node, 'worker', { name })
  else if (set.role === 'invalid' && !setting.benchmark) {
    report(node, 'invalid', {
      name,
      value: literal,
      valid: [...new Set((setting.valid ?? []).map(String))].join(', '),
    })
  }
}

/** The right name in the place of the wrong one; none where the setting lives somewhere else altogether. */
function rightName(run: Run, { node, name }: SetEffect, right: string): readonly Edit[] | undefined {
  const [wrong, better] = [name, right].map((each) => each.split('.').at(-1)!) as [string, string]
  if (name.slice(0, -wrong.length) !== right.slice(0, -better.length)) return undefined
  const at = run.edit.text(node).lastIndexOf(wrong)
  if (at < 0) return undefined
  const start = node.range[0] + at
  return [{ range: [start, start + wrong.length], text: better }]
}

/** The program's own seed where one is written before it in the same function, else a number. */
function seededGenerator(run: Run, created: CreateEffect): readonly Edit[] | undefined {
  const method = run.catalog.method(created.creation.type, 'manual_seed')
  if (!method) return undefined
  const inner = created.context.calls.at(-1)?.node
  const before = run
    .here('seed')
    .findLast(
      (each) =>
        each.order < created.order &&
        each.context.calls.at(-1)?.node === inner &&
        (each.seed.expression?.kind === 'name' || each.seed.expression?.kind === 'constant'),
    )
  const seed = before?.seed.node ? run.edit.text(before.seed.node) : '0'
  return run.edit.wrap(created.call.node, '', `.manual_seed(${seed})`)
}

/** What an author may have meant to seed: generators of the same module, or draws this is often taken to seed. */
function meantForOthers(run: Run, seeding: SeedEffect): CreateEffect | DrawEffect | undefined {
  const { sources, seed, path } = seeding
  if (sources.length === 0 || (seed.kind !== 'constant' && seed.kind !== 'configured')) return undefined
  const draws = run.all('draw')
  if (draws.some((draw) => sources.includes(draw.from) && !draw.draw.onlyMoves)) return undefined
  const mistaken = seeding.seeding.mistakenFor
  const version = mistaken && run.settings.versions[mistaken.library]
  if (mistaken && !(version !== undefined && before(version, mistaken.since))) {
    const taken = draws.find(
      (draw) => draw.path.startsWith(mistaken.paths) && draw.state.status === 'unseeded',
    )
    if (taken) return taken
  }
  const parent = path.slice(0, path.lastIndexOf('.'))
  return run
    .all('create')
    .find(
      (created) =>
        created.creation.unseeded === 'entropy' &&
        created.seed?.kind === 'missing' &&
        !created.reseeded &&
        created.uses.length > 0 &&
        created.path.slice(0, created.path.lastIndexOf('.')) === parent,
    )
}

function wordsFor(run: Run, seeding: SeedEffect, other: CreateEffect | DrawEffect): Record<string, string> {
  const { sources } = run.catalog
  const seeded = sources.get(seeding.sources[0]!)?.title ?? 'a global generator'
  if (other.kind === 'create') {
    return {
      seeded,
      drawn: `a generator of its own (\`${other.api}\`)`,
      remedy: `pass the seed to \`${other.api}\``,
    }
  }
  return {
    seeded,
    drawn: other.source?.title ?? other.api,
    remedy: seeding.seeding.mistakenFor?.remedy ?? '',
  }
}
