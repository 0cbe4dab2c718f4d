import * as tfvis from '@tensorflow/tfjs-vis'

const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }) // require-worker-seed
worker.addEventListener('message', ({ data }) => tfvis.render.linechart({ name: 'loss' }, data))
worker.postMessage({ examples: 100 })
