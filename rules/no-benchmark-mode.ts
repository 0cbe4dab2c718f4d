import { intentBeside, validValues } from '../src/questions/settings.ts'
import { mendedProgram } from '../src/repairs/program.ts'
import { switchedOff } from '../src/repairs/settings.ts'
import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: 'no-benchmark-mode',
  meta: {
    type: 'problem',
    description: 'Disallow benchmark and autotune modes in a program that wants to repeat',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    schema: { intent: { enum: ['settings', 'seeds'] } },
    defaults: { intent: 'seeds' },
    messages: {
      benchmark:
        '`{{api}}` lets the library choose its algorithms by timing them, so they can differ from run to run, although the program wants to repeat (`{{intent}}`, {{place}}). {{remedy}}',
      varying:
        '`{{name}}` is set to a way of computing whose results differ from run to run, although the program wants to repeat (`{{intent}}`, {{place}}). Set it to {{value}}.',
      conflict: '{{conflict}}',
      invalid: '`{{value}}` is no valid value of `{{api}}` ({{valid}}).',
    },
  },
  check(run, report) {
    for (const set of run.here('set')) {
      const { setting, role, name } = set
      if (setting?.benchmark === undefined && setting?.conflict === undefined) continue
      if (role === 'invalid') {
        const value = set.value.kind === 'constant' ? String(set.value.value) : ''
        report(set, 'invalid', { api: name, value, valid: validValues(setting) })
        continue
      }
      const intent = intentBeside(run, set)
      if (!intent) continue
      if (role === 'benchmark') {
        const place = run.place(intent)
        if (setting.kind === 'flag') {
          const value = String(setting.deterministic?.[0])
          report(set, 'varying', { name, intent: intent.api, place, value }, switchedOff(run, set))
          continue
        }
        const unset = setting.kind === 'environment'
        const remedy = unset ? 'Leave it unset.' : 'Set it to a deterministic choice, or remove it.'
        const data = { intent: intent.api, place, remedy }
        const program = run.isHere(set) ? mendedProgram(run) : undefined
        report(set, 'benchmark', data, program?.edits ? program : switchedOff(run, set))
      } else if (setting.conflict !== undefined && role !== 'deterministic')
        report(set, 'conflict', { conflict: setting.conflict })
    }
  },
})
