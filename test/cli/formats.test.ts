/** Findings in the formats of other programs, read by what reads them. */
import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installPlatform } from '../platforms/install.ts'
import { CLI, command, folderWith, notebook, ROOT } from './command.ts'

const platform = installPlatform('formats', 'yaml')
if (typeof platform === 'string') console.log(platform)
const needed = describe.skipIf(typeof platform === 'string')
const load = (name: string) => (platform as NodeJS.Require)(name) as unknown

interface Validate {
  (value: unknown): boolean
  errors?: unknown
}

function validator(schema: object): Validate {
  const is04 = JSON.stringify(schema).includes('draft-04')
  const ajv = load(is04 ? 'ajv-draft-04' : 'ajv') as new (options: object) => {
    compile(schema: object): Validate
  }
  const formats = load('ajv-formats') as { default: (ajv: object) => void }
  const instance = new ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  formats.default(instance)
  return instance.compile(schema)
}

const DRAW = 'import torch\n\nprint("ä𐐀", torch.randperm(3))\n'
const FOLDER = folderWith({
  'a b/ä&<"\'.py': DRAW,
  'broken.py': 'def f(:\n',
  'fix.py':
    'import torch\ntorch.manual_seed(0)\ntorch.backends.cudnn.determinstic = True\nprint(torch.randn(2))\n',
  'n.ipynb': notebook('import torch\n', '# first\nprint(torch.randperm(3))\n'),
  'clean.py': 'print(1)\n',
  '\ufeffbom.py': '\ufeffimport torch\nprint(torch.randperm(3))\n',
  'ctrl.py': 'import torch\ntorch.backends.cudnn.determinstic\t= "\x1b[2J"\nprint(torch.randperm(3))\n',
})
const env = { GITHUB_WORKSPACE: undefined, CI_PROJECT_DIR: undefined } as unknown as NodeJS.ProcessEnv
const written = (format: string, folder = FOLDER, more: NodeJS.ProcessEnv = {}) =>
  command(['-f', format], folder, { ...env, ...more }).out

interface Region {
  startLine: number
  startColumn: number
  endLine: number
  endColumn: number
}
interface Sarif {
  runs: {
    tool: { driver: { name: string; rules: { id: string; helpUri?: string }[] } }
    results: {
      ruleId: string
      ruleIndex: number
      message: { text: string }
      locations: {
        physicalLocation: { artifactLocation: { uri: string; uriBaseId: string }; region: Region }
        logicalLocations?: { name: string }[]
      }[]
      fixes?: {
        artifactChanges: { replacements: { deletedRegion: Region; insertedContent: { text: string } }[] }[]
      }[]
    }[]
  }[]
}

needed('SARIF', () => {
  const text = written('sarif')
  const log = JSON.parse(text) as Sarif
  const [run] = log.runs

  it('is valid against 2.1.0', () => {
    const folder = join(ROOT, 'test/platforms/formats/node_modules/@microsoft/jest-sarif/lib/schemas')
    const validate = validator(
      JSON.parse(readFileSync(join(folder, 'sarif-2.1.0-rtm.5.json'), 'utf8')) as object,
    )
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true)
    expect(validate(JSON.parse(written('sarif', folderWith({ 'a.py': '' }))))).toBe(true)
    expect(validate({ version: '2.1.0' })).toBe(false)
  })

  it('has relative addresses, the rules with their pages, and the cell', () => {
    expect(run!.tool.driver.name).toBe('eslint-plugin-reproducible')
    for (const { ruleId, ruleIndex, locations } of run!.results) {
      expect(run!.tool.driver.rules[ruleIndex]!.id).toBe(ruleId)
      const { uri, uriBaseId } = locations[0]!.physicalLocation.artifactLocation
      expect([uriBaseId, uri.startsWith('/'), decodeURIComponent(uri).length > 3]).toEqual([
        '%SRCROOT%',
        false,
        true,
      ])
    }
    const cell = run!.results.find(({ locations }) => locations[0]!.logicalLocations)!
    expect(cell.message.text).toMatch(/^Cell 3, line 2: `torch\.randperm`/u)
    expect(cell.locations[0]!.logicalLocations).toEqual([{ name: 'cell 3', kind: 'element' }])
    const inside = JSON.parse(written('sarif', join(FOLDER, 'a b'), { GITHUB_WORKSPACE: FOLDER })) as Sarif
    expect(inside.runs[0]!.results[0]!.locations[0]!.physicalLocation.artifactLocation.uri).toMatch(
      /^a%20b\//u,
    )
  })

  it('has fixes that do what --fix does', () => {
    const [replacement] = run!.results.find(
      ({ ruleId, locations }) =>
        ruleId.endsWith('no-ineffective-seed') &&
        locations[0]!.physicalLocation.artifactLocation.uri === 'fix.py',
    )!.fixes![0]!.artifactChanges[0]!.replacements
    const lines = readFileSync(join(FOLDER, 'fix.py'), 'utf8').split('\n')
    const { startLine, startColumn, endColumn } = replacement!.deletedRegion
    const line = lines[startLine - 1]!
    lines[startLine - 1] =
      line.slice(0, startColumn - 1) + replacement!.insertedContent.text + line.slice(endColumn - 1)
    expect(lines[2]).toBe('torch.backends.cudnn.deterministic = True')
  })
})

needed('other formats', () => {
  it('gitlab: what the documentation asks for, and fingerprints that stay', () => {
    const issue = {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string', minLength: 1 },
        fingerprint: { type: 'string', minLength: 32 },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: { type: 'string', not: { pattern: '^\\.?/' } },
            lines: {
              type: 'object',
              required: ['begin'],
              properties: { begin: { type: 'integer', minimum: 1 } },
            },
          },
        },
      },
    }
    const validate = validator({ type: 'array', items: issue })
    const issues = JSON.parse(written('gitlab')) as { fingerprint: string; location: { path: string } }[]
    expect(validate(issues), JSON.stringify(validate.errors)).toBe(true)
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length)
    const [before, after] = [DRAW, `# one\n# two\n${DRAW}`].map(
      (text) => JSON.parse(written('gitlab', folderWith({ 'a.py': text }))) as { fingerprint: string }[],
    )
    expect(after![0]!.fingerprint).toBe(before![0]!.fingerprint)
    expect(JSON.parse(written('gitlab', folderWith({ 'a.py': '' })))).toEqual([])
  })

  it('junit: well-formed, with a failure for each finding', () => {
    const { XMLParser, XMLValidator } = load('fast-xml-parser') as {
      XMLParser: new (options: object) => { parse(text: string): unknown }
      XMLValidator: { validate(text: string): true | object }
    }
    const text = written('junit')
    expect(XMLValidator.validate(text)).toBe(true)
    const parsed = new XMLParser({
      ignoreAttributes: false,
      isArray: (name: string) => ['testsuite', 'testcase'].includes(name),
    }).parse(text) as {
      testsuites: {
        '@_tests': string
        testsuite: { '@_name': string; testcase: { failure?: object; error?: object }[] }[]
      }
    }
    const suites = parsed.testsuites.testsuite
    expect(suites.map((suite) => suite['@_name'])).toContain('a b/ä&<"\'.py')
    const cases = suites.flatMap((suite) => suite.testcase)
    expect(Number(parsed.testsuites['@_tests'])).toBe(cases.length)
    const found = (JSON.parse(written('json')) as { messages: unknown[] }[]).flatMap(
      ({ messages }) => messages,
    )
    expect(cases.filter(({ failure, error }) => failure ?? error)).toHaveLength(found.length)
    expect(cases.filter(({ error }) => error)).toHaveLength(1)
  })

  it('rdjson: columns in bytes, suggestions that can be applied', () => {
    const position = {
      type: 'object',
      required: ['line', 'column'],
      properties: { line: { type: 'integer', minimum: 1 }, column: { type: 'integer', minimum: 1 } },
    }
    const range = {
      type: 'object',
      required: ['start', 'end'],
      properties: { start: position, end: position },
    }
    const validate = validator({
      type: 'object',
      required: ['source', 'diagnostics'],
      properties: {
        source: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' }, url: { type: 'string' } },
        },
        diagnostics: {
          type: 'array',
          items: {
            type: 'object',
            required: ['message', 'location', 'severity', 'code'],
            properties: {
              message: { type: 'string' },
              location: {
                type: 'object',
                required: ['path', 'range'],
                properties: { path: { type: 'string' }, range },
              },
              severity: { enum: ['UNKNOWN_SEVERITY', 'ERROR', 'WARNING', 'INFO'] },
              code: {
                type: 'object',
                required: ['value'],
                properties: { value: { type: 'string' }, url: { type: 'string', format: 'uri' } },
              },
              suggestions: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['range', 'text'],
                  properties: { range, text: { type: 'string' } },
                },
              },
            },
          },
        },
      },
    })
    const result = JSON.parse(written('rdjson')) as {
      diagnostics: { location: { path: string; range: { start: { line: number; column: number } } } }[]
    }
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true)
    const draw = result.diagnostics.find(({ location }) => location.path.startsWith('a b/'))!
    const { line, column } = draw.location.range.start
    const bytes = Buffer.from(DRAW.split('\n')[line - 1]!)
    expect(bytes.subarray(column - 1).toString()).toMatch(/^torch\.randperm/u)
  })

  it.each(['stylish', 'full', 'unix', 'github', 'gitlab', 'sarif', 'junit', 'rdjson'])(
    '%s holds no control characters of names and strings',
    (format) => {
      const folder = folderWith({
        'a\x1b[31m\nb\u202e.py': DRAW,
        'c.py':
          'import torch\ntorch.backends.cudnn.determinstic = 1\nx = "\x1b]0;title\x07"; print(torch.randperm(3))\n',
      })
      const { out, err } = command(['-f', format], folder)
      expect(out.length).toBeGreaterThan(10)

      expect(out + err).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/u)
    },
  )
})

needed('action.yml', () => {
  interface Step {
    id?: string
    if?: string
    run?: string
    shell?: string
    env?: Record<string, string>
  }
  const action = () =>
    (load('yaml') as { parse(text: string): unknown }).parse(
      readFileSync(join(ROOT, 'action.yml'), 'utf8'),
    ) as {
      inputs: Record<string, { default: string }>
      runs: { using: string; steps: Step[] }
    }

  it('annotates, writes SARIF, and fails where something is found', () => {
    const { inputs, runs } = action()
    expect(runs.using).toBe('composite')
    const folder = folderWith({
      'ours/a b.py': DRAW,
      'ours/skipped.py': DRAW,
      'bin/npx': `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${CLI}" "$@"\n`,
      'temp/output': '',
    })
    chmodSync(join(folder, 'bin/npx'), 0o755)
    const given: Record<string, string> = {
      paths: 'a b.py\n',
      options: '--strict\n--ignore-pattern=nothing here\n',
    }
    const outputs = new Map<string, string>()
    const codes: (number | null)[] = []
    let printed = ''
    for (const { id = '', run, env: named = {} } of runs.steps) {
      if (run === undefined) continue
      const value = (expression: string) =>
        expression.replaceAll(/\$\{\{ (\S+) \}\}/gu, (_, path: string) => {
          const [kind, name, , output] = path.split('.')
          return kind === 'inputs'
            ? (given[name!] ?? inputs[name!]!.default)
            : (outputs.get(`${name!}.${output!}`) ?? '')
        })
      const file = join(folder, `temp/${id}-output`)
      const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
        cwd: join(folder, 'ours'),
        encoding: 'utf8',
        env: {
          ...process.env,
          ...Object.fromEntries(Object.entries(named).map(([name, text]) => [name, value(text)])),
          PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
          GITHUB_WORKSPACE: folder,
          GITHUB_OUTPUT: file,
          RUNNER_TEMP: join(folder, 'temp'),
        },
      })
      codes.push(ran.status)
      printed += ran.stdout
      if (id === '') continue
      for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
        const [name, text] = line.split('=')
        outputs.set(`${id}.${name!}`, text!)
      }
    }
    expect(codes).toEqual([0, 0, 1])
    expect(printed).toMatch(/^::error file=ours\/a b\.py,line=3,/mu)
    expect(printed).not.toContain('skipped.py')
    const log = JSON.parse(readFileSync(outputs.get('sarif.file')!, 'utf8')) as Sarif
    expect(
      log.runs[0]!.results.map(({ locations }) => locations[0]!.physicalLocation.artifactLocation.uri),
    ).toEqual(['ours/a%20b.py'])
  })
})
