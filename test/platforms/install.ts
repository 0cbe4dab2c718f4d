import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Installs the packages of `test/platforms/<name>` unless they are there, into that folder, which git ignores.
 *
 * @param name The folder, which holds a `package.json`.
 * @param probe A package that is there when the installation is.
 * @returns `require` as seen from that folder, or the sentence that says why there is none.
 */
export function installPlatform(name: string, probe: string): NodeJS.Require | string {
  const folder = fileURLToPath(new URL(`${name}/`, import.meta.url))
  if (!existsSync(`${folder}node_modules/${probe}`)) {
    try {
      execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
        cwd: folder,
        stdio: 'pipe',
        timeout: 180_000,
      })
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
      return `skipped: "npm install" in test/platforms/${name} did not work here (${reason})`
    }
  }
  return createRequire(`${folder}package.json`)
}
