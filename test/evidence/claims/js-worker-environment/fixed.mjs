import { Worker } from 'node:worker_threads'

process.env.TF_DETERMINISTIC_OPS = '1'
const worker = new Worker(new URL('./fixed.worker.mjs', import.meta.url), { workerData: { seed: 17 } })
worker.on('message', (state) => console.log('observed', state))
