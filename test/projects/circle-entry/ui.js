import { run } from './index.js'

export function setup() {
  document.getElementById('train').addEventListener('click', async () => {
    await run(window.xs, window.ys)
  })
}
