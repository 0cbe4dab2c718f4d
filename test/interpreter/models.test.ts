/** Each model of a fact, on the smallest program that shows what it does. */
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { analyse } from '../../src/analysis.ts'
import { effectsReport } from '../../src/cli/effects-report.ts'
import type { Effect } from '../../src/effects.ts'
import { modelledFacts } from '../../src/interpreter/models/table.ts'
import type { Timeline } from '../../src/interpreter/timeline.ts'
import { parseJavaScript } from '../../src/languages/javascript/parse/parse.ts'
import { parsePython } from '../../src/languages/python/parse/parse.ts'
import type { LanguageName } from '../../src/languages/language.ts'
import { readSettings } from '../../src/settings.ts'

const { dropped } = vi.hoisted(() => ({ dropped: new Set<string>() }))

vi.mock('../../src/interpreter/models/table.ts', async (original) => {
  const table = await original<typeof import('../../src/interpreter/models/table.ts')>()
  const modelsOf: typeof table.modelsOf = (api) =>
    table.modelsOf(api).filter(({ fact }) => !dropped.has(fact))
  return { ...table, modelsOf }
})

let programs = 0

function timelineOf({ language, code, folder = '/nowhere' }: Case): Timeline {
  const file = `${folder}/${programs++}.${language === 'python' ? 'py' : 'js'}`
  const parsed = language === 'python' ? parsePython(code) : undefined
  const ast = parsed ? parsed.ok && parsed.ast : parseJavaScript(code, file)
  if (!ast) throw new Error(`syntax error: ${code}`)
  const source = { file, cwd: folder, text: code, ast, language, parser: undefined, services: undefined }
  return analyse(source, readSettings({ scope: 'all' }))!.timelines[0]!
}

interface Case {
  readonly language: LanguageName
  readonly code: string
  /** Where it stands, beside files that it reads. */
  readonly folder?: string
  /** What the report of its effects says, or what is true of them. */
  readonly shows: RegExp | ((timeline: Timeline) => unknown)
}

function isShown(example: Case): boolean {
  const timeline = timelineOf(example)
  if (typeof example.shows === 'function') return Boolean(example.shows(timeline))
  return example.shows.test(effectsReport(timeline, '/nowhere'))
}

/** The first effect of a kind. */
function first<K extends Effect['kind']>(timeline: Timeline, kind: K) {
  return timeline.effects.find((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind)!
}

/** What is drawn is seen to end in a log. */
function isLogged(timeline: Timeline): boolean {
  return timeline.effects.some((effect) => effect.kind === 'draw' && effect.harmless.has('log'))
}

const py = (code: string, shows: Case['shows']): Case => ({ language: 'python', code, shows })
const js = (code: string, shows: Case['shows']): Case => ({ language: 'javascript', code, shows })
const tf = (code: string, shows: Case['shows']) =>
  js(`import * as tf from '@tensorflow/tfjs'\n${code}`, shows)

const CASES: Readonly<Record<string, Case>> = {
  callsByName: py(
    'import torch\ndef seed():\n    torch.manual_seed(0)\nglobals()[name]()\ntorch.rand(1)',
    (timeline) => first(timeline, 'seed').context.uncalled?.certain === false,
  ),
  enforces: js(
    "import { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 3 })\nMath.random()",
    /Math.random +from Math.random: seeded/u,
  ),
  sets: py(
    'import torch\ntorch.use_deterministic_algorithms(True)',
    /set +torch.use_deterministic_algorithms +\S+: deterministic/u,
  ),
  seeds: py('import torch\ntorch.manual_seed(0)\ntorch.rand(1)', /torch.rand +from torch.cpu: seeded/u),
  selects: tf("tf.setBackend('webgpu')", /select +tf.setBackend +webgpu, not checked/u),
  tellsBackend: tf(
    "if (tf.findBackend('webgpu')) tf.setBackend('webgpu')",
    /select +tf.setBackend +webgpu(?!, not checked)/u,
  ),
  compares: tf(
    "import assert from 'node:assert'\ntf.setBackend('webgpu')\nassert.equal(tf.getBackend(), 'webgpu')",
    /select +tf.setBackend +webgpu(?!, not checked)/u,
  ),
  selectsWhere: py('import lightning as L\nL.Trainer(accelerator="gpu")', ({ backends }) =>
    backends.has('cuda'),
  ),
  takesOrder: py(
    "names = list(set(['a', 'b']))",
    (timeline) => first(timeline, 'unordered').taken.length === 1,
  ),
  trains: py('import torch\nloss = torch.rand(1)\nloss.backward()', /train +loss.backward/u),
  compiles: py(
    "import keras\nmodel = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile('sgd')\nmodel.load_weights('w')",
    ({ infersOnly }) => !infersOnly,
  ),
  part: tf('const all = tf.data.array([1]).shuffle(9)\nall.take(5)\nall.skip(5)', /overlap/u),
  inspects: py(
    'import torch\nfrom torchinfo import summary\nsummary(torch.nn.Linear(1, 1))',
    ({ infersOnly }) => infersOnly,
  ),
  infers: tf(
    'const drop = tf.layers.dropout({ rate: 0.5 })\ndrop.apply(tf.ones([2]))',
    /^(?![\s\S]*dropout)/u,
  ),
  keys: py(
    'import random\nimport torch\ntable = dict(zip({\"a\", \"b\"}, range(2)))\nprint(table)',
    /unordered set +reaches index/u,
  ),
  entry: py(
    'import random\nimport torch\nd = {"x": 0.5}\nd.update(x=random.random())\ntorch.sin(d["x"]).backward()',
    /random.random .*reaches tensor/u,
  ),
  rearranges: py(
    'import random\nimport torch\nxs = [0.5, random.random()]\nxs.reverse()\ntorch.sin(xs[0]).backward()',
    /random.random .*reaches tensor/u,
  ),
  opens: py(
    'import random\nimport torch\nwith open("x", "w") as f:\n    f.write(str(random.random()))\ntorch.sin(float(open("x").read())).backward()',
    /random.random .*reaches tensor/u,
  ),
  saves: py(
    'import random\nimport numpy as np\nimport torch\nnp.save("x.npy", random.random())',
    (timeline) => first(timeline, 'draw').escapes,
  ),
  loads: py(
    'import random\nimport numpy as np\nimport torch\nnp.save("x.npy", random.random())\ntorch.sin(np.load("x.npy")).backward()',
    /random.random .*reaches tensor/u,
  ),
  namesFile: py(
    'import random\nfrom pathlib import Path\nimport torch\nPath("x").write_text(str(random.random()))\ntorch.sin(float(Path("x").read_text())).backward()',
    /random.random .*reaches tensor/u,
  ),
  writesTo: py(
    'import random\nimport torch\nwith open("x", "w") as f:\n    print(random.random(), file=f)\ntorch.sin(float(open("x").read())).backward()',
    /random.random .*reaches tensor/u,
  ),
  dispatches: py(
    'import random\nimport torch\nclass Box:\n    def __len__(self):\n        return random.randint(1, 9)\ntorch.sin(len(Box())).backward()',
    /random.randint .*reaches tensor/u,
  ),
  overwrites: tf(
    'const layer = tf.layers.dense({ units: 1 })\nlayer.setWeights(saved)',
    /^(?![\s\S]*initial weights)/u,
  ),
  loadsWeights: py(
    'import torch\nmodel = torch.nn.Linear(1, 1)\nmodel.load_state_dict(saved)',
    /weights +model.load_state_dict/u,
  ),
  nondeterministic: py(
    'import torch\nx = torch.rand(3).cuda()\ntorch.histc(x)',
    /operation +torch.histc +nondeterministic on cuda/u,
  ),
  ignored: tf('tf.data.array([1]).shuffle(9, 1, false)', /ignored +tf.data.array\(\).shuffle/u),
  epochMethod: py(
    'from torch.utils.data import DistributedSampler\nsampler = DistributedSampler(data)',
    /sampler +DistributedSampler/u,
  ),
  iterates: py(
    'import torch\nfrom torch.utils.data import DataLoader\nlist(DataLoader(data, shuffle=True))\ntorch.manual_seed(0)',
    /the order of batches from torch.cpu: unseeded/u,
  ),
  takesOver: py(
    'from stable_baselines3 import PPO\nimport numpy as np\nrng = np.random.default_rng()\nPPO(\"MlpPolicy\", rng)',
    (timeline) => first(timeline, 'create').escapes,
  ),
  assigns: js(
    'const options = {}\nObject.assign(options, { rate: Math.random() })\nimport * as tf from "@tensorflow/tfjs"\ntf.train.sgd(options.rate)',
    /Math.random +from Math.random: unseeded, reaches tensor/u,
  ),
  keyed: tf(
    'const found = new Map()\nfound.set("a", Math.random())\ntf.train.sgd(found.get("a"))',
    /Math.random +from Math.random: unseeded, reaches tensor/u,
  ),
  sendsBack: js(
    "import { parentPort } from 'node:worker_threads'\nparentPort.postMessage(Math.random())",
    (timeline) => first(timeline, 'draw').kept,
  ),
  handsOver: js(
    "import { Worker } from 'node:worker_threads'\nconst worker = new Worker('./worker.js')\nworker.postMessage({ seed: process.argv[2] })",
    (timeline) => first(timeline, 'spawn').handedOver.length > 0,
  ),
  adds: tf(
    'const xs = []\nxs.push(Math.random())\ntf.train.sgd(0.1).minimize(() => tf.tensor(xs))',
    /Math.random +from Math.random: unseeded, reaches tensor/u,
  ),
  entropy: py(
    'import time, random\nrandom.seed(time.time())\nrandom.random()',
    /seed +random.seed +\S+, seed entropy/u,
  ),
  configured: py('import os, torch\ntorch.manual_seed(int(os.getenv(\"SEED\")))', /seed configured/u),
  identifies: py(
    'import torch\nimport torch.distributed as dist\ntorch.manual_seed(dist.get_rank())',
    (timeline) => first(timeline, 'seed').seed.value.labels.some(({ kind }) => kind === 'rank'),
  ),
  defers: py(
    'import torch\nfrom joblib import Parallel, delayed\ndef work(i):\n    return torch.rand(1)\nParallel(n_jobs=2)(delayed(work)(i) for i in range(3))',
    (timeline) => first(timeline, 'draw')?.context.worker,
  ),
  makesTask: py(
    'import torch\nfrom joblib import Parallel, delayed\ndef work(i):\n    return torch.rand(1)\nParallel(n_jobs=2)([delayed(work)(1)])',
    (timeline) => first(timeline, 'draw')?.context.worker,
  ),
  writesMember: py(
    'import random, torch\nclass Box: pass\nbox = Box()\nsetattr(box, "x", random.random())\nprint(box.x)\ntorch.zeros(1)',
    isLogged,
  ),
  updates: py('import os, torch\nos.environ.update({"PYTHONHASHSEED": "0"})', ({ effects }) =>
    effects.some(({ kind }) => kind === 'set'),
  ),
  takesCommands: py(
    'import click, torch\n@click.group()\ndef cli(): pass\n@click.command()\ndef go():\n    torch.rand(1)\ncli.add_command(go)\ncli()',
    (timeline) => first(timeline, 'draw').context.phase === 'run',
  ),
  startsCommands: py(
    'import typer, torch\napp = typer.Typer()\n@app.command()\ndef go():\n    torch.rand(1)\napp()',
    (timeline) => first(timeline, 'draw').context.phase === 'run',
  ),
  runsCommands: py(
    'import fire, torch\ndef go():\n    torch.rand(1)\nfire.Fire({"go": go})',
    (timeline) => first(timeline, 'draw').context.phase === 'run',
  ),
  tellsSwitch: py(
    'import sys, torch\nassert not sys.flags.hash_randomization\nindex = {c: i for i, c in enumerate({"a", "b"})}\ntorch.tensor([index["a"]])',
    ({ effects }) => !effects.some(({ kind }) => kind === 'unordered'),
  ),
  ends: py(
    'import os, sys, torch\nif not os.getenv("PYTHONHASHSEED"):\n    sys.exit(1)\nindex = {c: i for i, c in enumerate({"a", "b"})}\ntorch.tensor([index["a"]])',
    ({ effects }) => !effects.some(({ kind }) => kind === 'unordered'),
  ),
  constantInWorkers: py('import numpy as np\nnp.random.seed(np.random.get_state()[1][0])', (timeline) =>
    first(timeline, 'seed').seed.value.labels.some(({ kind }) => kind === 'saved-state'),
  ),
  draws: py('import torch\ntorch.rand(1)', /draw +torch.rand +from torch.cpu: unseeded/u),
  weights: tf('tf.layers.dense({ units: 1 })', /draw +tf.layers.dense +initial weights from \S+: unseeded/u),
  copies: tf(
    'const kernelInitializer = tf.initializers.glorotNormal({ seed: 3 })\ntf.layers.bidirectional({ layer: tf.layers.lstm({ units: 1, kernelInitializer }) })',
    (timeline) => first(timeline, 'create').copiedBy,
  ),
  assembles: tf(
    'const model = tf.sequential()\nmodel.add(tf.layers.dense({ units: 1 }))\nmodel.setWeights(saved)',
    /^(?![\s\S]*initial weights)/u,
  ),
  gathers: tf(
    'const model = tf.sequential({ layers: [tf.layers.dense({ units: 1 })] })\nmodel.setWeights(saved)',
    /^(?![\s\S]*initial weights)/u,
  ),
  calls: tf('tf.tidy(() => Math.random())', /draw +Math.random/u),
  prefetches: tf(
    'let i = 0\ntf.data.generator(async () => ({ next: async () => Math.random() })).prefetch(2)',
    /unordered/u,
  ),
  spawns: py(
    'from torch.utils.data import DataLoader\nDataLoader(data, num_workers=2)',
    /spawn +DataLoader +data loader, workers: some/u,
  ),
  creates: py(
    'import numpy as np\nrng = np.random.default_rng(3)\nrng.random()',
    /rng.random +from numpy.random.Generator: seeded/u,
  ),
  unordered: py('import os, torch\ntorch.tensor(os.listdir("."))', /unordered +os.listdir +reaches data/u),
  unorderedParts: py(
    'import os, torch\ntorch.tensor(next(os.walk(\".\"))[2])',
    /unordered os.walk +reaches data/u,
  ),
  key: py(
    'import jax\nkey = jax.random.key(0)\njax.random.normal(key)\njax.random.normal(key)',
    /used before/u,
  ),
  binds: py(
    'import functools, torch\nfunctools.partial(torch.manual_seed, 3)()\ndef seed(n):\n    torch.manual_seed(n)\nfunctools.partial(seed, 3)()',
    /seed constant/u,
  ),
  member: py('import torch\ngetattr(torch, "manual_seed")(3)', /seed constant/u),
  traces: py(
    'import jax, random\ndef step(x):\n    return x * random.random()\njax.jit(step)(1)',
    (timeline) => first(timeline, 'draw').context.traced,
  ),
  ordersItems: py(
    'import os, torch\ntorch.tensor(sorted(os.listdir(".")))',
    /unordered +os.listdir +reaches nothing seen/u,
  ),
  orderInsensitive: py(
    'import os, torch\ntorch.tensor(len(os.listdir(".")))',
    /unordered +os.listdir +reaches nothing seen/u,
  ),
  given: {
    ...js(
      "import { Worker } from 'node:worker_threads'\nnew Worker('./prints.mjs', { workerData: Math.random() })",
      isLogged,
    ),
    folder: join(import.meta.dirname, '../projects/worker-given'),
  },
  raises: js(
    "import { EventEmitter } from 'node:events'\nconst bus = new EventEmitter()\nlet x\nbus.on('x', () => {\n  x = Math.random()\n})\nbus.emit('x')\nconsole.log(x)",
    isLogged,
  ),
  leaves: js(
    "import fs from 'node:fs'\nfs.writeFileSync('x.txt', `${Math.random()}`)\nif (Number(fs.readFileSync('x.txt')) < 1) new Net().train()",
    /reaches branch/u,
  ),
  finds: js(
    "import fs from 'node:fs'\nfs.writeFileSync('x.txt', `${Math.random()}`)\nif (Number(fs.readFileSync('x.txt')) < 1) new Net().train()",
    /reaches branch/u,
  ),
  opensChannel: js(
    "const to = new BroadcastChannel('x')\nconst from = new BroadcastChannel('x')\nto.postMessage(Math.random())\nfrom.onmessage = ({ data }) => console.log(data)",
    isLogged,
  ),
  kept: js(
    'const { argv } = process\nconst add = (to) => to.push(Math.random())\nadd(argv)\nconsole.log(process.argv.at(-1))',
    isLogged,
  ),
  steps: js('function* draws() {\n  return Math.random()\n}\nconsole.log(draws().next().value)', isLogged),
  defines: js(
    "const o = {}\nObject.defineProperty(o, 'x', { get: () => Math.random() })\nconsole.log(o.x)",
    isLogged,
  ),
  inherits: js('const o = Object.create({ x: () => Math.random() })\nconsole.log(o.x())', isLogged),
  views: js(
    'const memory = new ArrayBuffer(8)\nnew Float32Array(memory)[0] = Math.random()\nconsole.log(new Float32Array(memory))',
    isLogged,
  ),
  sized: js('const xs = [Math.random()]\nconsole.log(xs.length)', (timeline) => !isLogged(timeline)),
  callsOwn: tf(
    'class Noisy extends tf.layers.Layer {\n  call(inputs) {\n    return tf.mul(inputs, Math.random())\n  }\n}\nnew Noisy({}).apply(tf.ones([1]))',
    (timeline) => first(timeline, 'draw').context.phase === 'run',
  ),
  chains: py(
    'import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def forward(self, x):\n        return x + torch.rand(1)\nnn.Sequential(Net())(1)',
    (timeline) => first(timeline, 'draw').context.phase === 'run',
  ),
}

describe('what a library call does', () => {
  it.each(Object.entries(CASES))('%s', (fact, example) => {
    expect(isShown(example)).toBe(true)
    dropped.add(fact)
    expect(isShown(example), 'without the model').toBe(false)
    dropped.clear()
  })

  it('is tested for every fact that has a model', () => {
    expect(Object.keys(CASES).sort()).toEqual([...modelledFacts()].sort())
  })
})

it('weights that are replaced twice take back their own draws only', () => {
  const timeline = timelineOf(
    tf(
      `const kernelInitializer = tf.initializers.heNormal()
const first = tf.layers.dense({ units: 1, kernelInitializer })
const second = tf.layers.dense({ units: 1, kernelInitializer })
first.setWeights(saved)
first.setWeights(saved)`,
      /./u,
    ),
  )
  const lines = first(timeline, 'create').uses.map(({ node }) => node.loc.start.line)
  expect(lines).toContain(4)
  expect(lines).not.toContain(3)
})
