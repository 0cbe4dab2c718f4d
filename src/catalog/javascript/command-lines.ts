/** Packages that read options: what they give was chosen by whoever started the run. */
import type { Api, Library } from '../schema.ts'
import { each } from './each.ts'

function library(name: string, modules: Library['modules'], rest: Pick<Library, 'types' | 'api'>): Library {
  return { name, language: 'javascript', ml: false, modules, ...rest }
}

const yargsApi: Readonly<Record<string, Api>> = {
  yargs: { upstream: 'https://yargs.js.org/docs/#api-reference', returns: 'yargs.Argv' },
  ...each(
    'yargs.Argv#',
    'option options alias default describe boolean number string array choices demandOption demandCommand usage help version strict example epilogue coerce config env group parserConfiguration scriptName wrap'.split(
      ' ',
    ),
    {
      upstream: 'https://yargs.js.org/docs/#api-reference',
      returns: 'yargs.Argv',
    },
  ),
  'yargs.Argv#command': {
    upstream: 'https://yargs.js.org/docs/#api-reference-commandcmd-desc-builder-handler',
    takesCommands: true,
    returns: 'yargs.Argv',
  },
  ...each('yargs.Argv#', ['parse', 'parseSync', 'parseAsync'], {
    upstream: 'https://yargs.js.org/docs/#api-reference-parseargs-context-parsecallback',
    configured: true,
  }),
  'yargs.Argv#argv': {
    upstream: 'https://yargs.js.org/docs/#api-reference-argv',
    property: true,
    configured: true,
  },
  'yargs.argv': {
    upstream: 'https://yargs.js.org/docs/#api-reference-argv',
    property: true,
    configured: true,
  },
}

export const commandLines: readonly Library[] = [
  library(
    'yargs',
    { yargs: { path: 'yargs' }, 'yargs/yargs': { path: 'yargs' } },
    { types: { 'yargs.Argv': {} }, api: yargsApi },
  ),
  library(
    'minimist',
    { minimist: { path: 'minimist' } },
    {
      api: { minimist: { upstream: 'https://www.npmjs.com/package/minimist', configured: true } },
    },
  ),
  library(
    'Commander',
    { commander: { path: 'commander' } },
    {
      types: { 'commander.Command': {} },
      api: {
        'commander.program': {
          upstream: 'https://github.com/tj/commander.js#declaring-program-variable',
          property: true,
          returns: 'commander.Command',
        },
        'commander.Command': {
          upstream: 'https://github.com/tj/commander.js#declaring-program-variable',
          returns: 'commander.Command',
        },
        ...each(
          'commander.Command#',
          [
            'option',
            'requiredOption',
            'argument',
            'name',
            'description',
            'version',
            'parse',
            'parseAsync',
            'command',
            'addOption',
          ],
          { upstream: 'https://github.com/tj/commander.js#options', returns: 'commander.Command' },
        ),
        ...each('commander.Command#', ['opts', 'optsWithGlobals', 'getOptionValue'], {
          upstream: 'https://github.com/tj/commander.js#options',
          configured: true,
        }),
        'commander.Command#action': {
          upstream: 'https://github.com/tj/commander.js#action-handler',
          calls: [{ at: 0, times: 'once' }],
          returns: 'commander.Command',
        },
      },
    },
  ),
  library(
    'argparse',
    { argparse: { path: 'argparse' } },
    {
      types: { 'argparse.ArgumentParser': {} },
      api: {
        'argparse.ArgumentParser': {
          upstream: 'https://github.com/nodeca/argparse',
          returns: 'argparse.ArgumentParser',
        },
        ...each('argparse.ArgumentParser#', ['parse_args', 'parseArgs'], {
          upstream: 'https://github.com/nodeca/argparse; parseArgs before version 2',
          configured: true,
        }),
      },
    },
  ),
]
