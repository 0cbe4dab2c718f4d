// Importing one file takes half the time of importing a hundred, and every run of ESLint imports the plugin.

// The catalogue is most of the text, and a run needs it only for the languages it meets: a module that is required
// rather than imported is bundled as a function, which the engine neither compiles nor runs before it is called.
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

export default {
  input: 'dist/src/index.js',
  platform: 'node',
  plugins: [catalogueOnDemand],
  external: (name) => !name.startsWith('.') && !name.startsWith('/'),
  output: { file: 'dist/src/index.js', format: 'esm' },
}
