/** The plugin. */
import { createRequire } from 'node:module'
import type { ESLint } from 'eslint'
import { rules } from '../rules/index.ts'
import { configsOf } from './configs.ts'
import { notebookProcessor } from './notebook/processor.ts'
import { PythonLanguage } from './python/language.ts'

// By its own name, because the sources and what is built from them lie at different depths.
const { name, version } = createRequire(import.meta.url)('eslint-plugin-reproducible/package.json') as {
  readonly name: string
  readonly version: string
}

const plugin = {
  meta: { name, version, namespace: 'reproducible' },
  languages: { python: new PythonLanguage() },
  processors: { notebook: notebookProcessor },
  rules,
} satisfies ESLint.Plugin & { meta: { namespace: string } }

const reproducible = Object.assign(plugin, { configs: configsOf(plugin) })

export default reproducible
// `require('eslint-plugin-reproducible')` gives the plugin itself.
export { reproducible as 'module.exports' }
