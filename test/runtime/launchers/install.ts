import { installed, linkRuntime, npmInstall, platformFolder } from '../install.ts'

/** tsx, cross-env, esbuild, and a TensorFlow.js to bundle. */
export async function installLaunchers() {
  const folder = platformFolder('launchers')
  const installation = await installed(
    'launchers',
    folder,
    () => npmInstall(folder, 'ignore'),
    () => ({}),
  )
  if (installation.skip === undefined) linkRuntime(folder)
  return installation
}
