import { together, type Edit } from '../src/edits.ts'
import type { CreateEffect, DrawEffect, SeedEffect, SpawnEffect } from '../src/effects.ts'
import { defineRule, type Report, type Run } from '../src/rule.ts'
import { before } from '../src/versions.ts'

export default defineRule({
  name: 'require-worker-seed',
  meta: {
    type: 'problem',
    description: 'Require workers and data loaders to have generators that are seeded, each differently',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    schema: { canonical: { type: 'boolean' } },
    defaults: { canonical: false },
    strict: { canonical: true },
    messages: {
      loader:
        '`{{api}}` {{work}} in workers whose seeds come from a generator nothing has seeded, although the program wants to repeat ({{intent}}). Seed it ({{remedy}}), or pass `generator=` a seeded one.',
      held: '`{{generator}}` ({{place}}) is copied into every worker of `{{api}}`, so all workers draw the same numbers, in every epoch. Seed it again in `worker_init_fn`, from `get_worker_info().seed`.',
      alike:
        '`{{api}}` gives every worker the same seed, so all workers draw the same numbers{{epochs}}. Derive it from the worker: {{remedy}}.',
      epochs:
        '`{{api}}` gives a worker the same seed in every epoch, so every epoch repeats the last one’s draws. Derive the seed from {{remedy}}, which changes from epoch to epoch.',
      saved:
        '{{why}} So `{{api}}` gives the same seed in every epoch and every run. Leave it out, or use {{remedy}}.',
      old: '`{{api}}` draws from NumPy in workers, which PyTorch before 1.9 gives the same state each. Seed it in `worker_init_fn`, from `torch.initial_seed()`.',
      worker:
        '`{{api}}` starts a worker that draws random numbers and is given no seed, so it draws others in every run. Hand over a seed that depends on the worker ({{remedy}}), or call `enforce()` before.',
      same: '`{{api}}` gives every worker the same seed, so all of them draw the same numbers. Make it depend on the worker ({{remedy}}).',
      constant:
        'The worker seeds itself with a constant (`{{api}}`), so all workers draw the same numbers. Derive the seed from what the worker is given.',
      canonical:
        '`{{api}}` has workers and lacks {{missing}}, which PyTorch’s notes on reproducibility ask for.',
    },
  },
  check(run, report) {
    for (const spawn of run.here('spawn')) {
      if (spawn.workers === 'none') continue
      if (spawn.spawn.what === 'data loader') checkLoader(run, spawn, report)
      else checkWorker(run, spawn, report)
    }
  },
})

const FROM_WORKER = '`torch.initial_seed() % 2**32`'

function checkLoader(run: Run, spawn: SpawnEffect, report: Report): void {
  const { api, node } = spawn
  const held = heldGenerators(spawn)
  const reseeds = spawn.seedings.length > 0 || spawn.initializer !== undefined
  if (held && !reseeds && spawn.certain) {
    report(node, 'held', { api, generator: held.api, place: run.place(held) })
  }
  for (const seeding of spawn.seedings) checkWorkerSeeding(run, seeding, report)
  const draws = spawn.draws.filter((draw) => !draw.generator)
  const [intent] = run.intent
  if (intent && isUnseededLoader(run, spawn)) {
    const work = spawn.shuffles ? 'shuffles, and runs its data set,' : 'draws'
    const remedy = run.catalog.sources.get(spawn.spawn.seededBy ?? '')?.remedy ?? ''
    report(
      node,
      'loader',
      { api, work, intent: `${intent.api}, ${run.place(intent)}`, remedy },
      ...[
        {
          message: 'Give it a seeded generator of its own.',
          edits: withGenerator(run, spawn),
        },
      ],
    )
    return
  }
  const torch = run.settings.versions['torch']
  if (
    torch !== undefined &&
    before(torch, '1.9') &&
    !spawn.initializer &&
    draws.some((draw) => draw.from === 'numpy.global')
  ) {
    report(
      node,
      'old',
      { api },
      ...[
        {
          message: 'Seed the workers.',
          edits: together(withInitializer(run, spawn), torchImport(run)),
        },
      ],
    )
    return
  }
  if (run.options['canonical'] !== true || !spawn.certain || spawn.workers !== 'some') return
  const missing = [
    ...(spawn.initializer ? [] : ['`worker_init_fn=`']),
    ...(spawn.generator ? [] : ['`generator=`']),
  ]
  if (missing.length === 0) return
  const edits = together(
    spawn.initializer ? [] : withInitializer(run, spawn),
    spawn.generator ? torchImport(run) : withGenerator(run, spawn),
  )
  report(
    node,
    'canonical',
    { api, missing: missing.join(' and ') },
    ...[{ message: `Write ${missing.join(' and ')}.`, edits }],
  )
}

/** Its workers get their seeds from a generator that nothing has seeded, in a program that wants to repeat. */
export function isUnseededLoader(run: Run, spawn: SpawnEffect): boolean {
  if (spawn.spawn.what !== 'data loader' || spawn.workers === 'none' || run.intent.length === 0) return false
  if (spawn.state.status !== 'unseeded' || spawn.generator || !spawn.certain) return false
  return (spawn.shuffles || spawn.draws.some((draw) => !draw.generator)) && !lateSeeded(run, spawn)
}

/** The seed comes, only later: `no-late-seed` has nothing to say, since a loader draws when it is iterated. */
function lateSeeded(run: Run, spawn: SpawnEffect): boolean {
  return run.effects.some(
    (effect) =>
      effect.kind === 'seed' &&
      effect.order > spawn.order &&
      effect.sources.includes(spawn.spawn.seededBy ?? ''),
  )
}

/** A generator made outside the worker and drawn from inside it. */
function heldGenerators(spawn: SpawnEffect): CreateEffect | undefined {
  const draw = spawn.draws.find(
    ({ generator }) => generator && !generator.context.worker && !generator.creation.describes,
  )
  return draw?.generator
}

function withGenerator(run: Run, { call, spawn, node }: SpawnEffect): readonly Edit[] | undefined {
  const { made } = spawn.generator ?? {}
  if (!spawn.generator || !made) return undefined
  const source = made.source.replace('{seed}', String(42 + (node.loc.start.line % 50)))
  return together(
    run.edit.withArgument(call, spawn.generator, { source }),
    run.edit.addImport(made.module, {}),
  )
}

/** PyTorch's own `seed_worker`, at the top level, from where it can be sent to a worker. */
function withInitializer(run: Run, { call, spawn, node }: SpawnEffect): readonly Edit[] | undefined {
  const [from, to] = node.range
  const above = run.module.body.find((each) => each.node.range[0] <= from && to <= each.node.range[1])
  if (!spawn.initializer || !above) return undefined
  return together(
    run.edit.insertBefore(above.node, [
      'def seed_worker(worker_id):',
      '    worker_seed = torch.initial_seed() % 2**32',
      '    np.random.seed(worker_seed)',
      '    random.seed(worker_seed)',
      '',
      '',
    ]),
    run.edit.withArgument(call, spawn.initializer, { source: 'seed_worker' }),
    run.edit.addImport('random', {}),
    run.edit.addImport('numpy', { alias: 'np' }),
  )
}

function torchImport(run: Run): readonly Edit[] | undefined {
  return run.edit.addImport('torch', {})
}

/** A seeding in a worker's initializer. */
function checkWorkerSeeding(run: Run, seeding: SeedEffect, report: Report): void {
  const { api, seed, node } = seeding
  const repair = {
    message: 'Derive the seed from `torch.initial_seed()`.',
    edits:
      seed.node &&
      together(run.edit.replace(seed.node, { source: 'torch.initial_seed() % 2**32' }), torchImport(run)),
  }
  if (seeding.seeding.restores || seed.kind === 'missing' || seed.kind === 'entropy') return
  const has = (kind: string): boolean => seed.value.marks.some((mark) => mark.kind === kind)
  if (has('saved-state')) {
    const why = 'The first word of NumPy’s state is the same number in every worker since PyTorch 1.9.'
    report(node, 'saved', { api, why, remedy: FROM_WORKER }, ...[repair])
  } else if (has('epoch')) return
  else if (has('worker')) report(node, 'epochs', { api, remedy: FROM_WORKER }, ...[repair])
  else if (seed.kind === 'constant' || seed.kind === 'configured') {
    report(node, 'alike', { api, epochs: ', in every epoch', remedy: FROM_WORKER }, ...[repair])
  }
}

function checkWorker(run: Run, spawn: SpawnEffect, report: Report): void {
  const { api, node, handover, enforced, preloaded, draws, seedings, enforces } = spawn
  if (enforced || preloaded || run.module.language === 'python') return
  const unseeded = draws.filter((draw) => draw.state.status === 'unseeded' && needsSeed(draw))
  const remedy = '`workerData: { seed: seed + i }`'
  if (unseeded.length > 0) {
    report(node, 'worker', { api, remedy })
    return
  }
  if (!spawn.followed) {
    // What the worker does is not seen; without a seed it cannot repeat if it draws at all.
    if (!handover && run.intent.length > 0 && draws.length > 0) report(node, 'worker', { api, remedy })
    return
  }
  const inLoop = spawn.context.loops.length > 0
  const many = inLoop || spawn.spawn.what === 'pool' || run.all('spawn').length > 1
  const seeds = [...seedings, ...enforces]
  const constant =
    (many ? seeds.find(({ seed }) => seed.kind === 'constant') : undefined) ??
    (inLoop ? draws.find((draw) => draw.seed?.kind === 'constant') : undefined)
  if (constant && draws.length > 0) {
    report(node, 'constant', { api: constant.api })
    return
  }
  const takesOne = [...seeds, ...draws].some((each) => each.seed?.kind === 'configured')
  const varies = spawn.handedOver.some(
    (mark) => mark.kind === 'loop' || mark.kind === 'draw' || mark.kind === 'entropy',
  )
  if (takesOne && inLoop && handover?.node && !varies && draws.length > 0)
    report(node, 'same', { api, remedy })
}

function needsSeed(draw: DrawEffect): boolean {
  if (draw.draw.onlyMoves || draw.seededLater || draw.generator) return false
  return draw.implicit !== undefined || draw.source?.judged === 'always' || draw.reaches.size > 0
}
