/**
 * The catalogued libraries of each language. The build loads each language's data when its first file is judged: see
 * `rolldown.config.js`, which knows this file by its name.
 */
import type { LanguageName } from '../languages/language.ts'
import { javascriptLibraries } from './javascript/index.ts'
import { pythonLibraries } from './python/index.ts'
import type { Library } from './schema.ts'

export function librariesOf(language: LanguageName): readonly Library[] {
  return language === 'python' ? pythonLibraries : javascriptLibraries
}
