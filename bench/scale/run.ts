/**
 * `npm run bench:scale [-- <files>…]`: what a repository costs as it grows, in every way in which it can be linted.
 *
 * Each line is a process of its own. The last column says whether its findings are those of the plain run.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findingsOf, MODES, type Mode } from './modes.ts'
import { writeMonorepo } from './monorepo.ts'

const measure = fileURLToPath(new URL('../peers/measure.py', import.meta.url))
const sizes = process.argv.slice(2).map(Number)

interface Cost {
  readonly wall: number
  readonly cpu: number
  readonly peak: number
}

function run(folder: string, mode: Mode): { cost: Cost; findings: string } {
  const output = join(folder, '..', 'output.json')
  const command = [process.execPath, ...mode.command]
  const { stdout, stderr } = spawnSync('python3', [measure, output, ...command], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (!stdout) throw new Error(stderr)
  return { cost: JSON.parse(stdout) as Cost, findings: findingsOf(readFileSync(output, 'utf8'), folder) }
}

console.log('| files | mode | wall s | CPU s | CPU ms a file | peak MB | findings | as the plain run |')
console.log('| --: | --- | --: | --: | --: | --: | --: | --- |')
for (const size of sizes.length > 0 ? sizes : [200, 1_000, 5_000, 20_000]) {
  const place = mkdtempSync(join(tmpdir(), 'scale-'))
  const folder = join(place, 'repository')
  writeMonorepo(folder, size)
  let plain: string | undefined
  for (const mode of MODES) {
    const { cost, findings } = run(folder, mode)
    plain ??= findings
    const cells = [
      size,
      mode.name,
      cost.wall.toFixed(1),
      cost.cpu.toFixed(1),
      ((1000 * cost.cpu) / size).toFixed(1),
      Math.round(cost.peak),
      findings.split('\n').length,
      findings === plain ? 'yes' : 'NO',
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
  rmSync(place, { recursive: true })
}
