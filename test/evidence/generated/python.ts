import { body } from './program.ts'
import type { Generated, Language, Snippet, Syntax } from './program.ts'

const out = (expression: string) => `out.extend(${expression})`
const imports: Record<string, string> = {
  random: 'import random',
  time: 'import time',
  np: 'import numpy as np',
  torch: 'import torch',
  DataLoader: 'from torch.utils.data import DataLoader, random_split',
  split: 'from sklearn.model_selection import KFold, train_test_split',
}

const snippets: readonly Snippet[] = [
  // Seeding the global generators.
  { id: 'seed-random', lines: ['random.seed(7)'], weight: 8 },
  { id: 'seed-numpy', lines: ['np.random.seed(7)'], weight: 8 },
  { id: 'seed-torch', lines: ['torch.manual_seed(7)'], weight: 8 },
  { id: 'seed-random-name', lines: ['random.seed(SEED)'] },
  { id: 'seed-numpy-name', lines: ['np.random.seed(SEED)'] },
  { id: 'seed-torch-name', lines: ['torch.manual_seed(SEED + 1)'] },
  { id: 'seed-all', lines: ['seed_all(SEED)'], weight: 8 },
  { id: 'seed-torch-guarded', lines: ['if SEED is not None:', '    torch.manual_seed(SEED)'] },
  { id: 'seed-torch-falsy', closing: out('torch.rand(2).tolist()'), lines: ['if ZERO:', '    torch.manual_seed(ZERO)'], weight: 1 },
  { id: 'seed-random-clock', closing: out('[random.random()]'), lines: ['random.seed(time.time_ns())'], weight: 1 },
  { id: 'seed-numpy-clock', closing: out('np.random.rand(2)'), lines: ['np.random.seed(time.time_ns() % 2**32)'], weight: 1 },
  { id: 'seed-torch-clock', closing: out('torch.rand(2).tolist()'), lines: ['torch.manual_seed(time.time_ns())'], weight: 1 },
  { id: 'seed-numpy-none', closing: out('np.random.rand(2)'), lines: ['np.random.seed()'], weight: 1 },
  { id: 'seed-random-none', closing: out('[random.random()]'), lines: ['random.seed(None)'], weight: 1 },
  { id: 'seed-torch-entropy', closing: out('torch.rand(2).tolist()'), lines: ['torch.seed()'], weight: 1 },
  { id: 'seed-cuda', closing: out('torch.rand(2).tolist()'), lines: ['torch.cuda.manual_seed(7)'], weight: 1 },
  // Drawing from them.
  { id: 'random', lines: [out('[random.random()]')] },
  { id: 'random-sample', lines: [out('random.sample(range(1000), 5)')] },
  { id: 'random-choice', lines: [out('[random.choice(range(10**9))]')] },
  { id: 'random-shuffle', lines: ['items = list(range(50))', 'random.shuffle(items)', out('items')] },
  { id: 'numpy-rand', lines: [out('np.random.rand(2)')] },
  { id: 'numpy-permutation', lines: [out('np.random.permutation(50)')] },
  { id: 'numpy-normal', lines: [out('np.random.normal(size=3)')] },
  { id: 'numpy-choice', lines: [out('np.random.choice(10**6, 3)')] },
  { id: 'numpy-shuffle', lines: ['items = np.arange(50)', 'np.random.shuffle(items)', out('items')] },
  { id: 'torch-rand', lines: [out('torch.rand(2).tolist()')] },
  { id: 'torch-randperm', lines: [out('torch.randperm(50).tolist()')] },
  { id: 'torch-uniform', lines: [out('torch.empty(3).uniform_().tolist()')] },
  { id: 'torch-dropout', lines: [out('torch.nn.functional.dropout(torch.ones(60)).tolist()')] },
  {
    id: 'torch-linear',
    lines: ['model = torch.nn.Linear(2, 3)', out('model(torch.ones(1, 2)).flatten().tolist()')],
  },
  {
    id: 'torch-loader',
    imports: ['DataLoader'],
    lines: [
      'loader = DataLoader(range(50), batch_size=10, shuffle=True)',
      out('torch.cat(list(loader)).tolist()'),
    ],
  },
  {
    id: 'torch-loader-made', closing: out('torch.cat(list(loader)).tolist()'),
    imports: ['DataLoader'],
    defines: 'loader',
    lines: ['loader = DataLoader(range(50), batch_size=10, shuffle=True)'],
  },
  {
    id: 'torch-loader-used',
    imports: ['DataLoader'],
    needs: 'loader',
    lines: [out('torch.cat(list(loader)).tolist()')],
  },
  {
    id: 'torch-split',
    imports: ['DataLoader'],
    lines: ['part, _ = random_split(range(50), [25, 25])', out('part.indices')],
  },
  {
    id: 'sklearn-split',
    imports: ['split'],
    lines: ['part, _ = train_test_split(np.arange(50))', out('part')],
    weight: 2,
  },
  {
    id: 'sklearn-split-seeded',
    imports: ['split'],
    lines: ['part, _ = train_test_split(np.arange(50), random_state=3)', out('part')],
    weight: 2,
  },
  {
    id: 'sklearn-folds',
    imports: ['split'],
    lines: ['for _, test in KFold(5).split(np.arange(50)):', `    ${out('test')}`],
    weight: 1,
  },
  {
    id: 'sklearn-folds-shuffled',
    imports: ['split'],
    lines: ['for _, test in KFold(5, shuffle=True).split(np.arange(50)):', `    ${out('test')}`],
    weight: 1,
  },
  // Generators of the program's own.
  { id: 'rng', closing: out('rng.normal(size=2)'), defines: 'rng', lines: ['rng = np.random.default_rng(5)'] },
  { id: 'rng-unseeded', closing: out('rng.normal(size=2)'), defines: 'rng', lines: ['rng = np.random.default_rng()'], weight: 1 },
  { id: 'rng-legacy', closing: out('rng.normal(size=2)'), defines: 'rng', lines: ['rng = np.random.RandomState(SEED)'], weight: 2 },
  { id: 'rng-normal', needs: 'rng', lines: [out('rng.normal(size=2)')] },
  { id: 'rng-permutation', needs: 'rng', lines: [out('rng.permutation(50)')] },
  { id: 'own-random', closing: out('[own.random()]'), defines: 'own', lines: ['own = random.Random(5)'], weight: 2 },
  { id: 'own-random-unseeded', closing: out('[own.random()]'), defines: 'own', lines: ['own = random.Random()'], weight: 1 },
  { id: 'own-random-used', needs: 'own', lines: [out('[own.random()]')] },
  {
    id: 'generator', closing: out('torch.rand(2, generator=generator).tolist()'),
    defines: 'generator',
    lines: ['generator = torch.Generator().manual_seed(5)'],
    weight: 3,
  },
  { id: 'generator-rand', needs: 'generator', lines: [out('torch.rand(2, generator=generator).tolist()')] },
  {
    id: 'generator-loader',
    imports: ['DataLoader'],
    needs: 'generator',
    lines: [
      'loader = DataLoader(range(50), batch_size=10, shuffle=True, generator=generator)',
      out('torch.cat(list(loader)).tolist()'),
    ],
  },
  {
    id: 'generator-split',
    imports: ['DataLoader'],
    needs: 'generator',
    lines: ['part, _ = random_split(range(50), [25, 25], generator=generator)', out('part.indices')],
  },
  // The worker's own generators.
  {
    id: 'workers',
    imports: ['DataLoader'],
    lines: [
      'loader = DataLoader(Noisy(), batch_size=4, num_workers=1)',
      out('torch.cat(list(loader)).tolist()'),
    ],
    missed:
      'Draws in the workers of a loader are reported where the program wants to repeat; this one seeds nothing and draws nothing else.',
    weight: 1,
  },
  // Order, and nothing random at all.
  {
    id: 'set-order',
    lines: [
      'for name in {"cat", "dog", "bird", "fish", "cow", "horse"}:',
      '    out.append(len(out) * 31 + ord(name[-1]) * 7 + ord(name[0]))',
    ],
    missed:
      'A loop over a set is reported where it numbers what is in it: most loops over sets do the same in any order.',
    weight: 1,
  },
  {
    id: 'sorted-set',
    lines: [
      'for name in sorted({"cat", "dog", "bird", "fish", "cow", "horse"}):',
      '    out.append(len(out) * 31 + ord(name[-1]))',
    ],
    weight: 1,
  },
  { id: 'hash', lines: [out('[hash("name") % 10**6]')], weight: 1 },
  { id: 'arange', lines: [out('np.arange(3)')], weight: 2 },
  { id: 'ones', lines: [out('torch.ones(3).tolist()')], weight: 2 },
]

const syntax: Syntax = {
  indent: '    ',
  loop: 'for _ in range(2):',
  branch: 'if len(out) >= 0:',
  define: (name) => `def ${name}():`,
  call: (name) => `${name}()`,
}

/** Python with random, NumPy, torch and scikit-learn. */
export const python: Language = {
  name: 'python',
  snippets,
  needs: ['torch', 'scikit-learn'],
  write(program: Generated): string {
    const text = body(python, syntax, program.statements).join('\n')
    const used = (name: string) => new RegExp(`\\b${name}\\b`).test(text)
    const head = ['import hashlib']
    const all = used('seed_all')
    const noisy = used('Noisy')
    if (all || /(?<![.\w])random\./.test(text)) head.push(imports['random']!)
    if (used('time')) head.push(imports['time']!)
    head.push(imports['np']!, imports['torch']!)
    if (used('DataLoader|random_split')) head.push(imports['DataLoader']!)
    if (used('train_test_split|KFold')) head.push(imports['split']!)
    const parts = [head.join('\n'), 'SEED = 11\nZERO = 0\nout = []']
    if (all)
      parts.push(
        'def seed_all(seed):\n    random.seed(seed)\n    np.random.seed(seed)\n    torch.manual_seed(seed)',
      )
    if (noisy)
      parts.push(
        'class Noisy(torch.utils.data.Dataset):\n    def __len__(self):\n        return 8\n\n    def __getitem__(self, index):\n        return np.random.randint(10**6)',
      )
    parts.push(text)
    parts.push(
      'values = np.array([float(value) for value in out])\nprint("observed", hashlib.sha256(values.tobytes()).hexdigest())',
    )
    return `${parts.filter((part) => part !== '').join('\n\n')}\n`
  },
}
