/**
 * Launchers: processes that only start the program, such as npm, npx, tsx, cross-env or a shell. They are no part of
 * the run: what they start has the path that they were handed, as if they were not there.
 */
import { builtin } from './node.ts'

/** The last part of a path or an address, which is the same on every machine. */
export function baseName(file: unknown): string {
  const text = String(file).replace(/[?#].*$/s, '')
  return text.startsWith('data:') ? 'data' : (text.split(/[\\/]/).at(-1) ?? '') || 'worker'
}

function realPath(file: string): string {
  try {
    return builtin('node:fs')!.realpathSync(file)
  } catch {
    return file
  }
}

/**
 * Whether the main script of this process is a command that a package brings: npm's own, or what npx finds. Such a
 * command may be the program, or start it; which of the two shows when it starts something.
 */
export function isPackageCommand(): boolean {
  const script = globalThis.process?.argv[1]
  return script !== undefined && /[\\/](?:node_modules|\.yarn[\\/]releases)[\\/]/.test(realPath(script))
}

/** Whether a child writes where its parent writes: a launcher lets the program have its place. */
export function takesOver(stdio: unknown): boolean {
  if (stdio === 'inherit') return true
  if (!Array.isArray(stdio)) return false
  const isOwn = (stream: unknown, descriptor: number) =>
    stream === 'inherit' || stream === descriptor || (stream as { fd?: unknown } | null)?.fd === descriptor
  return isOwn(stdio[1], 1) && isOwn(stdio[2], 2)
}

export function isNode(program: string): boolean {
  return program === process.execPath || /^node(\.exe)?$/.test(baseName(program))
}

function isShell(program: string): boolean {
  return /^(?:ba|da|z|k)?sh$|^(?:cmd|powershell|pwsh)(?:\.exe)?$/i.test(baseName(program))
}

/** Programs whose arguments name another one, by which the child is called. */
const LAUNCHERS =
  /^(?:npx|npm|pnpm|pnpx|yarn|bunx|tsx|ts-node|swc-node|env|cross-env|nice|nohup|time|timeout|c8|nyc)(?:\.cmd)?$/
/** Their own words, in front of it. */
const OWN_WORDS = /^(?:-.*|\w+=.*|\d+[smhd]?|exec|run|run-script|dlx|x)$/

/** Flags of Node whose value is the next argument. */
const WITH_VALUE =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|--title)$/

/** The name of the script in the arguments of Node; `eval` for code in an argument, `node` where there is neither. */
function scriptName(args: readonly string[]): string {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (/^(?:-e|-p|-pe|--eval|--print)$/.test(arg)) return 'eval'
    if (!arg.startsWith('-')) return baseName(arg)
    if (WITH_VALUE.test(arg)) i++
  }
  return 'node'
}

/** The name of the program in a list of words, launchers left out. */
function programName(words: readonly string[]): string {
  const [first, ...rest] = words
  if (first === undefined) return 'worker'
  if (isNode(first)) return scriptName(rest)
  const at = LAUNCHERS.test(baseName(first)) ? rest.findIndex((word) => !OWN_WORDS.test(word)) : -1
  return at < 0 ? baseName(first) : programName(rest.slice(at))
}

/** What a child is called, and whether Node itself is what is started, or somebody who starts it. */
export function describeChild(program: string, args: readonly string[]): { name: string; isNode: boolean } {
  if (isNode(program)) return { name: scriptName(args), isNode: true }
  if (!isShell(program)) return { name: programName([program, ...args]), isNode: false }
  const words = args.join(' ').split(/[\s;&|()"']+/)
  const at = words.findIndex(isNode)
  const command = words.filter((word) => word !== '' && !/^(?:-[a-z]+|\/[a-z])$/i.test(word))
  return { name: programName(at >= 0 ? words.slice(at) : [...command, baseName(program)]), isNode: false }
}
