/** Rules of other plugins, whose configurations give them no `files`, meet Python: none may fail or report. */
import { pathToFileURL } from 'node:url'
import type { Linter as LinterClass, ESLint, Rule } from 'eslint'
import { describe, expect, it } from 'vitest'
import reproducible from '../../../src/index.ts'
import { installPlatform } from '../../platforms/install.ts'

const PLUGINS = [
  'typescript-eslint',
  '@eslint-community/eslint-plugin-eslint-comments',
  '@stylistic/eslint-plugin',
  'eslint-plugin-import-x',
  'eslint-plugin-jsdoc',
  'eslint-plugin-n',
  'eslint-plugin-perfectionist',
  'eslint-plugin-promise',
  'eslint-plugin-react-hooks',
  'eslint-plugin-regexp',
  'eslint-plugin-security',
  'eslint-plugin-simple-import-sort',
  'eslint-plugin-sonarjs',
  'eslint-plugin-unicorn',
]

/** What no answer of a source code can help. */
const EXCEPTIONS: readonly [rule: RegExp, error: RegExp][] = [
  // It walks the tree by itself, from a node named Program.
  [/^eslint-plugin-react-hooks\/rules-of-hooks$/u, /reading 'internal'/u],
  // They say that they are for JavaScript, and ESLint 10 refuses them.
  [/^eslint-plugin-unicorn\//u, /do not support the language/u],
  // They need a newer Node than the oldest supported one, on JavaScript as well.
  [/^eslint-plugin-unicorn\//u, /is not a function/u],
  // They cannot be without options.
  [/^eslint-plugin-perfectionist\//u, /Value \[\] should NOT have fewer/u],
]

/** They are about text of any language, and what they say here is so. */
const TEXT_RULES = new Set([
  '@eslint-community/eslint-plugin-eslint-comments/no-use',
  '@stylistic/eslint-plugin/eol-last',
  '@stylistic/eslint-plugin/no-trailing-spaces',
])

const PYTHON = `#!/usr/bin/env python
"""Doc."""
import re, torch
from os import *
# a comment: TODO
# eslint-disable-next-line no-undef -- rules about such comments look at it

class A(torch.nn.Module):
\tdef f(self, x=1, *a, **k):
\t\treturn [i for i in x if i]  


async def g():
    async with a as b:
        await c
    try:
        raise ValueError("http://example.org")
    except Exception as e:
        pass

lambda x: f"{x!r}"
match 1:
    case [1, *r]:
        pass
if __name__ == "__main__":
    with open("x") as f, open("y"):
        print(torch.randperm(3), {1: 2}, {1}, 1 if x else 2, x[1:2], not -1)`

const platform = installPlatform('foreign-rules', 'eslint-plugin-sonarjs')
if (typeof platform === 'string') console.log(platform)
const VERSIONS: [string, NodeJS.Require | string][] = [
  ['10', platform],
  ['9', installPlatform('eslint9', 'eslint')],
]

describe.skipIf(typeof platform === 'string')('rules for JavaScript', () => {
  it.each(VERSIONS.filter(([, eslint]) => typeof eslint !== 'string'))(
    'leave Python alone under ESLint %s',
    async (_, eslint) => {
      const require = eslint as NodeJS.Require
      const { Linter } = require('eslint') as { Linter: typeof LinterClass }
      const { builtinRules } = require('eslint/use-at-your-own-risk') as {
        builtinRules: Map<string, Rule.RuleModule>
      }
      const plugins = new Map<string, ESLint.Plugin['rules']>([['eslint', Object.fromEntries(builtinRules)]])
      for (const name of PLUGINS) {
        const loaded = (await import(pathToFileURL((platform as NodeJS.Require).resolve(name)).href)) as {
          default?: { plugin?: ESLint.Plugin } & ESLint.Plugin
        }
        const plugin = loaded.default ?? (loaded as { plugin?: ESLint.Plugin } & ESLint.Plugin)
        plugins.set(name, (plugin.plugin ?? plugin).rules)
      }
      const problems: string[] = []
      let asked = 0
      for (const [name, rules] of plugins) {
        for (const id of Object.keys(rules ?? {})) {
          asked++
          // One rule's failure stays in the memory of some plugins, so each gets a linter of its own.
          const linter = new Linter({ configType: 'flat' })
          const config = {
            files: ['**/*.py'],
            plugins: { them: { rules }, reproducible },
            language: 'reproducible/python',
            linterOptions: { reportUnusedDisableDirectives: 'off' },
            rules: { [`them/${id}`]: 'error' },
          } as LinterClass.Config
          try {
            for (const { message } of linter.verify(PYTHON, [config], { filename: 'a.py' }))
              if (!TEXT_RULES.has(`${name}/${id}`)) problems.push(`${name}/${id} reports: ${message}`)
          } catch (error) {
            const { message } = error as Error
            if (!EXCEPTIONS.some(([rule, what]) => rule.test(`${name}/${id}`) && what.test(message)))
              problems.push(`${name}/${id} fails: ${message}`)
          }
        }
      }
      expect(problems).toEqual([])
      expect(asked).toBeGreaterThan(1400)
    },
  )

  it('are asked with types, as recommendedTypeChecked does, beside the rules of this plugin', async () => {
    const load = async (name: string) =>
      ((await import(pathToFileURL((platform as NodeJS.Require).resolve(name)).href)) as { default: object })
        .default as { configs: Record<string, LinterClass.Config | LinterClass.Config[]> }
    const { Linter } = (platform as NodeJS.Require)('eslint') as { Linter: typeof LinterClass }
    const all = await Promise.all(
      [
        ['@eslint/js', 'all'],
        ['typescript-eslint', 'recommendedTypeChecked'],
        ['typescript-eslint', 'strictTypeChecked'],
        ['eslint-plugin-regexp', 'flat/all'],
        ['eslint-plugin-n', 'flat/recommended'],
        ['eslint-plugin-jsdoc', 'flat/recommended'],
        ['eslint-plugin-sonarjs', 'recommended'],
      ].map(async ([name, config]) => (await load(name!)).configs[config!]!),
    )
    const linter = new Linter({ configType: 'flat' })
    const configs = [
      ...all.flat(),
      {
        languageOptions: { parserOptions: { projectService: true } },
        linterOptions: { reportUnusedDisableDirectives: 'off' },
      },
      ...reproducible.configs.recommended,
    ]
    const found = linter.verify(PYTHON, configs as LinterClass.Config[], { filename: 'a.py' })
    expect(found.map(({ ruleId }) => ruleId)).toEqual(['reproducible/no-unseeded-random'])
  })
})
