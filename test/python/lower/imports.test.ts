import { describe, expect, it } from 'vitest'
import { lower, show } from './show.ts'

describe('imports', () => {
  it.each([
    ['import numpy', 'import numpy: * as numpy'],
    ['import numpy as np', 'import numpy: * as np'],
    ['import torch.nn', 'import torch.nn: * as torch (root)'],
    ['import torch.nn as nn', 'import torch.nn: * as nn'],
    ['from torch import nn, optim as o', 'import torch: nn as nn, optim as o'],
    ['from . import data', 'import .: data as data'],
    ['from ..data.loader import make', 'import ..data.loader: make as make'],
    ['from numpy.random import *', 'import numpy.random: *'],
    ['import random, numpy as np', 'import random: * as random\nimport numpy: * as np'],
  ])('%s', (code, expected) => {
    expect(show(code)).toBe(expected)
  })

  it('inside a function are not static', () => {
    expect(show('def f():\n    import numpy as np\n    return np')).toBe(
      'def f() [np]\n  late import numpy: * as np\n  return np',
    )
  })

  it('in try and except stay where they are', () => {
    expect(
      show(
        'try:\n    import cupy as xp\nexcept ImportError as error:\n    import numpy as xp\nelse:\n    a = 1\nfinally:\n    b = 2',
      ),
    ).toBe(
      'try\n  import cupy: * as xp\nexcept error\n  import numpy: * as xp\nelse\n  a = 1\nfinally\n  b = 2',
    )
  })

  it.each(['TYPE_CHECKING', 'typing.TYPE_CHECKING'])('under %s serve types only', (test) => {
    expect(show(`if ${test}:\n    import numpy as np\n    seed = 1\nelse:\n    np = None`)).toBe(
      'type import numpy: * as np\nnp = null',
    )
    expect(show(`if not ${test}:\n    import numpy as np`)).toBe('import numpy: * as np')
  })

  it('by a constant name are imports', () => {
    expect(
      show(
        'import importlib\nfrom importlib import import_module as load\na = importlib.import_module("pkg.a")\nb = load(".b", __package__)\nc = load(".c", "elsewhere")\nd = load(name)\ne = __import__("time")',
      ),
    ).toBe(
      [
        'import importlib: * as importlib',
        'import importlib: import_module as load',
        'a = import(pkg.a)',
        'b = import(.b)',
        'c = load(".c", "elsewhere")',
        'd = load(name)',
        'e = import(time)',
      ].join('\n'),
    )
    expect(show('a = importlib.import_module("pkg.a")')).toBe('a = importlib.import_module("pkg.a")')
  })

  it('are all specifiers, wherever they stand', () => {
    const text = `
import a.b
from c import d, e as f
from . import g
from ..h import i
from j import *
import importlib
def late():
    class Inner:
        def method(self):
            if True:
                import k
            return importlib.import_module("l.m")
`
    expect(lower(text).specifiers).toEqual(
      expect.arrayContaining(['a.b', 'c', 'c.d', 'c.e', '.', '.g', '..h', '..h.i', 'j', 'k', 'l.m']),
    )
    expect(lower(text).specifiers).not.toContain('c.f')
  })
})

describe('exports', () => {
  it('are all names a module binds, also through `global`, and those a star passes on', () => {
    const { exports } = lower(
      'from m import *\nfrom n import a\nb: int = 1\ndef c():\n    global d\n    d = e = 1\nfor f in []: pass',
    )
    expect(exports.map(({ exported }) => exported).sort()).toEqual(['*', 'a', 'b', 'c', 'd', 'f'])
    expect(exports).toContainEqual({ exported: '*', from: { module: 'm', imported: '*' } })
  })
})

describe('the main guard', () => {
  it.each(['__name__ == "__main__"', "'__main__' == __name__"])('%s', (test) => {
    const module = lower(`if ${test}:\n    main()`)
    expect(module.mainGuard).toBe(true)
    expect(show(`if ${test}:\n    main()`)).toContain('__name__')
  })

  it('with a further condition keeps the condition, like any other test', () => {
    expect(show('if __name__ == "__main__" and train:\n    main()')).toBe(
      'if <and <== __name__, "__main__">, train>\n  main()',
    )
  })

  it('is none where something else is compared', () => {
    expect(lower('if __name__ == "worker":\n    main()').mainGuard).toBe(false)
    expect(lower('if name == "__main__":\n    main()').mainGuard).toBe(false)
    expect(lower('def f():\n    if __name__ == "__main__":\n        main()').mainGuard).toBe(false)
  })
})
