/**
 * What rules for JavaScript ask of any source code, answered as for a file that has no JavaScript in it: no tokens, no
 * scopes, no types. Configurations give such rules no `files` (their own READMEs do not), so they meet Python as well,
 * and most of them ask before they have seen a node.
 */
import type { SourceCodeBaseTypeOptions } from '@eslint/core'
import { TextSourceCodeBase } from '@eslint/plugin-kit'

type Types = SourceCodeBaseTypeOptions & { RootNode: object; SyntaxElementWithLoc: object }

/** As `eslint-scope` has it for an empty program. */
interface EmptyScope {
  readonly type: 'global'
  readonly block: object
  readonly [field: string]: unknown
}

/** The base of a source code of another language. */
export class SourceCodeWithoutJavaScript<Options extends Types> extends TextSourceCodeBase<Options> {
  readonly isESTree = false
  readonly tokensAndComments: readonly never[] = []
  #scope: EmptyScope | undefined
  #scopeManager: object | undefined
  #services: object | undefined

  get scopeManager(): object {
    return (this.#scopeManager ??= emptyScopeManager(this.getScope()))
  }

  /** There are no types: who asks for a node's gets none, and who asks for the compiler's options gets strict ones. */
  get parserServices(): object {
    return (this.#services ??= emptyServices())
  }

  getScope(): EmptyScope {
    return (this.#scope ??= emptyScope(this.ast))
  }

  getDeclaredVariables(): never[] {
    return []
  }

  isGlobalReference(): boolean {
    return false
  }

  markVariableAsUsed(): boolean {
    return false
  }

  isSpaceBetween(): boolean {
    return false
  }

  isSpaceBetweenTokens(): boolean {
    return false
  }

  commentsExistBetween(): boolean {
    return false
  }

  getNodeByRangeIndex(): null {
    return null
  }

  getJSDocComment(): null {
    return null
  }
}

const ONE_TOKEN = [
  'getTokenByRangeStart',
  'getFirstToken',
  'getLastToken',
  'getTokenBefore',
  'getTokenAfter',
  'getFirstTokenBetween',
  'getLastTokenBetween',
  'getTokenOrCommentBefore',
  'getTokenOrCommentAfter',
]

const TOKENS_OR_COMMENTS = [
  'getTokens',
  'getTokensBetween',
  'getFirstTokens',
  'getLastTokens',
  'getTokensBefore',
  'getTokensAfter',
  'getFirstTokensBetween',
  'getLastTokensBetween',
  'getCommentsBefore',
  'getCommentsAfter',
  'getCommentsInside',
]

for (const name of ONE_TOKEN) answer(name, () => null)
for (const name of TOKENS_OR_COMMENTS) answer(name, () => [])

function answer(name: string, value: () => unknown): void {
  Object.defineProperty(SourceCodeWithoutJavaScript.prototype, name, {
    value,
    writable: true,
    configurable: true,
  })
}

function emptyScope(block: object): EmptyScope {
  const scope: Record<string, unknown> = {
    block,
    childScopes: [],
    dynamic: true,
    functionExpressionScope: false,
    implicit: { left: [], set: new Map(), variables: [] },
    isStrict: true,
    references: [],
    set: new Map(),
    through: [],
    upper: null,
    variables: [],
  }
  return Object.assign(scope, { type: 'global' as const, block, variableScope: scope })
}

function emptyScopeManager(globalScope: EmptyScope): object {
  return {
    acquire: () => globalScope,
    acquireAll: () => [globalScope],
    getDeclaredVariables: () => [],
    globalScope,
    isES6: () => true,
    isGlobalReturn: () => false,
    isImpliedStrict: () => false,
    isModule: () => true,
    isStrictModeSupported: () => true,
    scopes: [globalScope],
    variables: [],
  }
}

/** typescript-eslint's services over a program without files. */
function emptyServices(): object {
  const checker = new Proxy({}, { get: () => () => undefined })
  const program = {
    getCompilerOptions: () => STRICT,
    getCurrentDirectory: () => process.cwd(),
    getRootFileNames: () => [],
    getSourceFile: () => undefined,
    getSourceFiles: () => [],
    getTypeChecker: () => checker,
    isSourceFileDefaultLibrary: () => false,
    isSourceFileFromExternalLibrary: () => false,
  }
  return {
    emitDecoratorMetadata: false,
    esTreeNodeToTSNodeMap: new WeakMap(),
    experimentalDecorators: false,
    getSymbolAtLocation: () => undefined,
    getTypeAtLocation: () => undefined,
    isolatedDeclarations: false,
    program,
    tsNodeToESTreeNodeMap: new WeakMap(),
  }
}

/** Rules complain of options that are missing, and there are none to miss. */
const STRICT = {
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  strict: true,
  strictNullChecks: true,
}
