/** Which ESLint judges a file: one for each folder that has a configuration, or is open in the editor. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { ESLint, Linter } from 'eslint'
import { configurationFor, isForeign, type Configuration } from '../cli/configuration.ts'
import { loadEslint, type EslintPackage } from '../cli/eslint-package.ts'
import { asSentence } from '../cli/lint.ts'
import {
  readSuppressions,
  suppressionsFile,
  withoutAccepted,
  type Suppressions,
} from '../cli/suppressions.ts'
import { listenToJudged } from '../judged.ts'
import { readSettings, type Settings } from '../settings.ts'
import { nearestFolder, repositoryAround } from '../project/repository.ts'

export interface Wanted {
  readonly strict: boolean
  /** Whether the project's own configuration, which is a program, may be loaded. */
  readonly ownConfig: boolean
}

export interface Findings {
  readonly messages: readonly Linter.LintMessage[]
  /** The entrypoints of the programs that run the file, itself among them. */
  readonly programs: ReadonlySet<string>
  /** All files that these programs consist of. */
  readonly reads: ReadonlySet<string>
}

/** A folder with the ESLint for it. */
interface Engine {
  readonly folder: string
  readonly eslint: EslintPackage
  readonly isPreset: boolean
  readonly lint: ESLint
  readonly fix: ESLint
}

const CONFIGURATIONS = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((ending) => `eslint.config.${ending}`)

/** What changes how files are judged. */
export const DECIDING_FILES = [
  ...CONFIGURATIONS,
  'eslint-suppressions.json',
  '.gitignore',
  'package.json',
  'tsconfig.json',
]

export class Folders {
  readonly #wanted: Wanted
  readonly #say: (sentence: string) => void
  readonly #roots: readonly string[]
  readonly #engines = new Map<string, Promise<Engine>>()
  readonly #suppressions = new Map<string, { readonly stamp: number; readonly read: Suppressions }>()

  /**
   * @param roots the folders that are open in the editor.
   * @param say tells its user something that is no finding.
   */
  constructor(roots: readonly string[], wanted: Wanted, say: (sentence: string) => void) {
    this.#roots = roots
    this.#wanted = wanted
    this.#say = say
  }

  /** What ESLint finds in a text. A file that is left out has nothing. */
  async lint(file: string, text: string): Promise<Findings> {
    const engine = await this.#engineFor(file)
    const programs = new Set<string>()
    const reads = new Set<string>()
    listenToJudged((judged) => {
      for (const program of judged.programs) {
        programs.add(program.file)
        for (const each of program.reads ?? []) reads.add(each)
      }
    })
    const [result] = await orSentence(() =>
      engine.lint.lintText(text, { filePath: file, warnIgnored: false }),
    )
    if (!result) return { messages: [], programs, reads }
    return { messages: this.#accepted(result, engine).messages.filter(isShown), programs, reads }
  }

  /** The text after everything was mended that changes nothing but reproducibility; undefined where nothing is. */
  async fixed(file: string, text: string): Promise<string | undefined> {
    const engine = await this.#engineFor(file)
    const [result] = await orSentence(() => engine.fix.lintText(text, { filePath: file, warnIgnored: false }))
    return result?.output
  }

  /** The settings of a file; all modules are in their scope. */
  async settingsFor(file: string): Promise<Settings> {
    const engine = await this.#engineFor(file)
    const config = (await engine.lint.calculateConfigForFile(file)) as Linter.Config | undefined
    return readSettings({ ...(config?.settings?.['reproducible'] as object | undefined), scope: 'all' })
  }

  #accepted(result: ESLint.LintResult, { folder, eslint, isPreset }: Engine): ESLint.LintResult {
    const root = this.#rootOf(result.filePath) ?? folder
    const kept = nearestFolder(
      dirname(result.filePath),
      (at) =>
        at === root || dirname(at) === at || existsSync(suppressionsFile(undefined, at, eslint.require)),
    )!
    const file = suppressionsFile(undefined, kept, eslint.require)
    const stamp = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    if (stamp === undefined) return result
    let known = this.#suppressions.get(file)
    if (known?.stamp !== stamp)
      this.#suppressions.set(file, (known = { stamp, read: readSuppressions(file) }))
    return withoutAccepted([result], known.read, kept, (rule) => !isPreset || !isForeign(rule)).results[0]!
  }

  #rootOf(file: string): string | undefined {
    return this.#roots
      .filter((root) => isWithin(file, root))
      .sort((one, other) => other.length - one.length)
      .at(0)
  }

  /** The folder that ESLint works in for a file: the nearest with a configuration, else the one that is open. */
  #folderFor(file: string): string {
    const root = this.#rootOf(file)
    const outermost = root ?? repositoryAround(dirname(file)) ?? dirname(file)
    if (!this.#wanted.ownConfig) return outermost
    return nearestFolder(
      dirname(file),
      (folder) => folder === outermost || CONFIGURATIONS.some((name) => existsSync(join(folder, name))),
    )!
  }

  #engineFor(file: string): Promise<Engine> {
    const folder = this.#folderFor(file)
    let engine = this.#engines.get(folder)
    if (!engine) this.#engines.set(folder, (engine = this.#load(folder)))
    return engine
  }

  async #load(folder: string): Promise<Engine> {
    const eslint = loadEslint(folder, this.#wanted)
    const wanted = { ...this.#wanted, config: undefined }
    let configuration: Configuration
    try {
      configuration = await configurationFor(eslint, folder, wanted)
    } catch (error) {
      this.#say(`${(error as Error).message} Until then the recommended rules are used.`)
      configuration = await configurationFor(eslint, folder, { ...wanted, ownConfig: false })
    }
    if (configuration.note !== undefined) this.#say(configuration.note)
    // Rules of others are shown by the server of ESLint itself.
    const options = {
      ...configuration.options,
      ruleFilter: ({ ruleId }: { ruleId: string }) => !isForeign(ruleId),
    }
    return {
      folder,
      eslint,
      isPreset: configuration.isPreset ?? false,
      lint: new eslint.ESLint(options),
      fix: new eslint.ESLint({ ...options, fix: true }),
    }
  }
}

/** ESLint's own words about directives are shown where they are about this plugin's rules. */
function isShown({ ruleId, fatal, message }: Linter.LintMessage): boolean {
  if (fatal) return true
  return ruleId === null ? /\breproducible\/|\bcells?\b/u.test(message) : !isForeign(ruleId)
}

async function orSentence<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw asSentence(error)
  }
}

function isWithin(file: string, folder: string): boolean {
  const from = relative(folder, file)
  return from !== '' && from !== '..' && !from.startsWith(`..${sep}`)
}
