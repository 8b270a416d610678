import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const API = process.env.PANEL_API ?? 'http://127.0.0.1:8080'

/** Leaves `x.js.br` and `x.js.gz` beside each built file, so that the server needs no compression of its own. */
function precompressed() {
  return {
    name: 'precompressed',
    apply: 'build',
    writeBundle({ dir }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|svg|html)$/.test(name)) continue
        const content = readFileSync(join(dir, name))
        writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }))
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content))
      }
    },
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [
    vue(),
    precompressed(),
    ui({
      autoImport: false, // composables are imported by name; only Nuxt UI's components resolve by themselves
      colorMode: false, // usePreferences keeps light or dark; public/theme.js applies it before the first paint
      components: { dirs: [], dts: 'components.d.ts' },
      // Icons travel in the bundle, never over the network: every `i-lucide-…` written in the sources.
      icon: {
        clientBundle: {
          scan: { globInclude: ['**/*.{vue,ts}'], globExclude: ['node_modules', 'dist', 'tests'] },
          sizeLimitKb: 128,
        },
      },
      ui: {
        colors: { primary: 'teal', neutral: 'slate' },
        // The library fades a button under the pointer; its label would lose the contrast it needs.
        button: {
          compoundVariants: [
            { color: 'primary', variant: 'solid', class: 'hover:bg-(--hover-primary) active:bg-(--hover-primary)' },
            { color: 'error', variant: 'solid', class: 'hover:bg-(--hover-error) active:bg-(--hover-error)' },
          ],
        },
      },
    }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022' },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': API } },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    restoreMocks: true,
    unstubGlobals: true,
  },
})
