/**
 * Draws docs/findings.svg: what the command line says of the example project, as a terminal shows it.
 *
 *     npm run build && node scripts/picture.mjs
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const COLUMNS = 116
const LINE = 18
const CHARACTER = 7.83
const MARGIN = 16
const COLOURS = { 2: '#8b949e', 31: '#ff7b72', 33: '#e3b341' }

const root = fileURLToPath(new URL('../', import.meta.url))
const run = spawnSync(process.execPath, [`${root}dist/src/cli.js`, '--no-config', 'src'], {
  cwd: `${root}examples/tfjs-classifier`,
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '1', COLUMNS: String(COLUMNS) },
})
if (run.status !== 1) throw new Error(`The example was not linted: ${run.stderr}`)

const text = `$ npx eslint-plugin-reproducible src\n\n${run.stdout.trimEnd()}`
const escape = (part) => part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const lines = text.split('\n').map((line) => {
  let style = ''
  const parts = line.split(/(\u001b\[\d+m)/u)
  return parts
    .map((part) => {
      const code = /^\u001b\[(\d+)m$/u.exec(part)?.[1]
      if (code !== undefined) {
        if (COLOURS[code]) style = ` fill="${COLOURS[code]}"`
        else if (code === '4' || code === '1') style += ' font-weight="bold"'
        else if (['0', '22', '24', '39'].includes(code)) style = ''
        return ''
      }
      return part === '' ? '' : style === '' ? escape(part) : `<tspan${style}>${escape(part)}</tspan>`
    })
    .join('')
})

const width = Math.ceil(COLUMNS * CHARACTER + 2 * MARGIN)
const height = lines.length * LINE + 2 * MARGIN
const rows = lines.map(
  (line, i) => `<text x="${MARGIN}" y="${MARGIN + 13 + i * LINE}" xml:space="preserve">${line}</text>`,
)
writeFileSync(
  `${root}docs/findings.svg`,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Findings in the example project">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#e6edf3">
${rows.join('\n')}
</g>
</svg>
`,
)
