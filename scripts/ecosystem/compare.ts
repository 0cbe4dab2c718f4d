/** What differs between two lintings of the same files. */
import type { ESLint, Linter } from 'eslint'

/** What a reader needs of a linted file. */
export type Result = Pick<ESLint.LintResult, 'filePath' | 'messages'>
type Message = Linter.LintMessage

export interface Change {
  readonly file: string
  readonly before?: Message
  readonly after?: Message
}

export interface Comparison {
  readonly came: readonly Change[]
  readonly went: readonly Change[]
  /** The same rule says something else of the same place. */
  readonly reworded: readonly Change[]
  /** It says the same, as severe or not as before, and offers to write something else. */
  readonly edited: readonly Change[]
  readonly same: number
}

/** Tells apart what is in one of two lintings only. A finding is the same one where file, place and rule are. */
export function compare(before: readonly Result[], after: readonly Result[]): Comparison {
  const files = [...new Set([...before, ...after].map(({ filePath }) => filePath))].sort()
  const each = files.map((file) => compareFile(file, messagesOf(before, file), messagesOf(after, file)))
  return {
    came: each.flatMap(({ came }) => came),
    went: each.flatMap(({ went }) => went),
    reworded: each.flatMap(({ reworded }) => reworded),
    edited: each.flatMap(({ edited }) => edited),
    same: each.reduce((sum, { same }) => sum + same, 0),
  }
}

function messagesOf(results: readonly Result[], file: string): readonly Message[] {
  return results.filter(({ filePath }) => filePath === file).flatMap(({ messages }) => messages)
}

function compareFile(file: string, before: readonly Message[], after: readonly Message[]): Comparison {
  const left = new Set(before)
  const twins = new Map<Message, Message>()
  const pair = (isTwin: (one: Message, other: Message) => boolean) => {
    for (const message of after) {
      const twin = twins.has(message) ? undefined : [...left].find((each) => isTwin(each, message))
      if (twin && left.delete(twin)) twins.set(message, twin)
    }
  }
  pair((one, other) => placeOf(one) === placeOf(other) && one.message === other.message)
  pair((one, other) => placeOf(one) === placeOf(other))
  const changes = [...twins].map(([message, twin]) => ({ file, before: twin, after: message }))
  const reworded = changes.filter((change) => change.before.message !== change.after.message)
  const alike = changes.filter((change) => change.before.message === change.after.message)
  const edited = alike.filter((change) => editsOf(change.before) !== editsOf(change.after))
  return {
    came: after.filter((message) => !twins.has(message)).map((message) => ({ file, after: message })),
    went: [...left].map((message) => ({ file, before: message })),
    reworded,
    edited,
    same: alike.length - edited.length,
  }
}

function placeOf({ ruleId, line, column }: Message): string {
  return `${ruleId} ${line}:${column}`
}

/** All that an editor gets beside the words. */
function editsOf({ severity, endLine, endColumn, fix, suggestions }: Message): string {
  return JSON.stringify([severity, endLine, endColumn, fix, suggestions?.map(({ desc, fix }) => [desc, fix])])
}

/**
 * The comparison as a person reads it, with the lines of the source that it is about.
 *
 * @param textOf what is in a file.
 * @param shown how a file is named.
 */
export function report(
  { came, went, reworded, edited }: Comparison,
  textOf: (file: string) => string,
  shown: (file: string) => string,
): string {
  const signed: [string, readonly Change[]][] = [
    ['+', came],
    ['-', went],
    ['~', reworded],
    ['*', edited],
  ]
  return signed
    .flatMap(([sign, changes]) =>
      changes.map(({ file, before, after }) => {
        const { line, column, ruleId } = (after ?? before)!
        const source = textOf(file).split(/\r?\n/u)[line - 1]?.trim()
        return [
          `${sign} ${shown(file)}:${line}:${column}  ${ruleId ?? 'no rule'}`,
          ...(source === undefined ? [] : [`    ${line} | ${source.slice(0, WIDEST)}`]),
          ...(before?.message === after?.message ? [`    ${words(after!)}`] : []),
          ...told('-', before, after),
          ...told('+', after, before),
        ].join('\n')
      }),
    )
    .join('\n\n')
}

const WIDEST = 160

/** What one of the two says and the other does not. */
function told(mark: string, message: Message | undefined, other: Message | undefined): string[] {
  if (!message) return []
  if (message.message !== other?.message) return [`    ${mark} ${words(message)}`]
  const offers = offersOf(other)
  return offersOf(message)
    .filter((offer) => !offers.includes(offer))
    .map((offer) => `    ${mark} ${offer}`)
}

function offersOf({ severity, endLine, endColumn, fix, suggestions = [] }: Message): string[] {
  return [
    severity === 2 ? 'error' : 'warning',
    `to ${endLine}:${endColumn}`,
    ...(fix ? [`fix: ${JSON.stringify(fix)}`] : []),
    ...suggestions.map((each) => `suggestion "${each.desc}": ${JSON.stringify(each.fix)}`),
  ]
}

function words({ message }: Message): string {
  return message.replaceAll(/\s+/gu, ' ').trim()
}

/** `+3 -1 ~2 *0, 45 as before` */
export function summary({ came, went, reworded, edited, same }: Comparison): string {
  return `+${came.length} -${went.length} ~${reworded.length} *${edited.length}, ${same} as before`
}
