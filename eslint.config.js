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
    'test/projects/',
    'test/evidence/generated/',
    'test/evidence/gpu/',
    'test/recipes/**/*.py',
    'test/runtime/**/programs/',
    'examples/',
    '**/fixtures/',
    '**/.*.ts',
  ]),
  tseslint.configs.recommended,
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
    // These tests call what the catalogue says is no seed, to see that it is none.
    files: ['test/catalog/**'],
    rules: { 'reproducible/no-ineffective-seed': 'off', 'reproducible/prefer-enforce': 'off' },
  },
  {
    // It hashes to learn how this process hashes.
    files: ['runtime/python/reproducible.py'],
    rules: { 'reproducible/no-unordered-data': 'off' },
  },
  {
    // What proves that runs differ has to make them differ.
    files: ['test/evidence/*.ts'],
    rules: { 'reproducible/no-unseeded-random': 'off' },
  },
])
