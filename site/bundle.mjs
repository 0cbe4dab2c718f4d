/** Bundles the playground: its page, and the analysis in a worker. Prints the sizes, which have a budget. */
import { copyFileSync, readFileSync, rmSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const site = fileURLToPath(new URL('.', import.meta.url))
const require = createRequire(import.meta.url)
const shim = (name) => join(site, 'shims', `${name}.ts`)

const NOT_THERE =
  /^(?:node:)?(?:fs|fs\/promises|os|util|url|buffer|crypto|tty|perf_hooks|assert|inspector|worker_threads|child_process)$/u

/** What is Node's alone is left out, and its paths are those of the web. */
const forBrowsers = {
  name: 'for-browsers',
  resolveId: {
    order: 'pre',
    handler(source, importer) {
      if (/^(?:node:)?path(?:\/posix)?$/u.test(source)) return require.resolve('path-browserify')
      if (/^(?:node:)?module$/u.test(source)) return shim('module')
      if (NOT_THERE.test(source)) return shim('nothing')
      // typescript-eslint finds files by patterns, for which nobody asks here.
      if (
        /^(?:tinyglobby|fast-glob|@typescript-eslint\/project-service|@typescript-eslint\/tsconfig-utils)$/u.test(
          source,
        ) &&
        importer
      )
        return shim('nothing')
      return null
    },
  },
}

/** The sizes that a visitor loads, gzipped, in kB; more fails the build. */
const BUDGET = { 'page.js': 220, 'worker.js': 740, typescript: 1180 }

/** @returns the sizes, by name. */
export async function bundlePlayground(out) {
  rmSync(out, { recursive: true, force: true })
  for (const name of ['worker', 'page']) {
    const bundle = await rolldown({
      input: { [name]: join(site, 'playground', `${name}.ts`) },
      platform: 'browser',
      plugins: [forBrowsers],
      onLog: () => undefined,
    })
    await bundle.write({
      dir: out,
      format: 'esm',
      minify: true,
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
    })
    await bundle.close()
  }
  copyFileSync(join(site, 'playground/index.html'), join(out, 'index.html'))
  const sizes = readdirSync(out)
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({
      file,
      raw: Math.round(statSync(join(out, file)).size / 1000),
      gzipped: Math.round(gzipSync(readFileSync(join(out, file))).length / 1000),
    }))
  for (const { file, raw, gzipped } of sizes)
    console.log(`${file.padEnd(24)} ${String(raw).padStart(6)} kB, ${String(gzipped).padStart(5)} kB gzipped`)
  for (const { file, gzipped } of sizes) {
    const [name, most] = Object.entries(BUDGET).find(([name]) => file.startsWith(name)) ?? [file, 100]
    if (gzipped > most) throw new Error(`${name} has ${gzipped} kB gzipped, and its budget is ${most} kB.`)
  }
  return sizes
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await bundlePlayground(join(site, '.public/playground'))
