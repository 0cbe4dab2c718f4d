/**
 * Programs that are started from a command line: whichever way a library is given the function that trains, it is run
 * in the state in force where the command line is read.
 */
import { join } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import { projectFolder } from './python.ts'

const PYTHON_HEAD = 'import random\nimport torch\ntorch.manual_seed(0)\n'
const PYTHON_BODY = `
    net = torch.nn.Linear(1, 1)
    net(torch.tensor([random.random()])).sum().backward()
    torch.save(net.state_dict(), "weights.pt")
`
/** Programs with `§` where the sources are imported and seeded and `¤` where a function trains. */
const python: Readonly<Record<string, string>> = {
  'a command of Typer': 'import typer\n§app = typer.Typer()\n@app.command()\ndef train(n: int = 3):¤app()\n',
  'a named command of Typer, in the main guard':
    'import typer\n§app = typer.Typer()\n@app.command("fit")\ndef train():¤if __name__ == "__main__":\n    app()\n',
  'a function that Typer runs': 'import typer\n§def train(n: int = 3):¤typer.run(train)\n',
  'the callback of a Typer': 'import typer\n§app = typer.Typer()\n@app.callback()\ndef train():¤app()\n',
  'a Typer in another one':
    'import typer\n§app = typer.Typer()\nsub = typer.Typer()\n@sub.command()\ndef train():¤app.add_typer(sub, name="model")\napp()\n',
  'a command that Typer is handed':
    'import typer\n§app = typer.Typer()\ndef train():¤app.command()(train)\napp()\n',
  'a command of Click': 'import click\n§@click.command()\ndef train():¤train()\n',
  'a command of Click without brackets': 'import click\n§@click.command\ndef train():¤train()\n',
  'a command of a group of Click':
    'import click\n§@click.group()\ndef cli():\n    pass\n@cli.command()\n@click.option("--n", default=3)\ndef train(n):¤cli()\n',
  'a command of a group of Click that is handed an object':
    'import click\n§@click.group()\ndef cli():\n    pass\n@cli.command()\ndef train():¤cli(obj={})\n',
  'a command that is added to a group of Click':
    'import click\n§@click.group()\ndef cli():\n    pass\n@click.command()\ndef train():¤cli.add_command(train)\ncli()\n',
  'a command of a group in a group':
    'import click\n§@click.group()\ndef cli():\n    pass\n@cli.group()\ndef model():\n    pass\n@model.command()\ndef train():¤cli()\n',
  'the default command of Cyclopts':
    'from cyclopts import App\n§app = App()\n@app.default\ndef train(n: int = 3):¤app()\n',
  'a function of Fire': 'import fire\n§def train():¤fire.Fire(train)\n',
  'a table of functions of Fire': 'import fire\n§def train():¤fire.Fire({"train": train})\n',
  'a module of Fire': 'import fire\n§def train():¤if __name__ == "__main__":\n    fire.Fire()\n',
  'an option of argparse that is a function':
    'import argparse\n§def train(args):¤parser = argparse.ArgumentParser()\nparser.set_defaults(func=train)\nargs = parser.parse_args()\nargs.func(args)\n',
  'the main function of absl': 'from absl import app\n§def main(argv):¤app.run(main)\n',
  'a configured function of Hydra': 'import hydra\n§@hydra.main(config_path=None)\ndef main(cfg):¤main()\n',
}

const SCRIPT_HEAD = "import * as tf from '@tensorflow/tfjs'\n"
const SCRIPT_BODY = ' {\n  tf.variable(tf.tensor([Math.random()]))\n}'
const script: Readonly<Record<string, string>> = {
  'an action of Commander':
    "import { program } from 'commander'\n§program.command('train').action(() =>¤)\nprogram.parse()\n",
  'a named action of Commander':
    "import { Command } from 'commander'\n§async function train()¤\nconst program = new Command()\nprogram.command('train').action(train)\nawait program.parseAsync()\n",
  'the handler of a command of yargs':
    "import yargs from 'yargs'\n§yargs(process.argv.slice(2)).command('train', 'trains', (y) => y, (argv) =>¤).parse()\n",
  'a module of a command of yargs':
    "import yargs from 'yargs'\n§yargs(process.argv.slice(2)).command({ command: 'train', handler: (argv) =>¤ }).parse()\n",
  'an action of CAC':
    "import cac from 'cac'\n§const cli = cac()\ncli.command('train', 'trains').action(() =>¤)\ncli.parse()\n",
  'a command of citty':
    "import { defineCommand, runMain } from 'citty'\n§runMain(defineCommand({ run()¤ }))\n",
  'a table of commands': '§const commands = { train()¤ }\ncommands[process.argv[2]]()\n',
}

function unseeded(code: string, ending: string): number {
  const folder = projectFolder()
  const messages = new Linter({ cwd: folder }).verify(code, [...plugin.configs.recommended] as never, {
    filename: join(folder, `train.${ending}`),
  })
  return messages.filter(({ ruleId }) => ruleId === 'reproducible/no-unseeded-random').length
}

const PYTHON_CASES = Object.entries(python).map(([name, text]) => ({
  name,
  code: (seeds: string) => text.replace('§', PYTHON_HEAD + seeds).replace('¤', PYTHON_BODY),
}))
const SCRIPT_CASES = Object.entries(script).map(([name, text]) => ({
  name,
  code: (seeds: string) => text.replace('§', SCRIPT_HEAD + seeds).replace('¤', SCRIPT_BODY),
}))

describe('a Python program that trains in', () => {
  it.each(PYTHON_CASES)('$name', ({ code }) => {
    expect(unseeded(code(''), 'py')).toBe(1)
    expect(unseeded(code('random.seed(0)\n'), 'py')).toBe(0)
  })

  it('a command of a group that seeds is seeded', () => {
    const code = `import click\n${PYTHON_HEAD}@click.group()\ndef cli():\n    random.seed(0)\n@cli.command()\ndef train():${PYTHON_BODY}cli()\n`
    expect(unseeded(code, 'py')).toBe(0)
  })
})

describe('a JavaScript program that trains in', () => {
  it.each(SCRIPT_CASES)('$name', ({ code }) => {
    expect(unseeded(code(''), 'mjs')).toBe(1)
    expect(
      unseeded(code("import seedrandom from 'seedrandom'\nseedrandom('x', { global: true })\n"), 'mjs'),
    ).toBe(0)
  })
})
