import { readFileSync } from 'node:fs'
import { fingerprint, readClaims, readProgram } from '/work/main/test/evidence/claim.ts'
import { platforms } from '/work/main/test/evidence/platforms.ts'
import { machineKey, merge, readEvidence, write } from '/work/main/test/evidence/record.ts'
import { execFileSync } from 'node:child_process'
const claims = new Map(readClaims().map((c) => [c.id, c]))
const changed = new Set(execFileSync('bash', ['-c', 'diff -rq /work/main/test/evidence/claims /tmp/ev/claims.before | grep -v claim.json || true']).toString().split('\n').map((l) => /claims\/([^/]+)\//.exec(l)?.[1]))
const rows: any[] = []; const machines: any = {}
for (const [file, platformIds] of [['/tmp/ev/js2.log', ['tfjs-cpu', 'node']], ['/tmp/ev/py1.log', ['python']]] as const) {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const m = /^(CONFIRMED|NOT SHOWN|REFUTED|FAILED) +(\S+) (\S+) (\d+)\/(\d+) (\d+)\/(\d+) other seed (differs|equal|not applicable) \S+ s(?:: (.*))?$/.exec(line)
    if (!m || !platformIds.includes(m[3] as never)) continue
    const claim = claims.get(m[2]!)
    if (!claim || (claim as any).fix || changed.has(claim.id) || m[1] !== 'CONFIRMED') { console.log('left', m[1], m[2]); continue }
    const present = await platforms.find((p) => p.id === m[3])!.detect()
    if (!present.present) throw new Error('?')
    const { hardware, driver, versions } = present
    const machine = machineKey({ hardware, driver, versions }); machines[machine] = { hardware, driver, versions }
    rows.push({ claim: claim.id, platform: m[3], verdict: m[1], flagged: { distinct: +m[4]!, of: +m[5]! }, fixed: { distinct: +m[6]!, of: +m[7]! }, otherSeed: m[8], ...(m[9] ? { note: m[9] } : {}), date: '2026-11-21', machine, program: fingerprint(readProgram(claim, 'flagged'), readProgram(claim, 'fixed')) })
  }
}
await write(merge(readEvidence(), { rows, machines }))
console.log(rows.length)
