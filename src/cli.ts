#!/usr/bin/env node
/** The command `eslint-plugin-reproducible`. What it does not need, it does not load. */
import nodeModule from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { didYouMean, HELP, readArguments, RUNTIME_COMMANDS, UsageError } from './cli/arguments.ts'
import { say } from './cli/printable.ts'

/** @returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args
  if (first !== undefined && (RUNTIME_COMMANDS as readonly string[]).includes(first)) {
    const { runtimeCommand } = await import('../runtime/commands/cli.ts')
    return runtimeCommand(first, rest, didYouMean)
  }
  if (first === 'explain') {
    const { explain } = await import('./cli/explain.ts')
    console.log(explain(rest))
    return 0
  }
  if (first === 'lsp') {
    enableCompileCache()
    const { languageServer } = await import('./cli/lsp.ts')
    const usage = languageServer(rest)
    if (usage !== undefined) console.log(usage)
    return 0
  }
  const read = readArguments(args)
  if (read.help) {
    console.log(HELP)
    return 0
  }
  if (read.version) {
    const { version } = await import('./package.ts')
    console.log(version)
    return 0
  }
  enableCompileCache()
  keepHeapSmall()
  const { lint } = await import('./cli/lint.ts')
  return lint(read, process.cwd())
}

/** As ESLint's own command does: much of a short run is compiling. Node 20 has no such thing. */
function enableCompileCache(): void {
  const { enableCompileCache: enable } = nodeModule as { readonly enableCompileCache?: () => unknown }
  enable?.()
}

/**
 * Where the machine has memory, V8 lets garbage grow to four times what is in use before it is looked for: 20,000 files
 * took 800 MB, of which 150 were in use. At twice that the run takes as long. Other engines know no such flag.
 */
function keepHeapSmall(): void {
  if (!('bun' in process.versions) && !('deno' in process.versions))
    setFlagsFromString('--heap-growing-percent=100')
}

// Whoever reads what is printed may have seen enough: `… --effects train.js | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const { message } = error as Error
  if (process.argv.includes('--debug')) console.error((error as Error).cause ?? error)
  else if (error instanceof UsageError) say(message)
  else say(`Something went wrong: ${message.split('\n')[0]!} (--debug shows where.)`)
  process.exitCode = 2
}
