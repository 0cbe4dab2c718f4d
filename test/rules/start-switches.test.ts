/** Programs that look whether they were started with `PYTHONHASHSEED`: their sets and hashes are the same in every run. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lintPython, projectFolder } from './python.ts'

const IMPORTS = 'import os, subprocess, sys\n'
const ENDS: Readonly<Record<string, string>> = {
  raise: 'raise SystemExit("start it with PYTHONHASHSEED=0")',
  'raise another error': 'raise RuntimeError("start it with PYTHONHASHSEED=0")',
  'sys.exit': 'sys.exit("start it with PYTHONHASHSEED=0")',
  exit: 'exit(1)',
  'os._exit': 'os._exit(1)',
  execv: 'os.environ["PYTHONHASHSEED"] = "0"\n    os.execv(sys.executable, [sys.executable] + sys.argv)',
  execve: 'os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})',
  execvpe: 'os.execvpe("python", ["python", *sys.argv], dict(os.environ, PYTHONHASHSEED="0"))',
  'a child and sys.exit':
    'sys.exit(subprocess.call([sys.executable] + sys.argv, env=dict(os.environ, PYTHONHASHSEED="0")))',
  'a child and raise':
    'os.environ["PYTHONHASHSEED"] = "0"\n    raise SystemExit(subprocess.run([sys.executable, *sys.argv]).returncode)',
}

/** True where the program was not started with the switch. */
const MISSING: readonly string[] = [
  'os.environ.get("PYTHONHASHSEED") != "0"',
  'os.environ.get("PYTHONHASHSEED") is None',
  'os.environ.get("PYTHONHASHSEED") == None',
  'os.environ.get("PYTHONHASHSEED", "random") == "random"',
  'os.environ.get("PYTHONHASHSEED") in (None, "", "random")',
  'os.environ.get("PYTHONHASHSEED") not in ("0", "1")',
  'not os.environ.get("PYTHONHASHSEED")',
  'not os.getenv("PYTHONHASHSEED")',
  'os.getenv("PYTHONHASHSEED") != str(int("7"))',
  'int(os.environ.get("PYTHONHASHSEED", -1)) != 0',
  '"PYTHONHASHSEED" not in os.environ',
  'not ("PYTHONHASHSEED" in os.environ)',
  'not os.environ.get("PYTHONHASHSEED") or os.environ.get("PYTHONHASHSEED") == "random"',
  'sys.flags.hash_randomization',
  'sys.flags.hash_randomization == 1',
  'sys.flags.hash_randomization != 0',
]
/** True where it was. */
const THERE: readonly string[] = [
  'os.environ.get("PYTHONHASHSEED") == "0"',
  'os.environ["PYTHONHASHSEED"] == "0"',
  'os.environ.get("PYTHONHASHSEED") is not None',
  'os.environ.get("PYTHONHASHSEED")',
  '"PYTHONHASHSEED" in os.environ',
  'not sys.flags.hash_randomization',
  'sys.flags.hash_randomization == 0',
  'len(sys.argv) > 1 and os.environ.get("PYTHONHASHSEED") == "0"',
]

const guard = (test: string, end: string): string => `if ${test}:\n    ${end}\n`

const settled: Readonly<Record<string, string>> = {
  ...Object.fromEntries(MISSING.map((test) => [`if ${test}`, guard(test, ENDS['raise']!)])),
  ...Object.fromEntries(
    Object.entries(ENDS).map(([name, end]) => [`ends by ${name}`, guard(MISSING[0]!, end)]),
  ),
  ...Object.fromEntries(THERE.map((test) => [`assert ${test}`, `assert ${test}, "start it so"\n`])),
  'a variable': 'given = os.environ.get("PYTHONHASHSEED")\nif given is None:\n    sys.exit(1)\n',
  'the value is needed': 'seed = int(os.environ["PYTHONHASHSEED"])\n',
  'in a function': `def check():\n    if ${MISSING[0]!}:\n        sys.exit(1)\n\ncheck()\n`,
  'a function that goes on': `def check():\n    if ${THERE[0]!}:\n        return\n    sys.exit(1)\n\ncheck()\n`,
  'what is missing raises':
    'try:\n    seed = os.environ["PYTHONHASHSEED"]\nexcept KeyError:\n    sys.exit("start it so")\n',
}

const open: Readonly<Record<string, string>> = {
  'nothing looks': '',
  'it only warns': guard(MISSING[0]!, 'print("start it so")'),
  'it sets it for itself': 'os.environ["PYTHONHASHSEED"] = "0"\nassert os.environ["PYTHONHASHSEED"] == "0"\n',
  'it sets it by default':
    'os.environ.setdefault("PYTHONHASHSEED", "0")\nif "PYTHONHASHSEED" not in os.environ:\n    sys.exit(1)\n',
  'it ends where it was set': guard(THERE[0]!, 'sys.exit("start it without")'),
  'it ends where it was not random': guard('not sys.flags.hash_randomization', 'sys.exit(1)'),
  'another variable': guard('os.environ.get("PYTHONPATH") != "0"', 'sys.exit(1)'),
  'one of two reasons': guard(`len(sys.argv) > 1 and ${MISSING[0]!}`, 'sys.exit(1)'),
  'it is content with none':
    'try:\n    seed = os.environ["PYTHONHASHSEED"]\nexcept KeyError:\n    seed = "0"\n',
  'only a child has it':
    'subprocess.run([sys.executable, "other.py"], env=dict(os.environ, PYTHONHASHSEED="0"))\n',
  'a function that nobody calls': `def check():\n    if ${MISSING[0]!}:\n        sys.exit(1)\n\n`,
}

/** What the order of a set, or a hash, decides. */
const USES: Readonly<Record<string, string>> = {
  'set()': 'index = {c: i for i, c in enumerate(set(labels))}\nx = torch.tensor([index[c] for c in labels])',
  'a set comprehension':
    'index = {}\nfor c in {each for each in labels}:\n    index[c] = len(index)\nx = torch.tensor([index[c] for c in labels])',
  'hash()': 'x = torch.tensor([hash(str(c)) % 8 for c in labels])',
}

function reports(check: string, use: string): number {
  const code = `${IMPORTS}import torch\n${check}labels = open("labels.txt").read().split()\n${use}\n(x * 1.0).sum().backward()\n`
  const folder = projectFolder({ 'train.py': code })
  return lintPython(code, join(folder, 'train.py'), { 'no-unordered-data': 'error' }).length
}

describe.each(Object.entries(USES))('%s', (_, use) => {
  it.each(Object.entries(settled))('is the same in every run: %s', (_name, check) => {
    expect(reports(check, use)).toBe(0)
  })
  it.each(Object.entries(open))('is not: %s', (_name, check) => {
    expect(reports(check, use)).toBe(1)
  })
})
