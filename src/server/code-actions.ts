/** What an editor offers where something was found: every fix, every suggestion, and to accept it. */
import {
  CodeActionKind,
  type CodeAction,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver/node'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Findings } from './folders.ts'
import type { Edited, Message, Place, Snapshot } from './snapshots.ts'

/** Everything that a rule mends by itself, on save or on demand. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.reproducible`

/** A finding and where the editor shows it. */
export interface Shown {
  readonly message: Message
  readonly place: Place
  readonly diagnostic: Diagnostic
}

type Judge = (text: string) => Promise<Findings>

/** @param inOrder undefined where the client takes no versions. */
export function workspaceEdit(edited: readonly Edited[], isVersioned: boolean): WorkspaceEdit {
  if (isVersioned)
    return {
      documentChanges: edited.map(({ document: { uri, version }, edits }) => ({
        // A file that is open in no editor has no version.
        textDocument: { uri, version: version >= 0 ? version : null },
        edits: [...edits],
      })),
    }
  return { changes: Object.fromEntries(edited.map(({ document, edits }) => [document.uri, [...edits]])) }
}

/** The changes that the rule itself offers for a finding. */
export function offered(
  snapshot: Snapshot,
  { message, diagnostic }: Shown,
  isVersioned: boolean,
): CodeAction[] {
  const actions: CodeAction[] = []
  const add = (title: string, fix: NonNullable<Message['fix']>, isPreferred: boolean) => {
    const edited = snapshot.editsOf(fix)
    if (!edited) return
    const edit = workspaceEdit(edited, isVersioned)
    const kind = CodeActionKind.QuickFix
    actions.push({ title, kind, diagnostics: [diagnostic], edit, ...(isPreferred && { isPreferred }) })
  }
  if (message.fix) add(`Mend this (${message.ruleId ?? 'comment'})`, message.fix, true)
  for (const { desc, fix } of message.suggestions ?? []) add(desc, fix, false)
  return actions
}

/** `# eslint-disable-next-line reproducible/x`, in the languages that begin a comment like this. */
const COMMENTS: Readonly<Record<'python' | 'javascript', readonly ((words: string) => string)[]>> = {
  python: [(words) => `# ${words}`],
  javascript: [(words) => `// ${words}`, (words) => `{/* ${words} */}`, (words) => `/* ${words} */`],
}

const DIRECTIVE = 'eslint-disable-next-line'

/** Where another rule can be written into the directive of a line; `undefined` where there is none that names rules. */
function endOfRules(line: string): number | undefined {
  const at = line.lastIndexOf(DIRECTIVE)
  if (at === -1) return undefined
  const from = at + DIRECTIVE.length
  const rest = line.slice(from)
  const ends = [rest.indexOf(' --'), rest.indexOf('*/')].filter((end) => end !== -1)
  const rules = rest.slice(0, Math.min(rest.length, ...ends)).trimEnd()
  return rules === '' ? undefined : from + rules.length
}

const LINE_END = /(?:\r\n|\n|\r)$/u

/**
 * The comment that accepts a finding where it stands: the first way to write one after which the finding is gone, and
 * nothing else has come. No other knowledge of where a language allows comments is needed.
 */
export async function accepting(
  snapshot: Snapshot,
  shown: Shown,
  before: Findings,
  judge: Judge,
  isVersioned: boolean,
  isCancelled: () => boolean,
): Promise<CodeAction | undefined> {
  const { document, range } = shown.place
  const { ruleId } = shown.message
  if (ruleId === null) return undefined
  for (const { from, to, newText } of comments(document, range.start.line, ruleId)) {
    if (isCancelled()) return undefined
    const [start, end] = [document.offsetAt(from), document.offsetAt(to)]
    const text = document.getText()
    const after = await judge(snapshot.textWith(document, text.slice(0, start) + newText + text.slice(end)))
    if (!isGone(shown.message, before, after)) continue
    const edits = [{ range: { start: from, end: to }, newText }]
    return {
      title: `Accept this here (${ruleId})`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [shown.diagnostic],
      edit: workspaceEdit([{ document, edits }], isVersioned),
    }
  }
  return undefined
}

interface Comment {
  readonly from: { readonly line: number; readonly character: number }
  readonly to: { readonly line: number; readonly character: number }
  readonly newText: string
}

function* comments(document: TextDocument, line: number, rule: string): Iterable<Comment> {
  const lineText = (at: number) =>
    document.getText({ start: { line: at, character: 0 }, end: { line: at + 1, character: 0 } })
  const text = lineText(line)
  const code = text.replace(LINE_END, '')
  const character = line > 0 ? endOfRules(lineText(line - 1).replace(LINE_END, '')) : undefined
  if (character !== undefined) {
    const at = { line: line - 1, character }
    yield { from: at, to: at, newText: `, ${rule}` }
  }
  const lineEnd = /\r\n|\n|\r/u.exec(document.getText())?.[0] ?? '\n'
  const indentation = /^[ \t]*/u.exec(text)![0]
  const start = { line, character: 0 }
  const end = { line, character: code.length }
  const ways = COMMENTS[document.languageId === 'python' ? 'python' : 'javascript']
  for (const way of ways) {
    const words = `eslint-disable-next-line ${rule} -- why`
    yield { from: start, to: start, newText: `${indentation}${way(words)}${lineEnd}` }
  }
  for (const way of ways)
    yield { from: end, to: end, newText: `  ${way(`eslint-disable-line ${rule} -- why`)}` }
}

/** Whether a finding, with those of its rule in its line, is all that has gone. */
function isGone({ ruleId }: Message, before: Findings, after: Findings): boolean {
  if (after.messages.some(({ fatal }) => fatal)) return false
  const counts = (findings: Findings, isRule: boolean) =>
    findings.messages.filter((message) => (message.ruleId === ruleId) === isRule).length
  return counts(after, true) < counts(before, true) && counts(after, false) <= counts(before, false)
}

/** A program's entrypoint, for a finding in another of its files. */
export interface Entrypoint {
  readonly name: string
  readonly snapshot: Snapshot
  readonly findings: Findings
  /** The same file's finding judged again as if the entrypoint had this text. */
  judgeWith(text: string): Promise<Findings>
}

/** The changes of a program's entrypoint after which a finding in another of its files is gone. */
export async function* mendingElsewhere(
  shown: Shown,
  before: Findings,
  entrypoints: readonly Entrypoint[],
  isVersioned: boolean,
): AsyncIterable<CodeAction> {
  for (const { name, snapshot, findings, judgeWith } of entrypoints) {
    const tried = new Set<string>()
    for (const { suggestions = [] } of findings.messages)
      for (const { desc, fix } of suggestions) {
        const key = JSON.stringify(fix)
        const edited = snapshot.editsOf(fix)
        if (tried.has(key) || !edited) continue
        tried.add(key)
        const { range, text } = fix
        const changed = snapshot.text.slice(0, range[0]) + text + snapshot.text.slice(range[1])
        if (!isGone(shown.message, before, await judgeWith(changed))) continue
        yield {
          title: `In ${name}: ${desc}`,
          kind: CodeActionKind.QuickFix,
          diagnostics: [shown.diagnostic],
          edit: workspaceEdit(edited, isVersioned),
        }
        break
      }
  }
}
