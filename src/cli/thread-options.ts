/** The module in which ESLint's threads find the options of a run: see `optionsModule`. */
import type { ESLint } from 'eslint'
import { configurationFor } from './configuration.ts'
import { loadEslint } from './eslint-package.ts'
import { eslintOptions, type Run } from './options.ts'

async function optionsOf(run: Run): Promise<ESLint.Options> {
  const eslint = loadEslint(run.base, run.args)
  const { options } = await configurationFor(eslint, run.base, run.args)
  return { ...eslintOptions(options, run), concurrency: run.args.concurrency }
}

export default await optionsOf(JSON.parse(new URL(import.meta.url).searchParams.get('run')!) as Run)
