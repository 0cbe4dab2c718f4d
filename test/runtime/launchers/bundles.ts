import { mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { rolldown } from 'rolldown'
import { build as viteBuild } from 'vite'
import { root } from '../install.ts'

/** What the bundled program answers: the weights, or what enforce() says. */
export interface Bundled {
  readonly error?: string
  readonly weights?: number[][]
  readonly rows?: string[]
}

interface Esbuild {
  build(options: object): Promise<unknown>
}

/** An empty folder for bundles. */
function emptyFolder(name: string): string {
  const folder = path.join(root, '.cache/bundles', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

async function bundle(folder: string, target: string, isNode: boolean): Promise<void> {
  const entry = path.join(folder, 'bundled.mjs')
  const { build } = createRequire(path.join(folder, 'package.json'))('esbuild') as Esbuild
  const extension = isNode ? 'mjs' : 'js'
  const platform = isNode ? 'node' : 'browser'
  await build({
    entryPoints: [entry],
    bundle: true,
    platform,
    format: 'esm',
    outfile: path.join(target, `esbuild.${extension}`),
    logLevel: 'error',
    ...(isNode && {
      banner: {
        js: "import { createRequire } from 'module'; const require = createRequire(import.meta.url);",
      },
    }),
  })
  if (isNode)
    await build({
      entryPoints: [entry],
      bundle: true,
      platform,
      format: 'cjs',
      outfile: path.join(target, 'esbuild.cjs'),
      logLevel: 'error',
    })
  const rolled = await rolldown({ input: entry, platform, logLevel: 'silent' })
  await rolled.write({
    file: path.join(target, `rolldown.${extension}`),
    format: 'esm',
    codeSplitting: false,
  })
  await viteBuild({
    configFile: false,
    root: folder,
    logLevel: 'silent',
    ...(isNode && { ssr: { noExternal: true } }),
    build: {
      ...(isNode ? { ssr: entry } : { lib: { entry, formats: ['es'] } }),
      outDir: target,
      emptyOutDir: false,
      minify: true,
      rolldownOptions: { output: { entryFileNames: `vite.${extension}`, codeSplitting: false } },
    },
  })
}

/** The program as one file for Node, by each bundler. */
export async function bundlesForNode(folder: string): Promise<string> {
  const target = emptyFolder('node')
  await bundle(folder, target, true)
  return target
}

/** The same for browsers. */
export async function bundlesForBrowsers(folder: string): Promise<string> {
  const target = emptyFolder('browser')
  await bundle(folder, target, false)
  return target
}
