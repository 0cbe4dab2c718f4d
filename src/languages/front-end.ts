/** What the analysis asks of the syntax of a language. A third language is one of these and a `Language`. */
import type { Editor } from '../edits.ts'
import type { Module } from '../program.ts'
import type { ProjectFiles } from '../project/project-files.ts'

/** @template Tree what the parser of the language makes. */
export interface FrontEnd<Tree extends object = object> {
  /** The program of a text that ESLint has parsed. */
  lower(tree: Tree, text: string, file: string): Module
  /**
   * The program of a text that lies on the disk.
   *
   * @param parser the user's own, for what is read as the linted files are.
   * @returns undefined where the text has a syntax error.
   */
  read(text: string, file: string, parser: unknown): Module | undefined
  /** Whether this parser of the user's own may read a text as another program than the others do. */
  readsOtherwise(parser: unknown): boolean
  /** @param tree the one that the module was lowered from. */
  editor(module: Module, tree: Tree): Editor

  /** The file of the project that an import means. */
  resolve(specifier: string, from: string, files: ProjectFiles): string | undefined
  /** An import means the same in all files of a folder. */
  readonly resolvesByFolder: boolean

  /** Which other files a text speaks of, as far as a pattern can tell. */
  mentions(text: string, file: string): Mentions
  /** Whether a text says that it is written to be run, as far as a pattern can tell. */
  isGuarded(text: string): boolean
  /** Whether the files at a project's root say which versions of libraries it runs with, or those of each folder. */
  readonly pinsVersions: 'at the root' | 'by folder'
}

/** Strings of a text, as far as a pattern can tell them. Too many do no harm: what does not resolve is dropped. */
export interface Mentions {
  /** What may name a module or a worker's file. */
  readonly specifiers: ReadonlySet<string>
  /** What may name a file beside this one: `fork('worker.js')`, `join(__dirname, 'worker.js')`. */
  readonly files: ReadonlySet<string>
}
