import { spawn, type ChildProcess } from 'node:child_process'
import { pathToFileURL } from 'node:url'

interface Message {
  id?: number | string
  method?: string
  params?: unknown
  result?: unknown
  error?: { message: string }
}

export interface Diagnostic {
  range: { start: { line: number; character: number }; end: { line: number; character: number } }
  message: string
  code?: string | number
  source?: string
}

export interface CodeAction {
  title: string
  kind?: string
  command?: { command: string; arguments?: unknown[] }
}

interface TextEdit {
  range: Diagnostic['range']
  newText: string
}

interface WorkspaceEdit {
  changes?: Record<string, TextEdit[]>
  documentChanges?: { edits: TextEdit[] }[]
}

/** The settings that VS Code's extension sends, with `python` among the languages to validate. */
const SETTINGS = {
  validate: 'on',
  useESLintClass: true,
  useFlatConfig: true,
  experimental: { useFlatConfig: false },
  run: 'onType',
  quiet: false,
  onIgnoredFiles: 'off',
  format: false,
  nodePath: null,
  options: {},
  rulesCustomizations: [],
  problems: { shortenToSingleLine: false },
  codeActionOnSave: { enable: false, mode: 'all' },
  codeAction: {
    disableRuleComment: { enable: true, location: 'separateLine', commentStyle: 'line' },
    showDocumentation: { enable: true },
  },
  workingDirectory: { mode: 'location' },
}

/** Speaks the Language Server Protocol with VS Code's ESLint server over its standard input and output. */
export class EslintServer {
  private readonly process: ChildProcess
  private readonly waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (error: Error) => void }
  >()
  private readonly diagnostics = new Map<string, (diagnostics: Diagnostic[]) => void>()
  private readonly folder: string
  private received = Buffer.alloc(0)
  private nextId = 1
  private pull = false
  private edit: WorkspaceEdit | undefined
  /** What the server logged. */
  log = ''

  constructor(command: string, folder: string) {
    this.folder = folder
    this.process = spawn(process.execPath, [command, '--stdio'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.process.stdout!.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk])
      for (let message = this.next(); message !== undefined; message = this.next()) this.handle(message)
    })
    this.process.stderr!.on('data', (chunk: Buffer) => (this.log += chunk.toString()))
  }

  private next(): Message | undefined {
    const headerEnd = this.received.indexOf('\r\n\r\n')
    if (headerEnd === -1) return undefined
    const length = Number(/Content-Length: (\d+)/i.exec(this.received.toString('ascii', 0, headerEnd))![1])
    const start = headerEnd + 4
    if (this.received.length < start + length) return undefined
    const text = this.received.toString('utf8', start, start + length)
    this.received = this.received.subarray(start + length)
    return JSON.parse(text) as Message
  }

  private handle(message: Message): void {
    if (message.method === undefined) {
      const waiting = this.waiting.get(Number(message.id))
      this.waiting.delete(Number(message.id))
      if (message.error) waiting?.reject(new Error(message.error.message))
      else waiting?.resolve(message.result)
      return
    }
    if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as { uri: string; diagnostics: Diagnostic[] }
      this.diagnostics.get(uri)?.(diagnostics)
    }
    if (message.method === 'window/logMessage' || message.method.startsWith('eslint/'))
      this.log += `${message.method} ${JSON.stringify(message.params)}\n`
    if (message.id === undefined) return
    let result: unknown = null
    if (message.method === 'workspace/configuration') {
      const { items } = message.params as { items: unknown[] }
      const name = this.folder.split('/').at(-1)!
      result = items.map(() => ({
        ...SETTINGS,
        workspaceFolder: { uri: pathToFileURL(this.folder).href, name },
      }))
    } else if (message.method === 'eslint/confirmESLintExecution') {
      result = 4 // ConfirmExecutionResult.approved
    } else if (message.method === 'workspace/applyEdit') {
      this.edit = (message.params as { edit: WorkspaceEdit }).edit
      result = { applied: true }
    }
    this.send({ id: message.id, result })
  }

  private send(message: Message): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
    this.process.stdin!.write(`Content-Length: ${body.length}\r\n\r\n`)
    this.process.stdin!.write(body)
  }

  private request(method: string, params: unknown): Promise<unknown> {
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.send({ id, method, params })
    })
  }

  async start(): Promise<void> {
    const uri = pathToFileURL(this.folder).href
    const { capabilities } = (await this.request('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'workspace' }],
      capabilities: {
        workspace: {
          applyEdit: true,
          configuration: true,
          workspaceFolders: true,
          diagnostics: { refreshSupport: true },
        },
        textDocument: {
          publishDiagnostics: {},
          diagnostic: { dynamicRegistration: false },
          codeAction: {
            codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
          },
        },
      },
    })) as { capabilities: { diagnosticProvider?: unknown } }
    this.pull = capabilities.diagnosticProvider !== undefined
    this.send({ method: 'initialized', params: {} })
  }

  /** Opens a file as an editor does and waits for what ESLint finds in it. */
  async open(file: string, languageId: string, text: string): Promise<Diagnostic[]> {
    const uri = pathToFileURL(file).href
    const published = new Promise<Diagnostic[]>((resolve) => this.diagnostics.set(uri, resolve))
    this.send({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId, version: 1, text } },
    })
    if (!this.pull) return published
    const report = (await this.request('textDocument/diagnostic', { textDocument: { uri } })) as {
      items: Diagnostic[]
    }
    return report.items
  }

  /** The code actions for one finding. */
  async actions(file: string, diagnostic: Diagnostic): Promise<CodeAction[]> {
    const textDocument = { uri: pathToFileURL(file).href }
    const context = { diagnostics: [diagnostic], triggerKind: 1 }
    const params = { textDocument, range: diagnostic.range, context }
    return ((await this.request('textDocument/codeAction', params)) as CodeAction[] | null) ?? []
  }

  /** Runs a code action and returns the text of the file after its edits. */
  async apply({ command }: CodeAction, text: string): Promise<string> {
    this.edit = undefined
    await this.request('workspace/executeCommand', command)
    const edit = this.edit as WorkspaceEdit | undefined
    const edits =
      edit?.documentChanges?.flatMap((change) => change.edits) ?? Object.values(edit?.changes ?? {}).flat()
    const lines = text.split('\n')
    const offset = ({ line, character }: { line: number; character: number }) =>
      lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, character)
    return edits
      .map(({ range, newText }) => ({ start: offset(range.start), end: offset(range.end), newText }))
      .sort((a, b) => b.start - a.start)
      .reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text)
  }

  stop(): void {
    this.process.kill()
  }
}
