/** What ESLint does with files that hold programs among other things. */
import type { Linter } from 'eslint'
import { notebookProcessor } from './languages/notebook/processor.ts'
import { pageProcessor } from './languages/page/processor.ts'

const PROCESSORS = { notebook: notebookProcessor, page: pageProcessor } satisfies Record<
  string,
  Linter.Processor & { meta: { name: string } }
>

export type ProcessorName = keyof typeof PROCESSORS

export function processorOf(name: ProcessorName): Linter.Processor {
  return PROCESSORS[name]
}
