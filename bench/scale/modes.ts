/** The ways in which a repository can be linted, which all have to say the same. */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Mode {
  readonly name: string
  /** After `node`; started in the repository. */
  readonly command: readonly string[]
}

const cli = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url))
const plain = [cli, '--no-config', '--exit-zero', '--format', 'json', '.']
const cached = [...plain, '--cache', '--cache-location', '../cache']

export const MODES: readonly Mode[] = [
  { name: 'plain', command: plain },
  { name: 'cache, cold', command: cached },
  { name: 'cache, warm', command: cached },
  { name: 'two threads', command: [...plain, '--concurrency', '2'] },
]

interface Result {
  readonly filePath: string
  readonly messages: readonly { readonly line: number; readonly ruleId: string; readonly message: string }[]
}

/** One finding a line, in the order of files and lines. */
export function findingsOf(output: string, folder: string): string {
  return (JSON.parse(output) as Result[])
    .flatMap(({ filePath, messages }) =>
      messages.map(
        ({ line, ruleId, message }) => `${relative(folder, filePath)}:${line} ${ruleId} ${message}`,
      ),
    )
    .toSorted()
    .join('\n')
}
