/**
 * Draws the pictures of the README from real runs: what the command says of the example projects, as a terminal shows it,
 * and the lanes of a report.
 *
 *     npm run build && node scripts/picture.mjs
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'parse5'

const COLUMNS = 116
const LINE = 18
const CHARACTER = 7.83
const MARGIN = 16
const COLOURS = { 2: '#8b949e', 31: '#ff7b72', 33: '#e3b341' }

const root = fileURLToPath(new URL('../', import.meta.url))
const escape = (part) => part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function command(folder, ...args) {
  const run = spawnSync(process.execPath, [`${root}dist/src/cli.js`, '--no-config', ...args], {
    cwd: `${root}examples/${folder}`,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '1', COLUMNS: String(COLUMNS) },
  })
  if (run.status !== 1) throw new Error(`The example was not linted: ${run.stderr}`)
  return run.stdout
}

drawTerminal('findings.svg', 'npx eslint-plugin-reproducible src', command('tfjs-classifier', 'src'))
drawTerminal('findings-python.svg', 'npx eslint-plugin-reproducible', command('pytorch-late-seed', '.'))
drawLanes('lanes.svg', command('pytorch-late-seed', '-f', 'report', '.'))

function drawTerminal(file, typed, printed) {
  const text = `$ ${typed}\n\n${printed.trimEnd()}`
  const lines = text.split('\n').map(colouredLine)
  const width = Math.ceil(COLUMNS * CHARACTER + 2 * MARGIN)
  const height = lines.length * LINE + 2 * MARGIN
  const rows = lines.map(
    (line, i) => `<text x="${MARGIN}" y="${MARGIN + 13 + i * LINE}" xml:space="preserve">${line}</text>`,
  )
  writeFileSync(
    `${root}docs/${file}`,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Findings in the example project">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#e6edf3">
${rows.join('\n')}
</g>
</svg>
`,
  )
}

function colouredLine(line) {
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
}

/** The lanes of the first program of a report. */
function drawLanes(file, report) {
  const all = elementsOf(parse(report))
  const lanes = all.find((each) => each.classes.includes('lanes'))
  const inside = elementsOf(lanes.node)
  const names = inside
    .filter(({ node }) => node.tagName === 'li')
    .slice(0, -1)
    .map(({ node }) => node.childNodes.filter((each) => 'tagName' in each).map(textOf))
  const styles = new Map(
    backgrounds(report).map(([name, images]) => [
      name,
      images.split(',').map((image) => /--l-(\w+)/u.exec(image)[1]),
    ]),
  )
  const columns = inside.filter(({ node, classes }) => node.tagName === 'a' && classes[0] === 'c')
  const [left, top, lane, column, below] = [250, 16, 36, 27, 190]
  const width = left + columns.length * column + 16
  const height = top + names.length * lane + below
  const colours = {
    unseeded: '#f0a030',
    seeded: '#3fb97f',
    entropy: '#d68cf0',
    unknown: '#9aa5b1',
    incomplete: '#6e7681',
  }
  const dashes = { unseeded: '9 4', entropy: '3 3', unknown: '2 5', incomplete: '1 12' }
  const y = (row) => top + row * lane + lane / 2
  const drawn = []
  for (const [row, [title, where]] of names.entries()) {
    if (row > 0) drawn.push(`<path d="M0 ${top + row * lane}H${width}" stroke="#21262d"/>`)
    drawn.push(`<text x="14" y="${y(row) - 2}" font-weight="600">${escape(shortened(title, 34))}</text>`)
    drawn.push(
      `<text x="14" y="${y(row) + 12}" fill="#9aa5b1" font-size="10.5">${escape(shortened(where, 44))}</text>`,
    )
  }
  for (const [at, { node, classes }] of columns.entries()) {
    const x = left + at * column
    const isBad = classes.includes('bad')
    if (isBad)
      drawn.push(
        `<rect x="${x}" y="${top}" width="${column}" height="${height - top}" fill="#ff7b72" opacity=".14"/>`,
      )
    for (const [row, state] of styles.get(classes[1]).entries())
      if (colours[state]) {
        const dash = dashes[state] ? ` stroke-dasharray="${dashes[state]}"` : ''
        drawn.push(
          `<path d="M${x} ${y(row + 1)}h${column}" stroke="${colours[state]}" stroke-width="6"${dash}/>`,
        )
      }
    for (const mark of elementsOf(node).filter((each) => each.classes[0] === 'm')) {
      const row = Number(/--at: (\d+)/u.exec(attributeOf(mark.node, 'style'))[1])
      const state = mark.classes.find((each) => each.startsWith('s-'))?.slice(2)
      const colour = isBad ? '#ff7b72' : (colours[state] ?? '#e6edf3')
      drawn.push(shapeOf(mark.classes[1], x + column / 2, y(row), colour, isBad))
    }
    const name = textOf(elementsOf(node).find((each) => each.classes.includes('n')).node).trim()
    const foot = top + names.length * lane + 10
    drawn.push(
      `<text transform="translate(${x + column / 2 - 4} ${foot}) rotate(90)" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="11" fill="${isBad ? '#ff7b72' : '#9aa5b1'}">${escape(shortened(name, 27))}</text>`,
    )
  }
  writeFileSync(
    `${root}docs/${file}`,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The sources that the example draws from, step by step: unseeded ones, and where findings stand">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="system-ui, -apple-system, Segoe UI, Roboto, sans-serif" font-size="12.5" fill="#e6edf3">
${drawn.join('\n')}
</g>
</svg>
`,
  )
}

function shapeOf(kind, x, y, colour, isBad) {
  const ring = isBad
    ? `<circle cx="${x}" cy="${y}" r="10" fill="none" stroke="#ff7b72" stroke-width="2"/>`
    : ''
  const path = (points) => `<path d="M${points}Z" fill="${colour}"/>`
  const shapes = {
    load: `<circle cx="${x}" cy="${y}" r="4.5" fill="none" stroke="${isBad ? colour : '#9aa5b1'}" stroke-width="2"/>`,
    seed: path(`${x - 7} ${y - 6}h14l-7 13`),
    create: path(`${x} ${y - 7}l7 7l-7 7l-7 -7`),
    set: path(`${x - 5.5} ${y - 5.5}h11v11h-11`),
    spawn: path(`${x - 6} ${y - 7}l13 7l-13 7`),
    train: path(`${x} ${y - 7}l7 13h-14`),
    other: path(`${x - 3} ${y - 3}h6v6h-6`),
  }
  return ring + (shapes[kind] ?? `<circle cx="${x}" cy="${y}" r="6.5" fill="${colour}"/>`)
}

function elementsOf(root) {
  const all = []
  const visit = (node) => {
    if (node !== root && 'tagName' in node) all.push({ node, classes: attributeOf(node, 'class').split(' ') })
    for (const child of node.childNodes ?? []) visit(child)
  }
  visit(root)
  return all
}

/** What each line of the lanes is drawn with: `.p0-1 { background-image: …; }`. */
function backgrounds(report) {
  const PROPERTY = '{ background-image: '
  return report.split('.p0-').flatMap((part) => {
    const at = part.indexOf(PROPERTY)
    const number = part.slice(0, Math.max(at, 0)).trim()
    return /^\d+$/u.test(number)
      ? [[`p0-${number}`, part.slice(at + PROPERTY.length, part.indexOf(';', at))]]
      : []
  })
}

function attributeOf(node, name) {
  return node.attrs.find((each) => each.name === name)?.value ?? ''
}

function textOf(node) {
  return 'value' in node ? node.value : (node.childNodes ?? []).map(textOf).join('')
}

function shortened(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
