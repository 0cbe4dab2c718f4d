/** `--fix-suggestions`: the first change that each finding suggests is written into its file, and named. */
import { writeFileSync } from 'node:fs'
import type { ESLint, Linter } from 'eslint'
import plugin from '../index.ts'
import { readWholeFile } from '../project/node-host.ts'

type Result = ESLint.LintResult
type Message = Linter.LintMessage

/** A change that was made. */
export interface Applied {
  readonly result: Result
  readonly message: Message
  readonly description: string
}

export interface Judged {
  readonly judged: Result[]
  /** The same without what the project has accepted. */
  readonly open: readonly Result[]
}

/** Changes may make room for others; a chain of this length is none that ends. */
const MAX_PASSES = 10

/**
 * Lints and changes until nothing is suggested any more. What a file cannot be read with is taken back.
 *
 * @param lint lints all files as they are now.
 * @param named is told of each change.
 * @param takenBack is told of each file that stays as it was.
 * @returns the results after the last change.
 */
export async function applySuggestions(
  lint: () => Promise<Judged>,
  named: (applied: Applied) => void,
  takenBack: (file: string) => void,
): Promise<Judged> {
  const spoilt = new Set<string>()
  let judged = await lint()
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const before = new Map<string, string>()
    const applied = judged.open.flatMap((result) => {
      if (spoilt.has(result.filePath) || result.fatalErrorCount > 0) return []
      const text = readWholeFile(result.filePath).toString('utf8')
      const { output, changes } = changed(text, result)
      if (changes.length === 0) return []
      before.set(result.filePath, text)
      writeFileSync(result.filePath, output)
      return changes
    })
    if (applied.length === 0) return judged
    judged = await lint()
    const broken = judged.judged.filter((each) => each.fatalErrorCount > 0 && before.has(each.filePath))
    for (const { filePath } of broken) {
      writeFileSync(filePath, before.get(filePath)!)
      spoilt.add(filePath)
      takenBack(filePath)
    }
    for (const each of applied) if (!spoilt.has(each.result.filePath)) named(each)
    if (broken.length > 0) judged = await lint()
  }
  return judged
}

/** A text with the first suggestion of each of its findings that does not touch another. */
function changed(text: string, result: Result): { output: string; changes: Applied[] } {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : ''
  const source = text.slice(mark.length)
  const suggested = result.messages.flatMap((message) => {
    const [first] = isOwn(message) ? (message.suggestions ?? []) : []
    return first ? [{ message, description: first.desc, ...first.fix }] : []
  })
  suggested.sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1])
  let output = mark
  let end = 0
  let isFirst = true
  const changes: Applied[] = []
  for (const { message, description, range, text: replacement } of suggested) {
    // Two that begin where the last one ended may both be the same insertion.
    if (!isFirst && range[0] <= end) continue
    output += source.slice(end, range[0]) + replacement
    end = range[1]
    isFirst = false
    changes.push({ result, message, description })
  }
  return { output: output + source.slice(end), changes }
}

function isOwn({ ruleId }: Message): boolean {
  return ruleId !== null && Object.hasOwn(plugin.rules, ruleId.split('/').at(-1)!)
}
