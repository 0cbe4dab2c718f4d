import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import * as tf from '@tensorflow/tfjs'

const directory = process.argv[2]

async function read(i) {
  const text = await readFile(`${directory}/example-${i}.txt`, 'utf8')
  return text.length + i + 17
}

let i = 0
const dataset = tf.data.func(async () => (i < 12 ? { value: await read(i++), done: false } : { value: null, done: true }))
const rows = []
await dataset.prefetch(8).forEachAsync((row) => rows.push(row))
console.log('observed', createHash('sha256').update(JSON.stringify(rows)).digest('hex'))
