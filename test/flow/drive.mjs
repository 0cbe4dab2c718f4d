/**
 * Runs many small programs, each a module of its own, in one process that has loaded TensorFlow.js.
 *
 * Each line of its input is one program, {"id": …, "folder": …, "main": …, "enforced": …}; each line of its output is
 * what one did, {"id": …, "observed": …} or {"id": …, "error": …}.
 *
 * Between programs everything that `enforce()` replaced is put back, and so is Math.random, whose state cannot be
 * known and so is as good as a fresh one.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`)
const native = Math.random
const environment = { ...process.env }
const started = [...process.argv]
let observed
console.log = (...words) => {
  if (words[0] === 'observed') observed = words.slice(1).join(' ')
}
console.warn = () => {}
// As much of a page as a colour is given to.
globalThis.document = { body: { style: {} } }
let problem
process.on('unhandledRejection', (error) => (problem = error))
process.on('uncaughtException', (error) => (problem = error))

const within = (promise, ms) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error('it did not end')), ms)),
  ])

for await (const line of createInterface({ input: process.stdin })) {
  const { id, folder, main, enforced } = JSON.parse(line)
  observed = undefined
  problem = undefined
  process.chdir(folder)
  process.argv = [started[0], main]
  try {
    await within(import(pathToFileURL(`${folder}/${main}`).href), 20_000)
    if (problem) throw problem
    say(observed === undefined ? { id, error: 'it observed nothing' } : { id, observed })
  } catch (error) {
    say({ id, error: String(error?.message ?? error).split('\n')[0] })
  }
  if (enforced) (await import('eslint-plugin-reproducible/runtime')).enforce({ seed: 7 }).restore()
  Math.random = native
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
}
process.exit(0)
