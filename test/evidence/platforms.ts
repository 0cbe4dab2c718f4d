import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { root } from './claim.ts'

const run = promisify(execFile)

export type PlatformId =
  | 'node'
  | 'tfjs-cpu'
  | 'tfjs-wasm'
  | 'webgpu-swiftshader'
  | 'webgpu-gpu'
  | 'tfjs-node-cpu'
  | 'tfjs-node-cuda'
  | 'python'
  | 'torch-cuda'

/** A platform that is here: how to start a program on it, and what exactly it is. */
export interface Present {
  readonly present: true
  readonly hardware: string
  readonly driver: string
  readonly versions: Readonly<Record<string, string>>
  /** The folder below which programs are laid, so that their imports resolve. */
  readonly home: string
  readonly interpreter: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** A platform that is not here, and the sentence that says how to get it. */
export interface Absent {
  readonly present: false
  readonly how: string
}

/** What can be brought to a machine: see `install.ts`. */
export type Part = 'TensorFlow.js' | 'Dawn with SwiftShader' | 'tfjs-node' | 'Python libraries'

export interface Platform {
  readonly id: PlatformId
  readonly title: string
  /** What `--install` brings for it. A platform without needs nothing, or a machine that cannot be brought. */
  readonly part?: Part
  detect(): Promise<Present | Absent>
}

const processor = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores`
const preload = pathToFileURL(join(root, 'test/evidence/preload/backend.mjs')).href
const folder = (name: string) => join(root, 'test/platforms', name)

function versionIn(directory: string, name: string): string | undefined {
  const file = join(directory, 'node_modules', name, 'package.json')
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
    : undefined
}

/** What `probe` prints as JSON on its last line, or undefined where it fails. */
async function ask(
  interpreter: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd: string,
): Promise<Record<string, string> | undefined> {
  try {
    const { stdout } = await run(interpreter, [...args], {
      cwd,
      env: { ...process.env, ...env },
      timeout: 120_000,
    })
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, string>
  } catch {
    return undefined
  }
}

function tfjs(
  id: PlatformId,
  title: string,
  backend: string,
  packages: readonly string[],
  directory: string,
): Platform {
  return {
    id,
    title,
    part: 'TensorFlow.js',
    detect() {
      const versions: Record<string, string> = { node: process.versions.node, v8: process.versions.v8 }
      for (const name of packages) {
        const version = versionIn(folder(directory), name)
        if (version === undefined) {
          const how = `npm run evidence -- --install --platform ${id} brings ${packages.join(' and ')} into test/platforms/${directory}.`
          return Promise.resolve({ present: false, how })
        }
        versions[name] = version
      }
      return Promise.resolve({
        present: true,
        hardware: processor,
        driver: 'none',
        versions,
        home: join(folder(directory), 'node_modules/.evidence'),
        interpreter: process.execPath,
        arguments: ['--import', preload],
        environment: { EVIDENCE_BACKEND: `${id}/${backend}` },
      })
    },
  }
}

/** Whether the installers of the runtime's suites have put a platform into place. */
const isReady = (name: string) => existsSync(join(folder(name), 'node_modules/.ready'))

/** Which adapter Dawn finds: printed by a process of its own, because a driver can take the process down with it. */
const adapterProbe = `
const { createRequire } = require('node:module')
const here = createRequire(process.cwd() + '/program.js')
import(here.resolve('webgpu')).then(async ({ create, globals }) => {
  Object.assign(globalThis, globals)
  const adapter = await create([]).requestAdapter()
  const { vendor, architecture, device, description } = adapter.info
  console.log(JSON.stringify({ vendor, architecture, device, description }))
  process.exit(0)
})`

function webgpu(id: 'webgpu-swiftshader' | 'webgpu-gpu', title: string): Platform {
  const software = id === 'webgpu-swiftshader'
  return {
    id,
    title,
    part: 'Dawn with SwiftShader',
    async detect() {
      const missing =
        'npm run evidence -- --install --platform webgpu-swiftshader brings Dawn and SwiftShader into test/platforms/webgpu.'
      const how = software
        ? 'SwiftShader does not answer here: it needs Linux on x64.'
        : 'It needs a machine with a GPU and its Vulkan driver: node test/evidence/gpu/webgpu.mjs runs the experiments there.'
      if (!isReady('webgpu')) return { present: false, how: software ? missing : how }
      const { installWebgpu } = await import('../runtime/webgpu/install.ts')
      const installation = await installWebgpu()
      if (installation.skip !== undefined) return { present: false, how: software ? missing : how }
      const { folder: directory } = installation
      const environment: Record<string, string> = {
        EVIDENCE_BACKEND: `${id}/webgpu`,
        ...(software ? installation.environment : {}),
      }
      const info = await ask(process.execPath, ['-e', adapterProbe], environment, directory)
      if (info === undefined) return { present: false, how }
      const name = `${info['vendor']} ${info['architecture']} ${info['device']} ${info['description']}`.trim()
      if (/swiftshader|llvmpipe/i.test(name) !== software)
        return { present: false, how: `${how} Here answers: ${name}.` }
      return {
        present: true,
        hardware: software ? `${processor} (SwiftShader)` : (info['device'] ?? name),
        driver: info['description'] ?? 'unknown',
        versions: {
          node: process.versions.node,
          webgpu: versionIn(directory, 'webgpu') ?? 'unknown',
          '@tensorflow/tfjs-backend-webgpu':
            versionIn(directory, '@tensorflow/tfjs-backend-webgpu') ?? 'unknown',
        },
        home: join(directory, 'node_modules/.evidence'),
        interpreter: process.execPath,
        arguments: ['--import', preload],
        environment,
      }
    },
  }
}

function native(id: 'tfjs-node-cpu' | 'tfjs-node-cuda', title: string): Platform {
  const cuda = id === 'tfjs-node-cuda'
  const how = cuda
    ? 'It needs a machine with an NVIDIA GPU, CUDA 11 and @tensorflow/tfjs-node-gpu built with them.'
    : 'the addon does not load here.'
  return {
    id,
    title,
    part: 'tfjs-node',
    async detect() {
      const missing = cuda
        ? how
        : 'npm run evidence -- --install --platform tfjs-node-cpu brings the addon into test/platforms/native (where its download cannot be reached, it is built against TensorFlow out of PyPI: 500 MB and a C++ compiler).'
      if (!isReady('native')) return { present: false, how: missing }
      const { installNative } = await import('../runtime/native/install.ts')
      const installation = await installNative()
      if (installation.skip !== undefined) return { present: false, how: missing }
      const { folder: directory } = installation
      const environment: Record<string, string> = {
        ...installation.environment,
        EVIDENCE_BACKEND: `${id}/tensorflow`,
        ...(cuda ? {} : { CUDA_VISIBLE_DEVICES: '' }),
      }
      const probe =
        "const tf = require('@tensorflow/tfjs-node-gpu'); console.log(JSON.stringify({ gpu: String(tf.backend().isUsingGpuDevice), tensorflow: tf.node === undefined ? '' : String(tf.backend().binding.TF_Version ?? '') }))"
      const info = await ask(process.execPath, ['-e', probe], environment, directory)
      if (info === undefined || (info['gpu'] === 'true') !== cuda) return { present: false, how }
      return {
        present: true,
        hardware: cuda ? 'CUDA device 0' : processor,
        driver: 'none',
        versions: {
          node: process.versions.node,
          '@tensorflow/tfjs-node-gpu': versionIn(directory, '@tensorflow/tfjs-node-gpu') ?? 'unknown',
          ...(info['tensorflow'] === undefined || info['tensorflow'] === ''
            ? {}
            : { tensorflow: info['tensorflow'] }),
        },
        home: join(directory, 'node_modules/.evidence'),
        interpreter: process.execPath,
        arguments: ['--import', preload],
        environment,
      }
    },
  }
}

const libraryProbe = `
import importlib.metadata as m, json, sys
found = {"python": sys.version.split()[0]}
for name in ["numpy", "pandas", "scikit-learn", "torch", "tensorflow-cpu", "keras", "jax", "gymnasium"]:
    try: found[name] = m.version(name)
    except m.PackageNotFoundError: pass
print(json.dumps(found))`

const cudaProbe = `
import json, sys, torch
assert torch.cuda.is_available()
print(json.dumps({"python": sys.version.split()[0], "torch": torch.__version__, "cuda": torch.version.cuda,
                  "cudnn": str(torch.backends.cudnn.version()), "device": torch.cuda.get_device_name(0)}))`

/** The interpreter of `.cache/python` where it is installed, else the one of the system. */
export function pythonInterpreter(): string {
  const installed = join(root, '.cache/python/bin/python')
  return existsSync(installed) ? installed : 'python3'
}

const python: Platform = {
  id: 'python',
  title: 'Python on the processor',
  part: 'Python libraries',
  async detect() {
    const interpreter = pythonInterpreter()
    const versions = await ask(interpreter, ['-c', libraryProbe], {}, root)
    const how =
      'npm run evidence -- --install --platform python brings the libraries into .cache/python (python3 with venv is needed).'
    if (versions === undefined || Object.keys(versions).every((name) => name === 'python'))
      return { present: false, how }
    return {
      present: true,
      hardware: processor,
      driver: 'none',
      versions,
      home: join(root, '.cache/evidence'),
      interpreter,
      arguments: [],
      // A GPU would be another platform, so it is hidden from this one.
      environment: {
        CUDA_VISIBLE_DEVICES: '',
        JAX_PLATFORMS: 'cpu',
        TF_CPP_MIN_LOG_LEVEL: '3',
        PYTHONDONTWRITEBYTECODE: '1',
      },
    }
  },
}

const cuda: Platform = {
  id: 'torch-cuda',
  title: 'PyTorch on CUDA',
  async detect() {
    const how =
      'It needs a machine with an NVIDIA GPU and a CUDA build of torch: python3 test/evidence/gpu/torch.py runs all of it there.'
    for (const interpreter of [pythonInterpreter(), 'python3']) {
      const info = await ask(interpreter, ['-c', cudaProbe], {}, root)
      if (info === undefined) continue
      const { device, ...versions } = info
      return {
        present: true,
        hardware: device ?? 'unknown',
        driver: `CUDA ${info['cuda'] ?? 'unknown'}`,
        versions,
        home: join(root, '.cache/evidence'),
        interpreter,
        arguments: [],
        environment: { PYTHONDONTWRITEBYTECODE: '1' },
      }
    }
    return { present: false, how }
  },
}

const node: Platform = {
  id: 'node',
  title: 'Node alone',
  detect() {
    return Promise.resolve({
      present: true,
      hardware: processor,
      driver: 'none',
      versions: { node: process.versions.node, os: release() },
      home: join(root, '.cache/evidence'),
      interpreter: process.execPath,
      arguments: [],
      environment: {},
    })
  },
}

/** Every platform that a claim can name, in the order of the table. */
export const platforms: readonly Platform[] = [
  node,
  tfjs('tfjs-cpu', 'TensorFlow.js, cpu', 'cpu', ['@tensorflow/tfjs'], 'tfjs'),
  tfjs(
    'tfjs-wasm',
    'TensorFlow.js, wasm',
    'wasm',
    ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
    'tfjs',
  ),
  webgpu('webgpu-swiftshader', 'TensorFlow.js, WebGPU on SwiftShader'),
  webgpu('webgpu-gpu', 'TensorFlow.js, WebGPU on a GPU'),
  native('tfjs-node-cpu', 'tfjs-node, native on the processor'),
  native('tfjs-node-cuda', 'tfjs-node-gpu on CUDA'),
  python,
  cuda,
]
