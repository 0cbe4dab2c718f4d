import { start } from './lib.js'

await start()
