/** Programs whose reports come with suggestions, three and more for each rule that offers any to Python. */
import type { RuleName } from '../../rules/python.ts'

const NOISY = `
class Noisy(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        return np.random.randint(10**6)

`
const LOADING = `import numpy as np\nimport torch\nfrom torch.utils.data import DataLoader, Dataset\n${NOISY}`
const TRAINED = `loss = model(torch.ones(2, 3)).pow(2).mean()\nloss.backward()\nprint([p.grad.tolist() for p in model.parameters()])\n`

export const programs: Readonly<Record<string, readonly (readonly [rule: RuleName, code: string])[]>> = {
  'nothing is seeded': [
    [
      'no-unseeded-random',
      `import numpy as np\nimport torch\n\nx = torch.tensor(np.random.rand(2, 3), dtype=torch.float32)\nmodel = torch.nn.Linear(3, 1)\n${TRAINED.replace('torch.ones(2, 3)', 'x')}`,
    ],
    [
      'no-unseeded-random',
      `import random\nimport numpy as np\nimport torch\n\ndef rows():\n    return [random.random() for _ in range(3)]\n\nif __name__ == "__main__":\n    x = torch.tensor(rows()) + torch.rand(3) + torch.tensor(np.random.rand(3))\n    weight = torch.zeros(3, requires_grad=True)\n    ((weight - x) ** 2).sum().backward()\n    torch.optim.SGD([weight], lr=0.1).step()\n    print(weight.tolist())\n`,
    ],
    [
      'no-unseeded-random',
      `import numpy as np\nfrom sklearn.model_selection import train_test_split\n\na, b = train_test_split(np.arange(20))\nprint(a, b)\n`,
    ],
    [
      'no-unseeded-random',
      `import numpy as np\nfrom sklearn.linear_model import SGDRegressor\n\nrng = np.random.default_rng()\nrows = rng.normal(size=(20, 3))\nmodel = SGDRegressor(random_state=0).fit(rows, rows[:, 0] ** 2)\nprint(model.coef_)\n`,
    ],
    [
      'no-unseeded-random',
      `import torch\n\ntorch.backends.cudnn.benchmark = True\ndevice = "cuda" if torch.cuda.is_available() else "cpu"\nmodel = torch.nn.Linear(3, 1).to(device)\n${TRAINED.replace('torch.ones(2, 3)', 'torch.ones(2, 3, device=device)')}`,
    ],
    [
      'no-unseeded-random',
      `import torch\n\ndef set_seed(seed):\n    torch.manual_seed(seed)\n\nmodel = torch.nn.Linear(3, 1)\n${TRAINED}`,
    ],
    [
      'no-unseeded-random',
      `import numpy as np\nimport torch\n\ntorch.manual_seed(7)\nx = torch.rand(5, 1)\nweight = torch.zeros(1, requires_grad=True)\noptimizer = torch.optim.SGD([weight], lr=0.1)\nfor epoch in range(2):\n    order = np.random.permutation(5)\n    loss = (x[order[:2]] - weight).pow(2).sum()\n    loss.backward()\n    optimizer.step()\nprint(weight.tolist())\n`,
    ],
  ],
  workers: [
    [
      'require-worker-seed',
      `${LOADING}np.random.seed(0)\nloader = DataLoader(Noisy(), num_workers=2)\nprint([int(number) for number in loader])\n`,
    ],
    [
      'require-worker-seed',
      `${LOADING}def seed_worker(worker_id):\n    np.random.seed(42)\n\ntorch.manual_seed(0)\nloader = DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker)\nprint([int(number) for epoch in range(2) for number in loader])\n`,
    ],
    [
      'require-worker-seed',
      `${LOADING}def seed_worker(worker_id):\n    np.random.seed(worker_id)\n\ntorch.manual_seed(0)\nloader = DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker)\nprint([int(number) for epoch in range(2) for number in loader])\n`,
    ],
    [
      'require-worker-seed',
      `${LOADING}torch.manual_seed(0)\nloader = DataLoader(Noisy(), num_workers=2, worker_init_fn=lambda i: np.random.seed(np.random.get_state()[1][0] + i))\nprint([int(number) for number in loader])\n`,
    ],
  ],
  'benchmark mode': [
    [
      'no-benchmark-mode',
      'import torch\n\ntorch.manual_seed(0)\ntorch.backends.cudnn.benchmark = True\nprint(torch.backends.cudnn.benchmark, torch.rand(2).tolist())\n',
    ],
    [
      'no-benchmark-mode',
      'import torch\nfrom torch.backends import cudnn\n\ndef setup(seed):\n    torch.manual_seed(seed)\n    cudnn.benchmark = True\n\nsetup(3)\nprint(cudnn.benchmark, torch.rand(2).tolist())\n',
    ],
    [
      'no-benchmark-mode',
      'import numpy as np\nimport torch\n\nnp.random.seed(1)\ntorch.backends.cudnn.benchmark = True\nweight = torch.tensor(np.random.rand(2), requires_grad=True)\n(weight - torch.rand(2)).pow(2).sum().backward()\ntorch.optim.SGD([weight], lr=0.1).step()\nprint(torch.backends.cudnn.benchmark, weight.tolist())\n',
    ],
  ],
  'seeds without effect': [
    [
      'no-ineffective-seed',
      'import torch\n\ndef set_seed(seed=None):\n    if seed:\n        torch.manual_seed(seed)\n\nset_seed(0)\nprint(torch.rand(4).tolist())\n',
    ],
    [
      'no-ineffective-seed',
      'import numpy as np\n\ndef draw(seed=None):\n    return np.random.default_rng(seed or 42).random(4)\n\nprint(draw(0))\n',
    ],
    [
      'no-ineffective-seed',
      'import torch\n\ntorch.manual_seed(1)\ntorch.backends.cudnn.determinstic = True\nprint(torch.backends.cudnn.deterministic, torch.rand(1))\n',
    ],
    [
      'no-ineffective-seed',
      'import torch\nfrom torch.utils.data import DataLoader\n\ntorch.manual_seed(3)\ng = torch.Generator()\nprint([int(number) for number in DataLoader(range(20), shuffle=True, generator=g)])\n',
    ],
    [
      'no-ineffective-seed',
      'import torch\n\ntorch.use_deterministic_algorithms\nprint(torch.are_deterministic_algorithms_enabled())\n',
    ],
    ...['if cfg.get("seed"):', 'if cfg.get("seed", 0):', 'if cfg["seed"]:'].map(
      (guard) =>
        [
          'no-ineffective-seed',
          `import json\nimport torch\n\ncfg = json.loads('{"seed": 0}')\n${guard}\n    torch.manual_seed(cfg["seed"])\nmodel = torch.nn.Linear(3, 1)\n${TRAINED}print(model.weight.tolist())\n`,
        ] as const,
    ),
    [
      'no-ineffective-seed',
      `from types import SimpleNamespace\nimport json\nimport torch\n\nargs = json.loads('{"seed": 0}', object_hook=lambda pairs: SimpleNamespace(**pairs))\nif getattr(args, "seed", None):\n    torch.manual_seed(args.seed)\nmodel = torch.nn.Linear(3, 1)\n${TRAINED}print(model.weight.tolist())\n`,
    ],
    [
      'no-ineffective-seed',
      `import json\nimport torch\n\ncfg = json.loads('{"seed": 0}')\ntorch.manual_seed(cfg.get("seed") or 42)\nmodel = torch.nn.Linear(3, 1)\n${TRAINED}print(model.weight.tolist())\n`,
    ],
  ],
  'seeded too late': [
    ['no-late-seed', `import torch\n\nmodel = torch.nn.Linear(3, 1)\ntorch.manual_seed(0)\n${TRAINED}`],
    [
      'no-late-seed',
      'import numpy as np\n\norder = np.random.permutation(20)\n# The seed.\nnp.random.seed(3)\nprint(order, np.random.rand(2))\n',
    ],
    [
      'no-late-seed',
      'import random\nimport torch\n\nitems = list(range(20))\nrandom.shuffle(items)\nrandom.seed(5)\nprint(torch.tensor(items), random.random())\n',
    ],
  ],
  switches: [
    [
      'require-deterministic-settings',
      'from torch import manual_seed, nn\nimport torch.cuda\n\nmanual_seed(0)\ndevice = "cuda" if torch.cuda.is_available() else "cpu"\nprint(nn.Linear(2, 1).to(device).weight.tolist(), torch.are_deterministic_algorithms_enabled())\n',
    ],
    [
      'require-deterministic-settings',
      'import torch\n\ndef main():\n    torch.manual_seed(0)\n    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")\n    print(torch.nn.Linear(2, 1).to(device).weight.tolist())\n\nif __name__ == "__main__":\n    main()\n',
    ],
    [
      'require-deterministic-settings',
      'import numpy as np\nimport torch\n\nnp.random.seed(0)\ndevice = "cuda" if torch.cuda.is_available() else "cpu"\nmodel = torch.nn.Linear(2, 1).to(device)\nprint(model.weight.tolist(), np.random.rand(2))\n',
    ],
    [
      'require-deterministic-settings',
      'import torch\n\ntorch.manual_seed(0)\ntorch.backends.cudnn.benchmark = True\ndevice = "cuda" if torch.cuda.is_available() else "cpu"\nprint(torch.nn.Linear(2, 1).to(device).weight.tolist())\n',
    ],
  ],
  order: [
    [
      'no-unordered-data',
      `import torch\n\nwords = 'one two three four five six seven'.split()\nrows = list(torch.eye(7))\nindex = {word: at for at, (row, word) in enumerate(zip(rows, set(words)))}\nprint(index)\n`,
    ],
    [
      'no-unordered-data',
      `import torch\n\nwords = 'one two three four five six seven'.split()\nrest = set(words) - {'two'}\nindex = {word: at for at, word in enumerate(rest)}\nprint(index, torch.ones(1))\n`,
    ],
    [
      'no-unordered-data',
      `import torch\n\nwords = 'one two three four five six seven eight nine ten'.split()\nindex = {word: number for number, word in enumerate(set(words))}\nprint(index, torch.ones(1))\n`,
    ],
    [
      'no-unordered-data',
      `import torch\n\nwords = 'one two three four five six seven'.split()\nnames = set(words)\nnames.add('eight')\nrest = names - {'two'}\nindex = {}\nfor name in names:\n    index[name] = len(index)\nprint(index, len(rest), torch.ones(1))\n`,
    ],
    [
      'no-unordered-data',
      `import torch\n\nwords = 'one two three four five six seven'.split()\nclasses = list(set(words))\nindex = {name: at for at, name in enumerate(classes)}\nprint(index, classes, torch.ones(1))\n`,
    ],
    [
      'no-unordered-data',
      `import os\nimport random\nimport tempfile\nimport torch\n\nrandom.seed(0)\nwith tempfile.TemporaryDirectory() as folder:\n    for name in ('b', 'c', 'a', 'd'):\n        open(os.path.join(folder, name), 'w').close()\n    files = os.listdir(folder)\n    random.shuffle(files)\n    print(files[:2], torch.ones(1))\n`,
    ],
  ],
  streams: [
    ...[1, 2, 3].map(
      (epochs) =>
        [
          'no-shared-stream',
          `import torch\nfrom torch.utils.data import DataLoader\n\ntorch.manual_seed(0)\ntrain = DataLoader(torch.randn(8, 3), batch_size=2, shuffle=True)\nvalid = DataLoader(torch.randn(4, 3), batch_size=${epochs})\nmodel = torch.nn.Linear(3, 1)\nfor epoch in range(${epochs}):\n    for batch in train:\n        model(batch).sum().backward()\n    for batch in valid:\n        model(batch)\nprint(model.weight.grad.tolist())\n`,
        ] as const,
    ),
  ],
  'several trainings': [
    ...['3', '[1, 2]', '"ab"'].map(
      (what) =>
        [
          'require-reseed-per-run',
          `import torch\n\ntorch.manual_seed(0)\nfor fold in ${/\d$/u.test(what) ? `range(${what})` : what}:\n    model = torch.nn.Linear(3, 1)\n    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n    model(torch.ones(2, 3)).sum().backward()\n    optimizer.step()\n    print(model.weight.tolist())\n`,
        ] as const,
    ),
  ],
}
