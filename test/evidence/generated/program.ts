import fc from 'fast-check'

/**
 * One line that a generated program may have. `defines` and `needs` are names: a line whose names are not defined
 * where it stands is left out when the program is written down, so that any line can be deleted while shrinking.
 */
export interface Snippet {
  readonly id: string
  readonly lines: readonly string[]
  readonly defines?: string
  readonly needs?: string
  /** Written once at the end of the block: without a draw after it, an unseeded generator or an entropy seed shows nothing. */
  readonly closing?: string
  /** Import lines. */
  readonly imports?: readonly string[]
  /** Why the rules say nothing about it, where that is known: a whole sentence. */
  readonly missed?: string
  /** How often it is chosen, relative to the others. */
  readonly weight?: number
}

/** How a language writes blocks. */
export interface Syntax {
  readonly indent: string
  readonly loop: string
  readonly branch: string
  define(name: string): string
  call(name: string): string
  /** The line that ends a block, if there is one. */
  readonly end?: string
}

export type Statement =
  | { readonly kind: 'line'; readonly id: string }
  | { readonly kind: 'loop'; readonly body: readonly Statement[] }
  | { readonly kind: 'branch'; readonly body: readonly Statement[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: readonly Statement[] }
  | { readonly kind: 'call'; readonly name: string }

export interface Generated {
  readonly language: 'javascript' | 'python'
  readonly statements: readonly Statement[]
}

/** How a language writes a program down. */
export interface Language {
  readonly name: 'javascript' | 'python'
  readonly snippets: readonly Snippet[]
  /** Libraries without which most of its programs stop. */
  readonly needs?: readonly string[]
  write(program: Generated): string
}

/** Small random programs: lines, loops, branches, functions and calls, in any order. */
export function programs(language: Language): fc.Arbitrary<Generated> {
  const line = fc
    .oneof(
      ...language.snippets.map((snippet) => ({
        arbitrary: fc.constant(snippet.id),
        weight: snippet.weight ?? 4,
      })),
    )
    .map((id): Statement => ({ kind: 'line', id }))
  const name = fc.constantFrom('first', 'second')
  const inside = (depth: number): fc.Arbitrary<readonly Statement[]> =>
    fc.array(statement(depth), { minLength: 1, maxLength: 3 })
  const statement = (depth: number): fc.Arbitrary<Statement> =>
    depth === 0
      ? line
      : fc.oneof(
          { arbitrary: line, weight: 12 },
          {
            arbitrary: inside(depth - 1).map((inner): Statement => ({ kind: 'loop', body: inner })),
            weight: 1,
          },
          {
            arbitrary: inside(depth - 1).map((inner): Statement => ({ kind: 'branch', body: inner })),
            weight: 1,
          },
          {
            arbitrary: fc.record({ kind: fc.constant('function' as const), name, body: inside(depth - 1) }),
            weight: 1,
          },
          { arbitrary: fc.record({ kind: fc.constant('call' as const), name }), weight: 2 },
        )
  return fc
    .array(statement(2), { minLength: 1, maxLength: 7 })
    .map((statements): Generated => ({ language: language.name, statements }))
}

/**
 * The lines of a program's body. Functions stand at the top level, and one that nobody calls is called at the end:
 * code that never runs would show nothing.
 */
export function body(language: Language, syntax: Syntax, statements: readonly Statement[]): string[] {
  const snippets = new Map(language.snippets.map((snippet) => [snippet.id, snippet]))
  const called = new Map<string, boolean>()

  const block = (inner: readonly Statement[], indent: string, defined: Set<string>, closing: Set<string>): string[] =>
    inner.flatMap((statement): string[] => {
      switch (statement.kind) {
        case 'line': {
          const snippet = snippets.get(statement.id)!
          if (snippet.needs !== undefined && !defined.has(snippet.needs)) return []
          if (snippet.defines !== undefined) defined.add(snippet.defines)
          if (snippet.closing !== undefined) closing.add(snippet.closing)
          return snippet.lines.map((line) => indent + line)
        }
        case 'loop':
        case 'branch': {
          const lines = block(statement.body, indent + syntax.indent, defined, closing)
          return lines.length === 0 ? [] : [indent + syntax[statement.kind], ...lines, ...end(indent)]
        }
        case 'function': {
          if (called.has(statement.name)) return []
          const lines = whole(statement.body, indent + syntax.indent)
          if (lines.length === 0) return []
          called.set(statement.name, false)
          return [indent + syntax.define(statement.name), ...lines, ...end(indent)]
        }
        case 'call':
          if (!called.has(statement.name)) return []
          called.set(statement.name, true)
          return [indent + syntax.call(statement.name)]
      }
    })
  const end = (indent: string) => (syntax.end === undefined ? [] : [indent + syntax.end])
  const whole = (inner: readonly Statement[], indent: string): string[] => {
    const closing = new Set<string>()
    const lines = block(inner, indent, new Set(), closing)
    return [...lines, ...[...closing].map((line) => indent + line)]
  }

  const lines = whole(atTop(statements, true), '')
  return [...lines, ...[...called].filter(([, was]) => !was).map(([name]) => syntax.call(name))]
}

/** A function inside a block becomes what is in it: it could not be called from everywhere. */
function atTop(statements: readonly Statement[], top: boolean): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    if (statement.kind === 'function' && !top) return atTop(statement.body, false)
    return 'body' in statement ? [{ ...statement, body: atTop(statement.body, false) }] : [statement]
  })
}

/** Every program that is one step smaller: a statement left out, or a block replaced by what is in it. */
export function smaller(program: Generated): Generated[] {
  return reduce(program.statements).map((statements) => ({ ...program, statements }))
}

function reduce(statements: readonly Statement[]): (readonly Statement[])[] {
  const results: (readonly Statement[])[] = []
  for (const [i, statement] of statements.entries()) {
    const [before, after] = [statements.slice(0, i), statements.slice(i + 1)]
    results.push([...before, ...after])
    if ('body' in statement) {
      if (statement.kind !== 'function') results.push([...before, ...statement.body, ...after])
      for (const inner of reduce(statement.body))
        results.push([...before, { ...statement, body: inner }, ...after])
    }
  }
  return results
}

/** The ids of the lines of a program, for telling kinds of disagreement apart. */
export function linesOf(statements: readonly Statement[]): string[] {
  return statements.flatMap((statement) =>
    statement.kind === 'line'
      ? [statement.id]
      : statement.kind === 'call'
        ? [`call`]
        : [statement.kind, ...linesOf(statement.body)],
  )
}
