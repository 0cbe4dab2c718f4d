import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../cli/command.ts'

/** Files of packages that a process has loaded after running a text as a module. */
function loadedBy(text: string): string[] {
  const program = `
    import { Session } from 'node:inspector'
    const session = new Session()
    session.connect()
    const urls = []
    session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url))
    session.post('Debugger.enable')
    ${text}
    console.log(JSON.stringify(urls.filter((url) => url.includes('node_modules'))))`
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return JSON.parse(out) as string[]
}

describe('importing', () => {
  it('the plugin loads neither TypeScript nor TensorFlow nor the Python parser', () => {
    const loaded = loadedBy("await import('eslint-plugin-reproducible')")
    expect(loaded.filter((url) => /node_modules\/(?:typescript|@tensorflow|py-ast)\//u.test(url))).toEqual([])
  })

  it('the plugin, and linting JavaScript with it, loads no TypeScript', () => {
    const loaded = loadedBy(`
      const { Linter } = await import('eslint')
      const { default: plugin } = await import('eslint-plugin-reproducible')
      const found = new Linter().verify("import * as tf from '@tensorflow/tfjs'\\ntf.randomNormal([2]).print()", plugin.configs.recommended, 'train.js')
      if (found.length !== 1) throw new Error(JSON.stringify(found))`)
    expect(loaded.filter((url) => /node_modules\/(?:typescript|@tensorflow|py-ast)\//u.test(url))).toEqual([])
  })

  it('the runtime loads nothing', () => {
    expect(loadedBy("await import('eslint-plugin-reproducible/runtime')")).toEqual([])
  })

  it('require gives the plugin itself', () => {
    const out = execFileSync(
      process.execPath,
      [
        '-p',
        "const p = require('eslint-plugin-reproducible'); [p.meta.name, p.meta.version, typeof p.rules, typeof require('eslint-plugin-reproducible/runtime').enforce].join()",
      ],
      { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
      string,
      string
    >
    expect(out.trim()).toBe(`${name},${version},object,function`)
  })
})

describe('rules', () => {
  it('each has what it needs to be found and read about', async () => {
    const { rules } = await import('../../rules/index.ts')
    for (const [id, rule] of Object.entries(rules)) {
      expect(rule.definition.name, id).toBe(id)
      expect(rule.meta?.docs?.url, id).toMatch(new RegExp(`/rules/${id}\\.md$`, 'u'))
      expect((rule.meta as { languages?: string[] }).languages, id).not.toHaveLength(0)
      const page = readFileSync(join(ROOT, `rules/${id}.md`), 'utf8')
      expect(page, id).toContain(`# reproducible/${id}\n`)
      expect(page, id).toMatch(/<!-- flagged(?:: \S+)? -->/u)
    }
  })
})
