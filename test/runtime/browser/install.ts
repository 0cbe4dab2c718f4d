import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { installed, InstallError, npmInstall, platformFolder } from '../install.ts'
import { unpack } from '../webgpu/install.ts'

/** Debian's own browser, where it is installed. */
const SYSTEM_CHROMIUM = '/usr/bin/chromium'

/** A Chromium without a window, and puppeteer-core to drive it. `CHROMIUM` in the environment says where it is. */
export function installBrowser() {
  const folder = platformFolder('browser')
  const target = path.join(folder, 'node_modules/.chromium')
  const chromium = path.join(target, 'chromium')
  return installed(
    'browser',
    folder,
    async () => {
      await npmInstall(folder, 'ignore')
      if (existsSync(SYSTEM_CHROMIUM)) return
      if (process.platform !== 'linux' || process.arch !== 'x64')
        throw new InstallError('the packaged browser is for Linux on x64')
      for (const archive of ['al2023.tar.br', 'swiftshader.tar.br', 'fonts.tar.br'])
        await unpack(folder, archive, target)
      const packed = path.join(folder, 'node_modules/@sparticuz/chromium/bin/chromium.br')
      writeFileSync(chromium, brotliDecompressSync(readFileSync(packed)))
      chmodSync(chromium, 0o755)
    },
    (): Record<string, string> =>
      existsSync(SYSTEM_CHROMIUM)
        ? { CHROMIUM: SYSTEM_CHROMIUM }
        : { CHROMIUM: chromium, LD_LIBRARY_PATH: `${target}:${path.join(target, 'lib')}` },
  )
}
