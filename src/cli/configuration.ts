/** With which rules to lint: the project's own configuration where it loads the plugin, else a preset. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ESLint, Linter } from 'eslint'
import { JAVASCRIPT_FILES } from '../configs.ts'
import plugin from '../index.ts'
import { UsageError } from './arguments.ts'
import type { EslintPackage } from './eslint-package.ts'
import { anyJavaScriptParser } from './parser.ts'

export interface Configuration {
  readonly options: ESLint.Options
  /** Only the plugin's own rules are loaded. */
  readonly isPreset?: boolean
  /** What a person should know about the choice. */
  readonly note?: string
  /** The file that was read last, where that is known. */
  readonly lastRead?: () => string | undefined
}

/** Folders that hold programs of others, or what has been built. */
const NOT_OURS = [
  '**/{venv,.venv,env,.env,virtualenv}/',
  '**/{site-packages,__pycache__,.ipynb_checkpoints,.tox,.nox,.eggs,.cache}/',
  '**/{bower_components,vendor,dist,build,out,coverage,.next,.nuxt,.svelte-kit,.angular}/',
  '**/*.min.{js,mjs,cjs}',
]

const SAMPLES = ['train.ts', 'train.js', 'train.py', 'train.ipynb']

/** Finds the configuration for a run in `cwd`. */
export async function configurationFor(
  eslint: EslintPackage,
  cwd: string,
  wanted: { readonly strict: boolean; readonly ownConfig: boolean },
): Promise<Configuration> {
  if (wanted.ownConfig) {
    const own = new eslint.ESLint({ cwd })
    const file = await own.findConfigFile()
    if (file !== undefined) {
      try {
        const names = await namesOfPlugin(own, cwd)
        if (names.size > 0)
          return { options: { cwd, ...(wanted.strict && { overrideConfig: strictRules(names) }) } }
      } catch (error) {
        const { message, messageTemplate } = error as Error & { messageTemplate?: string }
        if (messageTemplate === 'rule-unsupported-language')
          throw new UsageError(`${file}: ${unsupportedLanguage(error)}`, { cause: error })
        // Who configures the plugin wants that configuration, and to know what is wrong with it.
        if (message.includes('reproducible/') || readFileSync(file, 'utf8').includes(plugin.meta.name))
          throw new UsageError(`${file}: ${message.trim()}`, { cause: error })
        return {
          ...withoutConfiguration(eslint, cwd, wanted.strict),
          note: `${file} could not be read, so the plugin's own preset is used: ${message.split('\n')[0]!}`,
        }
      }
    }
  }
  return withoutConfiguration(eslint, cwd, wanted.strict)
}

/** Whether a rule is none of this plugin, whatever name that is loaded by. */
export function isForeign(rule: string): boolean {
  return !Object.hasOwn(plugin.rules, rule.split('/').at(-1)!)
}

/** What to write where rules for JavaScript are given to every file. */
export function leavePythonAlone(): string {
  return `Give the configuration that brings it \`files\`, so that it leaves Python alone: { files: ['${JAVASCRIPT_FILES[0]!}'], extends: [theirs] } in defineConfig([…]).`
}

/** ESLint's error about rules that say of themselves which languages they speak, in one sentence. */
export function unsupportedLanguage(error: unknown): string {
  const { messageData } = error as { messageData?: { ruleIds?: readonly string[]; language?: string } }
  const [first = 'A rule', ...more] = messageData?.ruleIds ?? []
  const others = more.length > 0 ? ` and ${more.length} more say that they` : ' says that it'
  return `${first}${others} cannot read ${messageData?.language ?? 'Python'}. ${leavePythonAlone()}`
}

function withoutConfiguration(eslint: EslintPackage, cwd: string, strict: boolean): Configuration {
  let last: string | undefined
  return {
    isPreset: true,
    lastRead: () => last,
    options: {
      cwd,
      overrideConfigFile: true,
      overrideConfig: [
        { ignores: [...NOT_OURS, ...ignoredByGit(cwd)] },
        {
          files: JAVASCRIPT_FILES,
          languageOptions: {
            ecmaVersion: 'latest',
            parser: anyJavaScriptParser(eslint.require, (file) => (last = file)),
          },
        },
        // Comments for rules that a project's own linting knows mean nothing here.
        { linterOptions: { reportUnusedDisableDirectives: 'off' } },
        ...plugin.configs[strict ? 'strict' : 'recommended'],
      ],
    },
  }
}

/** Under which names the project's configuration loads the plugin, for each kind of file. */
async function namesOfPlugin(own: ESLint, cwd: string): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const sample of SAMPLES) {
    const config = (await own.calculateConfigForFile(join(cwd, sample))) as Linter.Config | undefined
    for (const [name, loaded] of Object.entries(config?.plugins ?? {}))
      if (loaded.meta?.name === plugin.meta.name || loaded.meta?.namespace === plugin.meta.namespace)
        names.set(sample, name)
  }
  return names
}

function strictRules(names: ReadonlyMap<string, string>): Linter.Config[] {
  const endings = { javascript: ['train.ts', 'train.js'], python: ['train.py'] }
  return plugin.configs.strict.flatMap((config) => {
    if (!config.rules) return []
    const samples = config.name?.endsWith('python') ? endings.python : endings.javascript
    const name = samples.map((sample) => names.get(sample)).find((each) => each !== undefined)
    if (name === undefined) return []
    const rules = Object.entries(config.rules).map(([id, entry]) => [`${name}/${id.split('/')[1]!}`, entry])
    return [
      {
        files: config.files!,
        settings: config.settings ?? {},
        rules: Object.fromEntries(rules) as Linter.RulesRecord,
      },
    ]
  })
}

/** The patterns of `.gitignore` in ESLint's notation. */
function ignoredByGit(cwd: string): string[] {
  const file = join(cwd, '.gitignore')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const negated = line.startsWith('!')
      const pattern = negated ? line.slice(1) : line
      const anchored = pattern.slice(0, -1).includes('/')
      const rooted = pattern.replace(/^\//u, '')
      return `${negated ? '!' : ''}${anchored ? '' : '**/'}${rooted}`
    })
}
