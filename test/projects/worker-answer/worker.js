import { parentPort, workerData } from 'node:worker_threads'

parentPort.postMessage(Array.from({ length: workerData.count }, () => Math.random()))
