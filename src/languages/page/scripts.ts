/**
 * The scripts of a page (`.html`) or a component (`.vue`, `.svelte`) as JavaScript, each at the offsets at which it
 * stands in the page: what is none is blank, so that places and edits need no translation.
 *
 * What the page itself says to a script is written where it says so, in labelled statements that only this front end
 * writes (`PAGE_LABELS`), never in more room than there is.
 */
import { createRequire } from 'node:module'
import type { DefaultTreeAdapterMap, Token } from 'parse5'
import { labelled, PAGE_LABELS } from './labels.ts'

type PageNode = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

/** Scripts that share one scope, as a file of their own. */
export interface PageScript {
  /** `script.js`, `module.js`, `module.ts`: how it is to be parsed. */
  readonly filename: string
  /** As long as the page. */
  readonly text: string
}

export interface Page {
  readonly scripts: readonly PageScript[]
  /** Where edits may write: the insides of scripts. */
  readonly insides: readonly (readonly [start: number, end: number])[]
}

/** A stretch of the page and what stands for it in the script. */
interface Piece {
  readonly start: number
  readonly text: string
}

interface Found {
  readonly classic: Piece[]
  readonly modules: { readonly pieces: Piece[]; readonly typed: boolean }[]
  readonly insides: (readonly [number, number])[]
}

const JAVASCRIPT_TYPE =
  /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:babel|jsx|typescript))$/iu
/** Frameworks that compile a component: its scripts are modules. */
const COMPONENT = /\.(?:vue|svelte)$/iu
/** In components: `@click="train()"`, `v-on:click="train"`, `on:click={train}`, `onclick={train}`. */
const COMPONENT_HANDLER = /\s(?:@[\w-]+(?:\.[\w-]+)*|v-on:[\w.-]+|on:?[a-z]+(?:\|\w+)*)=(["'{])/giu

/**
 * Reads a page. Broken HTML is read as a browser reads it: this never throws.
 *
 * @param text of the page, without a byte order mark.
 * @param file its name, which says whether it is a component.
 */
export function readPage(text: string, file: string): Page {
  const found: Found = { classic: [], modules: [], insides: [] }
  const component = COMPONENT.test(file)
  visit(parse(text), text, component, found)
  if (component) addHandlers(text, found)
  const scripts: PageScript[] = []
  const { classic, modules } = found
  // Modules run after the page is there, each with names of its own, and see those of the other scripts.
  if (modules.length === 0 && classic.length > 0)
    scripts.push({ filename: 'script.js', text: joined(text, classic) })
  const typed = modules.some((each) => each.typed)
  const apart = component
    ? [modules.flatMap(({ pieces }) => pieces)].filter(({ length }) => length > 0)
    : modules.map(({ pieces }) => pieces)
  for (const [index, pieces] of apart.entries()) {
    const name = index === 0 ? 'module' : `module-${String(index + 1)}`
    scripts.push({ filename: `${name}.${typed ? 'ts' : 'js'}`, text: joined(text, [...classic, ...pieces]) })
  }
  return { scripts, insides: found.insides }
}

let parser: typeof import('parse5') | undefined

function parse(text: string): DefaultTreeAdapterMap['document'] {
  // Loaded when the first page is met.
  parser ??= createRequire(import.meta.url)('parse5') as typeof import('parse5')
  return parser.parse(text, { sourceCodeLocationInfo: true })
}

function visit(root: PageNode, text: string, component: boolean, found: Found): void {
  // Without recursion: pages nest as deep as their writers like.
  const waiting: PageNode[] = [root]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if ('tagName' in node) {
      if (node.tagName === 'script') readScript(node, component, text, found)
      else if (!component) readHandlers(node, text, found)
    }
    const inside = 'content' in node ? node.content.childNodes : 'childNodes' in node ? node.childNodes : []
    for (let at = inside.length - 1; at >= 0; at--) waiting.push(inside[at]!)
  }
}

function readScript(script: Element, component: boolean, text: string, found: Found): void {
  const location = script.sourceCodeLocation
  if (!location?.startTag) return
  const attribute = (name: string): string | undefined =>
    script.attrs.find((each) => each.name === name)?.value
  const type = attribute('type')?.trim() ?? ''
  const [start, end] = [location.startTag.endOffset, location.endTag?.startOffset ?? location.endOffset]
  if (type === 'importmap') {
    if (!location.endTag) return
    found.classic.push(...importMap(text, location.startOffset, start, end))
    return
  }
  if (!JAVASCRIPT_TYPE.test(type)) return
  const isModule = component || type === 'module'
  const typed = /^(?:ts|tsx|typescript)$/iu.test(attribute('lang') ?? '') || type === 'text/typescript'
  const src = attribute('src')?.trim()
  const pieces: Piece[] = []
  if (src !== undefined) {
    const link = labelled(PAGE_LABELS.source, JSON.stringify(asSpecifier(src)))
    pieces.push(...written(text, link, location.startOffset, location.endOffset))
  } else {
    found.insides.push([start, end])
    // Neither the statement before nor the last one may end with a semicolon; there is room where the tags end and begin.
    const close = location.endTag ? ';' : ''
    pieces.push({ start: start - 1, text: `;${text.slice(start, end)}${close}` })
  }
  if (isModule) found.modules.push({ pieces, typed })
  else found.classic.push(...pieces)
}

/** `app.js` beside the page is `./app.js` to a module. */
export function asSpecifier(address: string): string {
  const path = address.replace(/^\/\//u, 'https://')
  return /^(?:[a-z][\w+.-]*:|\.{1,2}\/)/iu.test(path) ? path : `./${path.replace(/^\/+/u, '')}`
}

function importMap(text: string, tag: number, start: number, end: number): readonly Piece[] {
  const open = written(text, `${PAGE_LABELS.importMap}:(`, tag, start)
  return open.length === 0 ? [] : [...open, { start, text: `${text.slice(start, end)});` }]
}

/** A line in the first room for it: line ends stay where they are. */
function written(text: string, line: string, start: number, end: number): readonly Piece[] {
  let from = start
  for (const { 0: part } of text.slice(start, end).matchAll(/[^\r\n]*[\r\n]*/gu)) {
    if (part.trimEnd().length >= line.length) return [{ start: from, text: line }]
    from += part.length
  }
  return []
}

/** `onclick="train()"` */
function readHandlers({ attrs, sourceCodeLocation }: Element, text: string, found: Found): void {
  const places = new Map<string, Token.Location>(Object.entries(sourceCodeLocation?.attrs ?? {}))
  for (const { name, value } of attrs) {
    const place = places.get(name)
    if (!name.startsWith('on') || !place || value.trim() === '') continue
    const from = text.indexOf('=', place.startOffset) + 1
    const quote = /^\s*["']/u.exec(text.slice(from, place.endOffset))?.[0]
    const start = from + (quote?.length ?? 0)
    const end = place.endOffset - (quote === undefined ? 0 : 1)
    // Behind an entity (`&quot;`) the text is not the program.
    if (text.slice(start, end) !== value) continue
    found.classic.push(...handler(text, place.startOffset, start, end))
  }
}

/** In components handlers are expressions of the framework's own kind: the functions that they name are called. */
function addHandlers(text: string, found: Found): void {
  const [module] = found.modules
  if (!module) return
  for (const match of text.matchAll(COMPONENT_HANDLER)) {
    const start = match.index + match[0].length
    if (found.insides.some(([from, to]) => match.index >= from && start <= to)) continue
    const end = text.indexOf(match[1] === '{' ? '}' : match[1]!, start)
    if (end === -1) continue
    let from = match.index + 1
    for (const [, name] of text.slice(start, end).matchAll(/(?<![\w$.])([A-Za-z_$][\w$]*)\s*(?:\(|$)/gu)) {
      const [piece] = written(text, labelled(PAGE_LABELS.handler, name!), from, end + 1)
      if (!piece) break
      module.pieces.push(piece)
      from = piece.start + piece.text.length
    }
  }
}

/** A function that the page calls later, where its code stands. */
function handler(text: string, from: number, start: number, end: number): readonly Piece[] {
  const open = `${PAGE_LABELS.handler}:()=>{`
  if (start - from < open.length || /[\r\n]/u.test(text.slice(start - open.length, start))) return []
  // The quotation mark, and what stands behind it, have room for the end.
  const ends = ['}', ';'].map((text, index) => ({ start: end + index, text }))
  const pieces = [{ start: start - open.length, text: `${open}${text.slice(start, end)}` }, ...ends]
  return /[\r\n]/u.test(text.slice(end, end + 2)) ? [] : pieces
}

/** The page with spaces for everything but the pieces, and its own line ends. */
function joined(text: string, pieces: readonly Piece[]): string {
  let result = ''
  for (const piece of [...pieces].sort((one, other) => one.start - other.start)) {
    if (piece.start < result.length) continue
    result += blank(text.slice(result.length, piece.start)) + piece.text
  }
  return (result + blank(text.slice(result.length))).slice(0, text.length)
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/gu, (character) => ' '.repeat(character.length))
}
