// Prints what its streams begin with, and the receipt's path and hash.
import { enforce } from 'eslint-plugin-reproducible/runtime'

const first = Math.random()
const { receipt } = enforce()
console.log(JSON.stringify({ first, path: receipt.path, hash: receipt.hash }))
