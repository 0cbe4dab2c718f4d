/** An editor that is a script: it speaks to the built server over stdio, by the library that VS Code speaks with. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import {
  createProtocolConnection,
  NotebookCellKind,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type Diagnostic,
  type Hover,
  type InitializeResult,
  type NotebookCell,
  type ProtocolConnection,
  type Range,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { CLI } from '../cli/command.ts'

export interface Started {
  readonly roots: readonly string[]
  readonly args?: readonly string[]
  /** What starts the server, up to `--stdio`; that of this checkout. */
  readonly command?: readonly string[]
  readonly options?: object
  /** What the editor says it can do, beside the usual. */
  readonly capabilities?: object
  /** What it answers when it is asked for the settings. */
  readonly settings?: object
}

const LANGUAGES: Readonly<Record<string, string>> = {
  py: 'python',
  ts: 'typescript',
  js: 'javascript',
  html: 'html',
  vue: 'vue',
  svelte: 'svelte',
}

export class Editor {
  readonly process: ChildProcessWithoutNullStreams
  readonly connection: ProtocolConnection
  readonly documents = new Map<string, TextDocument>()
  readonly shown: string[] = []
  readonly watched: string[] = []
  #notebook = 0
  readonly #diagnostics = new Map<string, { readonly version?: number; readonly diagnostics: Diagnostic[] }>()
  readonly #waiting = new Set<() => void>()
  initialized!: InitializeResult
  stderr = ''

  private constructor([program, ...args]: readonly string[], cwd: string) {
    this.process = spawn(program!, args, { cwd })
    this.process.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()))
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.process.stdout),
      new StreamMessageWriter(this.process.stdin),
    )
  }

  static async start({
    roots,
    command = [process.execPath, CLI, 'lsp'],
    args = [],
    options,
    capabilities,
    settings,
  }: Started): Promise<Editor> {
    const editor = new Editor([...command, '--stdio', ...args], roots[0]!)
    const { connection } = editor
    connection.onNotification('textDocument/publishDiagnostics', (told) => {
      editor.#diagnostics.set(told.uri, told)
      for (const look of editor.#waiting) look()
    })
    connection.onNotification('window/showMessage', ({ message }) => void editor.shown.push(message))
    connection.onRequest('client/registerCapability', ({ registrations }) => {
      for (const { method, registerOptions } of registrations)
        if (method === 'workspace/didChangeWatchedFiles')
          editor.watched.push(
            ...registerOptions.watchers.map((each: { globPattern: string }) => each.globPattern),
          )
    })
    connection.onRequest('workspace/configuration', ({ items }) => items.map(() => settings ?? null))
    connection.listen()
    editor.initialized = await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: roots.map((root) => ({ uri: pathToFileURL(root).href, name: root })),
      initializationOptions: options,
      capabilities: {
        workspace: {
          workspaceFolders: true,
          configuration: settings !== undefined,
          workspaceEdit: { documentChanges: true },
          didChangeWatchedFiles: { dynamicRegistration: true },
        },
        notebookDocument: { synchronization: {} },
        ...capabilities,
      },
    })
    await connection.sendNotification('initialized', {})
    return editor
  }

  async open(path: string, text = readFileSync(path, 'utf8')): Promise<string> {
    const uri = pathToFileURL(path).href
    await this.openAt(uri, LANGUAGES[path.split('.').at(-1)!]!, text)
    return uri
  }

  async openAt(uri: string, languageId: string, text: string): Promise<void> {
    this.documents.set(uri, TextDocument.create(uri, languageId, 1, text))
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    })
  }

  /** Cells beginning with `#` and a space are text. */
  async openNotebook(path: string, cells: readonly string[], languageId = 'python'): Promise<string[]> {
    const uri = pathToFileURL(path).href
    const opened = cells.map((text, index) =>
      this.#cell(`${uri}#cell${++this.#notebook}-${index}`, text, languageId),
    )
    await this.connection.sendNotification('notebookDocument/didOpen', {
      notebookDocument: {
        uri,
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: opened.map(({ cell }) => cell),
      },
      cellTextDocuments: opened.map(({ document }) => ({
        uri: document.uri,
        languageId: document.languageId,
        version: 1,
        text: document.getText(),
      })),
    })
    return opened.map(({ document }) => document.uri)
  }

  #cell(uri: string, text: string, languageId: string): { cell: NotebookCell; document: TextDocument } {
    const isText = text.startsWith('# ')
    const document = TextDocument.create(uri, isText ? 'markdown' : languageId, 1, text)
    this.documents.set(uri, document)
    return {
      cell: { kind: isText ? NotebookCellKind.Markup : NotebookCellKind.Code, document: uri },
      document,
    }
  }

  /** Types into a file: a range of its text becomes another one. */
  async type(uri: string, range: Range, text: string): Promise<void> {
    const document = this.documents.get(uri)!
    const version = document.version + 1
    this.documents.set(uri, TextDocument.update(document, [{ range, text }], version))
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    })
  }

  async replace(uri: string, text: string): Promise<void> {
    await this.type(uri, { start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } }, text)
  }

  async typeInCell(notebook: string, cell: string, text: string): Promise<void> {
    const document = this.documents.get(cell)!
    const version = document.version + 1
    this.documents.set(cell, TextDocument.update(document, [{ text }], version))
    await this.connection.sendNotification('notebookDocument/didChange', {
      notebookDocument: { uri: pathToFileURL(notebook).href, version },
      change: { cells: { textContent: [{ document: { uri: cell, version }, changes: [{ text }] }] } },
    })
  }

  /** The diagnostics of a document as soon as they are as wanted; those of an older text do not count. */
  async diagnostics(
    uri: string,
    isWanted: (all: readonly Diagnostic[]) => boolean = () => true,
  ): Promise<Diagnostic[]> {
    const now = () => {
      const told = this.#diagnostics.get(uri)
      if (!told || (told.version ?? Infinity) < (this.documents.get(uri)?.version ?? 0)) return undefined
      return isWanted(told.diagnostics) ? told.diagnostics : undefined
    }
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => {
        this.#waiting.delete(look)
        const last = JSON.stringify(this.#diagnostics.get(uri), undefined, 1)
        reject(new Error(`Never told of ${uri}. Last: ${last}\n${this.shown.join('\n')}\n${this.stderr}`))
      }, 25_000)
      const look = () => {
        const found = now()
        if (!found) return
        clearTimeout(giveUp)
        this.#waiting.delete(look)
        resolve(found)
      }
      this.#waiting.add(look)
      look()
    })
  }

  async rules(uri: string, isWanted?: (rules: readonly string[]) => boolean): Promise<string[]> {
    const names = (all: readonly Diagnostic[]) =>
      all.map(({ code }) => String(code).replace('reproducible/', ''))
    return names(await this.diagnostics(uri, isWanted && ((all) => isWanted(names(all)))))
  }

  async actions(uri: string, range: Range, only?: readonly string[]): Promise<CodeAction[]> {
    return this.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [], ...(only && { only }) },
    })
  }

  async hover(uri: string, line: number, character: number): Promise<string> {
    const hover: Hover | null = await this.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line, character },
    })
    return hover ? (hover.contents as { value: string }).value : ''
  }

  /** The texts after an edit, by address; each edit is of the version that is open. */
  applied(edit: WorkspaceEdit): Map<string, string> {
    return new Map(
      (edit.documentChanges as TextDocumentEdit[]).map(({ textDocument, edits }) => {
        const document = this.documents.get(textDocument.uri)
        const text =
          document ??
          TextDocument.create(textDocument.uri, '', 0, readFileSync(new URL(textDocument.uri), 'utf8'))
        if (textDocument.version !== (document?.version ?? null))
          throw new Error(`An edit of version ${textDocument.version}: ${document?.version} is open.`)
        return [textDocument.uri, TextDocument.applyEdits(text, edits as never)]
      }),
    )
  }

  async changedOnDisk(...paths: readonly string[]): Promise<void> {
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: paths.map((path) => ({ uri: pathToFileURL(path).href, type: 2 })),
    })
  }

  async close(uri: string): Promise<void> {
    this.documents.delete(uri)
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
  }

  /** @returns the exit code. */
  async quit(): Promise<number | null> {
    const ended = this.ended()
    await this.connection.sendRequest('shutdown')
    await this.connection.sendNotification('exit')
    return ended
  }

  ended(): Promise<number | null> {
    if (this.process.exitCode !== null) return Promise.resolve(this.process.exitCode)
    return new Promise((resolve) => this.process.once('exit', (code) => resolve(code)))
  }
}

/** A line as a range of no width, at its first character that is no space. */
export function at(text: string, code: string): Range {
  const offset = text.indexOf(code)
  if (offset < 0) throw new Error(`There is no ${code}`)
  const start = TextDocument.create('', '', 0, text).positionAt(offset)
  return { start, end: start }
}
