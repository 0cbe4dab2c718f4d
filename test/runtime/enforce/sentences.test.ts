import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { enforce } from '../../../runtime/enforce/enforce.ts'
import type { EnforceOptions } from '../../../runtime/enforce/options.ts'

interface Case {
  readonly case: string
  readonly environment?: Readonly<Record<string, string>>
  readonly options: EnforceOptions
  readonly seed?: number | string
  readonly mode?: string
  readonly kind?: string
  readonly message?: string | { readonly javascript: string }
}

const { cases } = JSON.parse(readFileSync(new URL('../sentences.json', import.meta.url), 'utf8')) as {
  cases: Case[]
}

describe('what both languages do with the environment', () => {
  const before = { ...process.env }
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  })

  it.each(cases)('$case', ({ environment = {}, options, seed, mode, kind, message }) => {
    Object.assign(process.env, environment)
    let answer: unknown
    try {
      const run = enforce(options)
      answer = { seed: run.receipt.seed, mode: run.receipt.mode }
      run.restore()
    } catch (error) {
      const { constructor, message } = error as Error
      answer = { kind: constructor.name, message }
    }
    expect(answer).toMatchObject(
      kind === undefined
        ? { seed, ...(mode === undefined ? {} : { mode }) }
        : { kind, message: typeof message === 'object' ? message.javascript : message },
    )
  })
})
