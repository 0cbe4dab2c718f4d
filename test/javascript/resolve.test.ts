import { describe, expect, it } from 'vitest'
import { resolveJavaScript } from '../../src/languages/javascript/resolve/resolve.ts'
import type { ProjectFiles } from '../../src/project/project-files.ts'

/** A project in memory. Whoever asks for a file that is not the project's is told off. */
function project(
  files: Readonly<Record<string, string>>,
  options: { readonly folders?: boolean; readonly manifests?: boolean } = {},
): ProjectFiles {
  const root = '/work/project'
  const paths = new Map(Object.entries(files).map(([path, text]) => [`${root}/${path}`, text]))
  const own = (path: string): string => {
    if (!path.startsWith(`${root}/`) || path.includes('/node_modules/')) throw new Error(`asked for ${path}`)
    return path
  }
  const host: ProjectFiles = {
    root,
    readFile: (path) => paths.get(own(path)),
    isFile: (path) => paths.has(own(path)),
  }
  if (options.folders === false) return host
  return {
    ...host,
    ...(options.manifests === true && {
      manifests: () => [...paths.keys()].filter((path) => path.endsWith('/package.json')),
    }),
    folders: (path) => {
      const inside = [...paths.keys()].filter((file) => file.startsWith(`${path}/`))
      const names = inside.map((file) => file.slice(path.length + 1).split('/'))
      return [...new Set(names.filter(({ length }) => length > 1).map(([name]) => name!))]
    },
  }
}

function resolve(host: ProjectFiles, specifier: string, from: string): string | undefined {
  return resolveJavaScript(specifier, `/work/project/${from}`, host)?.replace('/work/project/', '')
}

describe('relative files', () => {
  const host = project({
    'src/train.ts': '',
    'src/seed.ts': '',
    'src/both.js': '',
    'src/both.ts': '',
    'src/view.tsx': '',
    'src/node.mts': '',
    'src/old.cts': '',
    'src/data/index.js': '',
    'src/model/package.json': '{ "main": "lib/main" }',
    'src/model/lib/main.js': '',
    'src/itself/package.json': '{ "main": "." }',
    'src/itself/index.js': '',
    'src/types.d.ts': '',
    'src/config.json': '{}',
    'index.js': '',
  })

  it.each([
    ['./seed', 'src/seed.ts'],
    ['./seed.ts', 'src/seed.ts'],
    ['./seed.js', 'src/seed.ts'],
    ['./view.jsx', 'src/view.tsx'],
    ['./view.js', 'src/view.tsx'],
    ['./node.mjs', 'src/node.mts'],
    ['./old.cjs', 'src/old.cts'],
    ['./both', 'src/both.ts'],
    ['./both.js', 'src/both.js'],
    ['./data', 'src/data/index.js'],
    ['./data/index', 'src/data/index.js'],
    ['./model', 'src/model/lib/main.js'],
    ['./itself', 'src/itself/index.js'],
    ['..', 'index.js'],
    ['../src/seed', 'src/seed.ts'],
    ['./seed.ts?worker', 'src/seed.ts'],
    ['./types', undefined],
    ['./config.json', undefined],
    ['./missing', undefined],
    ['../../outside', undefined],
    ['../node_modules/x/index.js', undefined],
    ['/work/project/index.js', undefined],
    ['node:fs', undefined],
    ['fs', undefined],
    ['', undefined],
  ])('%s', (specifier, expected) => {
    expect(resolve(host, specifier, 'src/train.ts')).toBe(expected)
  })

  it('takes JavaScript first from JavaScript', () => {
    expect(resolve(host, './both', 'src/train.js')).toBe('src/both.js')
  })
})

describe('tsconfig.json', () => {
  const host = project({
    'tsconfig.json': `{
      // the base
      "compilerOptions": {
        "baseUrl": "./src", /* here */
        "paths": { "@/*": ["*"], "@exact": ["exact/file.ts"], "@/special/*": ["missing/*", "special-files/*"], },
      },
    }`,
    'src/seed.ts': '',
    'src/exact/file.ts': '',
    'src/special-files/a.ts': '',
    'packages/app/tsconfig.json': '{ "extends": ["./nothing", "../../config/base"] }',
    'packages/app/main.ts': '',
    'packages/app/own.ts': '',
    'config/base.json':
      '{ "compilerOptions": { "paths": { "~/*": ["${configDir}/*"], "base/*": ["./lib/*"] } } }',
    'config/lib/b.ts': '',
    'web/tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
    'web/tsconfig.app.json': '{ "compilerOptions": { "paths": { "#/*": ["./src/*"] } } }',
    'web/src/w.ts': '',
    'js/jsconfig.json': '{ "compilerOptions": { "paths": { "js/*": ["./*"] } } }',
    'js/x.js': '',
    'circle/tsconfig.json': '{ "extends": "./tsconfig.json" }',
    'circle/x.ts': '',
    'broken/tsconfig.json': '{ "compilerOptions": ',
    'broken/x.ts': '',
  })

  it.each([
    ['@/seed', 'src/seed.ts', 'src/seed.ts'],
    ['@exact', 'src/seed.ts', 'src/exact/file.ts'],
    ['@/special/a', 'src/seed.ts', 'src/special-files/a.ts'],
    ['exact/file', 'src/seed.ts', 'src/exact/file.ts'],
    ['@/missing', 'src/seed.ts', undefined],
    ['@tensorflow/tfjs', 'src/seed.ts', undefined],
    ['~/own', 'packages/app/main.ts', 'packages/app/own.ts'],
    ['base/b', 'packages/app/main.ts', 'config/lib/b.ts'],
    ['@/seed', 'packages/app/main.ts', undefined],
    ['#/w', 'web/src/w.ts', 'web/src/w.ts'],
    ['js/x', 'js/x.js', 'js/x.js'],
    ['x', 'circle/x.ts', undefined],
    ['x', 'broken/x.ts', undefined],
  ])('%s from %s', (specifier, from, expected) => {
    expect(resolve(host, specifier, from)).toBe(expected)
  })
})

describe('packages of the project', () => {
  const files = {
    'package.json': '{ "name": "root", "workspaces": ["packages/*", "!packages/no", "tools/*-tool"] }',
    'packages/data/package.json': `{
      "name": "@scope/data",
      "exports": {
        ".": { "types": "./dist/index.d.ts", "import": "./dist/esm/index.js" },
        "./split": "./dist/split.js",
        "./features/*": { "default": "./dist/features/*.js" }
      },
      "imports": { "#rng": "./src/rng.js", "#other/*": ["./src/other/*.js"], "#dep": "plain" }
    }`,
    'packages/data/src/index.ts': '',
    'packages/data/src/split.ts': '',
    'packages/data/src/rng.ts': '',
    'packages/data/src/other/o.ts': '',
    'packages/data/src/features/f.ts': '',
    'packages/plain/package.json': '{ "name": "plain", "main": "lib/plain.js" }',
    'packages/plain/lib/plain.js': '',
    'packages/plain/lib/deep.js': '',
    'packages/bare/package.json': '{ "name": "bare" }',
    'packages/bare/src/index.ts': '',
    'packages/built/package.json': '{ "name": "built", "module": "dist/m.mjs", "types": "dist/m.d.ts" }',
    'packages/built/dist/m.mjs': '',
    'packages/other-name/package.json': '{ "name": "renamed", "main": "index.js" }',
    'packages/other-name/index.js': '',
    'tools/seed-tool/package.json': '{ "name": "seed-tool", "main": "./index.js" }',
    'tools/seed-tool/index.js': '',
    'app.ts': '',
  }
  const cases: [string, string, string | undefined][] = [
    ['@scope/data', 'app.ts', 'packages/data/src/index.ts'],
    ['@scope/data/split', 'app.ts', 'packages/data/src/split.ts'],
    ['@scope/data/features/f', 'packages/bare/src/index.ts', 'packages/data/src/features/f.ts'],
    ['@scope/data/hidden', 'app.ts', undefined],
    ['@scope/data', 'packages/data/src/split.ts', 'packages/data/src/index.ts'],
    ['#rng', 'packages/data/src/index.ts', 'packages/data/src/rng.ts'],
    ['#other/o', 'packages/data/src/index.ts', 'packages/data/src/other/o.ts'],
    ['#dep', 'packages/data/src/index.ts', 'packages/plain/lib/plain.js'],
    ['#none', 'packages/data/src/index.ts', undefined],
    ['plain', 'app.ts', 'packages/plain/lib/plain.js'],
    ['plain/lib/deep.js', 'app.ts', 'packages/plain/lib/deep.js'],
    ['bare', 'app.ts', 'packages/bare/src/index.ts'],
    ['built', 'app.ts', 'packages/built/dist/m.mjs'],
    ['seed-tool', 'app.ts', 'tools/seed-tool/index.js'],
    ['lodash', 'app.ts', undefined],
  ]

  it.each(cases)('%s from %s', (specifier, from, expected) => {
    expect(resolve(project(files), specifier, from)).toBe(expected)
  })

  it('guesses the folder of a package where folders cannot be listed', () => {
    const host = project(files, { folders: false })
    expect(resolve(host, '@scope/data', 'app.ts')).toBe('packages/data/src/index.ts')
    expect(resolve(host, 'renamed', 'app.ts')).toBe(undefined)
    expect(resolve(project(files), 'renamed', 'app.ts')).toBe('packages/other-name/index.js')
  })

  it('reads the list of pnpm-workspace.yaml', () => {
    const packages = { 'libs/deep/a/package.json': '{ "name": "a" }', 'libs/deep/a/src/index.ts': '' }
    const lists = [
      `packages:\n  # ours\n  - 'apps/*'\n  - "libs/**" # all\ncatalog:\n  x: 1\n`,
      `packages: ['apps/*', libs/*/*]\n`,
      `onlyBuiltDependencies:\n  - esbuild\npackages:\n- libs/deep/a`,
    ]
    for (const list of lists) {
      expect(resolve(project({ 'pnpm-workspace.yaml': list, ...packages }), 'a', 'x.ts')).toBe(
        'libs/deep/a/src/index.ts',
      )
    }
    const other = `onlyBuiltDependencies:\n  - libs/deep/a\n`
    expect(resolve(project({ 'pnpm-workspace.yaml': other, ...packages }), 'a', 'x.ts')).toBe(undefined)
  })
})

describe('what examples run', () => {
  const host = project(
    {
      'package.json': '{ "name": "gym" }',
      'src/index.ts': '',
      'src/random.ts': '',
      'lib/written.js': '',
      'packages/core/package.json': '{ "name": "gym.core", "main": "dist/index.cjs" }',
      'packages/core/src/index.ts': '',
      'packages/twin/package.json': '{ "name": "twins" }',
      'packages/twin/index.js': '',
      'packages/twin2/package.json': '{ "name": "twins" }',
      'packages/twin2/index.js': '',
      'examples/train.ts': '',
    },
    { manifests: true },
  )

  it.each([
    // Nothing has been built: the sources stand for it.
    ['../lib', 'src/index.ts'],
    ['../lib/random', 'src/random.ts'],
    ['../dist/random.js', 'src/random.ts'],
    ['../lib/written.js', 'lib/written.js'],
    ['../lib/missing', undefined],
    // No workspace is declared: what is published of it was made of this.
    ['gym.core', 'packages/core/src/index.ts'],
    ['gym.web', undefined],
    ['twins', undefined],
  ])('%s is %s', (specifier, file) => {
    expect(resolve(host, specifier, 'examples/train.ts')).toBe(file)
  })
})
