import { Worker } from 'node:worker_threads'

const worker = new Worker(new URL('./flagged.worker.mjs', import.meta.url), { workerData: { seed: 17 } })
worker.on('message', (state) => console.log('observed', state))
