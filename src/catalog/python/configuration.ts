import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const library = 'https://docs.python.org/3.11/library'
const click = 'https://click.palletsprojects.com/en/stable/api/'
const typer = 'https://typer.tiangolo.com/tutorial'
const cyclopts = 'https://cyclopts.readthedocs.io/en/latest/api.html'
const fire = 'https://github.com/google/python-fire/blob/master/docs/api.md'
const hydra = 'https://hydra.cc/docs/tutorials/basic/your_first_app/simple_cli/'
const omegaconf = 'https://omegaconf.readthedocs.io/en/2.3_branch/usage.html'
const yaml = 'https://pyyaml.org/wiki/PyYAMLDocumentation'
const absl = 'https://abseil.io/docs/python/guides/flags'

const defined = names(
  'DEFINE_integer DEFINE_float DEFINE_string DEFINE_boolean DEFINE_bool DEFINE_enum DEFINE_list DEFINE_multi_string',
)

/** Where the options of a run come from, and the files it is written down in. */
export const configuration: Library = {
  name: 'configuration',
  language: 'python',
  ml: false,
  modules: {
    ...Object.fromEntries(
      names(
        'argparse click typer cyclopts fire hydra omegaconf yaml toml tomli tomllib json configparser pickle dataclasses',
      ).map((name) => [name, { path: name }]),
    ),
    absl: { path: 'absl' },
  },
  types: {
    'argparse.ArgumentParser': {},
    'configparser.ConfigParser': {},
    'click.Command': { commands: true },
    'typer.Typer': {},
    'cyclopts.App': {},
  },
  api: {
    'argparse.ArgumentParser': {
      upstream: `${library}/argparse.html`,
      returns: 'argparse.ArgumentParser',
    },
    ...methods(
      'argparse.ArgumentParser',
      ['parse_args', 'parse_known_args', 'parse_intermixed_args'],
      (name) => ({
        upstream: `${library}/argparse.html#argparse.ArgumentParser.${name}`,
        configured: true,
        parses: true,
      }),
    ),
    ...methods('argparse.ArgumentParser', ['add_argument', 'set_defaults'], (name) => ({
      upstream: `${library}/argparse.html#argparse.ArgumentParser.${name}`,
      changes: 'receiver' as const,
    })),
    'configparser.ConfigParser': {
      upstream: `${library}/configparser.html`,
      configured: true,
      returns: 'configparser.ConfigParser',
    },
    ...methods('configparser.ConfigParser', ['get', 'getint', 'getfloat', 'getboolean'], () => ({
      upstream: `${library}/configparser.html`,
      configured: true,
    })),
    'click.prompt': { upstream: click, configured: true },
    ...each('click', ['command', 'group'], (name) => ({
      upstream: `${click}#click.${name}`,
      takesCommands: true,
      returns: 'click.Command',
    })),
    ...methods('click.Command', names('command group add_command result_callback'), () => ({
      upstream: `${click}#click.Group`,
      takesCommands: true,
      returns: 'receiver' as const,
    })),
    ...methods('click.Command', ['()', 'main', 'invoke'], () => ({
      upstream: `${click}#click.Command`,
      startsCommands: true,
    })),
    'fire.Fire': { upstream: fire, runsCommands: { at: 0, name: 'component' } },
    'typer.run': {
      upstream: 'https://typer.tiangolo.com/tutorial/first-steps/',
      calls: [{ at: 0, name: 'function', times: 'once' }],
    },
    'typer.Typer': { upstream: `${typer}/commands/`, returns: 'typer.Typer' },
    ...methods('typer.Typer', names('command callback add_typer'), () => ({
      upstream: `${typer}/commands/`,
      takesCommands: true,
      returns: 'receiver' as const,
    })),
    'typer.Typer#()': { upstream: `${typer}/commands/`, startsCommands: true },
    'cyclopts.App': { upstream: cyclopts, returns: 'cyclopts.App' },
    ...methods('cyclopts.App', ['default', 'command'], () => ({
      upstream: cyclopts,
      takesCommands: true,
      returns: 'receiver' as const,
    })),
    'cyclopts.App#()': { upstream: cyclopts, startsCommands: true },
    'hydra.compose': { upstream: hydra, configured: true },
    ...each('omegaconf.OmegaConf', names('create load from_cli merge structured'), () => ({
      upstream: omegaconf,
      configured: true,
    })),
    'omegaconf.OmegaConf.save': { upstream: omegaconf, records: true },
    ...each('absl.flags', defined, () => ({ upstream: absl, configured: true })),
    'absl.flags.FLAGS': { upstream: absl, configured: true },
    'absl.app.run': { upstream: absl, calls: [{ at: 0, name: 'main', times: 'once' }] },
    ...each('yaml', names('load safe_load full_load'), () => ({ upstream: yaml, configured: true })),
    ...each('yaml', ['dump', 'safe_dump'], () => ({ upstream: yaml, records: true })),
    ...each('tomllib', ['load', 'loads'], () => ({ upstream: `${library}/tomllib.html`, configured: true })),
    'json.load': {
      upstream: `${library}/json.html#json.load`,
      configured: true,
      loads: { at: 0, name: 'fp' },
      parses: true,
    },
    'json.loads': { upstream: `${library}/json.html#json.loads`, configured: true, parses: true },
    'json.dump': {
      upstream: `${library}/json.html#json.dump`,
      records: true,
      saves: { at: 1, name: 'fp' },
    },
    'json.dumps': { upstream: `${library}/json.html#json.dumps`, records: true, calculates: true },
    'pickle.dump': {
      upstream: `${library}/pickle.html#pickle.dump`,
      records: true,
      saves: { at: 1, name: 'file' },
    },
    'pickle.load': { upstream: `${library}/pickle.html#pickle.load`, loads: { at: 0, name: 'file' } },
  },
}
