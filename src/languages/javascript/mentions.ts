/** Which other files the text of a script or a page speaks of, as far as a pattern can tell. */
import type { Mentions } from '../front-end.ts'
import { isPageFile } from '../page/labels.ts'
import { asSpecifier } from '../page/scripts.ts'

/** @param file its name tells a page from a script. */
export function javascriptMentions(text: string, file: string): Mentions {
  return isPageFile(file) ? pageMentions(text) : scriptMentions(text)
}

/** Comments; every string that may name a module or a worker's file; and every other one that may name a file. */
const NAMED_OR_COMMENTED =
  /^[ \t]*\{?\/\*[^]*?(?:\*\/|(?![^]))|(?<=^|[\s;{}(),])\/\/[^\n]*|['"`](\.{1,2}\/[^'"`\n]+)['"`]|(?:\bfrom|\bimport|require)\s*(?:\(\s*)?(?:\/\*[^*]{0,99}\*\/\s*)?['"`]([^'"`\n]+)['"`]|['"`]([^'"`\n./][^'"`\n]*\.[cm]?[jt]sx?)['"`]/gmu

/** Who is only named in a comment is not imported: its own run would be taken for a part of somebody else's. */
function scriptMentions(text: string): Mentions {
  const specifiers = new Set<string>()
  const files = new Set<string>()
  for (const [, relative, imported, file] of text.matchAll(NAMED_OR_COMMENTED)) {
    const specifier = relative ?? imported
    if (specifier !== undefined) specifiers.add(specifier)
    else if (file !== undefined) files.add(`./${file}`)
  }
  for (const [, args] of text.matchAll(LOADED_BY_WORKER))
    for (const [, address] of args!.matchAll(QUOTED)) specifiers.add(asSpecifier(address!))
  return { specifiers, files }
}

/** A classic worker imports the scripts that it loads. */
const LOADED_BY_WORKER = /\bimportScripts\s*\(([^()]*)\)/gu
const QUOTED = /['"]([^'"\n]+)['"]/gu

const SCRIPT_TAG = /<script\b[^<>]*>/giu
const SOURCE = /(?:^|\s)src\s*=\s*["']?([^"'\s>]+)/iu

/** A page imports the scripts that it loads. */
function pageMentions(text: string): Mentions {
  const specifiers = new Set(scriptMentions(text).specifiers)
  for (const [tag] of text.matchAll(SCRIPT_TAG)) {
    const address = SOURCE.exec(tag)?.[1]
    if (address !== undefined) specifiers.add(asSpecifier(address))
  }
  return { specifiers, files: new Set() }
}
