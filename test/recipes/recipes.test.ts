/**
 * The recipes people copy to make training repeat, written out as programs of our own: each line that does not do what
 * it is said to do is reported, and no other line. A mark `# ! rule` stands at the line.
 */
import { copyFileSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import { announced, projectFolder } from '../rules/python.ts'

const recipes = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.py'))

/** `12 no-late-seed` for each report, in the preset that has all rules. */
function reports(name: string): string[] {
  // A folder of its own: the program is what a user has, not a part of this repository.
  const folder = projectFolder()
  const filename = join(folder, name)
  copyFileSync(join(import.meta.dirname, name), filename)
  const code = readFileSync(filename, 'utf8')
  return new Linter({ cwd: folder })
    .verify(code, plugin.configs.strict, { filename })
    .map(({ line, ruleId, message }) => `${line} ${ruleId?.split('/')[1] ?? message}`)
}

describe('widely copied recipes', () => {
  it.each(recipes)('%s', (name) => {
    const code = readFileSync(join(import.meta.dirname, name), 'utf8')
    expect(reports(name)).toEqual(announced(code).map(({ line, messageId }) => `${line} ${messageId}`))
  })
})
