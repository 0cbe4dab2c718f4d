/** With which rules to lint: the project's own configuration where it loads the plugin, else a preset. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ESLint, Linter } from 'eslint'
import { JAVASCRIPT_FILES } from '../configs.ts'
import plugin from '../index.ts'
import { UsageError, type Arguments } from './arguments.ts'
import type { EslintPackage } from './eslint-package.ts'
import { reasonToLeaveOut } from './left-out.ts'
import { anyJavaScriptParser } from './parser.ts'
import { readWholeFile } from '../project/node-host.ts'

export interface Configuration {
  readonly options: ESLint.Options
  /** Only the plugin's own rules are loaded. */
  readonly isPreset?: boolean
  /** What a person should know about the choice. */
  readonly note?: string
  /** The file that was read last, where that is known. */
  readonly lastRead?: () => string | undefined
}

const SAMPLES = ['train.ts', 'train.js', 'train.py', 'train.ipynb']

/** Finds the configuration for a run in `cwd`. */
export async function configurationFor(
  eslint: EslintPackage,
  cwd: string,
  wanted: Pick<Arguments, 'strict' | 'ownConfig' | 'config'>,
): Promise<Configuration> {
  if (wanted.config !== undefined)
    return namedConfiguration(eslint, cwd, resolve(wanted.config), wanted.strict)
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
        if (
          message.includes('reproducible/') ||
          readWholeFile(file).toString('utf8').includes(plugin.meta.name)
        )
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

/** `--config`: it is to be there, to be read, and to load the plugin. */
async function namedConfiguration(
  eslint: EslintPackage,
  cwd: string,
  file: string,
  strict: boolean,
): Promise<Configuration> {
  if (!existsSync(file))
    throw new UsageError(
      `There is no configuration ${file}. Without --config, the eslint.config.js of the folder is used, or else the recommended rules.`,
    )
  const options: ESLint.Options = { cwd, overrideConfigFile: file }
  let names: Map<string, string>
  try {
    names = await namesOfPlugin(new eslint.ESLint(options), cwd)
  } catch (error) {
    const { message, messageTemplate } = error as Error & { messageTemplate?: string }
    const isUnsupported = messageTemplate === 'rule-unsupported-language'
    throw new UsageError(`${file}: ${isUnsupported ? unsupportedLanguage(error) : message.trim()}`, {
      cause: error,
    })
  }
  if (names.size === 0)
    throw new UsageError(
      `${file} does not load eslint-plugin-reproducible, so none of its rules would be asked. Add reproducible.configs.recommended to it, or leave --config away.`,
    )
  return { options: { ...options, ...(strict && { overrideConfig: strictRules(names) }) } }
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
        ignoring(cwd),
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
        ...plugin.configs.pages,
      ],
    },
  }
}

/** ESLint takes functions here, which its types do not say. */
function ignoring(cwd: string): Linter.Config {
  const reason = reasonToLeaveOut(cwd)
  const isLeftOut = (path: string) => {
    const isFolder = /[/\\]$/u.test(path)
    return reason(isFolder ? path.slice(0, -1) : path, isFolder) !== undefined
  }
  return { ignores: [isLeftOut as unknown as string] }
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
