import { ESLint } from 'eslint'
import { readFileSync, readdirSync } from 'node:fs'
const plugin = (await import('/work/main/dist/src/index.js')).default
for (const id of process.argv.slice(2)) {
  const dir = `/work/main/test/evidence/claims/${id}`
  const claim = JSON.parse(readFileSync(`${dir}/claim.json`))
  const es = new ESLint({ cwd: dir, overrideConfigFile: true, overrideConfig: plugin.configs[claim.preset], ignore: false })
  console.log(`\n##### ${id} (${claim.rule})`)
  for (const f of readdirSync(dir)) if (/^(flagged|fixed).*\.(mjs|py)$/.test(f)) {
    const [r] = await es.lintFiles([f])
    for (const m of r.messages) console.log(`${f}:${m.line} ${m.ruleId} ${m.message}${m.suggestions ? ` [${m.suggestions.length} suggestions]` : ''}${m.fix ? ' [fix]' : ''}`)
    if (!r.messages.length) console.log(`${f}: nothing`)
  }
}
