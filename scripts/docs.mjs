/**
 * Writes what the documentation says of every rule by itself: the table in README.md and the header of each page.
 *
 *     npm run docs            writes
 *     npm run docs:check      fails when something is not as it would be written
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import reproducible from '../dist/src/index.js'

const { rules } = reproducible
const root = fileURLToPath(new URL('../', import.meta.url))
const checks = process.argv.includes('--check')

const LANGUAGES = { javascript: 'JavaScript, TypeScript', python: 'Python, notebooks' }
const SHORT = { javascript: 'JS', python: 'Py' }

function header({ name, meta }) {
  const presets = Object.entries(meta.presets).map(([preset, level]) => `\`${preset}\` (${level})`)
  const fixes = [
    ...(meta.fixable ? ['🔧 some reports are fixed by `--fix`'] : []),
    ...(meta.hasSuggestions ? ['💡 some reports come with suggestions'] : []),
  ]
  const evidence = evidenceOf(name)
  return [
    `# reproducible/${name}`,
    '',
    `${meta.description}.`,
    '',
    `- Presets: ${presets.join(', ')}`,
    `- Languages: ${meta.languages.map((language) => LANGUAGES[language]).join(', ')}`,
    `- Fixes: ${fixes.join(', ') || 'none'}`,
    `- To accept one report: ${silencing(name, meta.languages)}`,
    ...(evidence ? [`- Evidence: ${evidence}`] : []),
  ].join('\n')
}

/** In the comments of the languages that the rule speaks. */
function silencing(name, languages) {
  const directive = `eslint-disable-next-line reproducible/${name} -- why`
  const comments = [
    ...(languages.includes('javascript') ? [`\`// ${directive}\``] : []),
    ...(languages.includes('python') ? [`\`# ${directive}\``] : []),
  ]
  return `${comments.join(' or ')} above it`
}

/** How often the programs behind a rule were run, and what became of them. */
function evidenceOf(rule) {
  const file = `${root}docs/evidence.json`
  const folder = `${root}test/evidence/claims/`
  if (!existsSync(file) || !existsSync(folder)) return undefined
  const claims = new Set(
    readdirSync(folder).filter(
      (id) =>
        existsSync(`${folder}${id}/claim.json`) &&
        JSON.parse(readFileSync(`${folder}${id}/claim.json`, 'utf8')).rule === rule,
    ),
  )
  const rows = JSON.parse(readFileSync(file, 'utf8')).rows.filter(({ claim }) => claims.has(claim))
  if (rows.length === 0) return undefined
  const confirmed = rows.filter(({ verdict }) => verdict === 'CONFIRMED').length
  return `${confirmed} of ${rows.length} pairs of programs that were run [confirm it](../docs/evidence.md#${rule})`
}

function table() {
  const lines = Object.values(rules).map(({ definition: { name, meta } }) => {
    const { recommended } = meta.presets
    return `| [${name}](rules/${name}.md) | ${meta.description} | ${meta.languages.map((language) => SHORT[language]).join(' ')} | ${recommended ?? ''} | ${meta.presets.strict} | ${meta.fixable ? '🔧' : ''}${meta.hasSuggestions ? '💡' : ''} |`
  })
  return [
    '| Rule | What it does | | recommended | strict | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')
}

const BEGIN = (what) => `<!-- begin generated ${what} -->`
const END = (what) => `<!-- end generated ${what} -->`

/** Puts a text between the marks in a file, laid out as the formatter wants the file. */
async function between(file, what, text) {
  const name = file.slice(root.length)
  const old = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const [start, end] = [old.indexOf(BEGIN(what)), old.indexOf(END(what))]
  if (start < 0 || end < start) {
    wrong.push(`${name} has no ${BEGIN(what)} … ${END(what)}`)
    return
  }
  const style = await resolveConfig(file)
  const put = `${old.slice(0, start)}${BEGIN(what)}\n\n${text}\n\n${old.slice(end)}`
  const written = await format(put, { ...style, filepath: file })
  if (!checks) writeFileSync(file, written)
  else if (comparable(written) !== comparable(old)) wrong.push(`${name} is out of date. Run: npm run docs`)
}

/** Counts of runs may move on; they are brought up to date when the pages are written. */
function comparable(text) {
  return text.replaceAll(/^- Evidence: .*\n/gmu, '')
}

const wrong = []
for (const { definition } of Object.values(rules))
  await between(`${root}rules/${definition.name}.md`, 'header', header(definition))
await between(`${root}README.md`, 'rules', table())
for (const line of wrong) console.error(line)
if (wrong.length > 0) process.exitCode = 1
