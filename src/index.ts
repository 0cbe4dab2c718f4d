/** The plugin. */
import type { ESLint, Linter } from 'eslint'
import { rules } from '../rules/index.ts'
import { configsOf } from './configs.ts'
import { processorOf } from './on-demand.ts'
import { name, version } from './package.ts'
import { PythonLanguage } from './languages/python/language.ts'
import type { ProcessorName } from './processors.ts'

const plugin = {
  meta: { name, version, namespace: 'reproducible' },
  languages: { python: new PythonLanguage() },
  processors: { notebook: processor('notebook'), page: processor('page') },
  rules,
} satisfies ESLint.Plugin & { meta: { namespace: string } }

/** It is loaded with the first file of its kind. */
function processor(name: ProcessorName): Linter.Processor & { meta: { name: string } } {
  return {
    meta: { name: `reproducible/${name}` },
    supportsAutofix: true,
    preprocess: (text, filename) => processorOf(name).preprocess!(text, filename),
    postprocess: (messages, filename) => processorOf(name).postprocess!(messages, filename),
  }
}

const reproducible = Object.assign(plugin, { configs: configsOf(plugin) })

export default reproducible
// `require('eslint-plugin-reproducible')` gives the plugin itself.
export { reproducible as 'module.exports' }
