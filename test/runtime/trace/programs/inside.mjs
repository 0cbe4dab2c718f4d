import { enforce } from 'eslint-plugin-reproducible/runtime'

const run = enforce({ seed: 42, mode: 'warn' })
const broken = process.argv[2] === 'broken'
if (process.argv[3] === 'twice') await run.verify(() => 1)
const result = await run.verify(
  (inner) => {
    let weight = 0
    for (let i = 0; i < 5; i++) {
      const batch = broken && i === 3 ? Number(process.hrtime.bigint() % 1000003n) : i
      weight += inner.stream('train').next() * batch
      inner.step(i, { batch, loss: weight, weights: [weight] })
    }
    return weight
  },
  { isolate: process.argv[4] ?? 'process', perturb: ['validation'].slice(1) },
)
console.log(JSON.stringify(result))
