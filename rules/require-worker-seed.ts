import type { SpawnEffect } from '../src/effects.ts'
import {
  drawsAlikeBefore,
  faultOfWorkerSeeding,
  heldGenerator,
  isUnseededLoader,
} from '../src/questions/loaders.ts'
import {
  constantSeedIn,
  copiedDraw,
  copiedGenerator,
  isSeededAlike,
  isUnseededWorker,
  unseededDraw,
} from '../src/questions/workers.ts'
import { seededFromWorker, withBoth, withGenerator, withWorkerFunction } from '../src/repairs/loaders.ts'
import { defineRule, type Report, type Run } from '../src/rule.ts'

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
        '`{{api}}` {{work}} in workers whose seeds come from a generator nothing has seeded, although the program wants to repeat ({{intent}}). Seed it ({{remedy}}), or pass `{{generator}}=` a seeded one.',
      held: '`{{held}}` ({{place}}) is copied into every worker of `{{api}}`, so all workers draw the same numbers, in every epoch. Seed it again in `{{initializer}}`, from `{{seed}}`.',
      alike:
        '`{{api}}` gives every worker the same seed, so all workers draw the same numbers, in every epoch. Derive it from the worker: `{{seed}}`.',
      epochs:
        '`{{api}}` gives a worker the same seed in every epoch, so every epoch repeats the last one’s draws. Derive the seed from `{{seed}}`, which changes from epoch to epoch.',
      saved:
        '{{why}} So `{{api}}` gives the same seed in every epoch and every run. Leave it out, or use `{{seed}}`.',
      old: '`{{api}}` draws from {{title}} in workers, which {{library}} before {{version}} gives the same state each. Seed it in `{{initializer}}`, from `{{seed}}`.',
      worker:
        '`{{api}}` starts a worker that draws random numbers and is given no seed, so it draws others in every run. Hand over a seed that depends on the worker ({{remedy}}), or call `enforce()` before.',
      task: '`{{api}}` runs its function in processes whose random numbers do not follow this program: they start anew or from copies, and which process gets which task is up to the machine. So what `{{draw}}` ({{place}}) draws for a task differs from run to run, or is what it draws for another task. Give each task a seed of its own ({{remedy}}), and draw from a generator made of it.',
      copies:
        'What `{{seeding}}` ({{seeded}}) has seeded is copied into every process that `{{api}}` starts, so `{{draw}}` ({{place}}) draws the same numbers in all of them. Seed it again at the beginning of the function that runs there, with a seed that the process is given.',
      process:
        'In the process that `{{api}}` starts, `{{draw}}` ({{place}}) draws from a source that nothing has seeded there, so it draws other numbers in every run. Seed it at the beginning of the function that runs there, with a seed that the process is given.',
      copied:
        '`{{held}}` ({{place}}) is copied into every process in which `{{api}}` runs its function: they draw the same numbers, and which task gets which is up to the machine. Give each task a seed of its own ({{remedy}}), and draw from a generator made of it.',
      same: '`{{api}}` gives every worker the same seed, so all of them draw the same numbers. Make it depend on the worker ({{remedy}}).',
      constant:
        'The worker seeds itself with a constant (`{{api}}`), so all workers draw the same numbers. Derive the seed from what the worker is given.',
      canonical:
        '`{{api}}` has workers and lacks {{missing}}, which {{library}}’s notes on reproducibility ask for.',
    },
  },
  check(run, report) {
    for (const spawn of run.here('spawn')) {
      if (spawn.workers === 'none') continue
      if (spawn.spawn.what === 'data loader') checkLoader(run, spawn, report)
      else checkWorker(run, spawn, report)
    }
    // A worker's function may stand in another file than the loader that is given it.
    for (const spawn of run.all('spawn'))
      if (spawn.workers !== 'none' && spawn.spawn.what === 'data loader') checkSeedings(run, spawn, report)
  },
})

function checkLoader(run: Run, loader: SpawnEffect, report: Report): void {
  const words = wordsFor(run, loader)
  const held = heldGenerator(run, loader)
  if (held) report(loader, 'held', { ...words, held: held.api, place: run.place(held) })
  const [intent] = run.intent
  const version = drawsAlikeBefore(run, loader)
  const missing = missingIn(loader)
  if (intent && isUnseededLoader(run, loader)) {
    const work = loader.shuffles ? 'shuffles, and runs its data set,' : 'draws'
    const data = { ...words, work, intent: `${intent.api}, ${run.place(intent)}` }
    report(loader, 'loader', data, withGenerator(run, loader))
  } else if (version !== undefined)
    report(loader, 'old', { ...words, version }, withWorkerFunction(run, loader))
  else if (run.options['canonical'] === true && loader.certain && loader.workers === 'some' && missing !== '')
    report(loader, 'canonical', { ...words, missing }, withBoth(run, loader, missing))
}

function checkSeedings(run: Run, loader: SpawnEffect, report: Report): void {
  const words = wordsFor(run, loader)
  for (const seeding of loader.seedings.filter((each) => run.isHere(each))) {
    const fault = faultOfWorkerSeeding(seeding)
    const [saved] = seeding.seed.value.labels.flatMap((label) =>
      label.kind === 'saved-state' ? [label.why] : [],
    )
    if (fault) report(seeding, fault, { ...words, why: saved ?? '' }, seededFromWorker(run, loader, seeding))
  }
}

/** The library's own words for what makes its loaders repeat. */
function wordsFor({ catalog }: Run, { path, spawn }: SpawnEffect): Record<string, string> {
  return {
    library: catalog.owner(path)?.name ?? '',
    generator: spawn.generator?.name ?? '',
    initializer: spawn.initializer?.name ?? '',
    seed: spawn.workerSeed?.source ?? '',
    remedy: catalog.sources.get(spawn.seededBy ?? '')?.remedy ?? '',
    title: catalog.sources.get(spawn.copied?.source ?? '')?.title ?? '',
  }
}

/** The arguments that seed a loader and its workers, as far as they are not given; a loader may bring its own. */
function missingIn({ initializer, generator, spawn }: SpawnEffect): string {
  if (!spawn.initializer?.made) return ''
  const slots = [initializer ? undefined : spawn.initializer, generator ? undefined : spawn.generator]
  return slots.flatMap((slot) => (slot?.name === undefined ? [] : [`\`${slot.name}=\``])).join(' and ')
}

function checkWorker(run: Run, worker: SpawnEffect, report: Report): void {
  const { remedy } = worker.spawn
  if (worker.enforced || worker.preloaded || remedy === undefined) return
  // They may run here, in threads or one after the other.
  if (worker.spawn.tasks && worker.workers !== 'some') return
  const constant = constantSeedIn(run, worker)
  const held = copiedGenerator(run, worker)
  const drawn = worker.spawn.tasks && unseededDraw(run, worker)
  const copy = copiedDraw(run, worker)
  if (drawn)
    report(worker, worker.spawn.sources === 'copied' ? 'process' : 'task', {
      draw: drawn.api,
      place: run.place(drawn),
      remedy,
    })
  else if (copy)
    report(worker, 'copies', {
      seeding: copy.state.by!.api,
      seeded: run.place(copy.state.by!),
      draw: copy.api,
      place: run.place(copy),
    })
  else if (held) report(worker, 'copied', { held: held.api, place: run.place(held), remedy })
  else if (isUnseededWorker(run, worker)) report(worker, 'worker', { remedy })
  else if (constant) report(worker, 'constant', { api: constant.api })
  else if (isSeededAlike(worker)) report(worker, 'same', { remedy })
}
