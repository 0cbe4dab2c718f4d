// Starts the program as a child in as many ways, one after the other.
import { execFileSync, execSync } from 'node:child_process'
import { enforce } from 'eslint-plugin-reproducible/runtime'

enforce()
const children = [
  execFileSync(process.execPath, ['program.mjs']),
  execSync('node program.mjs'),
  execFileSync('npx', ['tsx', 'program.mjs']),
  execFileSync('npm', ['start', '--silent']),
  execFileSync('npx', ['cross-env', 'A=1', 'node', 'program.mjs']),
  execSync('npx tsx typed.mts'),
]
console.log(JSON.stringify(children.map((child) => JSON.parse(child.toString()).path)))
