/** One run: `node run.mjs '<request as JSON>'`; prints the fingerprint of the weights. */
import { enforce, fingerprint } from 'eslint-plugin-reproducible/runtime'

const { program, defect, on, options } = JSON.parse(process.argv[2])
enforce({ seed: options.seed })
const { train } = await import('./programs.mjs')
console.log(fingerprint(await train(program, defect, on, options)))
