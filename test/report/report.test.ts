/** The report: what it shows of programs, and that nothing of a user's becomes a part of the page. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reportPage } from '../../src/report/page.ts'
import type { Program, Report, ReportedFinding } from '../../src/report/report.ts'
import { command, folderWith, notebook } from '../cli/command.ts'
import { type Element, attribute, elements, elementsOf, textOf } from '../html-elements.ts'

const classes = (element: Element) => attribute(element, 'class').split(' ')

/** What the command writes for a folder. */
function report(
  files: Readonly<Record<string, string>>,
  ...args: string[]
): { page: string; all: Element[] } {
  const { out, err } = command(['--no-config', '-f', 'report', ...args], folderWith(files))
  expect(err).toBe('')
  return { page: out, all: elements(out) }
}
const marks = (all: readonly Element[], mark: string) =>
  all.filter(
    (each) => each.tagName === 'b' && classes(each).includes(mark) && attribute(each, 'style') !== '',
  )
/** The titles of the lanes, that of the program left out. */
const lanes = (all: readonly Element[]) =>
  all
    .filter((each) => classes(each).includes('lane-names'))
    .map((list) => list.childNodes.filter((each) => 'tagName' in each && each.tagName === 'li'))
    .map((items) => items.slice(1, -1).map((item) => attribute(item as Element, 'title')))

const TRAIN = `import random
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

class Items(Dataset):
    def __init__(self):
        self.rng = np.random.default_rng(7)
    def __len__(self):
        return 8
    def __getitem__(self, i):
        return torch.tensor([self.rng.random(), np.random.rand()])

weights = np.random.rand(3)
np.random.seed(0)
order = np.random.permutation(3)
model = torch.nn.Linear(2, 1)
loader = DataLoader(Items(), num_workers=2)
optimizer = torch.optim.SGD(model.parameters(), 0.1)
for epoch in range(2):
    for batch in loader:
        model(batch.float()).sum().backward()
        optimizer.step()
`

describe('the report of a program', () => {
  const { all, page } = report({ 'train.py': TRAIN })

  it('has a lane for each source, for a generator of its own, and for workers', () => {
    const titles = lanes(all)[0]!
    expect(titles).toContain("NumPy's global generator, NumPy")
    expect(titles.filter((title) => title.includes('np.random.default_rng()'))).toHaveLength(1)
    expect(titles.some((title) => title.includes('in the workers of DataLoader, train.py:18'))).toBe(true)
  })

  it('colours draws by the state that the source is in', () => {
    const states = marks(all, 'draw').map((mark) => classes(mark).find((each) => each.startsWith('s-')))
    expect(states).toContain('s-unseeded')
    expect(states).toContain('s-seeded')
  })

  it('shows each finding where it stands, with message, code and suggestion', () => {
    const found = all.filter((each) => classes(each).includes('finding'))
    const linted = command(['--no-config', '-f', 'json'], folderWith({ 'train.py': TRAIN })).out
    const [{ messages }] = JSON.parse(linted) as [{ messages: { message: string; suggestions?: object[] }[] }]
    expect(found).toHaveLength(messages.length)
    expect(messages.length).toBeGreaterThan(1)
    const shown = found.map((each) => textOf(each).replaceAll(/\s+/gu, ' '))
    for (const { message } of messages)
      expect(shown.some((text) => text.includes(message.replaceAll('`', '')))).toBe(true)
    expect(all.filter((each) => classes(each).includes('change')).length).toBe(
      messages.reduce((sum, each) => sum + (each.suggestions?.length ?? 0), 0),
    )
    const ids = new Set(all.map((each) => attribute(each, 'id')))
    for (const link of all.filter((each) => each.tagName === 'a'))
      if (attribute(link, 'href').startsWith('#')) expect(ids).toContain(attribute(link, 'href').slice(1))
  })

  it('folds loops and functions, and has all steps in a table', () => {
    const folds = all.filter((each) => each.tagName === 'details' && classes(each).includes('loop'))
    expect(folds.length).toBeGreaterThan(1)
    const rows = all.filter((each) => each.tagName === 'tr' && attribute(each, 'id') !== '')
    expect(rows.length).toBe(all.filter((each) => each.tagName === 'a' && classes(each)[0] === 'c').length)
  })

  it('asks nothing of a network', () => {
    expect(all.filter((each) => ['link', 'img', 'iframe', 'script'].includes(each.tagName))).toHaveLength(1)
    expect(all.some((each) => each.attrs.some(({ name }) => name === 'src' || name.startsWith('on')))).toBe(
      false,
    )
    expect(page).toContain('default-src &#39;none&#39;')
  })
})

describe('several programs', () => {
  it('each have lanes of their own, and a file that both run shows in both', () => {
    const { all } = report({
      'model.py': 'import numpy as np\n\ndef noise(n):\n    return np.random.rand(n)\n',
      'a.py': 'import torch\nfrom model import noise\n\nx = torch.tensor(noise(2))\nx.backward()\n',
      'b.py':
        'import numpy as np\nimport torch\nfrom model import noise\n\nnp.random.seed(1)\nx = torch.tensor(noise(2))\nx.backward()\n',
    })
    const programs = all.filter((each) => each.tagName === 'details' && classes(each)[0] === 'program')
    expect(programs.map((each) => textOf(elementsOf(each, 'h2')[0]!).trim())).toEqual(['a.py', 'b.py'])
    const [a, b] = programs.map((each) =>
      marks(elementsOf(each, 'b'), 'draw').map((mark) => attribute(mark, 'class')),
    )
    expect(a!.some((each) => each.includes('s-unseeded'))).toBe(true)
    expect(b!.every((each) => each.includes('s-seeded'))).toBe(true)
  })

  it('of a notebook name the cell', () => {
    const { all } = report({
      'n.ipynb': notebook(
        'import torch\n',
        '# first\ntorch.manual_seed(0)\n',
        'print(torch.rand(2) > torch.rand(2))\nx = torch.randperm(3)\n',
      ),
    })
    const rows = all.filter((each) => each.tagName === 'tr').map(textOf)
    expect(rows.some((row) => /n\.ipynb, cell 3, line 2.*torch\.manual_seed/su.test(row))).toBe(true)
    expect(rows.some((row) => /n\.ipynb, cell 4, line 2.*torch\.randperm/su.test(row))).toBe(true)
  })
})

describe('a program that was not followed', () => {
  it('says so where the lanes end', () => {
    const program: Program = {
      entry: 'deep.py',
      infersOnly: false,
      incomplete: { place: 'line 3', reason: 'it is too deep' },
      idle: [],
      lanes: [
        {
          title: 'random',
          where: '',
          kind: 'source',
          states: [
            { step: 0, state: 'unseeded' },
            { step: 1, state: 'incomplete' },
          ],
        },
      ],
      steps: [1, 3].map((line) => ({
        place: { file: 'deep.py', line, column: 1 },
        mark: 'draw',
        api: 'random.random',
        detail: '',
        code: '',
        lanes: [{ lane: 0, state: line === 1 ? 'unseeded' : 'incomplete' }],
        frames: [],
        findings: [],
      })),
    }
    const page = reportPage({ programs: [program], findings: [], notes: [] }, true)
    expect(page).toContain('var(--l-incomplete)')
    expect(page.replaceAll(/\s+/gu, ' ')).toContain('It was not followed to its end: line 3, it is too deep.')
  })
})

const HOSTILE = [
  '</style><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</script><script>alert(1)</script>',
  '<!--<svg/onload=alert(1)>',
  '`</code><b onclick=alert(1)>`',
  '\u202egnp.exe',
  '\x1b]0;title\x07',
  '\ud800',
  '&lt;b&gt;',
  '${alert(1)}',
]

describe('hostile names', () => {
  const dangerous = new Set(['script', 'img', 'svg', 'iframe'])
  const isSound = (page: string) => {
    const all = elements(page)
    expect(all.filter((each) => dangerous.has(each.tagName))).toHaveLength(1)
    expect(all.flatMap((each) => each.attrs.filter(({ name }) => name.startsWith('on')))).toEqual([])
    expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069\x1b\x07]/u)
    return all
  }

  it.each(HOSTILE)('%j stays text, wherever it stands', (name) => {
    const place = { file: name, line: 1, column: 1 }
    const finding: ReportedFinding = {
      place,
      level: 'error',
      rule: name,
      text: `\`${name}\` ${name}`,
      code: `${name} = 1`,
      from: 0,
      to: 5,
      suggestions: [{ title: name, before: [name], after: [name] }],
    }
    const program: Program = {
      entry: name,
      infersOnly: false,
      incomplete: { place: name, reason: name },
      idle: [name],
      lanes: [{ title: name, where: name, kind: 'source', states: [{ step: 0, state: 'unseeded' }] }],
      steps: [
        {
          place,
          mark: 'draw',
          api: name,
          detail: name,
          code: name,
          lanes: [{ lane: 0, state: 'unseeded' }],
          frames: [{ kind: 'function', title: name, id: name }],
          findings: [0],
        },
      ],
    }
    const data: Report = { programs: [program, program], findings: [finding, finding], notes: [name] }
    const all = isSound(reportPage(data, true))
    if (!/[\u202a-\u202e\x1b\ud800]/u.test(name)) {
      expect(all.map((each) => attribute(each, 'title')).some((title) => title.includes(name))).toBe(true)
      expect(textOf(elementsOf(all[0]!, 'h2')[0]!)).toContain(name)
    }
  })

  it('of files and in programs stay text', () => {
    const { page } = report({
      '<img src=x onerror=alert(1)>"\'&.py':
        'import torch\n"</script><script>alert(1)</script>"\nx = torch.randperm(3)  # </code><script>alert(2)</script>\n',
    })
    isSound(page)
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.py')
  })
})

describe('--effects --html', () => {
  it('shows programs that nobody judges, and no findings', () => {
    const folder = folderWith({ 'a.py': 'import random\nprint(random.random())\n', 'broken.py': 'def f(:\n' })
    const { out } = command(['--effects', '--html', '-o', 'page.html'], folder)
    expect(out).toBe('')
    const page = readFileSync(join(folder, 'page.html'), 'utf8')
    expect(page).toContain('What these programs draw')
    expect(page).toContain('broken.py: line 1')
    expect(marks(elements(page), 'draw')).toHaveLength(1)
  })

  it('--html alone is refused', () => {
    const folder = folderWith({ 'a.py': '' })
    const { code, err } = command(['--html', '-o', 'page.html'], folder)
    expect([code, err.trim()]).toEqual([
      2,
      '--html goes with --effects. A page of findings is --format report.',
    ])
    expect(existsSync(join(folder, 'page.html'))).toBe(false)
  })
})
