/** What this package says of itself. */
import { createRequire } from 'node:module'

// By its own name, because the sources and what is built from them lie at different depths.
export const { name, version } = createRequire(import.meta.url)(
  'eslint-plugin-reproducible/package.json',
) as {
  readonly name: string
  readonly version: string
}

/** How the command is called: the wheel for Python gives it another name. */
export const command = process.env['REPRODUCIBLE_COMMAND'] ?? `npx ${name}`

/** The page of a rule, in the package of this very version: it needs no repository, and fits what is installed. */
export function pageOf(rule: string): string {
  return `https://unpkg.com/${name}@${version}/rules/${rule}.md`
}
