import { parentPort, workerData } from 'node:worker_threads'
import seedrandom from 'seedrandom'

parentPort.postMessage(seedrandom(String(workerData.seed))())
