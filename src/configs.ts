/** The presets. Each is a list of `files`-scoped objects, so that no rule ever meets a language it does not speak. */
import type { ESLint, Linter } from 'eslint'
import { rules } from '../rules/index.ts'
import { isIgnoredPath } from './project/ignored.ts'
import type { LanguageName } from './languages/language.ts'
import type { RuleDefinition } from './rule.ts'
import { typescriptParser } from './languages/javascript/parse/typescript-parser.ts'

const NAMESPACE = 'reproducible'

export const JAVASCRIPT_FILES = ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}']
const TYPESCRIPT_FILES = ['**/*.{ts,mts,cts,tsx}']
const PYTHON_FILES = ['**/*.py']
const NOTEBOOK_FILES = ['**/*.ipynb']
export const PAGE_FILES = ['**/*.{html,htm,vue,svelte}']

type Preset = 'recommended' | 'strict'

/** The presets of a plugin, which they load under the name `reproducible`, and the parser they may need. */
export function configsOf(
  plugin: ESLint.Plugin,
): Record<Preset | 'typescript' | 'pages' | 'ignores', Linter.Config[]> {
  return {
    recommended: preset(plugin, 'recommended'),
    strict: preset(plugin, 'strict'),
    // Apart from the presets: where a project has a parser for TypeScript, this one would take its place.
    typescript: [
      {
        name: `${NAMESPACE}/typescript`,
        files: TYPESCRIPT_FILES,
        languageOptions: { parser: typescriptParser },
      },
    ],
    // What git ignores and Python environments, as the command leaves out. Apart, because it is so for every plugin.
    ignores: [{ name: `${NAMESPACE}/ignores`, ignores: [isIgnoredPath() as unknown as string] }],
    // Apart as well: a page has one processor, and other plugins bring theirs.
    pages: pages(plugin),
  }
}

function preset(plugin: ESLint.Plugin, name: Preset): Linter.Config[] {
  const plugins = { [NAMESPACE]: plugin }
  const settings = name === 'strict' ? { settings: { reproducible: { scope: 'all' } } } : {}
  return [
    {
      name: `${NAMESPACE}/${name}/javascript`,
      files: JAVASCRIPT_FILES,
      plugins,
      ...settings,
      rules: rulesFor(name, 'javascript'),
    },
    {
      name: `${NAMESPACE}/${name}/python`,
      files: PYTHON_FILES,
      plugins,
      language: `${NAMESPACE}/python`,
      ...settings,
      rules: rulesFor(name, 'python'),
    },
    {
      name: `${NAMESPACE}/${name}/notebook`,
      files: NOTEBOOK_FILES,
      plugins,
      processor: `${NAMESPACE}/notebook`,
    },
    // An editor that hands over one notebook cell without a name gets it linted as this file, in the wrong language.
    { name: `${NAMESPACE}/${name}/cells`, ignores: ['**/__placeholder__.js'] },
  ]
}

function pages(plugin: ESLint.Plugin): Linter.Config[] {
  return [
    {
      name: `${NAMESPACE}/pages`,
      files: PAGE_FILES,
      plugins: { [NAMESPACE]: plugin },
      processor: `${NAMESPACE}/page`,
    },
    {
      name: `${NAMESPACE}/pages/classic-scripts`,
      files: PAGE_FILES.map((glob) => `${glob}/script.js`),
      languageOptions: { sourceType: 'script' },
    },
    {
      name: `${NAMESPACE}/pages/typescript`,
      files: PAGE_FILES.map((glob) => `${glob}/*.ts`),
      languageOptions: { parser: typescriptParser },
    },
  ]
}

function rulesFor(name: Preset, language: LanguageName): Linter.RulesRecord {
  const entries = Object.values(rules)
    .map((rule) => rule.definition)
    .filter(({ meta }) => meta.languages.includes(language) && meta.presets[name] !== undefined)
    .map((definition) => [`${NAMESPACE}/${definition.name}`, severity(definition, name)] as const)
  return Object.fromEntries(entries)
}

function severity({ meta }: RuleDefinition, name: Preset): Linter.RuleEntry {
  const level = meta.presets[name]!
  return name === 'strict' && meta.strict ? [level, meta.strict] : level
}
