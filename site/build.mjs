/**
 * Builds the site, from what the repository has: rules' pages, evidence, recipes that are tested. It needs no server, and
 * goes into `site/dist`.
 *
 *     npm run site
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'

const site = fileURLToPath(new URL('.', import.meta.url))
const root = join(site, '..')
const pages = join(site, '.pages')
const read = (...path) => readFileSync(join(root, ...path), 'utf8')

if (!existsSync(join(site, 'node_modules/vitepress'))) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
  const { status } = spawnSync('npm', args, {
    cwd: site,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error('What the site is built with could not be installed.')
}
const { bundlePlayground } = await import('./bundle.mjs')
const { checkLinks } = await import('./links.mjs')

rmSync(pages, { recursive: true, force: true })
const write = (name, text) => {
  mkdirSync(dirname(join(pages, name)), { recursive: true })
  writeFileSync(join(pages, name), text)
}

/** The address of the playground with these files. */
function playground(files) {
  const coded = deflateRawSync(JSON.stringify({ files, preset: 'strict' })).toString('base64url')
  return `${process.env.BASE ?? '/'}playground/index.html#p=${coded}`
}

const LANGUAGES = {
  js: 'train.js',
  javascript: 'train.js',
  ts: 'train.ts',
  typescript: 'train.ts',
  python: 'train.py',
  py: 'train.py',
}

/** A page of the repository as a page of the site: links go to other pages of it, and examples into the playground. */
function asPage(text, folder) {
  const blocks = text
    .replaceAll(/<!-- (?:begin|end) generated[^>]*-->\n?/gu, '')
    .replaceAll(
      /<!-- (flagged|accepted)[^>]*-->\s*(```(\w+)[^\n]*\n([\s\S]*?)```)/gu,
      (_, kind, block, language, code) =>
        `<p class="verdict ${kind}"><b>${kind === 'flagged' ? 'Reported' : 'Accepted'}</b>${tryIt(language, code)}</p>\n\n${block}`,
    )
    .replaceAll(/<!--(?! prettier)[\s\S]*?-->\n?/gu, '')
    .replaceAll(/<!-- prettier[^>]*-->\n?/gu, '')
  return blocks.replaceAll(/\]\(([^)\s]+)\)/gu, (all, target) => {
    if (/^(?:[a-z]+:|#)/u.test(target)) return all
    const [path, hash = ''] = target.split('#')
    const full = join('/', folder, path).replaceAll('\\', '/')
    const known = PAGES.get(full)
    return known
      ? `](${known}${hash ? `#${hash}` : ''})`
      : `](https://unpkg.com/eslint-plugin-reproducible@${version}${full})`
  })
}

function tryIt(language, code) {
  const file = LANGUAGES[language]
  return file ? ` <a href="${playground({ [file]: code })}" target="_self">open in the playground</a>` : ''
}

const { version } = JSON.parse(read('package.json'))
const rules = [...read('rules/index.ts').matchAll(/'\.\/([\w-]+)\.ts'/gu)].map(([, name]) => name)
const guides = ['evidence', 'flow', 'pytorch', 'faults', 'trace-format', 'pytorch-divergence', 'statistics']
const PAGES = new Map([
  ...rules.map((name) => [`/rules/${name}.md`, `/rules/${name}`]),
  ...guides.map((name) => [`/docs/${name}.md`, `/guide/${name}`]),
  ['/README.md', '/'],
])

for (const name of rules) write(`rules/${name}.md`, asPage(read('rules', `${name}.md`), 'rules'))
for (const name of guides) {
  if (existsSync(join(root, 'docs', `${name}.md`)))
    write(`guide/${name}.md`, asPage(read('docs', `${name}.md`), 'docs'))
}

const described = (name) =>
  /^# .*\n+([^\n]+)/mu.exec(read('rules', `${name}.md`).replaceAll(/<!--.*?-->\n*/gu, ''))?.[1] ?? ''
write(
  'rules/index.md',
  `# Rules\n\nEach works in the languages that its page names, and each of its claims is a pair of programs that was linted and run: [evidence](/guide/evidence).\n\n${rules.map((name) => `- [${name}](/rules/${name}): ${described(name)}`).join('\n')}\n`,
)

/** Recipes are programs, which the tests lint and run: the page shows the file. */
const recipes = JSON.parse(read('site/recipes/recipes.json'))
for (const { name, title, file, text, run, note } of recipes) {
  const code = read('site/recipes', file)
  const language = file.endsWith('.py') ? 'python' : file.endsWith('.html') ? 'html' : 'js'
  write(
    `recipes/${name}.md`,
    `# ${title}\n\n${text}\n\n\`\`\`${language}\n${code}\`\`\`\n\n\`\`\`sh\n${run}\n\`\`\`\n\n<p><a href="${playground({ [file]: code })}" target="_self">Open it in the playground</a></p>\n\n${note}\n`,
  )
}
write(
  'recipes/index.md',
  `# Recipes\n\nTrainings that repeat to the last bit. Each program below is linted and run twice by the tests of this repository.\n\n${recipes.map(({ name, title, text }) => `- [${title}](/recipes/${name}): ${text.split('. ')[0]}.`).join('\n')}\n`,
)
for (const name of ['index', 'faq', 'glossary']) write(`${name}.md`, read('site/pages', `${name}.md`))

const publicFolder = join(site, '.public')
rmSync(publicFolder, { recursive: true, force: true })
mkdirSync(publicFolder, { recursive: true })
for (const picture of readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.svg')))
  cpSync(join(root, 'docs', picture), join(publicFolder, picture))
await bundlePlayground(join(publicFolder, 'playground'))
writeFileSync(
  join(pages, 'sidebar.json'),
  JSON.stringify({ rules, recipes: recipes.map(({ name, title }) => ({ name, title })), guides }),
)

const { build } = await import('vitepress')
await build(site)
const broken = checkLinks(join(site, 'dist'), process.env.BASE)
for (const each of broken) console.error(each)
if (broken.length > 0) throw new Error(`${broken.length} links lead nowhere.`)
console.log('The site is in site/dist.')
