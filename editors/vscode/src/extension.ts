/** Starts the language server, and starts it again where what it is started with has changed. */
import { existsSync } from 'node:fs'
import { commands, window, workspace, type ExtensionContext } from 'vscode'
import { LanguageClient, TransportKind, type ServerOptions } from 'vscode-languageclient/node'
import { serverCommand, type ServerCommand } from './server-command.ts'

const LANGUAGES = [
  'python',
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'html',
  'vue',
  'svelte',
]

let client: LanguageClient | undefined

export async function activate(context: ExtensionContext): Promise<void> {
  const again = async () => {
    await deactivate()
    await start()
  }
  context.subscriptions.push(
    commands.registerCommand('reproducible.restart', again),
    workspace.onDidGrantWorkspaceTrust(again),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('reproducible.command')) void again()
    }),
  )
  await start()
}

export async function deactivate(): Promise<void> {
  const before = client
  client = undefined
  await before?.dispose()
}

async function start(): Promise<void> {
  const settings = workspace.getConfiguration('reproducible')
  const found = serverCommand({
    folders: (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    configured: settings.get<string[]>('command') ?? [],
    isTrusted: workspace.isTrusted,
    path: process.env['PATH'] ?? '',
    platform: process.platform,
    exists: existsSync,
  })
  if (!found) {
    void window.showWarningMessage(
      'Reproducible found no server. Install it, `npm install --save-dev eslint-plugin-reproducible eslint` or `pip install reproducible-runs`, or name it in the setting reproducible.command.',
    )
    return
  }
  client = new LanguageClient('reproducible', 'Reproducible', optionsFor(found), {
    documentSelector: LANGUAGES.flatMap((language) => [
      { scheme: 'file', language },
      { scheme: 'untitled', language },
    ]),
    initializationOptions: {
      strict: settings.get('strict'),
      ownConfig: workspace.isTrusted && settings.get('ownConfig'),
    },
  })
  await client.start()
}

function optionsFor(found: ServerCommand): ServerOptions {
  const args = [...found.args]
  return 'module' in found
    ? { module: found.module, args, transport: TransportKind.stdio }
    : {
        command: found.command,
        args,
        transport: TransportKind.stdio,
        options: { shell: found.command.endsWith('.cmd') },
      }
}
