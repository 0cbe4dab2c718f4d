import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parsePython } from '../../../src/languages/python/parse/parse.ts'
import { dump } from './dump.ts'

/** Set `REPRODUCIBLE_STDLIB=all` to compare every file of the standard library. */
const SAMPLE = process.env['REPRODUCIBLE_STDLIB'] === 'all' ? Infinity : 300

const DUMPER = fileURLToPath(new URL('dump_ast.py', import.meta.url))

const LIST_FILES = `
import os, sysconfig
root = sysconfig.get_paths()["stdlib"]
for folder, folders, names in os.walk(root):
    folders[:] = [name for name in sorted(folders) if name not in ("site-packages", "dist-packages", "__pycache__")]
    for name in sorted(names):
        if name.endswith(".py"):
            print(os.path.join(folder, name))
`

/** Files that Python rejects and we accept. */
const ACCEPTED: Record<string, string> = {
  'test/tokenizedata/bad_coding.py': 'an unknown name in the coding line, and nothing but ASCII in the file',
  'test/tokenizedata/bad_coding2.py': 'a coding line that contradicts the byte order mark',
  'test/tokenizedata/badsyntax_pep3120.py': 'not UTF-8 inside a string only',
}

function python(args: string[], input = ''): string | undefined {
  const run = spawnSync('python3', args, { input, encoding: 'utf8', maxBuffer: 2 ** 30 })
  return run.status === 0 ? run.stdout : undefined
}

const listed = python(['-c', LIST_FILES])?.trim().split('\n') ?? []
const root = path.dirname(listed.find((file) => path.basename(file) === 'ast.py') ?? '/')

/** Every n-th file: the same ones each time, from all packages. */
function sample(files: string[]): string[] {
  const step = Math.max(1, files.length / SAMPLE)
  return files.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
}

/** `\N{NAME}` in strings: resolving it would need the table of all character names, and no rule reads such text. */
function withoutNamedCharacters(tree: string, other: string): string {
  const others = other.split('\n')
  return tree
    .split('\n')
    .map((line, index) =>
      /value=str .*\\\\N\{/.test(others[index] ?? '') ? line.replace(/ value=str .*/, '') : line,
    )
    .join('\n')
}

describe.skipIf(listed.length === 0)(
  'the standard library as CPython reads it (needs python3 on the PATH)',
  () => {
    it('has the same nodes, fields and positions', { timeout: 600_000 }, () => {
      const files = sample(listed)
      const differences: string[] = []
      let compared = 0
      for (let from = 0; from < files.length; from += 100) {
        const batch = files.slice(from, from + 100)
        const output = python([DUMPER], batch.join('\n'))
        expect(output, 'dump_ast.py failed').toBeDefined()
        for (const section of output!.split(/^FILE /m).slice(1)) {
          const [file, theirs] = [
            section.slice(0, section.indexOf('\n')),
            section.slice(section.indexOf('\n') + 1).trimEnd(),
          ]
          const name = path.relative(root, file)
          const result = parsePython(readFileSync(file, 'utf8'))
          if (theirs.startsWith('REJECTED')) {
            if (result.ok && !(name in ACCEPTED)) differences.push(`${name}: CPython rejects it, we do not`)
          } else if (!result.ok) {
            differences.push(`${name}:${result.error.line}: ${result.error.message}`)
          } else {
            compared++
            const ours = dump(result.ast)
            if (ours === theirs) continue
            const [left, right] = [
              withoutNamedCharacters(ours, ours).split('\n'),
              withoutNamedCharacters(theirs, ours).split('\n'),
            ]
            const at = left.findIndex((line, index) => line !== right[index])
            if (at !== -1 || left.length !== right.length)
              differences.push(`${name}\n  ours    ${left[at]?.trim()}\n  CPython ${right[at]?.trim()}`)
          }
        }
      }
      expect(differences).toEqual([])
      expect(compared).toBeGreaterThan(Math.min(SAMPLE, files.length) * 0.9)
    })
  },
)
