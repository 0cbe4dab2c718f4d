import type { FrontEnd } from './front-end.ts'
import { javascriptFrontEnd } from './javascript/front-end.ts'
import type { LanguageName } from './language.ts'
import { pythonFrontEnd } from './python/front-end.ts'

const FRONT_ENDS: Readonly<Record<LanguageName, FrontEnd>> = {
  javascript: javascriptFrontEnd,
  python: pythonFrontEnd,
}

export function frontEndOf(language: LanguageName): FrontEnd {
  return FRONT_ENDS[language]
}
