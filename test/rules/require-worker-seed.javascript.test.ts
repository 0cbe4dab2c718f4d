import { join } from 'node:path'
import { describe } from 'vitest'
import rule from '../../rules/require-worker-seed.ts'
import { judge } from './lists.ts'

const PROJECTS = join(import.meta.dirname, '../projects')
const TF = "import * as tf from '@tensorflow/tfjs'\n"
const THREADS = `import { Worker } from 'node:worker_threads'\n${TF}`
const URL_OF = "new URL('./worker.js', import.meta.url)"

describe('a worker that draws and is given no seed', () => {
  judge(rule, {
    folder: join(PROJECTS, 'worker-unseeded'),
    invalid: [
      `${THREADS}new Worker(${URL_OF})`,
      `${THREADS}new Worker('./worker.js')`,
      `${THREADS}for (let i = 0; i < 4; i++) new Worker(${URL_OF}, { workerData: { i } })`,
      `${THREADS}function start() {\n  return new Worker(${URL_OF})\n}\nstart()`,
      `import * as threads from 'node:worker_threads'\n${TF}new threads.Worker(${URL_OF})`,
      `const { Worker } = require('worker_threads')\nconst path = require('path')\nconst tf = require('@tensorflow/tfjs')\nnew Worker(path.join(__dirname, 'worker.js'))`,
      `import { fork } from 'node:child_process'\n${TF}fork('./worker.js')`,
      `import Piscina from 'piscina'\n${TF}const pool = new Piscina({ filename: ${URL_OF}.href })`,
      // What starts a worker that trains takes part in machine learning.
      `import { Worker } from 'node:worker_threads'\nnew Worker(${URL_OF})`,
    ],
    valid: [
      `import { enforce } from 'eslint-plugin-reproducible/runtime'\n${THREADS}enforce({ seed: 42 })\nnew Worker(${URL_OF})`,
      `${THREADS}new Worker(${URL_OF}, { execArgv: ['--import', 'eslint-plugin-reproducible/runtime/register'] })`,
      // Nothing is known of the file.
      `${THREADS}new Worker('./not-there.js')`,
      `${THREADS}new Worker(process.argv[2])`,
    ],
  })
})

describe('a worker that seeds itself with what it is given', () => {
  judge(rule, {
    folder: join(PROJECTS, 'worker-seeded'),
    invalid: [
      `${THREADS}for (let i = 0; i < 4; i++) new Worker(${URL_OF}, { workerData: { seed: 42 } })`,
      `${THREADS}const seed = 42\nfor (const name of ['a', 'b']) new Worker(${URL_OF}, { workerData: { seed } })`,
    ],
    valid: [
      `${THREADS}for (let i = 0; i < 4; i++) new Worker(${URL_OF}, { workerData: { seed: 42 + i } })`,
      `${THREADS}for (const seed of [1, 2]) new Worker(${URL_OF}, { workerData: { seed } })`,
      `${THREADS}new Worker(${URL_OF}, { workerData: { seed: 42 } })`,
      `${THREADS};[1, 2].forEach((x, i) => new Worker(${URL_OF}, { workerData: { seed: i } }))`,
    ],
  })
})

describe('a program that starts itself as its worker', () => {
  const MAIN = `import { Worker, isMainThread, workerData } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-node'
`
  const DRAWS = 'else tf.randomNormal([4]).print()'
  const CLUSTER = `import cluster from 'node:cluster'\n${TF}`
  judge(rule, {
    invalid: [
      `${MAIN}if (isMainThread) new Worker(import.meta.filename)\n${DRAWS}`,
      `${MAIN}if (isMainThread) new Worker(fileURLToPath(import.meta.url), { workerData: 3 })\n${DRAWS}`,
      `${MAIN}if (!isMainThread) tf.randomNormal([4]).print()\nelse new Worker(new URL(import.meta.url))`,
      `const { Worker, isMainThread } = require('worker_threads')\nconst tf = require('@tensorflow/tfjs')\nif (isMainThread) new Worker(__filename)\n${DRAWS}`,
      `${CLUSTER}if (cluster.isPrimary) cluster.fork()\n${DRAWS}`,
      // It is started once, whatever tells it that it is the worker.
      `import { fork } from 'node:child_process'\n${TF}fork(import.meta.filename)\ntf.randomNormal([4]).print()`,
      // The function that starts it is the one that it runs.
      `${CLUSTER}function run() {\n  if (cluster.isPrimary) for (let i = 0; i < 4; i++) cluster.fork()\n  else process.on('message', () => tf.randomNormal([4]).print())\n}\nrun()`,
      `${CLUSTER}if (cluster.isWorker) tf.randomNormal([4]).print()\nelse for (let i = 0; i < 4; i++) cluster.fork()`,
    ],
    valid: [
      `${MAIN}import { enforce } from 'eslint-plugin-reproducible/runtime'\nif (isMainThread) new Worker(import.meta.filename, { workerData: { seed: 3 } })\nelse {\n  enforce({ seed: workerData.seed })\n  tf.randomNormal([4]).print()\n}`,
      // What the main thread draws is not the worker's.
      `${MAIN}if (isMainThread) {\n  new Worker(import.meta.filename)\n  tf.randomNormal([4]).print()\n}`,
      // Another program is started.
      `${CLUSTER}cluster.setupPrimary({ exec: 'worker.js' })\nif (cluster.isPrimary) cluster.fork()\n${DRAWS}`,
    ],
  })
})
