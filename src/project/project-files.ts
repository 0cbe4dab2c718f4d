/** The files of a project, as far as following imports needs them. */
export interface ProjectFiles {
  /** Absolute path of the folder that the project lives in; nothing outside it is ever asked for. */
  readonly root: string
  /** The text of a file; undefined where there is none or it cannot be read. */
  readFile(path: string): string | undefined
  isFile(path: string): boolean
  /** Whether a file or folder of this name, ending aside, may lie anywhere around this folder. Absent: it may. */
  mayHold?(name: string, folder: string): boolean
  /** Names of the folders in a folder. Without it, a workspace package is only found in a folder of its own name. */
  folders?(path: string): readonly string[]
  /** Every `package.json` of the project, its installed packages aside. */
  manifests?(): readonly string[]
}
