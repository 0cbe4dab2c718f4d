/** Who imports whom, and which programs run a file. Every question is answered for all files at once. */
import { isNamedProgram } from './roles.ts'

/** A file of the graph, as its text tells. */
export interface GraphNode {
  readonly file: string
  /** The files that it imports. */
  readonly imports: readonly string[]
  /** It is written to be run, whoever imports it. */
  readonly guarded: boolean
}

/**
 * The entrypoints through which each file is run, nearest first: those that nobody imports, or that are written to be
 * run. Where only a circle of imports leads to a file, the likeliest of it stands for all.
 *
 * @param nodes in an order that does not depend on which of them was asked for first.
 * @param most entrypoints to be told of one file.
 */
export function entrypoints(
  nodes: readonly GraphNode[],
  importers: ReadonlyMap<string, ReadonlySet<string>>,
  most: number,
): ReadonlyMap<string, readonly string[]> {
  const of = new Map<string, string[]>()
  const imports = new Map(nodes.map((node) => [node.file, node.imports]))
  // Every entrypoint goes down all ways at once, one step a round: whoever comes first is nearest.
  let round = nodes
    .filter(({ file, guarded }) => guarded || !importers.get(file)?.size)
    .map(({ file }) => ({ entry: file, at: file }))
  while (round.length > 0) {
    const next: typeof round = []
    for (const { entry, at } of round) {
      for (const file of imports.get(at) ?? []) {
        if (file === entry || !importers.get(file)?.has(at)) continue
        let found = of.get(file)
        if (!found) of.set(file, (found = []))
        if (found.includes(entry)) continue
        if (found.length === most) continue
        found.push(entry)
        next.push({ entry, at: file })
      }
    }
    round = next
  }
  firstOfCircles(nodes, importers, imports, of)
  return of
}

/**
 * In a circle of imports nobody is first. Of those that only the circle itself imports, the one with the name of a
 * program stands for all, else whoever the fewest import: that is the likeliest to be loaded by a page.
 */
function firstOfCircles(
  nodes: readonly GraphNode[],
  importers: ReadonlyMap<string, ReadonlySet<string>>,
  imports: ReadonlyMap<string, readonly string[]>,
  of: Map<string, string[]>,
): void {
  const left = nodes.filter(({ file, guarded }) => !guarded && importers.get(file)?.size && !of.has(file))
  if (left.length === 0) return
  const files = new Set(left.map(({ file }) => file))
  const inside = (file: string): readonly string[] =>
    (imports.get(file) ?? []).filter((each) => files.has(each) && importers.get(each)?.has(file))
  const circles = componentsOf([...files], inside)
  const circleOf = new Map(circles.flatMap((circle) => circle.map((file) => [file, circle] as const)))
  const rank = (file: string): number => (isNamedProgram(file) ? 0 : (importers.get(file)?.size ?? 0))
  const first = circles
    .filter((circle) =>
      circle.every((file) => [...(importers.get(file) ?? [])].every((each) => circleOf.get(each) === circle)),
    )
    .map((circle) => ({
      size: circle.length,
      circle,
      best: circle.reduce((one, other) =>
        rank(other) < rank(one) || (rank(other) === rank(one) && other < one) ? other : one,
      ),
    }))
    .sort((a, b) => a.size - b.size || rank(a.best) - rank(b.best) || (a.best < b.best ? -1 : 1))
  for (const { circle, best } of first) {
    const reached = [...circle]
    for (let at = 0; at < reached.length; at++) {
      const file = reached[at]!
      if (of.has(file)) continue
      of.set(file, [best])
      reached.push(...inside(file))
    }
  }
}

/** The strongly connected components of a graph, by Tarjan's algorithm; without recursion, however long a chain is. */
function componentsOf(
  files: readonly string[],
  next: (file: string) => readonly string[],
): readonly (readonly string[])[] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const onStack = new Set<string>()
  const components: string[][] = []
  for (const root of files) {
    if (index.has(root)) continue
    const calls: { readonly file: string; readonly next: readonly string[]; at: number }[] = []
    const enter = (file: string): void => {
      index.set(file, index.size)
      low.set(file, index.get(file)!)
      stack.push(file)
      onStack.add(file)
      calls.push({ file, next: next(file), at: 0 })
    }
    enter(root)
    while (calls.length > 0) {
      const call = calls.at(-1)!
      const { file } = call
      if (call.at < call.next.length) {
        const target = call.next[call.at++]!
        if (!index.has(target)) enter(target)
        else if (onStack.has(target)) low.set(file, Math.min(low.get(file)!, index.get(target)!))
        continue
      }
      calls.pop()
      const caller = calls.at(-1)
      if (caller) low.set(caller.file, Math.min(low.get(caller.file)!, low.get(file)!))
      if (low.get(file) !== index.get(file)) continue
      const component: string[] = []
      for (let member = stack.pop()!; ; member = stack.pop()!) {
        onStack.delete(member)
        component.push(member)
        if (member === file) break
      }
      components.push(component)
    }
  }
  return components
}
