/** Which other files the text of a file speaks of, as far as a pattern can tell. */

import { isPageFile } from '../languages/page/labels.ts'
import type { LanguageName } from '../languages/language.ts'
import { asSpecifier } from '../languages/page/scripts.ts'

/** Strings of a text, as far as a pattern can tell them. Too many do no harm: what does not resolve is dropped. */
export interface Named {
  /** What may name a module or a worker's file. */
  readonly specifiers: ReadonlySet<string>
  /** What may name a file beside this one: `fork('worker.js')`, `join(__dirname, 'worker.js')`. */
  readonly files: ReadonlySet<string>
}

/** @param file its name tells a page from a script. */
export function mentionsIn(text: string, file: string, language: LanguageName): Named {
  if (language === 'python') return pythonSpecifiers(text)
  return isPageFile(file) ? pageSpecifiers(text) : javascriptSpecifiers(text)
}

/** Comments; every string that may name a module or a worker's file; and every other one that may name a file. */
const NAMED_OR_COMMENTED =
  /^[ \t]*\{?\/\*[^]*?(?:\*\/|(?![^]))|(?<=^|[\s;{}(),])\/\/[^\n]*|['"`](\.{1,2}\/[^'"`\n]+)['"`]|(?:\bfrom|\bimport|require)\s*(?:\(\s*)?(?:\/\*[^*]{0,99}\*\/\s*)?['"`]([^'"`\n]+)['"`]|['"`]([^'"`\n./][^'"`\n]*\.[cm]?[jt]sx?)['"`]/gmu

/** Who is only named in a comment is not imported: its own run would be taken for a part of somebody else's. */
function javascriptSpecifiers(text: string): Named {
  const specifiers = new Set<string>()
  const files = new Set<string>()
  for (const [, relative, imported, file] of text.matchAll(NAMED_OR_COMMENTED)) {
    const specifier = relative ?? imported
    if (specifier !== undefined) specifiers.add(specifier)
    else if (file !== undefined) files.add(`./${file}`)
  }
  return { specifiers, files }
}

const SCRIPT_TAG = /<script\b[^<>]*>/giu
const SOURCE = /(?:^|\s)src\s*=\s*["']?([^"'\s>]+)/iu

/** A page imports the scripts that it loads. */
function pageSpecifiers(text: string): Named {
  const specifiers = new Set(javascriptSpecifiers(text).specifiers)
  for (const [tag] of text.matchAll(SCRIPT_TAG)) {
    const address = SOURCE.exec(tag)?.[1]
    if (address !== undefined) specifiers.add(asSpecifier(address))
  }
  return { specifiers, files: new Set() }
}

const FROM_IMPORT = /(?:^|[;:])[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*|[^#\n(]+)/gmu
const IMPORT = /(?:^|[;:])[ \t]*import[ \t]+((?:[\w., \t]|\\\r?\n)+)/gmu
const IMPORT_CALL = /(?:import_module|__import__)\(\s*(?:name\s*=\s*)?['"]([.\w]+)['"]/gu

function pythonSpecifiers(text: string): Named {
  const found = new Set<string>()
  for (const [, from = '', names = ''] of text.matchAll(FROM_IMPORT)) {
    found.add(from)
    for (const name of names.matchAll(/(?:^|[,(])\s*(\w+)/gu))
      found.add(from.endsWith('.') ? from + name[1]! : `${from}.${name[1]!}`)
  }
  for (const [, modules = ''] of text.matchAll(IMPORT))
    for (const module of modules.split(',')) found.add(module.replace('\\', '').trim().split(/\s/u)[0]!)
  for (const [, called = ''] of text.matchAll(IMPORT_CALL)) found.add(called)
  found.delete('')
  return { specifiers: found, files: new Set() }
}
