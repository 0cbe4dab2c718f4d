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
  /** Import lines. */
  readonly imports?: readonly string[]
  /** How often it is chosen, relative to the others. */
  readonly weight?: number
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
  const body = (depth: number): fc.Arbitrary<readonly Statement[]> =>
    fc.array(statement(depth), { minLength: 1, maxLength: 3 })
  const statement = (depth: number): fc.Arbitrary<Statement> =>
    depth === 0
      ? line
      : fc.oneof(
          { arbitrary: line, weight: 12 },
          {
            arbitrary: body(depth - 1).map((inner): Statement => ({ kind: 'loop', body: inner })),
            weight: 1,
          },
          {
            arbitrary: body(depth - 1).map((inner): Statement => ({ kind: 'branch', body: inner })),
            weight: 1,
          },
          {
            arbitrary: fc.record({ kind: fc.constant('function' as const), name, body: body(depth - 1) }),
            weight: 1,
          },
          { arbitrary: fc.record({ kind: fc.constant('call' as const), name }), weight: 2 },
        )
  return fc
    .array(statement(2), { minLength: 1, maxLength: 7 })
    .map((statements): Generated => ({ language: language.name, statements }))
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
