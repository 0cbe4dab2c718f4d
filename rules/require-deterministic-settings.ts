import { placeFor } from '../src/questions/places.ts'
import { isMeantFor, openSwitches, plainestFirst } from '../src/questions/settings.ts'
import { withEverything } from '../src/repairs/program.ts'
import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: 'require-deterministic-settings',
  meta: {
    type: 'suggestion',
    description:
      'Require the determinism switches of the libraries that a program which wants to repeat uses',
    languages: ['javascript', 'python'],
    presets: { recommended: 'warn', strict: 'error' },
    hasSuggestions: true,
    schema: { idle: { type: 'boolean' } },
    defaults: { idle: false },
    strict: { idle: true },
    messages: {
      missing:
        'The program wants to repeat (`{{intent}}`) but leaves {{count}} open on {{backend}}: {{settings}}. {{why}}{{concerned}}',
    },
  },
  check(run, report) {
    if (run.enforced || run.outside === 'unknown') return
    const signs = run.intent.filter(({ context }) => !context.worker)
    const open = openSwitches(run).filter(({ library }) =>
      signs.some((each) => isMeantFor(run, each, library)),
    )
    const intents = plainestFirst(
      signs.filter((each) => open.some((one) => isMeantFor(run, each, one.library))),
    )
    const intent = run.entry === run.module ? intents.find((each) => placeFor(run, each)) : intents[0]
    const at = intent && placeFor(run, intent)
    if (!at || open.length === 0) return
    const requirements = open.map(({ requirement }) => requirement)
    // One switch may be open on two backends.
    const switches = [...new Set(requirements.map(({ write }) => write))]
    const data = {
      intent: intent.api,
      count: switches.length === 1 ? 'a switch' : `${switches.length} switches`,
      backend: [
        ...new Set(requirements.map(({ on }) => (on ? run.catalog.backendTitle(on) : 'every backend'))),
      ].join(', '),
      settings: switches.map((write) => `\`${write}\``).join(', '),
      why: sentence(requirements[0]!.why),
      concerned:
        open.flatMap(({ concerns }) =>
          concerns ? [` Here it is about \`${concerns.api}\` (${run.place(concerns)}).`] : [],
        )[0] ?? '',
    }
    report(at, 'missing', data, withEverything(run, at, open))
  },
})

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}
