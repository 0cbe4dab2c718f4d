import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import {
  execute,
  installed,
  InstallError,
  npmInstall,
  platformFolder,
  root,
  skipped,
  type Installation,
} from '../install.ts'

/** The suite on a CUDA device: `npm run test:gpu`. */
const gpu = process.env['MODE'] === 'gpu'

/** The TensorFlow that the addon is linked against where its own download cannot be reached. */
const TENSORFLOW = gpu ? 'tensorflow==2.21.0' : 'tensorflow-cpu==2.21.0'

const folder = platformFolder('native')
const addon = path.join(folder, 'node_modules/@tensorflow/tfjs-node-gpu')

/** Whether the addon loads and computes. */
async function works(): Promise<boolean> {
  const program = `const tf = require(${JSON.stringify(addon)}); process.exit(tf.add(1, 2).dataSync()[0] === 3 ? 0 : 1)`
  try {
    await execute(process.execPath, ['-e', program], folder)
    return true
  } catch (error) {
    if (!(error instanceof InstallError)) throw error
    return false
  }
}

/** Builds the addon from its sources, against TensorFlow's libraries out of the Python package. */
async function build(): Promise<void> {
  await npmInstall(folder, 'ignore')
  const wheel = path.join(root, gpu ? '.cache/tensorflow-gpu' : '.cache/tensorflow')
  const tensorflow = path.join(wheel, 'tensorflow')
  if (!existsSync(path.join(tensorflow, 'libtensorflow_cc.so.2')))
    await execute(
      'python3',
      ['-m', 'pip', 'install', '--quiet', '--retries', '1', '--no-deps', '--target', wheel, TENSORFLOW],
      root,
    )
  const dependencies = path.join(addon, 'deps')
  rmSync(dependencies, { recursive: true, force: true })
  mkdirSync(path.join(dependencies, 'lib'), { recursive: true })
  symlinkSync(path.join(tensorflow, 'include'), path.join(dependencies, 'include'))
  for (const [library, names] of [
    ['libtensorflow_cc.so.2', ['libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow_cc.so.2']],
    ['libtensorflow_framework.so.2', ['libtensorflow_framework.so', 'libtensorflow_framework.so.2']],
  ] as const)
    for (const name of names)
      symlinkSync(path.join(tensorflow, library), path.join(dependencies, 'lib', name))
  await execute('npx', ['node-pre-gyp', 'install', '--build-from-source'], addon)
}

/** `@tensorflow/tfjs-node-gpu`: as its authors publish it where their download can be reached, built here otherwise. */
export async function installNative(): Promise<Installation> {
  if (gpu && !existsSync('/dev/nvidiactl')) return skipped('gpu', 'there is no CUDA device here')
  return installed(
    'native',
    folder,
    async () => {
      try {
        await npmInstall(folder, 'run')
      } catch (error) {
        if (!(error instanceof InstallError)) throw error
      }
      if (await works()) return
      await build()
      if (!(await works())) throw new InstallError('the addon was built, and does not load')
    },
    () => ({ TF_CPP_MIN_LOG_LEVEL: '2' }),
  )
}
