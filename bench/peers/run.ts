/** `npm run bench:peers [-- <folder>…]`: this plugin and its peers over the same folders, in one run. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { corpusFolder, readLabels } from '../corpus/corpus.ts'
import { type Comparison, type Cost, type Measured, pageOf } from './page.ts'
import { scoreOf } from './score.ts'
import { type Finding, installed, type Tool, tools, writeConfigurations } from './tools.ts'

const PASSES = 3
const measure = fileURLToPath(new URL('measure.py', import.meta.url))
const python = process.env['PYTHON'] ?? 'python3'

/** Installs what a tool needs. @returns why it cannot be had. */
function install({ needs }: Tool): string | undefined {
  try {
    if (needs.pip) {
      const pip = join(installed, 'python/bin/pip')
      if (!existsSync(pip)) execFileSync(python, ['-m', 'venv', join(installed, 'python')], { stdio: 'pipe' })
      execFileSync(pip, ['install', '--quiet', ...needs.pip], { stdio: 'pipe', timeout: 300_000 })
    }
    if (needs.npm) {
      const folder = join(installed, 'node')
      mkdirSync(folder, { recursive: true })
      if (!existsSync(join(folder, 'package.json')))
        writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
      execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...needs.npm], {
        cwd: folder,
        stdio: 'pipe',
        timeout: 300_000,
      })
    }
    return undefined
  } catch (error) {
    const lines = String((error as { stderr?: Buffer }).stderr ?? error)
      .trim()
      .split('\n')
    return `could not be installed: ${lines.findLast((line) => /error/iu.test(line)) ?? lines.at(-1)}`
  }
}

interface Run {
  readonly cost: Cost
  readonly output: string
}

/** Starts a tool in a folder, cold. @throws where it fails itself, with what it printed. */
function run(tool: Tool, folder: string): Run {
  const place = mkdtempSync(join(tmpdir(), 'peers-'))
  try {
    const file = join(place, 'output')
    const { stdout, stderr } = spawnSync(python, [measure, file, ...tool.command], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (!stdout) throw new Error(stderr)
    const { status, ...cost } = JSON.parse(stdout) as Cost & { status: number }
    const output = readFileSync(file, 'utf8')
    // 1: there are findings.
    if (status > 1) throw new Error(`${tool.name} ended with ${status} in ${folder}`)
    return { cost, output }
  } finally {
    rmSync(place, { recursive: true })
  }
}

function findingsOf(tool: Tool, output: string, folder: string): readonly Finding[] {
  return tool.findings(output).map((finding) => ({ ...finding, file: resolve(folder, finding.file) }))
}

/** The one that took least CPU time: what else runs on the machine only makes it more. */
function cheapest(costs: readonly Cost[]): Cost {
  return costs.toSorted((a, b) => a.cpu - b.cpu)[0]!
}

function measureIn(tool: Tool, folder: string): Measured {
  const runs = Array.from({ length: PASSES }, () => run(tool, folder))
  const findings = findingsOf(tool, runs[0]!.output, folder)
  return {
    cost: cheapest(runs.map(({ cost }) => cost)),
    findings: findings.length,
    about: findings.filter(({ rule }) => tool.about.test(rule)).length,
  }
}

/** One empty file in each language: what it takes to start. */
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'empty-'))
  writeFileSync(join(folder, 'empty.py'), '')
  writeFileSync(join(folder, 'empty.js'), '')
  return folder
}

const folders = process.argv.slice(2).map((path) => resolve(path))
mkdirSync(installed, { recursive: true })
const empty = emptyFolder()
const compared: Comparison[] = []
const missing: [string, string][] = []
for (const tool of tools) {
  console.log(tool.name)
  const reason = install(tool)
  if (reason !== undefined) {
    console.log(`  ${reason}`)
    missing.push([tool.name, reason])
    continue
  }
  if (tool.needs.npm) writeConfigurations()
  try {
    compared.push({
      tool,
      version: versionOf(tool),
      score: scoreOf(tool, readLabels(), findingsOf(tool, run(tool, corpusFolder).output, corpusFolder)),
      start: measureIn(tool, empty).cost,
      corpora: new Map(folders.map((folder) => [basename(folder), measureIn(tool, folder)])),
    })
  } catch (error) {
    missing.push([tool.name, (error as Error).message])
    console.log(`  ${(error as Error).message}`)
  }
}
rmSync(empty, { recursive: true })
const page = fileURLToPath(new URL('../../docs/comparison.md', import.meta.url))
writeFileSync(page, pageOf(compared, missing, folders))
console.log(`written: ${page}`)

function versionOf({ needs }: Tool): string {
  if (needs.pip) {
    const shown = execFileSync(join(installed, 'python/bin/pip'), ['show', needs.pip[0]!], {
      encoding: 'utf8',
    })
    return /^Version: (.+)$/mu.exec(shown)![1]!
  }
  const file = needs.npm
    ? join(installed, 'node/node_modules', needs.npm[0]!, 'package.json')
    : fileURLToPath(new URL('../../package.json', import.meta.url))
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
