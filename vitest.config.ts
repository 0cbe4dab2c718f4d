import { configDefaults, defineConfig } from 'vitest/config'

/** What `npm test` leaves out and `npm run test:slow` runs: it takes a minute, or starts processes. CI runs everything. */
const SLOW = [
  'test/cli/**',
  'test/editors/**',
  'test/evidence/**',
  'test/flow/**',
  'test/interpreter/growing/**',
  'test/interpreter/limits.test.ts',
  'test/package/**',
  'test/project/memory.test.ts',
  'test/runtime/**',
  'test/same-verdict.test.ts',
  'test/scripts/new-rule.test.ts',
  'test/server/**',
]

export default defineConfig(({ mode }) => ({
  test: {
    include:
      mode === 'slow' ? SLOW.map((path) => path.replace('/**', '/**/*.test.ts')) : ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(mode === 'quick' ? SLOW : [])],
    // Some tests start processes, and machines of CI are slow.
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
}))
