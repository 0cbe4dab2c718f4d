import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
// The plugin lints its own repository: `npm run lint` builds it first.
import reproducible from './dist/src/index.js'

export default defineConfig([
  globalIgnores([
    'dist/',
    'coverage/',
    '.cache/',
    'test/platforms/',
    // Programs that are flagged on purpose.
    'test/evidence/claims/',
    'bench/corpus/{python,javascript}/',
    'test/projects/',
    'test/evidence/generated/',
    'test/flow/drive.py',
    'test/evidence/gpu/',
    'test/recipes/**/*.py',
    'test/runtime/**/programs/',
    'examples/',
    'editors/*/dist/',
    'site/recipes/',
    'site/dist/',
    'site/.pages/',
    'site/.public/',
    'site/.vitepress/cache/',
    'site/node_modules/',
    '**/fixtures/',
    '**/.*.ts',
  ]),
  tseslint.configs.recommended,
  {
    // What judges programs, and what runs inside them, is held to the strictest rules, with types.
    files: ['{src,rules,runtime}/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // `noUncheckedIndexedAccess` makes every index a question; the answer is often next to it.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Conditions that the types rule out guard against trees of other parsers and values of other people's programs.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-useless-default-assignment': 'off',
      // The types of a tree are told apart by their names, `node.type === 'Identifier'`.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // `'receiver' | string` says which of the names have a meaning of their own.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // Methods are taken off their objects to be replaced, and put back.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // `marked<T>` keeps the kind of a value.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    // What judges a program does not ask for its language by name: what differs stands in `src/languages/language.ts`
    // and `front-end.ts`.
    files: ['{src/interpreter,src/questions,src/repairs,src/project,rules}/**/*.ts', 'src/analysis.ts'],
    // The name of what is pinned there.
    ignores: ['src/project/pinned.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'BinaryExpression > Literal[value=/^(?:javascript|python)$/]',
          message: 'Ask the `Language` of the module, or its front end, for what differs instead.',
        },
      ],
    },
  },
  {
    // Tables put together by the entry are typed where they are declared.
    files: ['src/catalog/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  reproducible.configs.recommended,
  {
    files: ['**/*.{ts,js,mjs}'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // Walks up a chain of scopes begin at `this`.
      '@typescript-eslint/no-this-alias': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // The analysis reads files through one host: an editor lays what is typed over the disk, and a browser has no disk.
    files: ['{src,rules}/**/*.ts'],
    ignores: ['src/cli/**', 'src/cli.ts', 'src/server/**', 'src/project/node-host.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: ['node:fs', 'node:fs/promises', 'fs', 'fs/promises'].map((name) => ({
            name,
            message: 'Ask src/project/disk.ts.',
          })),
        },
      ],
    },
  },
  {
    // These tests call what the catalogue says is no seed, to see that it is none.
    files: ['test/catalog/**'],
    rules: { 'reproducible/no-ineffective-seed': 'off', 'reproducible/prefer-enforce': 'off' },
  },
  {
    // It hashes to learn how this process hashes.
    files: ['runtime/python/reproducible_runs.py'],
    rules: { 'reproducible/no-unordered-data': 'off' },
  },
  {
    // Each measurement is a run of its own, in one process.
    files: ['bench/python-trace.py'],
    rules: { 'reproducible/no-late-seed': 'off' },
  },
  {
    // What proves that runs differ has to make them differ.
    files: ['test/evidence/*.ts'],
    rules: { 'reproducible/no-unseeded-random': 'off' },
  },
])
