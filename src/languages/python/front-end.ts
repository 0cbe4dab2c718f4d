import type { FrontEnd } from '../front-end.ts'
import type * as ast from './ast.ts'
import { pythonEditor } from './edit/edits.ts'
import { lowerPython } from './lower/lower.ts'
import { pythonMentions } from './mentions.ts'
import { parseOnce } from './parse/parse-once.ts'
import { resolvePython } from './resolve.ts'

export const pythonFrontEnd: FrontEnd<ast.Module> = {
  lower: lowerPython,
  read(text, file) {
    const parsed = parseOnce(text, file)
    return parsed.ok ? lowerPython(parsed.ast, text, file) : undefined
  },
  readsOtherwise: () => false,
  editor: pythonEditor,
  resolve: (specifier, from, files) => resolvePython(specifier, from, files),
  resolvesByFolder: true,
  mentions: pythonMentions,
  isGuarded: (text) => /^if\s+__name__\s*==/mu.test(text),
  pinsVersions: 'at the root',
}
