/** The language server: what is open in an editor is judged while it is typed. */
import { extname, join, relative } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import {
  CodeActionKind,
  createConnection,
  DiagnosticSeverity,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  LSPErrorCodes,
  MessageType,
  NotebookCellKind,
  NotebookDocuments,
  ResponseError,
  ShowMessageNotification,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type Connection,
  type Hover,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  type Range,
} from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { name, pageOf, version } from '../package.ts'
import { isForeign } from '../cli/configuration.ts'
import { nodeHost } from '../project/node-host.ts'
import { readFilesFrom } from '../project/host.ts'
import { isConfiguration } from '../project/listing.ts'
import {
  accepting,
  FIX_ALL,
  mendingElsewhere,
  offered,
  workspaceEdit,
  type Entrypoint,
  type Shown,
} from './code-actions.ts'
import { DECIDING_FILES, Folders, type Findings, type Wanted } from './folders.ts'
import { effectsAt, pageInMarkdown } from './hover.ts'
import { OpenFiles } from './open-files.ts'
import { Schedule } from './schedule.ts'
import { fileSnapshot, notebookSnapshot, type Message, type Snapshot } from './snapshots.ts'

/** The endings of what is judged, by the name of the language where a document has no ending yet. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['python', '.py'],
  ['javascript', '.js'],
  ['javascriptreact', '.jsx'],
  ['typescript', '.ts'],
  ['typescriptreact', '.tsx'],
  ['html', '.html'],
  ['vue', '.vue'],
  ['svelte', '.svelte'],
])
const JUDGED = /\.(?:[cm]?[jt]s|[jt]sx|pyw?|ipynb|html?|vue|svelte)$/iu
const WATCHED =
  '**/*.{py,pyw,js,mjs,cjs,jsx,ts,mts,cts,tsx,html,htm,vue,svelte,json,toml,lock,txt,cfg,yaml,yml}'

/** What was found in something that is open. */
interface Judged {
  readonly snapshot: Snapshot
  readonly findings: Findings
  readonly shown: readonly Shown[]
  /** By rule and place, what accepts a finding. */
  readonly accepting: Map<string, CodeAction | undefined>
}

/** Speaks to an editor over these streams until it goes. */
export function serve(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, defaults: Wanted): void {
  const server = new LanguageServer(createConnection(input, output), defaults)
  server.listen()
}

class LanguageServer {
  readonly #connection: Connection
  readonly #documents = new TextDocuments(TextDocument)
  readonly #notebooks = new NotebookDocuments(TextDocument)
  readonly #files = new OpenFiles(nodeHost)
  readonly #schedule = new Schedule((uri) => this.#judge(uri))
  readonly #judged = new Map<string, Judged>()
  readonly #said = new Set<string>()
  /** `--no-config` is for folders that nobody trusts: no setting takes it back. */
  readonly #mayBeExecuted: boolean
  #wanted: Wanted
  #roots: readonly string[] = []
  #folders: Folders
  #client: InitializeParams['capabilities'] = {}
  /** One thing at a time is linted. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(connection: Connection, defaults: Wanted) {
    this.#connection = connection
    this.#wanted = defaults
    this.#mayBeExecuted = defaults.ownConfig
    this.#folders = this.#newFolders()
  }

  listen(): void {
    const [connection, documents, notebooks] = [this.#connection, this.#documents, this.#notebooks]
    readFilesFrom(this.#files)
    connection.onInitialize((params) => this.#initialize(params))
    connection.onInitialized(() => this.#initialized())
    connection.onCodeAction((params, token) => this.#codeActions(params, token))
    connection.onHover((params, token) => this.#hover(params, token))
    connection.onDidChangeWatchedFiles(({ changes }) => this.#changedOnDisk(changes.map(({ uri }) => uri)))
    connection.onDidChangeConfiguration(({ settings }) => this.#reconfigure(settings))
    documents.onDidChangeContent(({ document }) => {
      const path = this.#pathOf(document)
      if (path === undefined) return
      this.#files.set(path, document.getText())
      this.#schedule.typed(document.uri)
    })
    documents.onDidSave(({ document }) => {
      // An editor that watches no files tells at least of those that it writes.
      if (!this.#watchesFiles()) this.#changedOnDisk([document.uri])
    })
    documents.onDidClose(({ document }) => {
      const path = this.#pathOf(document)
      if (path !== undefined) this.#files.delete(path)
      this.#closed(document.uri)
      this.#rejudgeReaders(path)
    })
    notebooks.onDidOpen(({ uri }) => this.#schedule.typed(uri))
    notebooks.onDidChange(({ notebookDocument }) => this.#schedule.typed(notebookDocument.uri))
    notebooks.onDidClose(({ uri }) => this.#closed(uri))
    documents.listen(connection)
    notebooks.listen(connection)
    connection.listen()
  }

  // ------------------------------------------------------------------------------------------------------ the editor

  #initialize({
    capabilities,
    workspaceFolders,
    initializationOptions,
    ...rest
  }: InitializeParams): InitializeResult {
    this.#client = capabilities
    const { rootUri } = rest as { readonly rootUri?: string | null }
    const old = typeof rootUri === 'string' ? [{ uri: rootUri }] : []
    this.#roots = (workspaceFolders ?? old).flatMap(({ uri }) => pathOf(uri) ?? [])
    this.#wanted = wantedOf(initializationOptions, this.#wanted, this.#mayBeExecuted)
    this.#folders = this.#newFolders()
    return {
      serverInfo: { name, version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        // All cells, also those of text: what stands in the fifth cell is said to.
        notebookDocumentSync: { notebookSelector: [{ notebook: 'jupyter-notebook' }] },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] },
        hoverProvider: true,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    }
  }

  async #initialized(): Promise<void> {
    const { workspace } = this.#client
    if (workspace?.workspaceFolders)
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => pathOf(uri)))
        const came = added.flatMap(({ uri }) => pathOf(uri) ?? [])
        this.#roots = [...this.#roots.filter((root) => !gone.has(root)), ...came]
        this.#judgeAnew()
      })
    if (this.#watchesFiles())
      await this.#connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [WATCHED, ...DECIDING_FILES.map((file) => `**/${file}`)].map((globPattern) => ({
          globPattern,
        })),
      })
    if (workspace?.didChangeConfiguration?.dynamicRegistration)
      await this.#connection.client.register(DidChangeConfigurationNotification.type, {
        section: 'reproducible',
      })
    if (workspace?.configuration) await this.#reconfigure(undefined)
  }

  #watchesFiles(): boolean {
    return this.#client.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false
  }

  async #reconfigure(settings: unknown): Promise<void> {
    const told: unknown = this.#client.workspace?.configuration
      ? await this.#connection.workspace.getConfiguration('reproducible')
      : (settings as { reproducible?: unknown } | null)?.reproducible
    const wanted = wantedOf(told, this.#wanted, this.#mayBeExecuted)
    if (wanted.strict === this.#wanted.strict && wanted.ownConfig === this.#wanted.ownConfig) return
    this.#wanted = wanted
    this.#judgeAnew()
  }

  #changedOnDisk(uris: readonly string[]): void {
    let isDeciding = false
    for (const uri of uris) {
      const path = pathOf(uri)
      if (path === undefined) continue
      this.#files.touch(path)
      const base = path.split(/[/\\]/u).at(-1)!
      if (DECIDING_FILES.includes(base) || isConfiguration(base)) isDeciding = true
    }
    if (isDeciding) this.#judgeAnew()
    else for (const uri of this.#opened()) this.#schedule.afterwards(uri)
  }

  /** What decides how files are judged may be different. */
  #judgeAnew(): void {
    this.#folders = this.#newFolders()
    for (const uri of this.#opened()) this.#schedule.soon(uri)
  }

  #newFolders(): Folders {
    return new Folders(this.#roots, this.#wanted, (sentence) => this.#say(sentence))
  }

  /** Once, however often it is found. */
  #say(sentence: string): void {
    if (this.#said.has(sentence)) return
    this.#said.add(sentence)
    this.#connection.console.warn(sentence)
    void this.#connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Warning,
      message: sentence,
    })
  }

  // -------------------------------------------------------------------------------------------------------- judging

  #pathOf({ uri, languageId }: TextDocument): string | undefined {
    if (uri.startsWith('untitled:')) {
      const ending = ENDINGS.get(languageId)
      const base = decodeURIComponent(uri.slice('untitled:'.length)).split(/[/\\]/u).at(-1)!
      if (ending === undefined) return undefined
      return join(this.#roots[0] ?? process.cwd(), JUDGED.test(base) ? base : `${base}${ending}`)
    }
    const path = pathOf(uri)
    return path !== undefined && JUDGED.test(path) ? path : undefined
  }

  /** What is open, as it is now. */
  #snapshotOf(uri: string): Snapshot | undefined {
    const document = this.#documents.get(uri)
    if (document) {
      const path = this.#pathOf(document)
      // A notebook that is open as text is nothing that anybody writes.
      return path === undefined ? undefined : fileSnapshot(document, path)
    }
    const notebook = this.#notebooks.getNotebookDocument(uri)
    if (!notebook) return undefined
    const path = pathOf(uri) ?? join(this.#roots[0] ?? process.cwd(), 'untitled.ipynb')
    const cells = notebook.cells.flatMap((cell) => {
      const text = this.#notebooks.getCellTextDocument(cell)
      const executed = cell.executionSummary?.executionOrder
      return text ? [{ document: text, isCode: cell.kind === NotebookCellKind.Code, executed }] : []
    })
    return notebookSnapshot(uri, extname(path) === '.ipynb' ? path : `${path}.ipynb`, notebook.version, cells)
  }

  /** Whose text is in a document: a cell's is in its notebook. */
  #ownerOf(uri: string): string {
    return this.#notebooks.findNotebookDocumentForCell(uri)?.uri ?? uri
  }

  #opened(): readonly string[] {
    const files = this.#documents.all().filter((document) => this.#pathOf(document) !== undefined)
    const notebooks = new Set(
      this.#notebooks.cellTextDocuments
        .all()
        .flatMap(({ uri }) => this.#notebooks.findNotebookDocumentForCell(uri)?.uri ?? []),
    )
    return [...files.map(({ uri }) => uri), ...notebooks]
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  async #judge(uri: string): Promise<void> {
    const snapshot = this.#snapshotOf(uri)
    const before = this.#judged.get(uri)
    if (!snapshot) {
      this.#clear(before)
      this.#judged.delete(uri)
      return
    }
    const findings = await this.#lint(snapshot)
    // Whoever has typed on meanwhile waits for the judgement of that.
    if (this.#snapshotOf(uri)?.version !== snapshot.version) return
    const shown = findings.messages.flatMap((message) => shownAs(message, snapshot) ?? [])
    this.#judged.set(uri, { snapshot, findings, shown, accepting: new Map() })
    const documents = new Map(snapshot.documents.map((document) => [document.uri, document]))
    for (const { uri: gone } of before?.snapshot.documents ?? [])
      if (!documents.has(gone)) this.#send(gone, [])
    for (const document of documents.values())
      this.#send(
        document.uri,
        shown.filter(({ place }) => place.document.uri === document.uri),
        document.version,
      )
    if (before?.snapshot.version !== snapshot.version) this.#rejudgeReaders(snapshot.file, before, findings)
  }

  async #lint({ file, text }: Pick<Snapshot, 'file' | 'text'>): Promise<Findings> {
    try {
      return await this.#inTurn(() => this.#folders.lint(file, text))
    } catch (error) {
      this.#say((error as Error).message)
      return { messages: [], programs: new Set(), reads: new Set() }
    }
  }

  /** What reads a file that has changed is judged again; all, where it may belong to other programs than before. */
  #rejudgeReaders(file: string | undefined, before?: Judged, after?: Findings): void {
    if (file === undefined) return
    const isElsewhere = !before || !after || !isSame(before.findings.reads, after.reads)
    for (const [uri, { snapshot, findings }] of this.#judged)
      if (snapshot.file !== file && (isElsewhere || findings.reads.has(file))) this.#schedule.afterwards(uri)
  }

  #send(uri: string, shown: readonly Shown[], documentVersion?: number): void {
    void this.#connection.sendDiagnostics({
      uri,
      ...(documentVersion !== undefined && { version: documentVersion }),
      diagnostics: shown.map(({ diagnostic }) => diagnostic),
    })
  }

  #closed(uri: string): void {
    this.#schedule.forget(uri)
    this.#clear(this.#judged.get(uri))
    this.#judged.delete(uri)
  }

  #clear(judged: Judged | undefined): void {
    for (const { uri } of judged?.snapshot.documents ?? []) this.#send(uri, [])
  }

  /** What is open, judged as it is now. */
  async #current(uri: string, token: CancellationToken): Promise<Judged | undefined> {
    const owner = this.#ownerOf(uri)
    await this.#schedule.settled(owner)
    await nextTurn()
    if (token.isCancellationRequested) return undefined
    return this.#judged.get(owner)
  }

  // ------------------------------------------------------------------------------------------------------- requests

  async #codeActions(
    { textDocument: { uri }, range, context }: CodeActionParams,
    token: CancellationToken,
  ): Promise<CodeAction[] | ResponseError> {
    const judged = await this.#current(uri, token)
    if (token.isCancellationRequested) return cancelled()
    if (!judged) return []
    const isWanted = (kind: string) => context.only?.some((only) => isKind(kind, only)) ?? kind !== FIX_ALL
    const actions: CodeAction[] = []
    if (isWanted(CodeActionKind.QuickFix))
      for (const shown of judged.shown) {
        if (shown.place.document.uri !== uri || !overlap(shown.place.range, range)) continue
        actions.push(...(await this.#quickFixes(judged, shown, token)))
        await nextTurn()
        if (token.isCancellationRequested) return cancelled()
      }
    if (isWanted(FIX_ALL)) {
      const { file, text } = judged.snapshot
      const fixed = await this.#inTurn(() => this.#folders.fixed(file, text))
      const edited = fixed !== undefined && judged.snapshot.editsOf({ range: [0, text.length], text: fixed })
      if (edited)
        actions.push({
          title: 'Mend everything that changes nothing but reproducibility',
          kind: FIX_ALL,
          edit: workspaceEdit(edited, this.#isVersioned()),
        })
    }
    return actions
  }

  async #quickFixes(judged: Judged, shown: Shown, token: CancellationToken): Promise<CodeAction[]> {
    const { snapshot, findings } = judged
    const actions = offered(snapshot, shown, this.#isVersioned())
    const isCancelled = () => token.isCancellationRequested
    const { ruleId, line, column } = shown.message
    if (ruleId === null || shown.message.fatal) return actions
    if (actions.length === 0)
      await this.#inTurn(async () => {
        const others = await this.#entrypoints(judged)
        for await (const action of mendingElsewhere(shown, findings, others, this.#isVersioned())) {
          actions.push(action)
          await nextTurn()
          if (isCancelled()) return
        }
      })
    const key = `${ruleId}:${line}:${column}`
    if (!judged.accepting.has(key)) {
      const judge = (text: string) => this.#folders.lint(snapshot.file, text)
      const action = await this.#inTurn(() =>
        accepting(snapshot, shown, findings, judge, this.#isVersioned(), isCancelled),
      )
      if (!isCancelled()) judged.accepting.set(key, action)
    }
    return [...actions, ...[judged.accepting.get(key)].filter((action) => action !== undefined)]
  }

  /** The other files in which the programs that run this one begin. */
  async #entrypoints({ snapshot, findings }: Judged): Promise<Entrypoint[]> {
    const entrypoints: Entrypoint[] = []
    for (const file of findings.programs) {
      const text = this.#files.text(file)
      if (file.startsWith(snapshot.file) || text === undefined || !JUDGED.test(file)) continue
      const open = this.#documents.all().find((document) => this.#pathOf(document) === file)
      // The version of a file that is open in no editor is none.
      const document = open ?? TextDocument.create(pathToFileURL(file).href, '', -1, text)
      const other = fileSnapshot(document, file)
      entrypoints.push({
        name: relative(this.#roots.find((root) => file.startsWith(root)) ?? '', file),
        snapshot: other,
        findings: await this.#folders.lint(file, other.text),
        judgeWith: async (changed) => {
          this.#files.set(file, changed)
          try {
            return await this.#folders.lint(snapshot.file, snapshot.text)
          } finally {
            const now = this.#documents.all().find((each) => this.#pathOf(each) === file)
            if (now) this.#files.set(file, now.getText())
            else this.#files.delete(file)
          }
        },
      })
    }
    return entrypoints
  }

  async #hover(
    { textDocument: { uri }, position }: HoverParams,
    token: CancellationToken,
  ): Promise<Hover | null | ResponseError> {
    const judged = await this.#current(uri, token)
    if (token.isCancellationRequested) return cancelled()
    if (!judged) return null
    const { snapshot, shown } = judged
    const at: Range = { start: position, end: position }
    const found = shown.filter(({ place }) => place.document.uri === uri && overlap(place.range, at))
    const place = snapshot.codeAt(uri, position)
    const effects =
      place &&
      (await this.#inTurn(async () => {
        const settings = await this.#folders.settingsFor(snapshot.file)
        return effectsAt(snapshot.text, snapshot.file, settings, place.line, place.column)
      }))
    const rules = new Set(found.flatMap(({ message: { ruleId } }) => ruleId ?? []))
    const pages = [...rules].filter((rule) => !isForeign(rule)).map((rule) => pageInMarkdown(rule))
    const parts = [...(effects === undefined ? [] : [effects]), ...pages]
    return parts.length > 0 ? { contents: { kind: 'markdown', value: parts.join('\n\n---\n\n') } } : null
  }

  #isVersioned(): boolean {
    return this.#client.workspace?.workspaceEdit?.documentChanges ?? false
  }
}

/** An editor's settings; what it does not say stays as it is, and what the command line forbids is not allowed by them. */
function wantedOf(told: unknown, { strict, ownConfig }: Wanted, mayBeExecuted: boolean): Wanted {
  const given = (typeof told === 'object' && told !== null ? told : {}) as Readonly<Record<string, unknown>>
  return {
    strict: typeof given['strict'] === 'boolean' ? given['strict'] : strict,
    ownConfig: mayBeExecuted && (typeof given['ownConfig'] === 'boolean' ? given['ownConfig'] : ownConfig),
  }
}

function shownAs(message: Message, snapshot: Snapshot): Shown | undefined {
  const place = snapshot.placeOf(message)
  if (!place) return undefined
  const { ruleId, severity, fatal } = message
  const words = snapshot.worded(message)
  return {
    message,
    place,
    diagnostic: {
      range: place.range,
      source: 'reproducible',
      ...(fatal
        ? // Whoever speaks the language says that it is an error; here it says why nothing else is told.
          { severity: DiagnosticSeverity.Information, message: `Not judged as it cannot be read. ${words}` }
        : {
            severity: severity === 2 ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            message: words,
          }),
      ...(ruleId !== null && {
        code: ruleId,
        codeDescription: { href: pageOf(ruleId.split('/').at(-1)!) },
      }),
    },
  }
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined
  try {
    return fileURLToPath(uri)
  } catch {
    return undefined
  }
}

function overlap(one: Range, other: Range): boolean {
  return !isBefore(one.end, other.start) && !isBefore(other.end, one.start)
}

function isBefore(one: Range['start'], other: Range['start']): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character)
}

function isKind(kind: string, only: string): boolean {
  return only === '' || kind === only || kind.startsWith(`${only}.`)
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((each) => other.has(each))
}

function cancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'It was cancelled.')
}
