/** Which other modules the text of a Python file speaks of, as far as a pattern can tell. */
import type { Mentions } from '../front-end.ts'

const FROM_IMPORT = /(?:^|[;:])[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*|[^#\n(]+)/gmu
const IMPORT = /(?:^|[;:])[ \t]*import[ \t]+((?:[\w., \t]|\\\r?\n)+)/gmu
const IMPORT_CALL = /(?:import_module|__import__)\(\s*(?:name\s*=\s*)?['"]([.\w]+)['"]/gu

export function pythonMentions(text: string): Mentions {
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
