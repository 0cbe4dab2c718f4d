import { parentPort, workerData } from 'node:worker_threads'

// Math.random is this worker's own stream here: it depends on the seed, the worker's name and its number among the
// workers of that name, and on nothing else.
parentPort.postMessage(Array.from({ length: workerData.length }, () => Math.random() - 0.5))
