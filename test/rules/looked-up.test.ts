/**
 * What is looked up by a name is what stands under it: a seed of 0 in a table, and switches that a table puts into the
 * environment.
 */
import { join } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import { projectFolder, withSuggestions } from './python.ts'

type Ending = 'py' | 'mjs'

function lint(code: string, ending: Ending): Linter.LintMessage[] {
  const folder = projectFolder()
  return new Linter({ cwd: folder })
    .verify(code, [...plugin.configs.recommended] as never, { filename: join(folder, `train.${ending}`) })
    .filter(({ ruleId }) => ruleId === 'reproducible/no-ineffective-seed')
}

const TRAINS = 'net = torch.nn.Linear(2, 1)\nnet(torch.ones(4, 2)).sum().backward()\n'

/** What asks for a seed, what is given to the seeding, and the guard that lets a seed of 0 through. */
const lookups: readonly [asked: string, given: string, mended: string][] = [
  ['cfg.get("seed")', 'cfg["seed"]', 'if cfg.get("seed") is not None:'],
  ['cfg.get("seed", None)', 'cfg["seed"]', 'if cfg.get("seed", None) is not None:'],
  ['cfg.get("seed", 0)', 'cfg.get("seed", 0)', 'if cfg.get("seed", None) is not None:'],
  ['cfg.get("random_state", False)', 'cfg["random_state"]', 'if cfg.get("random_state", None) is not None:'],
  ['cfg["seed"]', 'cfg["seed"]', 'if cfg["seed"] is not None:'],
  ['getattr(cfg, "seed", None)', 'cfg.seed', 'if getattr(cfg, "seed", None) is not None:'],
  ['getattr(cfg, "manual_seed", 0)', 'cfg.manual_seed', 'if getattr(cfg, "manual_seed", None) is not None:'],
]

describe('a seed of 0 that a guard takes for none in Python', () => {
  it.each(lookups)('%s', (asked, given, mended) => {
    const code = `import json\nimport torch\ncfg = json.load(open("c.json"))\nif ${asked}:\n    torch.manual_seed(${given})\n${TRAINS}`
    expect(lint(code, 'py').map(({ messageId, line }) => ({ messageId, line }))).toEqual([
      { messageId: 'falsy', line: 4 },
    ])
    const fixed = withSuggestions(code, (text) => lint(text, 'py'))
    expect(fixed.split('\n')[3]).toBe(mended)
    expect(lint(fixed, 'py')).toEqual([])
  })

  it.each(['cfg.get("seed")', 'getattr(cfg, "seed", None)'])('%s with another seed in its place', (asked) => {
    const code = `import json\nimport torch\ncfg = json.load(open("c.json"))\ntorch.manual_seed(${asked} or 42)\n${TRAINS}`
    expect(lint(code, 'py').map(({ messageId }) => messageId)).toEqual(['replaced'])
    expect(
      lint(
        withSuggestions(code, (text) => lint(text, 'py')),
        'py',
      ),
    ).toEqual([])
  })

  it.each(['"seed" in cfg', 'cfg.get("use_seed")', 'cfg.get("seed") is not None', 'hasattr(cfg, "seed")'])(
    'is let through by %s',
    (test) => {
      const code = `import json\nimport torch\ncfg = json.load(open("c.json"))\nif ${test}:\n    torch.manual_seed(cfg["seed"])\n${TRAINS}`
      expect(lint(code, 'py')).toEqual([])
    },
  )
})

describe('a seed of 0 that a guard takes for none in JavaScript', () => {
  const head =
    "import * as tf from '@tensorflow/tfjs'\nimport seedrandom from 'seedrandom'\nimport { options } from './options.mjs'\n"
  const draws = 'tf.variable(tf.tensor([Math.random()]))\n'

  it.each(["options.get('seed')", "options['seed']", 'options.seed'])('%s', (asked) => {
    const code = `${head}if (${asked}) seedrandom(${asked}, { global: true })\n${draws}`
    expect(lint(code, 'mjs').map(({ messageId }) => messageId)).toEqual(['falsy'])
    const fixed = withSuggestions(code, (text) => lint(text, 'mjs'))
    expect(fixed).toContain(`if (${asked} !== undefined)`)
    expect(lint(fixed, 'mjs')).toEqual([])
  })

  it('with another seed in its place', () => {
    const code = `${head}seedrandom(options.get('seed') || 42, { global: true })\n${draws}`
    expect(lint(code, 'mjs').map(({ messageId }) => messageId)).toEqual(['replaced'])
    expect(withSuggestions(code, (text) => lint(text, 'mjs'))).toContain("options.get('seed') ?? 42")
  })

  it.each(["options.has('seed')", "options.get('useSeed')", "options.get('seed') !== undefined"])(
    'is let through by %s',
    (test) => {
      expect(
        lint(`${head}if (${test}) seedrandom(options.get('seed'), { global: true })\n${draws}`, 'mjs'),
      ).toEqual([])
    },
  )
})

describe('a misspelt switch', () => {
  const misspelt = (written: string): readonly string[] => {
    const folder = projectFolder()
    const code = `${written}\nconst tf = require('@tensorflow/tfjs-node-gpu')\ntf.randomNormal([2], 0, 1, 'float32', 7).print()\n`
    return new Linter({ cwd: folder })
      .verify(code, [...plugin.configs.recommended] as never, { filename: join(folder, 'train.cjs') })
      .filter(({ message }) => message.includes('TF_DETERMINSTIC_OPS'))
      .map(({ ruleId }) => ruleId!)
  }

  it('is seen where an object holds it', () => {
    expect(misspelt("Object.assign(process.env, { TF_DETERMINSTIC_OPS: '1' })")).toHaveLength(1)
  })

  // JavaScript writes the places of a list, and not the pairs in it.
  it('is none in a list of pairs', () => {
    expect(misspelt("Object.assign(process.env, [['TF_DETERMINSTIC_OPS', '1']])")).toEqual([])
  })
})

describe('a switch that comes too late', () => {
  it.each([
    'os.environ["PYTHONHASHSEED"] = "0"',
    'os.environ.update({"PYTHONHASHSEED": "0"})',
    'os.environ.update(PYTHONHASHSEED="0")',
    'os.environ.update([("PYTHONHASHSEED", "0")])',
    'os.environ |= {"PYTHONHASHSEED": "0"}',
    'switches = {"PYTHONHASHSEED": "0", "OTHER": "1"}\nos.environ.update(switches)',
    'for name, value in {"PYTHONHASHSEED": "0"}.items():\n    os.environ[name] = value',
    'for name, value in [("PYTHONHASHSEED", "0")]:\n    os.environ[name] = value',
    'os.environ.setdefault("PYTHONHASHSEED", "0")',
    'os.putenv("PYTHONHASHSEED", "0")',
    'from os import environ\nenviron |= dict(PYTHONHASHSEED="0")',
  ])('%s', (written) => {
    const code = `import os\nimport torch\n${written}\ntorch.manual_seed(0)\n${TRAINS}`
    expect(lint(code, 'py').map(({ message }) => message.split(' is read')[0])).toEqual(['`PYTHONHASHSEED`'])
  })
})
