/** Lints in a thread of its own, so that typing is never held up. */
import '../shims/process.ts'
import { lintProject, type Linted } from './lint.ts'
import type { Files } from './project.ts'

export interface Request {
  readonly number: number
  readonly files: Files
  readonly preset: 'recommended' | 'strict'
}

export interface Answer {
  readonly number: number
  readonly milliseconds: number
  readonly linted?: Linted
  readonly problem?: string
}

const scope = globalThis as unknown as {
  onmessage: (event: { readonly data: Request }) => void
  postMessage(answer: Answer): void
}

let latest = 0

scope.onmessage = ({ data: { number, files, preset } }) => {
  latest = number
  // What was typed meanwhile comes first: only the newest text is linted.
  setTimeout(() => {
    if (number !== latest) return
    const started = performance.now()
    const milliseconds = () => performance.now() - started
    lintProject(files, preset).then(
      (linted) => scope.postMessage({ number, milliseconds: milliseconds(), linted }),
      (error: unknown) =>
        scope.postMessage({ number, milliseconds: milliseconds(), problem: String((error as Error).stack) }),
    )
  })
}
