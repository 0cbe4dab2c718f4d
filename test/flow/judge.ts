/** Lints programs of the matrix with the preset `recommended`, as a user would. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ESLint, type Linter } from 'eslint'
import type { Plugin } from '../evidence/lint.ts'
import type { Cell, Program } from './cells.ts'
import { write } from './execute.ts'

/** The rules that say: this differs from run to run. */
const DIFFERING: ReadonlySet<string> = new Set([
  'no-unseeded-random',
  'no-late-seed',
  'no-entropy-seed',
  'require-worker-seed',
  'no-unordered-data',
  'no-ineffective-seed',
])

export interface Judgement {
  readonly reported: boolean
  /** Of a harmful cell: its seeded twin is. */
  readonly twinReported: boolean
}

export class Judging {
  readonly #folder = mkdtempSync(join(tmpdir(), 'flow-'))
  readonly #eslint: ESLint
  readonly #places = new Map<Program, string>()

  constructor(plugin: Plugin) {
    this.#eslint = new ESLint({
      cwd: this.#folder,
      overrideConfigFile: true,
      overrideConfig: plugin.configs.recommended as Linter.Config[],
      ignore: false,
    })
  }

  /** Writes programs where they are linted: files of a project are looked for once. */
  prepare(cells: readonly Cell[]): void {
    for (const { program, twin } of cells)
      for (const each of twin ? [program, twin] : [program]) this.#place(each)
  }

  #place(program: Program): string {
    let folder = this.#places.get(program)
    if (folder === undefined) {
      folder = join(this.#folder, `${this.#places.size}`)
      this.#places.set(program, folder)
      write(folder, program)
      writeFileSync(join(folder, 'package.json'), '{}')
    }
    return folder
  }

  async judge({ program, twin }: Cell): Promise<Judgement> {
    return {
      reported: (await this.reports(program)).length > 0,
      twinReported: twin !== undefined && (await this.reports(twin)).length > 0,
    }
  }

  /** What is said of a program: `train.py:3 no-unseeded-random …` */
  async reports(program: Program): Promise<readonly string[]> {
    const folder = this.#place(program)
    const reports: string[] = []
    for (const [name] of program) {
      const filePath = join(folder, name)
      const [result] = await this.#eslint.lintText(readFileSync(filePath, 'utf8'), { filePath })
      for (const { ruleId, line, message, fatal } of result?.messages ?? []) {
        const rule = ruleId?.replace(/^[^/]*\//u, '') ?? 'fatal'
        if (fatal || DIFFERING.has(rule)) reports.push(`${name}:${line} ${rule} ${message}`)
      }
    }
    return reports
  }

  end(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
