/** What tests ask of a page: its elements, and what is written in them. */
import { parse, type DefaultTreeAdapterMap } from 'parse5'

export type Node = DefaultTreeAdapterMap['node']
export type Element = DefaultTreeAdapterMap['element']

/** All elements of a page, in its order. */
export function elements(text: string): Element[] {
  const all: Element[] = []
  const visit = (node: Node) => {
    if ('tagName' in node) all.push(node)
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(parse(text))
  return all
}

/** Those of one name within an element. */
export function elementsOf(root: Element, tag: string): Element[] {
  return root.childNodes.flatMap((node) =>
    'tagName' in node ? [...(node.tagName === tag ? [node] : []), ...elementsOf(node, tag)] : [],
  )
}

export function attribute(element: Element, name: string): string {
  return element.attrs.find((each) => each.name === name)?.value ?? ''
}

export function textOf(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}
