// Importing one file takes half the time of importing a hundred, and every run of ESLint imports the plugin. What only
// the judging of a file needs is in files of its own, which are loaded when it comes to that.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

// A module that is required rather than imported is bundled as a function, which the engine neither compiles nor runs
// before it is called: a run needs the catalogue only for the languages it meets.
const catalogueOnDemand = {
  name: 'catalogue-on-demand',
  load: {
    filter: { id: /[/\\]catalog[/\\]libraries\.js$/u },
    handler: () => `
      export function librariesOf(language) {
        return language === 'python'
          ? require('./python/index.js').pythonLibraries
          : require('./javascript/index.js').javascriptLibraries
      }`,
  },
}

// What imports the module gets functions that load it when they are called; the module itself is an entry.
const ON_DEMAND = 'dist/src/on-demand.js'
const LAZY = '\0lazy-on-demand'
const modulesOnDemand = {
  name: 'modules-on-demand',
  resolveId: {
    filter: { id: /[/\\]on-demand\.js$/u },
    handler: (_, importer) => (importer === undefined ? null : LAZY),
  },
  load: {
    filter: { id: /lazy-on-demand$/u },
    handler() {
      const exported = [...readFileSync(ON_DEMAND, 'utf8').matchAll(/^export \{(.+?)\}/gmu)]
      const names = exported.flatMap(([, list]) => list.split(',').map((name) => name.trim()))
      return [
        `import { createRequire } from 'node:module'`,
        'let loaded',
        `const load = () => (loaded ??= createRequire(import.meta.url)('./on-demand.js'))`,
        ...names.map((name) => `export const ${name} = (...args) => load().${name}(...args)`),
      ].join('\n')
    },
  },
}

// What went into these files is shipped in them, and only in them.
const nothingTwice = {
  name: 'nothing-twice',
  writeBundle(_, bundle) {
    const written = new Set(Object.keys(bundle).map((file) => join('dist/src', file)))
    for (const folder of ['dist/src', 'dist/rules'])
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
        if (file.endsWith('.js') && !written.has(join(folder, file))) rmSync(join(folder, file))
  },
}

/** Packages, and the runtime, which programs import by itself. */
function isExternal(name) {
  return !/^(?:\.|\/|dist\/|\0|[A-Z]:)/u.test(name) || /[/\\]runtime[/\\]/u.test(name)
}

export default {
  input: {
    index: 'dist/src/index.js',
    'on-demand': ON_DEMAND,
    cli: 'dist/src/cli.js',
    'thread-options': 'dist/src/cli/thread-options.js',
  },
  platform: 'node',
  plugins: [catalogueOnDemand, modulesOnDemand, nothingTwice],
  external: isExternal,
  output: {
    dir: 'dist/src',
    format: 'esm',
    // What people name, and what chunks load from beside them.
    entryFileNames: ({ name }) => (name === 'index' || name === 'cli' ? '[name].js' : 'chunks/[name].js'),
    chunkFileNames: 'chunks/[name].js',
  },
}
