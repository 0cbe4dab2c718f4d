import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { execute, installed, InstallError, npmInstall, platformFolder } from '../install.ts'

/** Unpacks one of the archives of `@sparticuz/chromium` into `target`. */
export async function unpack(folder: string, archive: string, target: string): Promise<void> {
  mkdirSync(target, { recursive: true })
  const packed = path.join(folder, 'node_modules/@sparticuz/chromium/bin', archive)
  const tar = path.join(target, 'unpacked.tar')
  writeFileSync(tar, brotliDecompressSync(readFileSync(packed)))
  await execute('tar', ['-xf', tar, '-C', target], target)
}

/** Dawn for Node on SwiftShader, the software renderer that ships with Chromium: WebGPU without a GPU. */
export function installWebgpu() {
  const folder = platformFolder('webgpu')
  const renderer = path.join(folder, 'node_modules/.swiftshader')
  return installed(
    'webgpu',
    folder,
    async () => {
      if (process.platform !== 'linux' || process.arch !== 'x64')
        throw new InstallError('the software renderer is for Linux on x64')
      await npmInstall(folder, 'ignore')
      await unpack(folder, 'swiftshader.tar.br', renderer)
    },
    () => {
      const driver = path.join(renderer, 'vk_swiftshader_icd.json')
      return { LD_LIBRARY_PATH: renderer, VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver }
    },
  )
}
