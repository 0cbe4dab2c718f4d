import { parseArgs } from 'node:util'
import { readClaims } from './claim.ts'
import { platforms } from './platforms.ts'

const HELP = `npm run evidence -- [options]

Lints the two programs of every claim in test/evidence/claims, runs both on every platform that this machine has, and
records the results in docs/evidence.json, docs/evidence.md and on the pages of the rules.

  --install            first bring what the chosen platforms and claims need: TensorFlow.js, tfjs-node and Dawn with
                       SwiftShader into test/platforms, Python libraries into .cache/python. Everything is about 4 GB
                       and takes 15 minutes; --platform, --claim and --rule make it less.
                       On Linux, PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu brings the small build of PyTorch.
  --ci                 what CI runs: brings the smaller libraries, runs one claim for each rule, language and platform,
                       records nothing
  --minutes <n>        start no program after so many minutes; what is left counts as skipped (with --ci: 10)

  --platform <id>      only this platform; the beginning of a name will do, and it may be repeated: ${platforms.map(({ id }) => id).join(', ')}
  --claim <id>         only this claim (likewise)
  --rule <name>        only claims of this rule (likewise)
  --list               what there is and what this machine can run; runs nothing
  --lint, --no-lint    only lint, only run
  --jobs <n>           programs at a time (default: the processor's cores)
  --plugin <folder>    lint with the package that is built there (default: this one)
  --dry                record nothing
  --merge <file>       record what gpu/torch.py or gpu/webgpu.mjs wrote on another machine; may be repeated
  --table              write docs/evidence.md and the lines of the rules' pages again, from docs/evidence.json

A platform that is missing is skipped, with the way to get it. The exit status is 1 when a claim is REFUTED, a program
FAILED, or the plugin reports something else than the claim says. REPRODUCIBLE_EVIDENCE_SEED is the seed of the control
run (default 71).
`

function readOptions() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      platform: { type: 'string', multiple: true },
      claim: { type: 'string', multiple: true },
      rule: { type: 'string', multiple: true },
      list: { type: 'boolean' },
      lint: { type: 'boolean' },
      'no-lint': { type: 'boolean' },
      install: { type: 'boolean' },
      ci: { type: 'boolean' },
      minutes: { type: 'string' },
      merge: { type: 'string', multiple: true },
      table: { type: 'boolean' },
      plugin: { type: 'string' },
      jobs: { type: 'string' },
      dry: { type: 'boolean' },
    },
  })
  for (const name of ['minutes', 'jobs'] as const) {
    if (values[name] !== undefined && !(Number(values[name]) > 0))
      throw new Error(`--${name} takes a number above 0, not '${values[name]}'`)
  }
  const all = readClaims()
  for (const [name, known] of [
    ['platform', platforms.map(({ id }) => id)],
    ['claim', all.map(({ id }) => id)],
    ['rule', all.map(({ rule }) => rule)],
  ] as const) {
    for (const begin of values[name] ?? []) {
      if (!known.some((id) => id.startsWith(begin))) throw new Error(`there is no ${name} '${begin}'`)
    }
  }
  return values
}

/** What the command line asks for. Prints the help, or what is wrong with the command line, and ends the process. */
export function optionsOrExit() {
  try {
    const options = readOptions()
    if (options.help !== true) return options
    process.stdout.write(HELP)
    process.exit(0)
  } catch (error) {
    console.error(`${(error as Error).message}. npm run evidence -- --help`)
    process.exit(2)
  }
}
