import plugin from '../../dist/src/index.js'
import { readClaims, readProgram } from './claim.ts'
import { Linting } from './lint.ts'
const linting = new Linting(plugin as never)
for (const claim of readClaims()) {
  const fixed = await linting.fixed({ ...claim, fix: true }).catch((e) => { console.log('!!', claim.id, e.message); return undefined })
  if (!fixed) continue
  const flagged = readProgram(claim, 'flagged')
  const { state, fixed: left } = await linting.check({ ...claim, fix: true })
  console.log(`\n#### ${claim.id} ${claim.rule} ${state} left: ${left.join(',')}`)
  for (const [path, text] of fixed.files) {
    const before = flagged.files.get(path)!.split('\n'); const after = text.split('\n')
    for (const l of before) if (!after.includes(l)) console.log('-', l)
    for (const l of after) if (!before.includes(l)) console.log('+', l)
  }
}
