import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { execute, installing, InstallError, root, skipped } from '../install.ts'

/** A set of Python packages in a folder of its own. */
export interface PythonPackages {
  /** For PYTHONPATH. */
  readonly folders: readonly string[]
  /** Why they are not there, if they are not. */
  readonly skip?: string
}

function importable(modules: string, folders: readonly string[], interpreter = 'python3'): boolean {
  try {
    const env = { ...process.env, PYTHONPATH: folders.join(path.delimiter) }
    execFileSync(interpreter, ['-c', `import ${modules}`], { env, stdio: 'ignore', timeout: 120_000 })
    return true
  } catch {
    return false
  }
}

async function packages(
  modules: string,
  wanted: Readonly<Record<string, readonly string[]>>,
): Promise<PythonPackages> {
  const folders = Object.keys(wanted).map((name) => path.join(root, '.cache', name))
  if (importable(modules, folders)) return { folders }
  if (!installing)
    return {
      folders,
      ...skipped('python', `${modules} cannot be imported, and only that command installs them`),
    }
  try {
    for (const [name, requirements] of Object.entries(wanted))
      await execute(
        'python3',
        ['-m', 'pip', 'install', '--quiet', '--target', path.join(root, '.cache', name), ...requirements],
        root,
      )
  } catch (error) {
    if (!(error instanceof InstallError)) throw error
    return { folders, ...skipped('python', `${modules} cannot be installed here: ${error.message}`) }
  }
  return importable(modules, folders)
    ? { folders }
    : { folders, ...skipped('python', `${modules} cannot be imported here`) }
}

/** torch for the CPU, and NumPy. */
export function installTorch(): Promise<PythonPackages> {
  return packages('torch, numpy', { python: ['torch==2.13.0', 'numpy'] })
}

/** An interpreter of its own, with packages that need one another. */
export interface PythonInstallation extends PythonPackages {
  readonly interpreter: string
}

const FRAMEWORKS =
  'joblib accelerate transformers lightning gymnasium optuna ray scikit-learn pytest ipykernel nbclient mypy ruff'

/** The frameworks that train with torch, in a virtual environment. */
export async function installFrameworks(): Promise<PythonInstallation> {
  const folder = path.join(root, '.cache/frameworks')
  const interpreter = path.join(folder, 'bin/python')
  const found = { folders: [], interpreter }
  if (importable('torch, numpy, joblib', [], interpreter)) return found
  if (!installing)
    return {
      ...found,
      ...skipped('python', 'the frameworks are not installed, and only that command installs them'),
    }
  try {
    await execute('python3', ['-m', 'venv', folder], root)
    const install = ['-m', 'pip', 'install', '--quiet']
    await execute(interpreter, [...install, 'torch==2.13.0', 'numpy', ...FRAMEWORKS.split(' ')], root)
  } catch (error) {
    if (!(error instanceof InstallError)) throw error
    return { ...found, ...skipped('python', `the frameworks cannot be installed here: ${error.message}`) }
  }
  return found
}

/** The same, or why one of the modules is not there. */
export function having({ skip, ...installation }: PythonInstallation, modules: string): PythonInstallation {
  if (skip !== undefined) return { ...installation, skip }
  return importable(modules, [], installation.interpreter)
    ? installation
    : { ...installation, ...skipped('python', `${modules} cannot be imported here`) }
}

/** TensorFlow, out of the package that the native addon is built against, with what it imports, and Keras. */
export function installTensorflow(): Promise<PythonPackages> {
  const needs =
    'absl-py astunparse flatbuffers gast google_pasta opt_einsum packaging protobuf requests setuptools six termcolor typing_extensions wrapt grpcio keras numpy h5py ml_dtypes'
  return packages('tensorflow, keras', {
    tensorflow: ['--no-deps', 'tensorflow-cpu==2.21.0'],
    'tensorflow-needs': needs.split(' '),
  })
}
