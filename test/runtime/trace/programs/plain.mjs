import { isMainThread, parentPort, Worker } from 'node:worker_threads'

// Calls enforce() nowhere: the command line does.
if (isMainThread) {
  const answer = (worker) =>
    new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  const code = '"use strict"; require("node:worker_threads").parentPort.postMessage(Math.random())'
  const workers = [new Worker(new URL(import.meta.url)), new Worker(code, { eval: true })]
  const drawn = [Math.random(), ...(await Promise.all(workers.map(answer)))]
  console.log(...drawn, process.argv.slice(2).join(' '), 'REPRODUCIBLE_TRACE' in process.env)
} else parentPort.postMessage(Math.random())
