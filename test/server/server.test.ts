/** The language server, as an editor meets it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { folderWith } from '../cli/command.ts'
import { at, Editor, type Started } from './editor.ts'

const editors: Editor[] = []

async function start(started: Started): Promise<Editor> {
  const editor = await Editor.start(started)
  editors.push(editor)
  return editor
}

afterEach(() => {
  for (const editor of editors.splice(0)) editor.process.kill()
})

const DRAWS = 'import torch\n\nprint(torch.randperm(3))\n'
const TRAIN = `import torch
from seeding import seed_all

seed_all()
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model(torch.ones(4, 2)).sum().backward()
optimizer.step()
`
const SEEDS = 'import torch\n\n\ndef seed_all():\n    torch.manual_seed(0)\n'
const SEEDS_NOTHING = 'def seed_all():\n    pass\n'
const UNSEEDED = 'no-unseeded-random'
const has = (rule: string) => (rules: readonly string[]) => rules.includes(rule)
const hasNot = (rule: string) => (rules: readonly string[]) => !rules.includes(rule)

describe('a notebook of three cells', () => {
  const CELLS = [
    '# Training',
    'import torch\nmodel = torch.nn.Linear(2, 1)',
    'torch.manual_seed(0)\nprint("seeded")',
    'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\nmodel(torch.ones(4, 2)).sum().backward()\noptimizer.step()',
  ]

  it('shows in its cell that a seed is in the wrong one, and mends it in the other', async () => {
    const folder = folderWith({})
    const path = join(folder, 'train.ipynb')
    const editor = await start({ roots: [folder] })
    const [, model = '', seed = '', step = ''] = await editor.openNotebook(path, CELLS)
    const [late, ...more] = await editor.diagnostics(seed, (all) => all.length > 0)
    expect(late).toMatchObject({
      code: 'reproducible/no-late-seed',
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 20 } },
    })
    expect(late!.message).toContain('cell 2, line 2')
    expect(late!.message).not.toMatch(/^Cell/u)
    expect(more).toEqual([])
    expect(await editor.diagnostics(step)).toEqual([])

    const actions = await editor.actions(seed, late!.range)
    const mend = actions.find(({ edit }) => editor.applied(edit!).has(model))!
    const texts = editor.applied(mend.edit!)
    expect(texts.get(model)).toBe('import torch\ntorch.manual_seed(0)\nmodel = torch.nn.Linear(2, 1)')
    for (const [cell, text] of texts) await editor.typeInCell(path, cell, text)
    expect(await editor.rules(seed, hasNot('no-late-seed'))).not.toContain('no-late-seed')

    await editor.typeInCell(path, model, CELLS[1]!)
    await editor.typeInCell(path, seed, CELLS[2]!)
    await editor.rules(seed, has('no-late-seed'))
    const accept = (await editor.actions(seed, late!.range)).find(({ title }) => title.startsWith('Accept'))!
    const accepted = editor.applied(accept.edit!)
    expect([...accepted]).toEqual([
      [seed, `# eslint-disable-next-line reproducible/no-late-seed -- why\n${CELLS[2]!}`],
    ])
    await editor.typeInCell(path, seed, accepted.get(seed)!)
    await editor.rules(seed, hasNot('no-late-seed'))

    const hover = await editor.hover(model, 1, 10)
    expect(hover).toMatch(/\*\*draw\*\*.*torch\.nn\.Linear.*unseeded/u)
  })

  it('with a magic, cells of another language, and a cell that cannot be read', async () => {
    const folder = folderWith({})
    const editor = await start({ roots: [folder] })
    const cells = await editor.openNotebook(join(folder, 'a.ipynb'), [
      '%matplotlib inline\nimport numpy as np\nimport torch',
      'print(',
      'x = torch.randperm(3)\nprint("ä", "\\\\", x)',
    ])
    const [found] = await editor.diagnostics(cells[2]!, (all) => all.length > 0)
    expect(found).toMatchObject({
      code: `reproducible/${UNSEEDED}`,
      range: { start: { line: 0, character: 4 } },
    })
    const [broken] = await editor.diagnostics(cells[1]!, (all) => all.length > 0)
    expect(broken!.message).toContain('The other cells were judged without it.')
  })
})

const PAGE = `<!doctype html>
<p>Page</p>
<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs"></script>
<script>
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
  model.fit(tf.zeros([8, 2]), tf.zeros([8, 1]))
</script>
`
const TYPESCRIPT = `import * as tf from '@tensorflow/tfjs'

const noise: tf.Tensor = tf.randomNormal([2])
noise.print()
`

describe('a file', () => {
  it.each([
    { name: 'train.py', text: DRAWS, code: 'torch.randperm', comment: '# eslint-disable-next-line' },
    { name: 'train.ts', text: TYPESCRIPT, code: 'tf.randomNormal', comment: '// eslint-disable-next-line' },
    { name: 'index.html', text: PAGE, code: 'tf.layers.dense', comment: '  // eslint-disable-next-line' },
    {
      name: 'App.svelte',
      text: `<script lang="ts">\n${TYPESCRIPT}</script>\n`,
      code: 'tf.randomNormal',
      comment: '// eslint-disable-next-line',
    },
  ])('$name: found, mended, accepted, explained', async ({ name, text, code, comment }) => {
    const folder = folderWith({ [name]: text })
    const editor = await start({ roots: [folder] })
    const uri = await editor.open(join(folder, name))
    const all = await editor.diagnostics(uri, (each) => each.length > 0)
    const place = at(text, code)
    const found = all.find(({ range }) => range.start.line === place.start.line)!
    expect(found.source).toBe('reproducible')
    expect(found.codeDescription!.href).toMatch(/rules\/.*\.md$/u)

    const actions = await editor.actions(uri, place)
    const accept = actions.find(({ title }) => title.startsWith('Accept'))!
    const accepted = editor.applied(accept.edit!).get(uri)!
    const lines = accepted.split('\n')
    expect(lines[place.start.line]).toBe(`${comment} ${String(found.code)} -- why`)
    expect(lines.toSpliced(place.start.line, 1).join('\n')).toBe(text)

    const hover = await editor.hover(uri, place.start.line, place.start.character)
    expect(hover).toMatch(/\*\*draw\*\*.*unseeded/u)
    expect(hover).toContain(String(found.code))
    expect(hover).toContain('What goes wrong')

    const mend = actions.find(({ title, edit }) => edit && !title.startsWith('Accept'))
    if (mend) {
      await editor.replace(uri, editor.applied(mend.edit!).get(uri)!)
      const left = await editor.diagnostics(uri)
      expect(left.map((each) => each.code)).not.toContain(found.code)
    }
    expect(name === 'index.html' || mend).toBeTruthy()
  })

  it('is judged as it is typed, and what reads it as well', async () => {
    const folder = folderWith({ 'train.py': TRAIN, 'seeding.py': SEEDS })
    const editor = await start({ roots: [folder] })
    const train = await editor.open(join(folder, 'train.py'))
    expect(await editor.rules(train)).not.toContain(UNSEEDED)
    const seeding = await editor.open(join(folder, 'seeding.py'))
    await editor.replace(seeding, SEEDS_NOTHING)
    await editor.rules(train, has(UNSEEDED))
    await editor.replace(seeding, SEEDS)
    await editor.rules(train, hasNot(UNSEEDED))
    await editor.replace(seeding, SEEDS_NOTHING)
    await editor.rules(train, has(UNSEEDED))
    // What was typed and not saved is gone.
    await editor.close(seeding)
    await editor.rules(train, hasNot(UNSEEDED))
  })

  it('that cannot be read is said to be', async () => {
    const folder = folderWith({})
    const editor = await start({ roots: [folder] })
    const uri = await editor.open(join(folder, 'a.py'), `${DRAWS}def f(:\n`)
    const [told, ...more] = await editor.diagnostics(uri, (all) => all.length > 0)
    expect(told).toMatchObject({ severity: 3, range: { start: { line: 3 } } })
    expect(told!.message).toMatch(/^Not judged as it cannot be read\./u)
    expect(more).toEqual([])
    await editor.replace(uri, DRAWS)
    await editor.rules(uri, has(UNSEEDED))
  })

  it('that nobody has saved yet is judged by its language', async () => {
    const folder = folderWith({})
    const editor = await start({ roots: [folder] })
    await editor.openAt('untitled:Untitled-1', 'python', DRAWS)
    await editor.rules('untitled:Untitled-1', has(UNSEEDED))
  })

  it('is mended in another file, where its program begins', async () => {
    const folder = folderWith({
      'train.py': `import numpy as np
from sklearn.linear_model import LinearRegression
from data import samples

noise = np.random.rand(4)
LinearRegression().fit(samples(), noise)
`,
      'data.py': 'import numpy as np\n\n\ndef samples():\n    return np.random.rand(4, 2)\n',
    })
    const editor = await start({ roots: [folder] })
    const data = await editor.open(join(folder, 'data.py'))
    const [found] = await editor.diagnostics(data, (all) => all.length > 0)
    expect(found!.code).toBe(`reproducible/${UNSEEDED}`)
    const mend = (await editor.actions(data, found!.range)).find(({ title }) =>
      title.startsWith('In train.py: '),
    )
    const [[changed, text] = ['', '']] = editor.applied(mend!.edit!)
    expect(changed).toMatch(/train\.py$/u)
    expect(text).toContain('np.random.seed(42)')
    writeFileSync(new URL(changed), text)
    await editor.changedOnDisk(join(folder, 'train.py'))
    await editor.rules(data, hasNot(UNSEEDED))
  })

  it('has everything mended at once that changes nothing else', async () => {
    const folder = folderWith({})
    const editor = await start({ roots: [folder], options: { strict: true } })
    const text = 'import torch\n\ntorch.backends.cudnn.determinstic = True\n'
    const uri = await editor.open(join(folder, 'a.py'), text)
    const all = await editor.diagnostics(uri, (each) => each.length > 0)
    expect(all.length).toBeGreaterThan(0)
    const actions = await editor.actions(uri, at(text, 'import'), ['source.fixAll'])
    const [edit] = actions.map((action) => editor.applied(action.edit!).get(uri)!)
    expect(edit).toBe(text.replace('determinstic', 'deterministic'))
    expect((await editor.actions(uri, at(text, 'torch.backends'))).map(({ kind }) => kind)).not.toContain(
      'source.fixAll.reproducible',
    )
  })
})

describe('a comment that accepts', () => {
  it.each([
    {
      what: 'a line that goes on another',
      name: 'a.py',
      text: 'import torch\n\nx = 1 + \\\n    torch.randperm(3)\nprint(x)\n',
      code: 'torch.randperm',
    },
    {
      what: 'a string of several lines before it',
      name: 'a.py',
      text: 'import torch\n\nprint("""\na\n""", torch.randperm(3))\n',
      code: 'torch.randperm',
    },
    {
      what: 'a comment that is there',
      name: 'a.py',
      text: 'import torch\n\n# eslint-disable-next-line reproducible/prefer-enforce -- because\nprint(torch.randperm(3))\n',
      code: 'torch.randperm',
    },
    {
      what: 'a template',
      name: 'a.js',
      text: "import * as tf from '@tensorflow/tfjs'\n\nconsole.log(`\n${[1].map(() => {\n  const noise = tf.randomNormal([2])\n  noise.print()\n})}\n`)\n",
      code: 'tf.randomNormal',
    },
    {
      what: 'Windows line ends',
      name: 'a.py',
      text: 'import torch\r\n\r\nif True:\r\n\tprint(torch.randperm(3))\r\n',
      code: 'torch.randperm',
    },
  ])('$what', async ({ name, text, code }) => {
    const folder = folderWith({})
    const editor = await start({ roots: [folder] })
    const uri = await editor.open(join(folder, name), text)
    const before = await editor.diagnostics(uri, (all) => all.length > 0)
    const accept = (await editor.actions(uri, at(text, code))).find(({ title }) =>
      title.startsWith('Accept'),
    )!
    const accepted = editor.applied(accept.edit!).get(uri)!
    if (text.includes('\r\n')) expect(accepted).not.toMatch(/(?<!\r)\n/u)
    await editor.replace(uri, accepted)
    const after = await editor.diagnostics(uri)
    expect(after.length).toBe(before.length - 1)
    expect(after.map(({ severity }) => severity)).not.toContain(3)
  })
})

describe('a project', () => {
  it('has its own configuration, where that loads the plugin; rules of others are not shown', async () => {
    const folder = folderWith({
      'package.json': '{"type":"module"}',
      'eslint.config.js': `import reproducible from 'eslint-plugin-reproducible'
console.log('a configuration may print')
export default [
  ...reproducible.configs.recommended,
  { files: ['**/*.js'], rules: { 'no-var': 'error' } },
  { files: ['**/*.py'], rules: { 'reproducible/no-unseeded-random': 'off' } },
]
`,
      'node_modules/eslint-plugin-reproducible/package.json':
        '{"name":"eslint-plugin-reproducible","type":"module","exports":"./index.js"}',
      'node_modules/eslint-plugin-reproducible/index.js': `export { default } from '${process.cwd()}/dist/src/index.js'\n`,
    })
    const editor = await start({ roots: [folder] })
    const py = await editor.open(join(folder, 'a.py'), DRAWS)
    expect(await editor.rules(py)).not.toContain(UNSEEDED)
    const js = await editor.open(
      join(folder, 'a.js'),
      "import * as tf from '@tensorflow/tfjs'\nvar a = tf.randomNormal([2])\na.print()\n",
    )
    const rules = await editor.rules(js)
    expect(rules).toContain(UNSEEDED)
    expect(rules).not.toContain('no-var')
    writeFileSync(
      join(folder, 'eslint.config.js'),
      "import reproducible from 'eslint-plugin-reproducible'\nexport default reproducible.configs.recommended\n",
    )
    await editor.changedOnDisk(join(folder, 'eslint.config.js'))
    await editor.rules(py, has(UNSEEDED))
  })

  it('whose configuration is broken is said to be, and judged by the recommended rules', async () => {
    const folder = folderWith({ 'eslint.config.mjs': 'this is no JavaScript // eslint-plugin-reproducible' })
    const editor = await start({ roots: [folder] })
    const uri = await editor.open(join(folder, 'a.py'), DRAWS)
    await editor.rules(uri, has(UNSEEDED))
    expect(editor.shown.join()).toContain('eslint.config.mjs')
  })

  it('has no configuration of its own executed, where nobody wants that', async () => {
    const folder = folderWith({
      'eslint.config.mjs': 'throw new Error("executed")\n// eslint-plugin-reproducible',
    })
    const editor = await start({ roots: [folder], args: ['--no-config'], settings: { ownConfig: true } })
    const uri = await editor.open(join(folder, 'a.py'), DRAWS)
    await editor.rules(uri, has(UNSEEDED))
    expect(editor.shown).toEqual([])
  })

  it('has accepted findings', async () => {
    const kept = JSON.stringify({ 'src/a.py': { [`reproducible/${UNSEEDED}`]: { count: 1 } } })
    const folder = folderWith({ 'eslint-suppressions.json': kept, 'src/a.py': DRAWS })
    const editor = await start({ roots: [folder] })
    const uri = await editor.open(join(folder, 'src/a.py'))
    expect(await editor.rules(uri)).not.toContain(UNSEEDED)
    await editor.replace(
      uri,
      DRAWS.replace(
        'print(torch',
        'import uuid\nx = torch.randperm(3)\nrng = torch.Generator()\nrng.seed()\nprint(torch',
      ),
    )
    // More of a rule than were accepted: nobody can say which is new.
    const rules = await editor.rules(uri, (each) => each.length > 0)
    expect(rules.sort()).toEqual(['no-entropy-seed', UNSEEDED, UNSEEDED])
  })

  it('leaves out what git ignores', async () => {
    const folder = folderWith({ '.git/HEAD': '', '.gitignore': 'old/\n', 'old/a.py': DRAWS, 'b.py': DRAWS })
    const editor = await start({ roots: [folder] })
    const old = await editor.open(join(folder, 'old/a.py'))
    expect(await editor.rules(old)).toEqual([])
    writeFileSync(join(folder, '.gitignore'), 'b.py\n')
    await editor.changedOnDisk(join(folder, '.gitignore'))
    await editor.rules(old, has(UNSEEDED))
  })

  it('is one of several, which come and go', async () => {
    const one = folderWith({ 'a.py': DRAWS })
    const other = folderWith({
      'b.py': DRAWS,
      'eslint-suppressions.json': JSON.stringify({ 'b.py': { [`reproducible/${UNSEEDED}`]: { count: 1 } } }),
    })
    const editor = await start({ roots: [one, other] })
    const a = await editor.open(join(one, 'a.py'))
    const b = await editor.open(join(other, 'b.py'))
    expect(await editor.rules(a)).toContain(UNSEEDED)
    expect(await editor.rules(b)).not.toContain(UNSEEDED)
    const third = folderWith({
      'eslint.config.mjs': 'throw new Error("mine")\n// eslint-plugin-reproducible',
    })
    const c = await editor.open(join(third, 'c.py'), DRAWS)
    await editor.rules(c, has(UNSEEDED))
    const folders = (paths: readonly string[]) => paths.map((path) => ({ uri: `file://${path}`, name: path }))
    await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: folders([third]), removed: folders([one]) },
    })
    expect(await editor.rules(a)).toContain(UNSEEDED)
    expect(await editor.rules(b)).not.toContain(UNSEEDED)
  })

  it('changes on the disk', async () => {
    const folder = folderWith({ 'train.py': TRAIN, 'seeding.py': SEEDS })
    const editor = await start({ roots: [folder] })
    const train = await editor.open(join(folder, 'train.py'))
    expect(await editor.rules(train)).not.toContain(UNSEEDED)
    expect(editor.watched.some((glob) => glob.includes('py'))).toBe(true)
    writeFileSync(join(folder, 'seeding.py'), SEEDS_NOTHING)
    await editor.changedOnDisk(join(folder, 'seeding.py'))
    await editor.rules(train, has(UNSEEDED))
  })

  it('is judged as its settings say', async () => {
    const folder = folderWith({})
    const text = `import pandas as pd
from sklearn.linear_model import LinearRegression

rows = pd.read_csv('https://example.org/rows.csv')
LinearRegression().fit(rows, rows)
`
    const usual = await start({ roots: [folder] })
    expect(await usual.rules(await usual.open(join(folder, 'a.py'), text))).toEqual([])
    const strict = await start({ roots: [folder], settings: { strict: true } })
    await strict.rules(await strict.open(join(folder, 'a.py'), text), has('no-moving-source'))
  })
})

describe('the server', () => {
  it('lets go of a request that nobody waits for', async () => {
    const folder = folderWith({})
    const editor = await start({ roots: [folder] })
    const lines = Array.from({ length: 300 }, (_, line) => `a${line} = torch.rand(${line})`)
    const uri = await editor.open(join(folder, 'a.py'), `import torch\n${lines.join('\n')}\n`)
    await editor.diagnostics(uri, (all) => all.length > 0)
    await editor.type(uri, at('', ''), '\n')
    const { CancellationTokenSource } = await import('vscode-languageserver-protocol/node')
    const source = new CancellationTokenSource()
    const asked = editor.connection.sendRequest(
      'textDocument/codeAction',
      {
        textDocument: { uri },
        range: { start: { line: 0, character: 0 }, end: { line: 302, character: 0 } },
        context: { diagnostics: [] },
      },
      source.token,
    )
    source.cancel()
    await expect(asked).rejects.toMatchObject({ code: -32800 })
    // It is there for what comes next.
    expect((await editor.diagnostics(uri)).length).toBeGreaterThan(0)
  })

  it('answers what makes no sense with an error, and goes on', async () => {
    const folder = folderWith({})
    const editor = await start({ roots: [folder] })
    await expect(editor.connection.sendRequest('textDocument/nothing', {})).rejects.toThrow()
    await expect(editor.connection.sendRequest('textDocument/hover', { textDocument: 7 })).rejects.toThrow()
    expect(await editor.hover('file:///no/such.py', 3, 3)).toBe('')
    expect(await editor.hover('nonsense', 3, 3)).toBe('')
    await editor.openAt('file://%zz/a.py', 'python', DRAWS)
    await editor.openAt('git:/a.py', 'python', DRAWS)
    const junk = '{"jsonrpc":"2.0","method":'
    editor.process.stdin.write(`Content-Length: ${junk.length}\r\n\r\n${junk}`)
    const uri = await editor.open(join(folder, 'a.py'), DRAWS)
    await editor.rules(uri, has(UNSEEDED))
  })

  it('ends with its editor', async () => {
    const folder = folderWith({})
    const polite = await start({ roots: [folder] })
    expect(await polite.quit()).toBe(0)
    const gone = await start({ roots: [folder] })
    const ended = gone.ended()
    gone.process.stdin.end()
    expect(await ended).toBe(1)
  })
})
