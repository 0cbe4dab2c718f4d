/**
 * What a keystroke costs in the language server: the time from a change to its diagnostics, with the pause that the server
 * makes to see whether another comes, the CPU time, and what is held before and after.
 *
 *     node bench/editor.mjs [--keystrokes 300] [--lines 3000] [--language python]
 *
 * CPU time is read from /proc, where there is one.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node'

const { values } = parseArgs({
  options: {
    keystrokes: { type: 'string', default: '300' },
    lines: { type: 'string', default: '3000' },
    language: { type: 'string' },
  },
})
const KEYSTROKES = Number(values.keystrokes)
const LINES = Number(values.lines)
const CLI = fileURLToPath(new URL('../dist/src/cli.js', import.meta.url))
/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10

/** A training program of so many lines, of functions that are called and findings in `share` of them. */
const PROGRAMS = {
  python(lines, share) {
    const head = [
      'import numpy as np',
      'import torch',
      '',
      ...(share > 0 ? [] : ['np.random.seed(0)', 'torch.manual_seed(0)']),
    ]
    const text = [...head]
    for (let at = 0; text.length < lines - 14; at++) {
      const draws = share > 0 && at % Math.round(1 / share) === 0
      text.push(
        '',
        '',
        `def step_${at}(model, batch, scale=1.0):`,
        `    """Step ${at}."""`,
        ...(draws
          ? ['    rng = np.random.default_rng()', '    noise = rng.normal(size=batch.shape)']
          : ['    noise = 0.0']),
        '    rows = [row for row in batch if row is not None]',
        '    total = 0.0',
        '    for index, row in enumerate(rows):',
        '        if index % 2 == 0:',
        '            total += float(row.sum()) * scale',
        '        else:',
        `            total -= float(row.mean()) / (scale + ${at})`,
        '    loss = model(batch + noise).sum() * total',
        '    loss.backward()',
        '    return {"loss": loss, "rows": len(rows)}',
      )
    }
    text.push(
      '',
      '',
      'model = torch.nn.Linear(2, 1)',
      'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)',
    )
    text.push(
      'for epoch in range(3):',
      '    batch = torch.ones(4, 2)',
      '    step_0(model, batch)',
      '    optimizer.step()',
    )
    return `${text.join('\n')}\n`
  },
  typescript(lines, share) {
    const text = ["import * as tf from '@tensorflow/tfjs'", '']
    for (let at = 0; text.length < lines - 10; at++) {
      const draws = share > 0 && at % Math.round(1 / share) === 0
      text.push(
        '',
        `export function step${at}(model: tf.LayersModel, batch: tf.Tensor, scale = 1): number {`,
        ...(draws ? ['  const noise = tf.randomNormal([4, 2])'] : ['  const noise = tf.zeros([4, 2])']),
        '  let total = 0',
        '  const rows = [1, 2, 3].filter((row) => row > scale)',
        '  for (const [index, row] of rows.entries()) {',
        '    if (index % 2 === 0) total += row * scale',
        `    else total -= row / (scale + ${at})`,
        '  }',
        '  const result = model.predict(batch.add(noise)) as tf.Tensor',
        '  return result.dataSync()[0]! * total',
        '}',
      )
    }
    text.push('', 'const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })')
    text.push("model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })")
    text.push('console.log(step0(model, tf.ones([4, 2])))')
    return `${text.join('\n')}\n`
  },
}

const PRELOAD = `data:text/javascript,${encodeURIComponent(
  "process.on('SIGUSR2', () => { gc(); console.error('heap ' + process.memoryUsage().heapUsed) })",
)}`

async function measured(language, ending, share) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-editor-'))
  mkdirSync(join(folder, '.git'))
  const path = join(folder, `train.${ending}`)
  const uri = pathToFileURL(path).href
  const text = PROGRAMS[language](LINES, share)
  writeFileSync(path, text)
  const server = spawn(process.execPath, ['--expose-gc', '--import', PRELOAD, CLI, 'lsp', '--stdio'], {
    cwd: folder,
  })
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  )
  let errors = ''
  server.stderr.on('data', (data) => (errors += data))
  let told = { version: 0, diagnostics: [] }
  let resolve = () => {}
  connection.onNotification('textDocument/publishDiagnostics', (next) => {
    told = next
    resolve()
  })
  connection.listen()
  const until = async (version) => {
    while (told.version < version) await new Promise((settle) => (resolve = settle))
  }
  const heap = async () => {
    errors = ''
    server.kill('SIGUSR2')
    while (!/heap \d+\n/u.test(errors)) await pause(20)
    return Number(/heap (\d+)/u.exec(errors)[1]) / 1e6
  }
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
    capabilities: {},
  })
  await connection.sendNotification('initialized', {})
  let version = 1
  const opened = performance.now()
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: language, version, text },
  })
  await until(version)
  const first = performance.now() - opened
  // A word is written at the end of a line in the middle, and deleted again.
  const line = text.split('\n').findIndex((each, at) => at > LINES / 2 && /total (?:=|\+=)/u.test(each))
  const { length } = text.split('\n')[line]
  const comment = language === 'python' ? '  # ' : '  // '
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: ++version },
    contentChanges: [{ range: range(line, length, length), text: comment }],
  })
  await until(version)
  const before = await heap()
  const cpuBefore = cpuOf(server.pid)
  const times = []
  let column = length + comment.length
  for (let at = 0; at < KEYSTROKES; at++) {
    const isTyped = at % 20 < 10
    const change = isTyped
      ? { range: range(line, column, column), text: 'x' }
      : { range: range(line, column - 1, column), text: '' }
    column += isTyped ? 1 : -1
    const started = performance.now()
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: ++version },
      contentChanges: [change],
    })
    await until(version)
    times.push(performance.now() - started)
  }
  const cpu = cpuBefore === undefined ? undefined : (cpuOf(server.pid) - cpuBefore) / KEYSTROKES
  const after = await heap()
  const { diagnostics } = told
  connection.dispose()
  server.kill()
  rmSync(folder, { recursive: true, force: true })
  times.sort((a, b) => a - b)
  const at = (share) => `${times[Math.floor(times.length * share)].toFixed(0)} ms`
  return {
    language,
    findings: diagnostics.length,
    'first diagnostics': `${first.toFixed(0)} ms`,
    median: at(0.5),
    '95 %': at(0.95),
    'CPU a keystroke': cpu === undefined ? '?' : `${cpu.toFixed(0)} ms`,
    'heap before': `${before.toFixed(1)} MB`,
    'heap after': `${after.toFixed(1)} MB`,
  }
}

function range(line, from, to) {
  return { start: { line, character: from }, end: { line, character: to } }
}

/** User and system time of a process, in milliseconds. */
function cpuOf(pid) {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13)
    return (Number(user) + Number(system)) * TICK_MS
  } catch {
    return undefined
  }
}

const rows = []
for (const [language, ending, share] of [
  ['python', 'py', 0],
  ['python', 'py', 1],
  ['typescript', 'ts', 0],
  ['typescript', 'ts', 1],
])
  if (values.language === undefined || values.language === language)
    rows.push(await measured(language, ending, share))
console.log(
  `${KEYSTROKES} keystrokes in a file of ${LINES} lines, each after the diagnostics of the one before:`,
)
console.table(rows)
