/** One line of a terminal that says which file is being linted; nothing where there is no terminal. */
import type { Linter } from 'eslint'

const INTERVAL_MS = 100

export interface Progress {
  /** Configuration that has every file counted. */
  readonly config: Linter.Config
  clear(): void
}

/** Undefined where nobody looks. */
export function progress(stream: NodeJS.WriteStream, shown: (file: string) => string): Progress | undefined {
  if (!stream.isTTY) return undefined
  let files = 0
  let last = Date.now()
  let written = false
  const counting = {
    create(context: { readonly physicalFilename: string }) {
      files++
      if (Date.now() - last > INTERVAL_MS) {
        last = Date.now()
        written = true
        const line = `${files} files, ${shown(context.physicalFilename)}`
        stream.write(`\r\x1b[K${line.slice(0, stream.columns - 1)}`)
      }
      return {}
    },
  }
  return {
    config: {
      plugins: { 'reproducible-progress': { rules: { file: counting } } },
      rules: { 'reproducible-progress/file': 'warn' },
    },
    clear() {
      if (written) stream.write('\r\x1b[K')
      written = false
    },
  }
}
