import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { buildRuntime, moduleUrl, node } from '../runtime-build.ts'
import { root } from '../install.ts'
import { installTorch } from './install.ts'
import { pythonEnvironment, titled } from './run-python.ts'

const torch = await installTorch()
const section = readFileSync(path.join(root, 'docs/pytorch-divergence.md'), 'utf8')
const folder = mkdtempSync(path.join(tmpdir(), 'pytorch-page-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The blocks of code of that language. */
const blocks = (language: string) =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, code]) => code!)

const cli = path.join(folder, 'cli.mjs')
writeFileSync(
  cli,
  `import { runtimeCommand } from ${JSON.stringify(moduleUrl(buildRuntime(), 'commands/cli'))}
process.chdir(${JSON.stringify(folder)})
process.exitCode = await runtimeCommand(process.argv[2], process.argv.slice(3))`,
)

/** Runs one of the page's commands. */
async function run(command: string) {
  const words = command
    .replace(/^npx eslint-plugin-reproducible /, '')
    .replace(' python ', ' python3 ')
    .split(' ')
  return node([cli, ...words], pythonEnvironment({}, torch.folders) as Record<string, string>)
}

describe.skipIf(torch.skip)(titled('the page on divergences of PyTorch', torch), () => {
  it(
    'finds the divergence that it shows, and none in the program that it mends',
    { timeout: 300_000 },
    async () => {
      const [program] = blocks('python')
      const commands = blocks('sh')[0]!.trim().split('\n')
      const train = path.join(folder, 'train.py')
      writeFileSync(train, program!)
      let last = { out: '', err: '', status: 0 as number | null }
      for (const command of commands) last = await run(command)
      const wanted = blocks('text')[0]!.trim().split(' …')[0]!
      expect(last.out.slice(0, wanted.length)).toBe(wanted)
      expect(last.status).toBe(1)

      const mended = 'x + 0.01 * torch.rand(())'
      expect(section).toContain(`\`${mended}\``)
      writeFileSync(train, program!.replace('x + 0.01 * self.source.random()', mended))
      for (const command of commands) last = await run(command)
      expect(last).toMatchObject({ out: 'Identical over 24 steps.\n', status: 0 })
    },
  )
})
