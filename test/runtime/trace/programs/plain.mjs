import { isMainThread, parentPort, Worker } from 'node:worker_threads'

// Calls enforce() nowhere: the command line does.
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url))
  const inWorker = await new Promise((resolve) => worker.once('message', resolve))
  console.log(Math.random(), inWorker, process.argv.slice(2).join(' '), 'REPRODUCIBLE_TRACE' in process.env)
} else parentPort.postMessage(Math.random())
