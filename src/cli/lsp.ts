/** `lsp --stdio`: the language server. */
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { command } from '../package.ts'
import { serve } from '../server/server.ts'
import { UsageError } from './arguments.ts'

const USAGE = `Usage: ${command} lsp --stdio [--strict] [--no-config]

Starts the language server, for editors: docs/editors.md says how each is told of it.

  --strict      all rules, over all modules, where an editor's settings do not say otherwise
  --no-config   leave the project's own ESLint configuration aside; nothing of the folder is executed`

const OPTIONS = {
  stdio: { type: 'boolean' },
  strict: { type: 'boolean' },
  'no-config': { type: 'boolean' },
  // Clients of VS Code say whose child this is; the library that speaks to them reads it by itself.
  clientProcessId: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** @returns the text to print, where nothing is to be started. */
export function languageServer(args: readonly string[]): string | undefined {
  let values
  try {
    values = parseArgs({ args: [...args], options: OPTIONS }).values
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/[.\n]/u)[0]!}.\n\n${USAGE}`, { cause: error })
  }
  if (values.help) return USAGE
  if (!values.stdio) throw new UsageError(`The language server speaks over --stdio only.\n\n${USAGE}`)
  serve(process.stdin, ownOutput(), {
    strict: values.strict ?? false,
    ownConfig: !(values['no-config'] ?? false),
  })
  return undefined
}

/** What a project's configuration prints would end the conversation: it goes where it can be read. */
function ownOutput(): Writable {
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr)
  return new Writable({
    write: (chunk: Uint8Array, _encoding, done) => void write(chunk, () => done()),
  })
}
