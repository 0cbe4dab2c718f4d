import type { FrontEnd } from '../front-end.ts'
import { isPageFile } from '../page/labels.ts'
import { readPage } from '../page/scripts.ts'
import { javascriptEditor } from './edit/edits.ts'
import { lowerJavaScript } from './lower/lower.ts'
import { javascriptMentions } from './mentions.ts'
import { isStandardParser, parseJavaScript } from './parse/parse.ts'
import { resolveJavaScript } from './resolve/resolve.ts'
import type { Program } from './syntax.ts'

/** JavaScript, TypeScript, and the scripts of pages. */
export const javascriptFrontEnd: FrontEnd<Program> = {
  lower: lowerJavaScript,
  read(text, file, parser) {
    // Of several modules in a page the first one stands for the page.
    const code = isPageFile(file) ? readPage(text, file).scripts[0]?.text : text
    const tree = code === undefined ? undefined : parseJavaScript(code, file, parser)
    return tree && lowerJavaScript(tree, code!, file)
  },
  readsOtherwise: (parser) => !isStandardParser(parser),
  editor: javascriptEditor,
  resolve: resolveJavaScript,
  resolvesByFolder: false,
  mentions: javascriptMentions,
  // What a pattern would take for one stands in libraries as well.
  isGuarded: () => false,
  pinsVersions: 'by folder',
}
