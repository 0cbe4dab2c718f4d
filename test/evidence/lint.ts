import { ESLint } from 'eslint'
import type { Linter } from 'eslint'
import { join } from 'node:path'
import { parser } from 'typescript-eslint'
import type { Claim, Program } from './claim.ts'
import { folderOf, readProgram } from './claim.ts'

/** The part of the plugin that the harness uses. */
export interface Plugin {
  readonly configs: Readonly<Record<'recommended' | 'strict', Linter.Config | Linter.Config[]>>
}

export interface LintResult {
  readonly state:
    | 'as claimed'
    | 'flagged not reported'
    | 'flagged reported by others'
    | 'fixed reported'
    | 'no fix'
    | 'failed'
  readonly flagged: readonly string[]
  readonly fixed: readonly string[]
  readonly note?: string
}

const ruleOf = (message: Linter.LintMessage) =>
  message.ruleId?.replace(/^[^/]*\//, '') ?? `fatal: ${message.message}`

/** Lints the programs of the claims with the presets the plugin ships, as a user would. */
export class Linting {
  readonly #engines = new Map<string, ESLint>()
  readonly #plugin: Plugin

  constructor(plugin: Plugin) {
    this.#plugin = plugin
  }

  #engine(claim: Claim): ESLint {
    const key = `${claim.id}/${claim.preset}`
    const known = this.#engines.get(key)
    if (known !== undefined) return known
    const config = this.#plugin.configs[claim.preset]
    const engine = new ESLint({
      cwd: folderOf(claim.id),
      overrideConfigFile: true,
      overrideConfig: [
        ...(Array.isArray(config) ? config : [config]),
        { files: ['**/*.ts'], languageOptions: { parser: parser as Linter.Parser } },
      ],
      ignore: false,
    })
    this.#engines.set(key, engine)
    return engine
  }

  async #messages(claim: Claim, program: Program): Promise<Map<string, Linter.LintMessage[]>> {
    const engine = this.#engine(claim)
    const found = new Map<string, Linter.LintMessage[]>()
    for (const [path, text] of program.files) {
      if (path.startsWith('stubs/')) continue
      const [result] = await engine.lintText(text, { filePath: join(folderOf(claim.id), path) })
      found.set(path, result?.messages ?? [])
    }
    return found
  }

  async #rules(claim: Claim, program: Program): Promise<string[]> {
    return [...(await this.#messages(claim, program)).values()].flat().map(ruleOf)
  }

  /**
   * The fixed program of a claim: the one in its folder, or the one that the plugin makes of the flagged program.
   *
   * @param seed Written in place of the seed that the plugin inserts.
   */
  async fixed(claim: Claim, seed?: string): Promise<Program | undefined> {
    if (claim.fix !== true) return readProgram(claim, 'fixed')
    let program = readProgram(claim, 'flagged')
    for (let round = 0; round < 10; round++) {
      const found = await this.#messages(claim, program)
      const next = new Map(program.files)
      let changed = false
      for (const [path, messages] of found) {
        const text = next.get(path)!
        // One edit a round: the next one is computed on the text that this one left.
        const edit = messages
          .map((message) => message.fix ?? message.suggestions?.[0]?.fix)
          .find((fix) => fix !== undefined)
        if (edit === undefined) continue
        const inserted = seed === undefined ? edit.text : edit.text.replace(/(?<![\w.])\d+(?![\w.])/g, seed)
        next.set(path, text.slice(0, edit.range[0]) + inserted + text.slice(edit.range[1]))
        changed = true
        break
      }
      if (!changed) return round === 0 ? undefined : program
      program = { main: program.main, files: next }
    }
    return program
  }

  /** Whether the flagged program is reported by the claim's rule alone and the fixed one by none. */
  async check(claim: Claim): Promise<LintResult> {
    try {
      const flagged = await this.#rules(claim, readProgram(claim, 'flagged'))
      const fixedProgram = await this.fixed(claim)
      if (fixedProgram === undefined) return { state: 'no fix', flagged, fixed: [] }
      const fixed = await this.#rules(claim, fixedProgram)
      const allowed = new Set([claim.rule, ...(claim.also ?? [])])
      const state = !flagged.includes(claim.rule)
        ? 'flagged not reported'
        : flagged.some((rule) => !allowed.has(rule))
          ? 'flagged reported by others'
          : fixed.length > 0
            ? 'fixed reported'
            : 'as claimed'
      return { state, flagged: [...new Set(flagged)], fixed: [...new Set(fixed)] }
    } catch (error) {
      return {
        state: 'failed',
        flagged: [],
        fixed: [],
        note: (error instanceof Error ? error.message : String(error)).split('\n')[0]!,
      }
    }
  }
}
