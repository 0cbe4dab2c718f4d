import { hash } from 'node:crypto'
import { opendir } from 'node:fs/promises'
import * as tf from '@tensorflow/tfjs'

const files = []
for await (const entry of await opendir(process.argv[2])) files.push(entry.name)
const x = tf.tensor1d(files.map((name) => Number(name.replace(/\D/g, '')) + 17))
const test = x.slice(8)
console.log('observed', hash('sha256', await test.data()))
