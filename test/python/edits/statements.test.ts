import { describe, expect, it } from 'vitest'
import { apply, open } from './edited.ts'

describe('moving a statement', () => {
  function move(text: string, moved: string, before: string): string | undefined {
    const opened = open(text)
    return apply(text, opened.editor.moveBefore(opened.node(moved), opened.node(before)))
  }

  it('takes its line and the comments above it along', () => {
    expect(
      move(
        'import torch\n\nmodel = Net()\n\n# Repeatable.\ntorch.manual_seed(0)  # seed\nfit()\n',
        'torch.manual_seed(0)',
        'Net()',
      ),
    ).toBe('import torch\n\n# Repeatable.\ntorch.manual_seed(0)  # seed\nmodel = Net()\n\nfit()\n')
  })

  it('puts it above the comments of the other, but below the head of the file', () => {
    expect(move('a = 1\n# Model\nmodel = Net()\nseed(0)\n', 'seed(0)', 'Net()')).toBe(
      'a = 1\nseed(0)\n# Model\nmodel = Net()\n',
    )
    expect(move('#!/usr/bin/env python\n# Licence\nmodel = Net()\nseed(0)\n', 'seed(0)', 'Net()')).toBe(
      '#!/usr/bin/env python\n# Licence\nseed(0)\nmodel = Net()\n',
    )
    expect(move('a = 1\n# %% cell\nmodel = Net()\n# %% seed\nseed(0)\n', 'seed(0)', 'Net()')).toBe(
      'a = 1\n# %% cell\nseed(0)\nmodel = Net()\n# %% seed\n',
    )
  })

  it('works in blocks, above decorators, at the end of the text and with CRLF', () => {
    expect(move('def f():\n\tm = Net()\n\tseed(0)', 'seed(0)', 'Net()')).toBe(
      'def f():\n\tseed(0)\n\tm = Net()\n',
    )
    expect(move('@wrap(Net())\ndef f(): pass\nseed(0)\n', 'seed(0)', 'Net()')).toBe(
      'seed(0)\n@wrap(Net())\ndef f(): pass\n',
    )
    expect(move('m = Net()\r\nseed(\r\n  0)\r\nfit()\r\n', 'seed(\r\n  0)', 'Net()')).toBe(
      'seed(\r\n  0)\r\nm = Net()\r\nfit()\r\n',
    )
  })

  it('reaches out of branches and loops, not out of functions', () => {
    expect(move('if big:\n    m = Net()\nseed(0)\n', 'seed(0)', 'Net()')).toBe(
      'seed(0)\nif big:\n    m = Net()\n',
    )
    expect(move('if a:\n    b\nelif big:\n    m = Net()\nseed(0)\n', 'seed(0)', 'Net()')).toBe(
      'seed(0)\nif a:\n    b\nelif big:\n    m = Net()\n',
    )
    expect(move('def f():\n    return Net()\nseed(0)\n', 'seed(0)', 'Net()')).toBe(undefined)
  })

  it.each([
    ['a name it reads is bound between', 'm = Net()\nargs = parse()\nseed(args.seed)\n', 'seed(args.seed)'],
    ['a name it reads is imported between', 'm = Net()\nimport torch\ntorch.seed(0)\n', 'torch.seed(0)'],
    ['a function it calls is defined between', 'm = Net()\ndef seed(): pass\nseed(0)\n', 'seed(0)'],
    ['part of what it reads is set between', 'm = Net()\nc.seed = 1\nseed(c.seed)\n', 'seed(c.seed)'],
    ['what it reads is called for its effect', 'm = Net()\nc.merge(file)\nseed(c.seed)\n', 'seed(c.seed)'],
    ['what it reads is handed over for an effect', 'm = Net()\nsetup(c)\nseed(c.seed)\n', 'seed(c.seed)'],
    ['what it binds is read between', 'm = Net(g)\ng = seed(0)\n', 'g = seed(0)'],
    ['it shares its line', 'm = Net()\nseed(0); fit()\n', 'seed(0)'],
    ['it shares its line with its block', 'm = Net()\nif x: seed(0)\n', 'seed(0)'],
    ['the other shares its line', 'a = 1; m = Net()\nseed(0)\n', 'seed(0)'],
    ['it stands above already', 'seed(0)\nm = Net()\n', 'seed(0)'],
    ['it is in another block', 'm = Net()\nif x:\n    seed(0)\n    fit()\n', 'seed(0)'],
    ['it is a block', 'm = Net()\nwith seed(0):\n    pass\n', 'with seed(0):\n    pass'],
    ['it continues a line', 'm = Net()\nif x: \\\n  seed(0)\n', 'seed(0)'],
  ])('is not offered where %s', (_, text, moved) => {
    const before = text.includes('Net(g)') ? 'Net(g)' : 'Net()'
    expect(move(text, moved, before)).toBe(undefined)
  })

  it('passes what only reads the same names', () => {
    expect(
      move(
        'import torch\nm = Net(args)\ntorch.set_threads(1)\ntorch.seed(args.seed)\n',
        'torch.seed(args.seed)',
        'Net(args)',
      ),
    ).toBe('import torch\ntorch.seed(args.seed)\nm = Net(args)\ntorch.set_threads(1)\n')
  })
})

describe('inserting lines', () => {
  function insert(
    where: 'insertBefore' | 'insertAfter',
    text: string,
    node: string,
    lines: string[],
  ): string | undefined {
    const opened = open(text)
    return apply(text, opened.editor[where](opened.node(node), lines))
  }

  it('keeps the indentation and the step of the file', () => {
    const lines = ['def worker(i):', '    if i:', '        seed(i)', '']
    expect(insert('insertBefore', 'def f():\n  x = load(1)\n  return x\n', 'load(1)', lines)).toBe(
      'def f():\n  def worker(i):\n    if i:\n      seed(i)\n\n  x = load(1)\n  return x\n',
    )
    expect(insert('insertBefore', 'if a:\n\tload(1)\n', 'load(1)', lines)).toBe(
      'if a:\n\tdef worker(i):\n\t\tif i:\n\t\t\tseed(i)\n\n\tload(1)\n',
    )
  })

  it.each([
    ['x = (\n  load(1)\n)\n', 'g()\nx = (\n  load(1)\n)\n'],
    ['# About x.\nx = 1\n# About y.\ny = load(1)\n', '# About x.\nx = 1\ng()\n# About y.\ny = load(1)\n'],
    ['a; b\r\nload(1)\r\n', 'a; b\r\ng()\r\nload(1)\r\n'],
    ['@d(load(1))\nclass A: pass\n', 'g()\n@d(load(1))\nclass A: pass\n'],
    ['for x in load(1):\n    pass\n', 'g()\nfor x in load(1):\n    pass\n'],
    ['load(1); b\n', 'g()\nload(1); b\n'],
    ['a; load(1)\n', undefined],
    ['if a: load(1)\n', undefined],
    ['if a:\n    b\nelif load(1):\n    c\n', undefined],
  ])('above %j', (text, expected) => {
    expect(insert('insertBefore', text, 'load(1)', ['g()'])).toBe(expected)
  })

  it.each([
    ['x = load(1)  # why\ny\n', 'x = load(1)  # why\ng()\ny\n'],
    ['x = load(1)', 'x = load(1)\ng()'],
    ['if a:\n    load(1)\nb\n', 'if a:\n    load(1)\n    g()\nb\n'],
    ['while load(1):\n    a\nelse:\n    b\nc\n', 'while load(1):\n    a\nelse:\n    b\ng()\nc\n'],
    ['load(1)\r\nb\r\n', 'load(1)\r\ng()\r\nb\r\n'],
    ['load(1); b\n', undefined],
    ['def f():\n    return load(1)\n', undefined],
    ['if a: load(1)\n', undefined],
  ])('below %j', (text, expected) => {
    expect(insert('insertAfter', text, 'load(1)', ['g()'])).toBe(expected)
  })
})

describe('removing a statement', () => {
  it.each([
    ['a\nseed(0)  # why\nb\n', 'a\nb\n'],
    ['a\nseed(\n    0,\n)\nb\n', 'a\nb\n'],
    ['a\r\nseed(0)\r\nb', 'a\r\nb'],
    ['if a:\n    b\n    seed(0)\nc\n', 'if a:\n    b\nc\n'],
    ['a\nseed(0)', 'a\n'],
    ['if a:\n    seed(0)\n', undefined],
    ['a; seed(0)\n', undefined],
    ['seed(0); a\n', undefined],
    ['seed(0);\na\n', undefined],
    ['a\nif seed(0):\n    b\n', undefined],
  ])('%j', (text, expected) => {
    const opened = open(text)
    const written = /seed\([^)]*\)/u.exec(text)![0]
    expect(apply(text, opened.editor.removeStatement(opened.node(written)))).toBe(expected)
  })
})

describe('adding an import', () => {
  function add(
    text: string,
    module: string,
    binding: { name?: string; alias?: string; first?: boolean } = {},
  ): string | undefined {
    return apply(text, open(text).editor.addImport(module, binding))
  }

  it.each([
    ['x = 1\n', 'import os\n\nx = 1\n'],
    ['', 'import os\n'],
    ['# only a comment', '# only a comment\nimport os\n'],
    ['"""Docs."""\nx = 1\n', '"""Docs."""\n\nimport os\nx = 1\n'],
    ['"""Docs."""\n\nx = 1\n', '"""Docs."""\n\nimport os\n\nx = 1\n'],
    [
      'from __future__ import annotations\n\nx = 1\n',
      'from __future__ import annotations\n\nimport os\n\nx = 1\n',
    ],
    ['import sys\nfrom a import b\n\nx = 1\n', 'import sys\nfrom a import b\nimport os\n\nx = 1\n'],
    ['import sys  # why\r\nx = 1\r\n', 'import sys  # why\r\nimport os\r\nx = 1\r\n'],
    ['import sys', 'import sys\nimport os'],
    ['from a import (\n    b,\n)\nx = 1\n', 'from a import (\n    b,\n)\nimport os\nx = 1\n'],
    ['import os.path\nx = 1\n', 'import os.path\nimport os\nx = 1\n'],
    ['import os\n', 'import os\n'],
    [
      'try:\n    import os\nexcept ImportError:\n    pass\n',
      'try:\n    import os\nexcept ImportError:\n    pass\n',
    ],
    [
      '#!/usr/bin/python\n# coding: utf-8\nx = 1\n',
      '#!/usr/bin/python\n# coding: utf-8\nimport os\n\nx = 1\n',
    ],
    ['import sys; x = 1\n', undefined],
    ['os = 1\n', undefined],
    ['import numpy as os\n', undefined],
    ['if TYPE_CHECKING:\n    import os\n', undefined],
  ])('import os into %j', (text, expected) => {
    expect(add(text, 'os')).toBe(expected)
  })

  it.each([
    ['from m import b\n', 'from m import b, a\n'],
    ['from m import b  # why\n', 'from m import b, a  # why\n'],
    ['from m import (b)\n', 'from m import (b, a)\n'],
    ['from m import (\n    b,\n    c,  # why\n)\n', 'from m import (\n    b,\n    c,  # why\n    a,\n)\n'],
    ['from m import b, \\\n    c\n', 'from m import b, \\\n    c, a\n'],
    ['from m import b; x = 1\n', 'from m import b, a; x = 1\n'],
    ['from m import a\n', 'from m import a\n'],
    ['from m import *\n', 'from m import *\nfrom m import a\n'],
    ['def f():\n    from m import b\n', 'from m import a\n\ndef f():\n    from m import b\n'],
    ['import m\n', 'import m\nfrom m import a\n'],
    ['a = 1\n', undefined],
  ])('from m import a into %j', (text, expected) => {
    expect(add(text, 'm', { name: 'a' })).toBe(expected)
  })

  it('with another name, and first of all', () => {
    expect(add('import numpy\n', 'numpy', { alias: 'np' })).toBe('import numpy\nimport numpy as np\n')
    expect(add('import numpy as np\n', 'numpy', { alias: 'np' })).toBe('import numpy as np\n')
    expect(add('from m import b\n', 'm', { name: 'a', alias: 'c' })).toBe('from m import b, a as c\n')
    expect(add('"""D."""\nimport torch\n', 'os', { first: true })).toBe('"""D."""\nimport os\nimport torch\n')
    expect(add('import torch\n', 'torch.nn')).toBe('import torch\nimport torch.nn\n')
  })
})
