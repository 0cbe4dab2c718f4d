import type {
  DirectiveType,
  FileProblem,
  LanguageOptions,
  RulesConfig,
  SourceLocation,
  TextSourceCode,
  TraversalStep,
} from '@eslint/core'
import { ConfigCommentParser, Directive, VisitNodeStep } from '@eslint/plugin-kit'
import type { Comment, Module, PythonNode } from './ast.ts'
import { SourceCodeWithoutJavaScript } from './no-javascript.ts'
import { childrenOf, visitorKeys } from './visitor-keys.ts'

interface SourceCodeTypes {
  LangOptions: LanguageOptions
  RootNode: Module
  SyntaxElementWithLoc: PythonNode | Comment
  ConfigNode: Comment
}

const commentParser = new ConfigCommentParser()

const DIRECTIVE = /^\s*eslint(?:\s|-(?:disable|enable)(?:-next-line|-line)?(?:\s|$))/

/** `# eslint rule: "off"`, told from prose such as `# eslint is run by CI`. */
const RULE_SETTING = /^["']?[@\w][\w@/-]*["']?\s*:/

/** A node that is entered and not yet left: what its listeners get, and how many of its children are done. */
interface Visit {
  args: [node: PythonNode, parent: PythonNode | null]
  children: readonly PythonNode[]
  next: number
}

/** A Python file as ESLint's rules and reports see it. */
export class PythonSourceCode
  extends SourceCodeWithoutJavaScript<SourceCodeTypes>
  implements TextSourceCode<SourceCodeTypes>
{
  readonly visitorKeys: Record<string, string[]> = visitorKeys
  /** Whether the file begins with a byte order mark; `text` does not have it. */
  readonly hasBOM: boolean
  #parents: Map<PythonNode, PythonNode> | undefined
  #directives: Comment[] | undefined

  /** @param text The text without a byte order mark, which {@link ast} was parsed from. */
  constructor({ text, ast, hasBOM = false }: { text: string; ast: Module; hasBOM?: boolean }) {
    super({ text, ast, lineEndingPattern: /\r\n|\r|\n/u })
    this.hasBOM = hasBOM
  }

  /** All comments in the order of the text. Some of ESLint's own rules call this on any language. */
  getAllComments(): Comment[] {
    return this.ast.comments
  }

  /** The node around a node; `undefined` for the `Module` and for comments. */
  override getParent(node: PythonNode | Comment): PythonNode | undefined {
    if (this.#parents === undefined) {
      const parents = (this.#parents = new Map())
      const stack: PythonNode[] = [this.ast]
      for (let parent = stack.pop(); parent !== undefined; parent = stack.pop()) {
        for (const child of childrenOf(parent)) {
          parents.set(child, parent)
          stack.push(child)
        }
      }
    }
    return this.#parents.get(node as PythonNode)
  }

  /** Enters and leaves every node in the order of the text; keeps its own stack, as the tree may be thousands of levels deep. */
  override *traverse(): Generator<TraversalStep> {
    const path: Visit[] = [{ args: [this.ast, null], children: childrenOf(this.ast), next: 0 }]
    yield new VisitNodeStep({ target: this.ast, phase: 1, args: path[0]!.args })
    for (let top = path[path.length - 1]; top !== undefined; top = path[path.length - 1]) {
      const [target] = top.args
      const child = top.children[top.next++]
      if (child === undefined) {
        path.pop()
        yield new VisitNodeStep({ target, phase: 2, args: top.args })
        continue
      }
      const args: Visit['args'] = [child, target]
      yield new VisitNodeStep({ target: child, phase: 1, args })
      const children = childrenOf(child)
      if (children.length > 0) path.push({ args, children, next: 0 })
      else yield new VisitNodeStep({ target: child, phase: 2, args })
    }
  }

  /** The comments that configure ESLint. */
  getInlineConfigNodes(): Comment[] {
    return (this.#directives ??= this.ast.comments.filter((comment) => DIRECTIVE.test(comment.value)))
  }

  /** `# eslint-disable`, `-enable`, `-disable-line` and `-disable-next-line`, with their reasons (`-- why`). */
  getDisableDirectives(): { directives: Directive[]; problems: FileProblem[] } {
    const directives: Directive[] = []
    for (const node of this.getInlineConfigNodes()) {
      const parsed = commentParser.parseDirective(node.value)
      if (parsed === undefined || !parsed.label.startsWith('eslint-')) continue
      const type = parsed.label.slice('eslint-'.length) as DirectiveType
      directives.push(new Directive({ type, node, value: parsed.value, justification: parsed.justification }))
    }
    return { directives, problems: [] }
  }

  /** `# eslint rule: "off"` and `# eslint rule: ["error", { … }]`. */
  applyInlineConfig(): {
    configs: { config: { rules: RulesConfig }; loc: SourceLocation }[]
    problems: FileProblem[]
  } {
    const configs: { config: { rules: RulesConfig }; loc: SourceLocation }[] = []
    const problems: FileProblem[] = []
    for (const node of this.getInlineConfigNodes()) {
      const parsed = commentParser.parseDirective(node.value)
      if (parsed?.label !== 'eslint' || !RULE_SETTING.test(parsed.value)) continue
      const result = commentParser.parseJSONLikeConfig(parsed.value)
      if (result.ok) configs.push({ config: { rules: result.config }, loc: node.loc })
      else problems.push({ ruleId: null, message: result.error.message, loc: node.loc })
    }
    return { configs, problems }
  }
}
