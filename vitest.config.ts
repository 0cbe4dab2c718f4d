import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Some tests start processes, and machines of CI are slow.
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
})
