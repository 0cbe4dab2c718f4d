/**
 * Runs many small programs, each a module of its own, in one process that has loaded TensorFlow.js.
 *
 * Each line of its input is one program, {"id": …, "file": …, "enforced": …}; each line of its output is what one did,
 * {"id": …, "observed": …} or {"id": …, "error": …}.
 *
 * Between programs everything that `enforce()` replaced is put back, and so is Math.random, whose state cannot be
 * known and so is as good as a fresh one.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`)
const native = Math.random
let observed
console.log = (...words) => {
  if (words[0] === 'observed') observed = words.slice(1).join(' ')
}
console.warn = () => {}
process.on('unhandledRejection', () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const { id, file, enforced } = JSON.parse(line)
  observed = undefined
  try {
    await import(pathToFileURL(file).href)
    say(observed === undefined ? { id, error: 'it observed nothing' } : { id, observed })
  } catch (error) {
    say({ id, error: String(error?.message ?? error).split('\n')[0] })
  }
  // The seed is the one that every generated program uses, so this is the program's own run.
  if (enforced) (await import('eslint-plugin-reproducible/runtime')).enforce({ seed: 7 }).restore()
  Math.random = native
}
process.exit(0)
