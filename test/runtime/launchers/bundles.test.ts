import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { node } from '../runtime-build.ts'
import { bundlesForNode, type Bundled } from './bundles.ts'
import { installLaunchers } from './install.ts'

const installation = await installLaunchers()
const { skip } = installation

const title = skip === undefined ? 'bundles' : `bundles — skipped: ${skip}`
describe.skipIf(skip !== undefined)(title, { timeout: 120_000 }, () => {
  let bundles: string
  beforeAll(async () => {
    if (installation.skip === undefined) bundles = await bundlesForNode(installation.folder)
  })

  const train = async (file: string, ...args: string[]) => {
    const { out, err } = await node([path.join(bundles, file), ...args])
    if (!out.includes('{')) throw new Error(`${out}${err}`.slice(-2000))
    return JSON.parse(out.slice(out.indexOf('{"'))) as Bundled
  }

  it.each(['esbuild.mjs', 'esbuild.cjs', 'rolldown.mjs', 'vite.mjs'])(
    'says what to pass, and repeats with it: %s',
    async (file) => {
      const { error } = await train(file)
      expect(error).toContain('its classes cannot be found: it is in a bundle, or was loaded as an ES module')
      expect(error).toContain('enforce({ seed: 42, tf })')
      const [a, b] = await Promise.all([train(file, 'tf'), train(file, 'tf')])
      expect(a).toMatchObject({ rows: ['applied', 'applied'] })
      expect(a).toEqual(b)
    },
  )
})
