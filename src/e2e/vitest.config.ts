import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vitest/config'

/** The built panel, served by the real program, in a real browser: `npm run e2e`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { alias: { '@': fileURLToPath(new URL('..', import.meta.url)) } },
  test: {
    environment: 'node',
    include: [process.env.SCREENSHOTS ? 'screenshots.ts' : '*.test.ts'],
    globalSetup: './support/setup.ts',
    fileParallelism: false, // the figures are measured while nothing else runs
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
