/**
 * Builds the wheel `reproducible-runs`: the companion for Python programs as a module, and the built command with the
 * packages that it needs, so that it runs without npm. `node scripts/build-wheel.mjs [--out <folder>] [--python <python>]
 * [--no-isolation]`; `python -m build` and its backend have to be there.
 */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(ROOT, '.cache/wheel/dist') },
    python: { type: 'string', default: 'python3' },
    'no-isolation': { type: 'boolean', default: false },
  },
})

const folder = join(ROOT, '.cache/wheel/source')
const module = join(folder, 'reproducible_runs')
const modules = join(module, '_node/node_modules')
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

/** Types, maps and documentation are read by nobody here; licences stay. */
const LEFT_OUT =
  /\.(?:d\.[cm]?ts|[cm]?ts|map|flow|md|markdown|tsbuildinfo)$|^(?:\.|tests?$|__tests__$|docs?$|man$|examples?$)/u

/** Of some packages a command needs little: what to take, below their folder. */
const TAKEN = {
  // The compiler's API is one file; the rest are its commands and its types of browsers.
  typescript: ['package.json', 'lib/typescript.js', 'LICENSE.txt', 'ThirdPartyNoticeText.txt'],
  'py-ast': ['package.json', 'dist/index.cjs', 'LICENSE'],
}

for (const each of [folder, join(ROOT, '.cache/wheel/dist')]) rmSync(each, { recursive: true, force: true })
mkdirSync(modules, { recursive: true })

cpSync(join(ROOT, 'wheel'), folder, { recursive: true, filter: (file) => basename(file) !== '__pycache__' })
const project = join(folder, 'pyproject.toml')
writeFileSync(project, readFileSync(project, 'utf8').replaceAll('@version@', manifest.version))
cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'))
cpSync(join(ROOT, 'runtime/python/reproducible_runs.py'), join(module, '__init__.py'))
writeFileSync(join(module, 'py.typed'), '')

copyThisPackage(join(modules, manifest.name))
for (const [from, to] of packagesNeeded()) copyPackage(from, join(modules, to))

execFileSync(
  values.python,
  [
    '-m',
    'build',
    '--wheel',
    ...(values['no-isolation'] ? ['--no-isolation'] : []),
    '--outdir',
    resolve(values.out),
    folder,
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
)
const wheel = readdirSync(values.out).find((name) => name.includes(`-${manifest.version}-`))
const path = join(resolve(values.out), wheel)
console.log(`${path}: ${(statSync(path).size / 1e6).toFixed(1)} MB`)

/** What npm would publish, without types; `npm pack` says what that is. */
function copyThisPackage(to) {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  for (const { path } of JSON.parse(packed)[0].files)
    if (!/\.d\.ts$/u.test(path) && !/^(?:docs|README|CHANGELOG)/u.test(path))
      cpSync(join(ROOT, path), join(to, path), { recursive: true })
}

/** The packages that this one and ESLint depend on, in the versions of the lock file, each with its place. */
function packagesNeeded() {
  const found = new Map()
  const add = (name, from) => {
    const place = placeOf(name, from)
    if (found.has(place)) return
    found.set(place, relative(join(ROOT, 'node_modules'), place))
    const { dependencies = {} } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'))
    for (const each of Object.keys(dependencies)) add(each, place)
  }
  for (const name of [...Object.keys(manifest.dependencies), 'eslint']) add(name, ROOT)
  return found
}

/** As Node looks for it. */
function placeOf(name, from) {
  for (let at = from; ; at = dirname(at)) {
    const place = join(at, 'node_modules', name)
    if (existsSync(join(place, 'package.json'))) return place
    if (at === dirname(at)) throw new Error(`${name} is not installed: npm ci`)
  }
}

function copyPackage(from, to) {
  const name = relative(join(ROOT, 'node_modules'), from)
  if (TAKEN[name]) {
    for (const file of TAKEN[name])
      if (existsSync(join(from, file))) cpSync(join(from, file), join(to, file), { recursive: true })
    return
  }
  cpSync(from, to, {
    recursive: true,
    dereference: true,
    filter: (file) =>
      file === from ||
      (basename(file) !== 'node_modules' && (!LEFT_OUT.test(basename(file)) || /licen[cs]e/iu.test(file))),
  })
}
