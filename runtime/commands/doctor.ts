/** The command `doctor`: the receipt of this machine. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { preloaded } from './preloaded.ts'
import type { Receipt } from '../enforce/receipt.ts'

/** The first of these that the folder has is tried. */
const PACKAGES = [
  '@tensorflow/tfjs-node-gpu',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
]

/** Computes something with TensorFlow.js under enforce(), in a process of its own, and gives the receipt. */
async function receiptOfThisFolder(): Promise<{ receipt?: Receipt; library?: string; failure?: string }> {
  const require = createRequire(path.join(process.cwd(), 'index.js'))
  const library = PACKAGES.find((name) => {
    try {
      require.resolve(name)
      return true
    } catch {
      return false
    }
  })
  const folder = mkdtempSync(path.join(tmpdir(), 'doctor-'))
  const program = path.join(folder, 'doctor.mjs')
  const answer = path.join(folder, 'receipt.json')
  const index = new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url).href
  writeFileSync(
    program,
    `import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const { enforce } = await import(${JSON.stringify(index)})
const run = enforce({ seed: 0, mode: 'warn' })
${
  library
    ? `const tf = createRequire(${JSON.stringify(path.join(process.cwd(), 'index.js'))})(${JSON.stringify(library)})
if (tf.ready) await tf.ready()
if (tf.getBackend && tf.getBackend()) await tf.add(1, 2).data()`
    : ''
}
writeFileSync(${JSON.stringify(answer)}, JSON.stringify(run.receipt))
`,
  )
  try {
    const { command, env } = preloaded(['node', program])
    // The program gives its own seed.
    delete env['REPRODUCIBLE_SEED']
    const said: Buffer[] = []
    const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'ignore', 'pipe'], env })
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
    await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
    const named = library === undefined ? {} : { library }
    if (!existsSync(answer))
      return { ...named, failure: Buffer.concat(said).toString().trim().split('\n').slice(-6).join('\n') }
    return { ...named, receipt: JSON.parse(readFileSync(answer, 'utf8')) as Receipt }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const BAD = ['conflict', 'too-late', 'unreachable']

/** A line for each setting: its name, how it ended, and its value or why it has none. */
function formatSettings(settings: Receipt['settings']): string {
  const column = (key: 'id' | 'status') => Math.max(...settings.map((row) => row[key].length)) + 2
  return settings
    .map(
      ({ id, status, now, proof = '' }) =>
        `${id.padEnd(column('id'))}${status.padEnd(column('status'))}${now === null ? proof : String(now)}`,
    )
    .join('\n')
}

/**
 * Says what `enforce()` does on this machine with the TensorFlow.js of this folder.
 *
 * @param json print the receipt itself
 * @returns the exit code: 0 nothing in the way, 1 something defeats reproducibility, 2 could not tell
 */
export async function doctor(json: boolean): Promise<number> {
  const { receipt, library, failure } = await receiptOfThisFolder()
  if (!receipt) {
    console.error(
      `doctor: ${library ?? 'enforce()'} cannot be used on this machine:\n${failure ?? 'it says nothing.'}`,
    )
    return 2
  }
  const bad = receipt.settings.filter(({ status }) => BAD.includes(status))
  if (json) console.log(JSON.stringify(receipt, undefined, 2))
  else {
    const versions = Object.entries(receipt.versions).map(([name, version]) => `${name} ${version}`)
    console.log(`${library ?? 'No TensorFlow.js in this folder'}; ${versions.join(', ')}`)
    console.log(formatSettings(receipt.settings))
    for (const { id, status, why, proof } of bad)
      console.log(`${id} (${status}): ${why ?? proof ?? 'no reason is known'}.`)
    if (bad.length === 0) console.log('Nothing is in the way of a reproducible run.')
    console.log(`${receipt.hash}  (equal on every machine where all of this is equal)`)
  }
  return bad.length > 0 ? 1 : 0
}
