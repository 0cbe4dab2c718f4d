/** The plugin. */
import type { ESLint } from 'eslint'
import { rules } from '../rules/index.ts'
import { configsOf } from './configs.ts'
import { notebookProcessor } from './languages/notebook/processor.ts'
import { pageProcessor } from './languages/page/processor.ts'
import { name, version } from './package.ts'
import { PythonLanguage } from './languages/python/language.ts'

const plugin = {
  meta: { name, version, namespace: 'reproducible' },
  languages: { python: new PythonLanguage() },
  processors: { notebook: notebookProcessor, page: pageProcessor },
  rules,
} satisfies ESLint.Plugin & { meta: { namespace: string } }

const reproducible = Object.assign(plugin, { configs: configsOf(plugin) })

export default reproducible
// `require('eslint-plugin-reproducible')` gives the plugin itself.
export { reproducible as 'module.exports' }
