/**
 * The pages of the rules keep their word: each block marked as flagged is reported by exactly that rule, each block
 * marked as accepted is not reported by it, in both languages, with the preset that has the rule.
 *
 * A block is marked by the comment before it: `<!-- flagged -->`, `<!-- accepted -->`, or with the file's name where
 * that matters: `<!-- flagged: loader.py -->`. `<!-- beside: worker.js -->` marks a file that lies next to the files of
 * the following blocks, until another one of that name replaces it or a new section starts.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ESLint, type Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import { afterAll, describe, expect, it } from 'vitest'
import { rules } from '../rules/index.ts'
import reproducible from '../src/index.ts'

interface Block {
  readonly verdict: 'flagged' | 'accepted'
  readonly language: string
  readonly file: string
  readonly code: string
  readonly line: number
  readonly beside: ReadonlyMap<string, string>
}

const PAGES = join(import.meta.dirname, '../rules')
const SECTIONS = [
  'What goes wrong',
  'JavaScript',
  'Python',
  'Options',
  'When to turn it off',
  'Sources',
  'Evidence',
]
const EXTENSIONS: Readonly<Record<string, string>> = { js: 'js', ts: 'ts', python: 'py' }

/** Of a notebook, the language of its cells. */
function isPython({ language, code }: Block): boolean {
  return language === 'python' || (language === 'json' && code.includes('"language": "python"'))
}

/** The marked blocks of a page; a block without a mark is prose (a configuration, say). */
function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = []
  const lines = page.split('\n')
  let beside = new Map<string, string>()
  let mark: RegExpExecArray | undefined
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    if (line.startsWith('## ')) beside = new Map()
    const comment = /^<!-- (flagged|accepted|beside)(?:: (\S+))? -->$/u.exec(line)
    if (comment) mark = comment
    const fence = /^```(\w+)$/u.exec(line)
    if (!fence) continue
    const end = lines.indexOf('```', at + 1)
    const code = `${lines.slice(at + 1, end).join('\n')}\n`
    if (mark) {
      const language = fence[1]!
      const file = mark[2] ?? `train.${EXTENSIONS[language]}`
      if (mark[1] === 'beside') beside = new Map([...beside, [file, code]])
      else blocks.push({ verdict: mark[1] as Block['verdict'], language, file, code, line: at + 1, beside })
    }
    mark = undefined
    at = end
  }
  return blocks
}

const folder = mkdtempSync(join(tmpdir(), 'reproducible-docs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let made = 0

/** What is said of the block. */
async function messagesOn(block: Block, preset: 'recommended' | 'strict'): Promise<Linter.LintMessage[]> {
  const cwd = join(folder, String(made++))
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'package.json'), '{"name": "block"}')
  for (const [file, code] of [...block.beside, [block.file, block.code]] as const)
    writeFileSync(join(cwd, file), code)
  const eslint = new ESLint({
    cwd,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser as never } },
      ...reproducible.configs[preset],
    ],
  })
  const [result] = await eslint.lintText(block.code, { filePath: join(cwd, block.file) })
  return result!.messages
}

/** The line that is reported, and what is said and offered there. */
function told({ code }: Block, { line, message, suggestions = [] }: Linter.LintMessage): string {
  const offers = suggestions.map(({ desc }) => `  offers: ${desc}`)
  return [`> ${code.split('\n')[line - 1]!.trim()}`, message, ...offers].join('\n')
}

describe('the pages', () => {
  const names = Object.keys(rules)

  it('are one for each rule', () => {
    const pages = readdirSync(PAGES).filter((file) => file.endsWith('.md'))
    expect(pages.toSorted()).toEqual(names.map((name) => `${name}.md`).toSorted())
  })

  describe.each(names)('%s', (name) => {
    const page = readFileSync(join(PAGES, `${name}.md`), 'utf8')
    const { meta } = rules[name as keyof typeof rules].definition
    const preset = meta.presets.recommended === undefined ? 'strict' : 'recommended'
    const blocks = blocksOf(page)
    const said: string[] = []

    it('has all sections, in order', () => {
      expect([...page.matchAll(/^## (.+)$/gmu)].map((match) => match[1])).toEqual(SECTIONS)
    })

    it.each(meta.languages)('shows what is flagged and what is accepted in %s', (language) => {
      const own = blocks.filter((block) => isPython(block) === (language === 'python'))
      expect(new Set(own.map((block) => block.verdict))).toEqual(new Set(['flagged', 'accepted']))
    })

    it('names every option', () => {
      for (const option of Object.keys(meta.schema ?? {})) expect(page).toContain(`- \`${option}\``)
    })

    for (const block of blocks) {
      it(`keeps its word on line ${block.line}: ${block.verdict}`, async () => {
        const messages = await messagesOn(block, preset)
        // The rules that report it, each once, and the errors of the parsers.
        const reporters = [...new Set(messages.map((each) => each.ruleId ?? each.message))]
        if (block.verdict === 'flagged') said.push(...messages.map((each) => told(block, each)))
        if (block.verdict === 'flagged') expect(reporters).toEqual([`reproducible/${name}`])
        else expect(reporters).not.toContain(`reproducible/${name}`)
      })
    }

    // `-u` writes them anew: a change of wording is to be seen in review.
    it('says what it said', async () => {
      const templates = Object.entries(meta.messages).map(([id, text]) => `${id}: ${text}`)
      const text = [...templates, ...said].join('\n\n')
      await expect(`${text}\n`).toMatchFileSnapshot(`messages/${name}.txt`)
    })
  })
})
