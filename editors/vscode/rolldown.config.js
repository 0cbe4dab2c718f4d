/** One file: an extension is loaded with all others when the editor starts. */
export default {
  input: 'src/extension.ts',
  platform: 'node',
  external: ['vscode'],
  output: { file: 'dist/extension.cjs', format: 'cjs', minify: true },
}
