import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: 'prefer-enforce',
  meta: {
    type: 'suggestion',
    description: 'Prefer `enforce()` to seeding TensorFlow.js by hand',
    languages: ['javascript'],
    presets: { recommended: 'warn', strict: 'warn' },
    messages: {
      seeding:
        '`{{api}}` seeds by hand what `enforce()` seeds completely: data sets that shuffle by the clock, `multinomial` and workers stay unseeded this way. Call `enforce({ seed })` from `eslint-plugin-reproducible/runtime`.',
      switches:
        'These {{count}} determinism switches are set by hand. `enforce()` sets them all, at the right time, and says what it could not do.',
    },
  },
  check(run, report) {
    if (run.enforced) return
    for (const seeding of run.here('seed')) {
      if (seeding.seeding.byHand && !seeding.context.worker) report(seeding, 'seeding')
    }
    const switches = run
      .here('set')
      .filter(
        (set) => set.role === 'deterministic' && set.setting?.kind === 'environment' && !set.context.worker,
      )
    const names = new Set(switches.map((set) => set.name))
    if (names.size > 1) report(switches[0]!, 'switches', { count: names.size })
  },
})
