import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import * as tf from '@tensorflow/tfjs'

const directory = process.argv[2]

async function read(i) {
  const text = await readFile(`${directory}/example-${i}.txt`, 'utf8')
  return text.length + i + 17
}

const dataset = tf.data.generator(async function* () {
  let number = 0
  for (let next = 0; next < 12; next++) {
    const length = await read(next)
    yield length * 100 + number++
  }
})
const rows = []
await dataset.prefetch(8).forEachAsync((row) => rows.push(row))
console.log('observed', hash('sha256', JSON.stringify(rows)))
