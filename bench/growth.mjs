/**
 * How the cost of a program grows with its length: processor time at N and at 4 N in each dimension, and the exponent
 * between them (1 is proportional; the goal is at most 1.15).
 *
 *     npm run bench:growth [-- <word of a name>…]
 *
 * The exponent says something where the longer program takes long enough to be measured; elsewhere it is left out. Each
 * program is judged three times under other names, and the quickest counts.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Linter } from 'eslint'
import reproducible from '../dist/src/index.js'
import { inOneDimension, LANGUAGES, PROJECTS } from '../test/interpreter/growing/programs.ts'

const LINES = 500
const FILES = 100
const FACTOR = 4
const TIMES = 3
/** Milliseconds below which a time is mostly noise. */
const MEASURABLE = 60
const GOAL = 1.15

const words = process.argv.slice(2)
const wanted = (name) => words.length === 0 || words.some((word) => name.includes(word))
const config = [...reproducible.configs.recommended]
let made = 0

/** Milliseconds of processor time for the files of a folder of their own, and how many findings there are. */
function judged(files) {
  const folder = mkdtempSync(join(tmpdir(), 'growth-'))
  mkdirSync(join(folder, '.git'))
  made++
  const entries = Object.entries(files).map(([name, text]) => {
    const path = join(folder, name)
    const other = name.endsWith('.ipynb') ? text : `${text}${name.endsWith('.py') ? '#' : '//'} ${made}\n`
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, other)
    return [path, other]
  })
  try {
    const linter = new Linter({ cwd: folder })
    const start = process.cpuUsage()
    let findings = 0
    for (const [path, text] of entries) findings += linter.verify(text, config, path).length
    const { user, system } = process.cpuUsage(start)
    return { time: (user + system) / 1000, findings }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function quickest(files) {
  const all = Array.from({ length: TIMES }, () => judged(files))
  return all.reduce((a, b) => (b.time < a.time ? b : a))
}

const series = [
  ...Object.entries(LANGUAGES).flatMap(([language, growing]) =>
    inOneDimension(growing).map(({ name, code }) => ({
      name: `${language}: ${name}`,
      size: LINES,
      files: (n) => ({ [`program.${growing.ending}`]: code(n) }),
    })),
  ),
  ...PROJECTS.map(({ name, files }) => ({ name: `project: ${name}`, size: FILES, files })),
].filter(({ name }) => wanted(name))

const row = (...cells) =>
  console.log(
    `${cells[0].padEnd(52)}${cells
      .slice(1)
      .map((cell) => cell.padStart(10))
      .join('')}`,
  )

row('dimension', 'N', 'ms at N', 'ms at 4 N', 'exponent')
const above = []
for (const { name, size, files } of series) {
  judged(files(20))
  const short = quickest(files(size))
  const long = quickest(files(FACTOR * size))
  const exponent = Math.log(long.time / short.time) / Math.log(FACTOR)
  const measured = long.time >= MEASURABLE
  if (measured && exponent > GOAL) above.push(name)
  row(name, `${size}`, short.time.toFixed(0), long.time.toFixed(0), measured ? exponent.toFixed(2) : '')
}
console.log(
  `\n${above.length} of ${series.length} above ${GOAL}${above.length > 0 ? `: ${above.join(', ')}` : ''}`,
)
