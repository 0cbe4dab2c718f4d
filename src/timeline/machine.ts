/**
 * A small abstract interpreter. It runs a program once, in order, with abstract values, follows calls into the
 * project's own functions, joins branches, and lets `calls.ts` write an effect wherever a catalogued library is used.
 *
 * What cannot be known is unknown, and stays so.
 */
import type { Catalog } from '../catalog/catalog.ts'
import type {
  CallSite,
  Context,
  Effect,
  EnforceEffect,
  Guard,
  Loop,
  SpawnEffect,
  Sink,
  SourceState,
} from '../effects.ts'
import type {
  AssignStatement,
  CallExpression,
  ClassDefinition,
  ComprehensionExpression,
  Expression,
  FunctionDefinition,
  ImportStatement,
  LoopStatement,
  Module,
  Statement,
  SyntaxNode,
  Target,
  TryStatement,
} from '../program.ts'
import { EvaluatedArguments } from './arguments.ts'
import { applyApi, applyUnknown, assignToApi, later, readApi, unordered, wholes } from './calls.ts'
import { operate } from './operations.ts'
import { namesIn, textOf } from './names.ts'
import { unknownSeeding } from './seeding.ts'
import { Cell, Store, type Completion, type Decided, type Exits } from './store.ts'
import {
  alternatives,
  constant,
  deepMarks,
  instance,
  isNothing,
  joinMarks,
  joinValues,
  list,
  listOf,
  marked,
  record,
  Scope,
  truth,
  unknown,
  UNKNOWN,
  valueCell,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  type Mark,
  type Marks,
  type PendingDraw,
  type RecordValue,
  type Value,
} from './values.ts'

/** What the timeline may ask of the project: other modules, already lowered. */
export interface ProjectModules {
  /** The module a specifier means, or undefined when it is not the project's (or cannot be read). */
  resolve(specifier: string, from: Module): Module | undefined
  /** The catalogued type of an expression whose value is not known, from type information, when there is some. */
  typeOf?(node: SyntaxNode, module: Module): string | undefined
}

interface ModuleInstance {
  readonly module: Module
  readonly scope: Scope
  readonly commonjs: Cell<Value>
  readonly stars: Value[]
  done: boolean
}

interface Frame {
  readonly module: Module
  readonly returns: Value[]
  readonly yields: Value[]
  readonly exits: Exits
  readonly definition: FunctionDefinition | undefined
}

const DEEPEST_CALL = 24
const MOST_RUNS_OF_A_FUNCTION = 8
const MOST_STEPS = 150_000

export class Machine {
  readonly catalog: Catalog
  readonly project: ProjectModules
  readonly store = new Store()
  readonly effects: Effect[] = []
  readonly sources = new Map<string, Cell<SourceState>>()
  /** `unseeded` in an entrypoint; `unknown` where somebody else runs the module. */
  readonly outside: 'unseeded' | 'unknown'
  readonly modules = new Map<string, ModuleInstance>()
  /** Functions that were run, so that those nobody calls can be looked at afterwards. */
  readonly ran = new Set<FunctionDefinition>()
  /** Callbacks that somebody calls later. */
  readonly later: { readonly run: () => void; readonly context: Context }[] = []
  context: Context = {
    phase: 'run',
    loops: [],
    guards: [],
    calls: [],
    isolated: false,
    traced: undefined,
    worker: undefined,
    attempt: undefined,
  }
  readonly enforced = new Cell<EnforceEffect | undefined>(undefined, (a, b) => a ?? b)
  /** Something whose name says that it seeds was called and could not be followed. */
  readonly seedsUnknown = new Cell(false, (a, b) => a || b)
  /** Backends and devices that were selected or come with a loaded package. */
  readonly backends = new Cell<ReadonlySet<string>>(new Set(), (a, b) => new Set([...a, ...b]))
  /** Last names of everything that was called. */
  readonly called = new Set<string>()
  /** The call whose value is thrown away, and the statement that does so. */
  discarded: { readonly call: SyntaxNode; readonly statement: SyntaxNode } | undefined
  /** Grows with everything that has a consequence for training. */
  consequences = 0
  #order = 0
  #steps = 0
  readonly #runs = new Map<FunctionDefinition, number>()
  readonly #active = new Set<FunctionDefinition>()
  #frame!: Frame

  /** Names of the user's own functions that seed everything. */
  readonly seeders: ReadonlySet<string>

  constructor(
    catalog: Catalog,
    project: ProjectModules,
    outside: 'unseeded' | 'unknown',
    seeders: ReadonlySet<string> = new Set(),
  ) {
    this.seeders = seeders
    this.catalog = catalog
    this.project = project
    this.outside = outside
  }

  get module(): Module {
    return this.#frame.module
  }

  /** `await` may be written here. */
  get mayAwait(): boolean {
    const { definition, module } = this.#frame
    return definition
      ? definition.asynchronous
      : module.exports.length > 0 || /^\s*import\b/mu.test(module.text)
  }

  get exhausted(): boolean {
    return this.#steps > MOST_STEPS
  }

  nextOrder(): number {
    return this.#order++
  }

  emit<E extends Effect>(effect: E): E {
    this.effects.push(effect)
    return effect
  }

  /** The parts every effect has. */
  base(node: SyntaxNode, api: string, path: string) {
    return { module: this.module, node, api, path, order: this.nextOrder(), context: this.context }
  }

  within<T>(patch: Partial<Context>, body: () => T): T {
    const before = this.context
    this.context = { ...before, ...patch }
    try {
      return body()
    } finally {
      this.context = before
    }
  }

  // ------------------------------------------------------------------------------------------------- modules

  /** Runs a module's top level, once. */
  run(module: Module): ModuleInstance {
    const known = this.modules.get(module.file)
    if (known) return known
    const scope = new Scope(undefined)
    const exports = record()
    const commonjs = valueCell(exports)
    const loaded: ModuleInstance = { module, scope, commonjs, stars: [], done: false }
    this.modules.set(module.file, loaded)
    this.everyModule.set(module.file, module)
    if (module.language === 'javascript') {
      scope.names.set('exports', valueCell(exports))
      scope.names.set(
        'module',
        valueCell(instance({ type: undefined, fields: new Map([['exports', commonjs]]) })),
      )
    } else {
      scope.declare('__name__', constant('__main__'))
      scope.declare('__file__', constant(module.file))
    }
    this.#inFrame({ module, returns: [], yields: [], exits: [], definition: undefined }, () => {
      this.#block(module.body, scope)
    })
    loaded.done = true
    return loaded
  }

  #inFrame<T>(frame: Frame, body: () => T): T {
    const before = this.#frame
    this.#frame = frame
    try {
      return body()
    } finally {
      this.#frame = before
    }
  }

  /** What a module gives to those who import it. */
  exported(loaded: ModuleInstance, name: string): Value | undefined {
    const { module, scope } = loaded
    if (module.language === 'python') {
      const own = scope.names.get(name)?.value
      if (own) return own
      for (const star of loaded.stars) {
        const found = star.kind === 'namespace' ? star.exports(name) : undefined
        if (found) return found
        if (star.kind === 'api') return readApi(this, star, name)
      }
      return undefined
    }
    for (const each of module.exports) {
      if (each.exported !== name && each.exported !== '*') continue
      if (each.from) {
        const found = this.#imported(
          each.from.module,
          each.exported === '*' ? name : each.from.imported,
          module,
        )
        if (found) return found
      } else if (each.local !== undefined) {
        return scope.names.get(each.local)?.value ?? UNKNOWN
      }
    }
    if (module.exports.length > 0) return undefined
    const whole = loaded.commonjs.value
    if (name === 'default') return whole
    return whole.kind === 'record' ? whole.fields.get(name)?.value : undefined
  }

  #imported(specifier: string, imported: string, from: Module): Value | undefined {
    const value = this.importModule(specifier, from)
    if (imported === '*') return value
    if (value.kind === 'namespace') return value.exports(imported)
    if (value.kind === 'api') return readApi(this, value, imported)
    return unknown([], imported)
  }

  /** The value of a module: catalogued, of the project, or not known. */
  importModule(specifier: string, from: Module): Value {
    const catalogued = this.catalog.module(specifier, from.language)
    if (catalogued) {
      return {
        kind: 'api',
        path: catalogued.root.path,
        library: catalogued.library,
        root: catalogued.root,
        marks: [],
      }
    }
    const module = this.project.resolve(specifier, from)
    if (!module) return unknown([], specifier.split(/[./]/u).at(-1))
    const loaded = this.run(module)
    return {
      kind: 'namespace',
      module,
      marks: [],
      exports: (name) => this.exported(loaded, name) ?? this.#submodule(specifier, name, module),
    }
  }

  #submodule(specifier: string, name: string, from: Module): Value | undefined {
    if (from.language !== 'python') return undefined
    const inner = this.project.resolve(
      `${specifier.endsWith('.') ? specifier : `${specifier}.`}${name}`,
      from,
    )
    return inner && inner.file !== from.file ? this.#namespaceOf(inner, `${specifier}.${name}`) : undefined
  }

  #namespaceOf(module: Module, specifier: string): Value {
    const loaded = this.run(module)
    return {
      kind: 'namespace',
      module,
      marks: [],
      exports: (name) => this.exported(loaded, name) ?? this.#submodule(specifier, name, module),
    }
  }

  #import(statement: ImportStatement, scope: Scope): void {
    const { module: specifier } = statement
    const catalogued = this.catalog.module(specifier, this.module.language)
    if (catalogued && !statement.typeOnly) this.#load(specifier, statement.node, statement.static)
    const value = statement.typeOnly && !catalogued ? UNKNOWN : this.importModule(specifier, this.module)
    for (const binding of statement.bindings) {
      scope.declare(binding.local)
      this.#bind(
        scope,
        binding.local,
        this.#binding(value, specifier, binding.imported, binding.root === true),
      )
    }
    if (statement.star) this.#importAll(value, scope)
  }

  #binding(value: Value, specifier: string, imported: string, root: boolean): Value {
    if (root) {
      const head = specifier.split('.')[0]!
      return head === specifier ? value : this.importModule(head, this.module)
    }
    if (imported === '*') return value
    if (value.kind === 'api') {
      if (imported === 'default') {
        const path = value.root?.default
        return path === undefined ? value : { ...value, path }
      }
      return readApi(this, value, imported)
    }
    if (value.kind === 'namespace') {
      const found = value.exports(imported)
      if (found) return found
      if (this.module.language === 'python') {
        const inner = this.project.resolve(joinPython(specifier, imported), this.module)
        if (inner) return this.#namespaceOf(inner, joinPython(specifier, imported))
      }
      return unknown([], imported)
    }
    if (this.module.language === 'python') {
      const inner = this.project.resolve(joinPython(specifier, imported), this.module)
      if (inner) return this.#namespaceOf(inner, joinPython(specifier, imported))
    }
    return unknown([], imported === 'default' ? specifier.split('/').at(-1) : imported)
  }

  #importAll(value: Value, scope: Scope): void {
    const loaded = value.kind === 'namespace' ? this.modules.get(value.module.file) : undefined
    if (loaded) {
      for (const [name, cell] of loaded.scope.names) if (!name.startsWith('_')) scope.names.set(name, cell)
    }
    this.modules.get(this.module.file)?.stars.push(value)
  }

  #load(specifier: string, node: SyntaxNode, isStatic: boolean): void {
    const { library, root } = this.catalog.module(specifier, this.module.language)!
    if (root.backend !== undefined) {
      this.store.set(this.backends, new Set([...this.backends.value, root.backend]))
    }
    this.emit({
      kind: 'load',
      ...this.base(node, specifier, root.path),
      specifier,
      library: library.name,
      engine: root.loads,
      backend: root.backend,
      static: isStatic,
    })
  }

  // ------------------------------------------------------------------------------------------------- statements

  #block(statements: readonly Statement[], scope: Scope): Completion {
    for (const statement of statements) {
      if (this.#steps++ > MOST_STEPS) return 'throw'
      const completion = this.#statement(statement, scope)
      if (completion !== 'normal') return completion
    }
    return 'normal'
  }

  #statement(statement: Statement, scope: Scope): Completion {
    switch (statement.kind) {
      case 'expression':
        this.#expressionStatement(statement.expression, statement.node, scope)
        return 'normal'
      case 'assign':
        this.#assignment(statement, scope)
        return 'normal'
      case 'if':
        return this.#if(statement.test, statement.then, statement.otherwise, statement.node, scope)
      case 'switch': {
        const subject = this.evaluate(statement.subject, scope)
        this.#branching(subject, () => undefined)
        const bodies = statement.cases.map((each) => () => {
          for (const test of each.tests) this.evaluate(test, scope)
          const end = this.#guarded(statement.node, 'then', statement.subject, () =>
            this.#block(each.body, scope),
          )
          return end === 'jump' ? 'normal' : end
        })
        const hasDefault = statement.cases.some((each) => each.tests.length === 0)
        if (!hasDefault) bodies.push(() => 'normal')
        return this.store.alternatives(bodies, { names: namesIn(statement.subject) }, this.#frame.exits)
      }
      case 'loop':
        return this.#loop(statement, scope)
      case 'try':
        return this.#try(statement, scope)
      case 'with':
        return this.#with(statement, scope)
      case 'return': {
        const value = statement.value ? this.evaluate(statement.value, scope) : constant(undefined)
        this.#frame.returns.push(value)
        this.consequences++
        return 'return'
      }
      case 'throw':
        if (statement.value) this.evaluate(statement.value, scope)
        return 'throw'
      case 'break':
      case 'continue':
        return 'jump'
      case 'function':
        this.#define(scope, statement.definition.name, this.#function(statement.definition, scope))
        return 'normal'
      case 'class':
        this.#define(scope, statement.definition.name, this.#class(statement.definition, scope))
        return 'normal'
      case 'import':
        this.#import(statement, scope)
        return 'normal'
      case 'delete':
        for (const target of statement.targets) if (target.kind !== 'name') this.evaluate(target, scope)
        return 'normal'
    }
  }

  #expressionStatement(expression: Expression, statement: SyntaxNode, scope: Scope): void {
    const inner = expression.kind === 'await' ? expression.value : expression
    if (inner.kind === 'call') this.discarded = { call: inner.node, statement }
    const value = this.evaluate(expression, scope)
    if (inner.kind === 'call' || value.kind !== 'api') return
    // A function that is only mentioned does nothing.
    if (!this.catalog.api(value.path)?.mustBeCalled) return
    this.emit({ kind: 'mention', ...this.base(inner.node, textOf(inner) ?? value.path, value.path) })
  }

  #define(scope: Scope, name: string, value: Value): void {
    const cell = scope.find(name) && scope.names.get(name) ? scope.names.get(name)! : scope.declare(name)
    this.store.set(cell, value)
  }

  #assignment(statement: AssignStatement, scope: Scope): void {
    if (!statement.value) {
      const typed = statement.annotation ? this.#annotated(statement.annotation, scope) : undefined
      if (statement.target.kind === 'name')
        this.#bind(scope, statement.target.name, typed ?? constant(undefined))
      return
    }
    let value = this.evaluate(statement.value, scope)
    if (value.kind === 'unknown' && statement.annotation) {
      value = this.#annotated(statement.annotation, scope, value.marks) ?? value
    }
    this.assign(statement.target, value, scope, statement.value, statement.operator)
  }

  /** An object of the catalogued type (or the program's class) that an annotation names. */
  #annotated(annotation: Expression, scope: Scope, marks: Marks = []): Value | undefined {
    const named = this.#resolveName(annotation, scope)
    if (named?.kind === 'api' && this.catalog.types.has(named.path))
      return instance({ type: named.path, marks })
    return undefined
  }

  #resolveName(expression: Expression, scope: Scope): Value | undefined {
    if (expression.kind === 'name') return scope.find(expression.name)?.value ?? this.#global(expression.name)
    if (expression.kind !== 'member') return undefined
    const object = this.#resolveName(expression.object, scope)
    if (object?.kind === 'api') return readApi(this, object, expression.property)
    if (object?.kind === 'namespace') return object.exports(expression.property)
    return undefined
  }

  #guarded<T>(
    statement: SyntaxNode,
    branch: Guard['branch'],
    test: Expression | undefined,
    body: () => T,
  ): T {
    const guard: Guard = { statement, branch, test, names: test ? namesIn(test) : new Set() }
    return this.within({ guards: [...this.context.guards, guard] }, body)
  }

  #if(
    test: Expression,
    then: readonly Statement[],
    otherwise: readonly Statement[],
    node: SyntaxNode,
    scope: Scope,
  ): Completion {
    const value = this.evaluate(test, scope)
    const known = truth(value)
    const decided: Decided = { names: namesIn(test) }
    if (known === true && value.marks.length === 0) return this.#block(then, scope)
    if (known === false && value.marks.length === 0) return this.#block(otherwise, scope)
    let result: Completion = 'normal'
    const firstEffect = this.effects.length
    this.#branching(value, () => {
      result = this.store.alternatives(
        [
          () => this.#guarded(node, 'then', test, () => this.#block(then, scope)),
          () => this.#guarded(node, 'otherwise', test, () => this.#block(otherwise, scope)),
        ],
        decided,
        this.#frame.exits,
      )
    })
    this.#falsyGuard(test, firstEffect)
    return result
  }

  /** `if seed:` in front of a seeding: the commonest seed, 0, counts as false. */
  #falsyGuard(test: Expression, firstEffect: number): void {
    const named = test.kind === 'operation' && test.operator === 'not' ? test.operands[0]! : test
    const name = textOf(named)
    if (!name || !isSeedName(name)) return
    const seeding = this.effects.find((effect, index) => {
      if (index < firstEffect || effect.kind !== 'seed') return false
      const used = effect.seed.expression && namesIn(effect.seed.expression)
      return used !== undefined && used.has(name)
    })
    if (seeding?.kind !== 'seed') return
    this.emit({ kind: 'guard', ...this.base(named.node, name, ''), test: named, seeding, used: true })
  }

  /** Runs what a value decides; a random value that decides something has reached a branch of training. */
  #branching(value: Value, body: () => void): void {
    const marks = value.marks
    const before = this.consequences + this.store.writes
    body()
    if (marks.length > 0 && this.consequences + this.store.writes > before) this.reach(marks, 'branch')
  }

  /** Remembers that values with these marks arrived somewhere that matters. */
  reach(marks: Marks, sink: Sink): void {
    for (const mark of marks) {
      if (mark.kind === 'draw' || mark.kind === 'entropy' || mark.kind === 'unordered')
        mark.effect.reaches.add(sink)
    }
  }

  #loop(statement: LoopStatement, scope: Scope): Completion {
    const loop: Loop = {
      kind: 'loop',
      node: statement.node,
      module: this.module,
      name: '',
      concurrent: false,
    }
    const mark: Mark = { kind: 'loop', loop }
    let item: Value = unknown([mark])
    if (statement.iterable) {
      const iterable = this.evaluate(statement.iterable, scope)
      item = statement.keys
        ? unknown([mark, ...iterable.marks])
        : this.iterate(iterable, statement.iterable.node, mark)
    }
    for (const name of statement.assigned) {
      const cell = scope.find(name)
      if (cell?.value.kind === 'constant') this.store.set(cell, unknown(joinMarks(cell.value.marks, [mark])))
      // A key that the loop replaces is another one in every round.
      else if (cell?.value.kind === 'instance' && !cell.value.class) {
        this.store.set(cell, { ...cell.value, loops: [...cell.value.loops, loop] })
      }
    }
    this.within({ loops: [...this.context.loops, loop] }, () => {
      this.store.alternatives(
        [
          () => {
            if (statement.test) {
              const test = this.evaluate(statement.test, scope)
              this.reach(test.marks, 'branch')
            }
            if (statement.target) this.assign(statement.target, item, scope, undefined)
            const end = this.#block(statement.body, scope)
            if (end === 'normal' && statement.form === 'while') this.#block(statement.after, scope)
            // A loop is taken to run at least once: what its body seeds is seeded after it.
            return end === 'throw' ? 'throw' : 'normal'
          },
        ],
        { names: new Set() },
        this.#frame.exits,
      )
    })
    if (statement.form === 'each') this.#block(statement.after, scope)
    return 'normal'
  }

  /** An item of an iterable, as a loop's variable gets it. */
  iterate(iterable: Value, node: SyntaxNode, mark?: Mark): Value {
    const marks: Marks = mark ? [mark] : []
    let result: Value | undefined
    for (const each of alternatives(iterable)) {
      const item = this.#itemOf(each, node)
      result = result ? joinValues(result, item) : item
    }
    return marked(result ?? UNKNOWN, joinMarks(iterable.marks, marks))
  }

  #itemOf(iterable: Value, node: SyntaxNode): Value {
    switch (iterable.kind) {
      case 'list':
        return iterable.form === 'set' ? this.#itemOfSet(iterable, node) : (iterable.element.value ?? UNKNOWN)
      case 'instance': {
        for (const pending of iterable.pending) if (pending.at === 'iteration') pending.emit()
        const method = iterable.class && this.findMethod(iterable.class, '__iter__')
        if (method) {
          const produced = this.callFunction(method, new EvaluatedArguments(), iterable, node, '__iter__')
          if (produced.kind === 'list') return produced.element.value ?? UNKNOWN
        }
        return unknown(iterable.marks)
      }
      default:
        return unknown(iterable.marks)
    }
  }

  /** Python salts the hashes of strings, so a set of them is in another order in every process. */
  #itemOfSet(set: Extract<Value, { kind: 'list' }>, node: SyntaxNode): Value {
    const item = set.element.value ?? UNKNOWN
    if (this.module.language !== 'python') return item
    if (item.kind === 'constant' && typeof item.value !== 'string') return item
    if (set.marks.some((mark) => mark.kind === 'unordered' && mark.effect.set)) return item
    const effect = unordered(this, { node, text: 'set', path: '', call: undefined }, SET_ORDER, true)
    return marked(item, [{ kind: 'unordered', effect }])
  }

  #try(statement: TryStatement, scope: Scope): Completion {
    const { node } = statement
    let result: Completion = this.within({ attempt: { node, part: 'body' } }, () =>
      this.#block(statement.body, scope),
    )
    if (result === 'normal') result = this.#block(statement.otherwise, scope)
    if (statement.handlers.length > 0) {
      const handlers = statement.handlers.map((handler) => () => {
        if (handler.name !== undefined) this.#bind(scope, handler.name, UNKNOWN)
        return this.within({ attempt: { node, part: 'handler' } }, () =>
          this.#guarded(node, 'otherwise', undefined, () => this.#block(handler.body, scope)),
        )
      })
      const caught = this.store.alternatives(
        result === 'normal' ? [() => 'normal', ...handlers] : handlers,
        { names: new Set() },
        this.#frame.exits,
      )
      if (result === 'throw') result = caught
    }
    const last = this.#block(statement.finally, scope)
    return last === 'normal' ? result : last
  }

  #with(statement: Extract<Statement, { kind: 'with' }>, scope: Scope): Completion {
    const before = [...this.sources].map(([name, cell]) => [name, cell, cell.value] as const)
    let scoped = false
    for (const item of statement.items) {
      const start = this.effects.length
      const value = this.evaluate(item.value, scope)
      scoped ||= this.effects
        .slice(start)
        .some((effect) => effect.kind === 'seed' && effect.seeding.scoped === true)
      if (value.kind === 'api') scoped ||= this.catalog.api(value.path)?.seeds?.scoped === true
      if (item.target) this.assign(item.target, value, scope, item.value)
    }
    const result = this.#block(statement.body, scope)
    if (scoped)
      for (const [, cell, state] of before) this.store.set(cell, { ...state, early: cell.value.early })
    return result
  }

  // ------------------------------------------------------------------------------------------------- assignment

  #bind(scope: Scope, name: string, value: Value): void {
    this.store.set(scope.find(name) ?? scope.declare(name), value)
  }

  assign(target: Target, value: Value, scope: Scope, from: Expression | undefined, operator?: string): void {
    switch (target.kind) {
      case 'name': {
        const cell = scope.find(target.name)
        const old = operator && cell ? cell.value : undefined
        this.#bind(scope, target.name, old ? this.#augmented(old, value, operator!) : value)
        return
      }
      case 'member': {
        const object = this.evaluate(target.object, scope)
        this.setMember(object, target.property, value, target, from, scope)
        return
      }
      case 'index': {
        const object = this.evaluate(target.object, scope)
        const index = this.evaluate(target.index, scope)
        this.#setIndex(object, index, value, target, from, scope)
        return
      }
      case 'default-pattern': {
        const fallback = isNothing(value) === false ? undefined : this.evaluate(target.value, scope)
        const taken = isNothing(value) ? fallback! : fallback ? this.#defaulted(value, fallback) : value
        this.assign(target.target, taken, scope, from)
        return
      }
      case 'record-pattern': {
        for (const entry of target.entries) {
          const part =
            typeof entry.key === 'string'
              ? this.member(value, entry.key, target.node)
              : this.index(value, this.evaluate(entry.key, scope), target.node)
          this.assign(entry.target, part, scope, undefined)
        }
        if (target.rest)
          this.assign(target.rest, value.kind === 'record' ? value : unknown(value.marks), scope, undefined)
        return
      }
      case 'list-pattern': {
        const items = value.kind === 'list' ? value.items : undefined
        target.items.forEach((item, at) => {
          if (!item) return
          const part = items ? (items[at] ?? constant(undefined)) : this.iterate(value, target.node)
          this.assign(item, marked(part, value.marks), scope, undefined)
        })
        if (target.rest) {
          const rest = items
            ? list(items.slice(target.items.length))
            : listOf(this.iterate(value, target.node))
          this.assign(target.rest, rest, scope, undefined)
        }
      }
    }
  }

  /** A destructured value with a default: unknown input may be absent. */
  #defaulted(value: Value, fallback: Value): Value {
    return value.kind === 'unknown' && fallback.kind === 'constant' ? value : joinValues(value, fallback)
  }

  #augmented(old: Value, value: Value, operator: string): Value {
    if (old.kind === 'list') {
      this.append(old, value.kind === 'list' ? (value.element.value ?? value) : value)
      return marked(old, value.marks)
    }
    if (operator === '||' || operator === '??' || operator === '&&') return joinValues(old, value)
    return operate(operator, [old, value])
  }

  /** Adds an item to a list in place. */
  append(to: Value, item: Value): void {
    if (to.kind !== 'list') return
    const before = to.element.value
    this.store.set(to.element, before ? joinValues(before, item) : item)
  }

  setMember(
    object: Value,
    property: string,
    value: Value,
    target: Target & { node: SyntaxNode },
    from: Expression | undefined,
    scope: Scope,
  ): void {
    for (const each of alternatives(object)) {
      switch (each.kind) {
        case 'api':
          assignToApi(this, each, property, value, target.node, from, textOf(target) ?? property)
          break
        case 'instance':
        case 'record': {
          let cell = each.fields.get(property)
          if (!cell) each.fields.set(property, (cell = valueCell(UNKNOWN)))
          this.store.set(cell, value)
          break
        }
        case 'class': {
          let cell = each.statics.get(property)
          if (!cell) each.statics.set(property, (cell = valueCell(UNKNOWN)))
          this.store.set(cell, value)
          break
        }
        case 'unknown':
          this.#taintUnknown(target, deepMarks(value), scope)
          break
        default:
      }
    }
    this.consequences++
  }

  #setIndex(
    object: Value,
    index: Value,
    value: Value,
    target: Target & { kind: 'index' },
    from: Expression | undefined,
    scope: Scope,
  ): void {
    const key = index.kind === 'constant' && typeof index.value === 'string' ? index.value : undefined
    if (key !== undefined) {
      this.setMember(object, key, value, target, from, scope)
      return
    }
    this.#indexed(index)
    // One unordered item under a number that comes from the same walk: a numbering of classes, say.
    const numbered = index.marks.filter(
      (mark) =>
        mark.kind === 'unordered' &&
        value.marks.some((other) => 'effect' in other && other.effect === mark.effect),
    )
    this.reach(numbered, 'index')
    for (const each of alternatives(object)) {
      if (each.kind === 'list') this.append(each, marked(value, index.marks))
      else if (each.kind === 'record') {
        const before = each.rest.value
        this.store.set(each.rest, before ? joinValues(before, value) : value)
      } else if (each.kind === 'api') {
        assignToApi(this, each, undefined, value, target.node, from, textOf(target) ?? '')
      } else if (each.kind === 'unknown')
        this.#taintUnknown(target, joinMarks(deepMarks(value), index.marks), scope)
    }
    this.consequences++
  }

  #indexed(index: Value): void {
    this.reach(
      index.marks.filter((mark) => mark.kind === 'draw' || mark.kind === 'entropy'),
      'index',
    )
  }

  /** A write into something unknown: the variable that holds it is marked with what was written. */
  #taintUnknown(target: Target, marks: Marks, scope: Scope): void {
    if (marks.length === 0) return
    let at: Expression | Target = target
    while (at.kind === 'member' || at.kind === 'index') at = at.object
    const cell = at.kind === 'name' ? scope.find(at.name) : undefined
    if (cell) this.store.set(cell, marked(cell.value, marks))
  }

  // ------------------------------------------------------------------------------------------------- expressions

  evaluate(expression: Expression, scope: Scope): Value {
    if (this.#steps++ > MOST_STEPS) return UNKNOWN
    switch (expression.kind) {
      case 'constant':
        return constant(expression.value)
      case 'name':
        return this.#read(this.#name(expression.name, scope), expression.node, expression.name)
      case 'member': {
        const object = this.#operand(expression.object, scope)
        const value = this.member(object, expression.property, expression.node)
        return this.#read(value, expression.node, textOf(expression) ?? expression.property)
      }
      case 'index': {
        const object = this.#operand(expression.object, scope)
        const index = this.evaluate(expression.index, scope)
        return this.index(object, index, expression.node)
      }
      case 'call':
        return this.#call(expression, scope)
      case 'function':
        return this.#function(expression.definition, scope)
      case 'class':
        return this.#class(expression.definition, scope)
      case 'record':
        return this.#record(expression, scope)
      case 'list':
        return this.#list(expression, scope)
      case 'choice':
        return this.#choice(expression, scope)
      case 'operation': {
        const operands = expression.operands.map((operand) => this.evaluate(operand, scope))
        return operate(expression.operator, operands, this.module.language)
      }
      case 'import':
        if (this.catalog.module(expression.module, this.module.language)) {
          this.#load(expression.module, expression.node, false)
        }
        return this.importModule(expression.module, this.module)
      case 'assign': {
        const value = this.evaluate(expression.value, scope)
        this.assign(expression.target, value, scope, expression.value, expression.operator)
        return value
      }
      case 'await':
        return this.#awaited(expression.value, scope)
      case 'yield': {
        const value = expression.value ? this.evaluate(expression.value, scope) : constant(undefined)
        this.#frame.yields.push(value)
        this.consequences++
        return UNKNOWN
      }
      case 'comprehension':
        return this.#comprehension(expression, scope)
      case 'opaque': {
        let marks: Marks = []
        for (const part of expression.parts) marks = joinMarks(marks, this.evaluate(part, scope).marks)
        return unknown(marks)
      }
    }
  }

  /** The object of a member access: a catalogued thing is not read there, only passed through. */
  #operand(expression: Expression, scope: Scope): Value {
    if (expression.kind === 'name') return this.#name(expression.name, scope)
    if (expression.kind === 'member') {
      return this.member(this.#operand(expression.object, scope), expression.property, expression.node)
    }
    return this.evaluate(expression, scope)
  }

  /** A catalogued property that is read, rather than called: `process.pid`. */
  #read(value: Value, node: SyntaxNode, text: string): Value {
    if (value.kind !== 'api') return value
    const api = this.catalog.api(value.path)
    if (!api?.property) return value
    return applyApi(this, {
      path: value.path,
      api,
      args: new EvaluatedArguments(),
      call: undefined,
      node,
      text,
      receiver: undefined,
      awaited: false,
    })
  }

  #name(name: string, scope: Scope): Value {
    return scope.find(name)?.value ?? this.#global(name) ?? unknown([], name)
  }

  #global(name: string): Value | undefined {
    const path = this.catalog.globals.get(name)
    if (path !== undefined) return this.apiValue(path)
    for (const star of this.modules.get(this.module.file)?.stars ?? []) {
      if (star.kind !== 'api') continue
      const value = readApi(this, star, name)
      if (value.kind === 'api' && this.catalog.api(value.path)) return value
    }
    return undefined
  }

  apiValue(path: string, marks: Marks = []): Value {
    const canonical = this.catalog.canonical(path)
    return { kind: 'api', path: canonical, library: this.catalog.owner(canonical), root: undefined, marks }
  }

  /** `object.property` */
  member(object: Value, property: string, node: SyntaxNode): Value {
    switch (object.kind) {
      case 'union': {
        const parts = object.values.filter((each) => isNothing(each) !== true)
        return parts
          .map((each) => this.member(each, property, node))
          .reduce((a, b) => joinValues(a, b), parts.length ? this.member(parts[0]!, property, node) : UNKNOWN)
      }
      case 'api':
        return readApi(this, object, property)
      case 'namespace':
        return object.exports(property) ?? unknown([], property)
      case 'instance': {
        const field = object.fields.get(property)
        if (field) return field.value
        const own = object.class && this.#classMember(object.class, property, object)
        if (own) return own
        return this.#typeMethod(object, object.type ?? this.#cataloguedBase(object.class), property)
      }
      case 'class': {
        const own = this.#classMember(object, property, undefined)
        return own ?? unknown([], property)
      }
      case 'super': {
        for (const base of object.home.bases) {
          if (base.kind === 'class') {
            const found = this.findMethod(base, property)
            if (found) return { kind: 'bound', receiver: object.receiver, method: found, marks: [] }
          }
        }
        return unknown([], property)
      }
      case 'record': {
        const field = object.fields.get(property)
        if (field) return field.value
        const method = this.#typeMethod(object, this.#builtinType(object), property)
        if (method.kind === 'bound') return method
        return object.rest.value ? unknown(deepMarks(object)) : unknown(object.marks, property)
      }
      case 'unknown': {
        const type = this.project.typeOf?.(node, this.module)
        if (type !== undefined)
          return this.#typeMethod(instance({ type, marks: object.marks }), type, property)
        return this.#typeMethod(object, undefined, property)
      }
      default:
        return this.#typeMethod(object, this.#builtinType(object), property)
    }
  }

  #typeMethod(receiver: Value, type: string | undefined, property: string): Value {
    const found = type === undefined ? undefined : this.catalog.method(type, property)
    if (found) return { kind: 'bound', receiver, method: found, marks: receiver.marks }
    const general = this.catalog.anyReceiver.get(property)
    const api = general === undefined ? undefined : this.catalog.api(general)
    if (api) return { kind: 'bound', receiver, method: { path: general!, api }, marks: receiver.marks }
    return unknown(refined(receiver.marks, property), property)
  }

  #builtinType(value: Value): string | undefined {
    const python = this.module.language === 'python'
    switch (value.kind) {
      case 'list':
        return python ? `builtins.${value.form}` : value.form === 'set' ? 'Set' : 'Array'
      case 'record':
        return python ? 'builtins.dict' : 'Object'
      case 'function':
        return python ? 'builtins.function' : 'Function'
      case 'constant':
        return typeof value.value === 'string' ? (python ? 'builtins.str' : 'String') : undefined
      default:
        return undefined
    }
  }

  /** `object[index]` */
  index(object: Value, index: Value, node: SyntaxNode): Value {
    if (index.kind === 'constant' && typeof index.value === 'string') {
      if (object.kind === 'record') {
        const field = object.fields.get(index.value)
        return field
          ? field.value
          : unknown(joinMarks(object.marks, object.rest.value ? deepMarks(object) : []))
      }
      if (object.kind === 'api' || this.module.language === 'javascript')
        return this.member(object, index.value, node)
    }
    this.#indexed(index)
    // What stands at a computed place, or in a slice, of an unordered collection is up to the machine.
    if (index.kind !== 'constant') this.reach(wholes(object), 'split')
    if (object.kind === 'list') {
      const known =
        index.kind === 'constant' && typeof index.value === 'number' ? object.items?.[index.value] : undefined
      return marked(known ?? object.element.value ?? UNKNOWN, joinMarks(object.marks, index.marks))
    }
    if (object.kind === 'record') return marked(object.rest.value ?? unknown(deepMarks(object)), index.marks)
    if (object.kind === 'instance' && object.class) {
      const method = this.findMethod(object.class, '__getitem__')
      if (method) {
        return this.callFunction(method, EvaluatedArguments.of([index], node), object, node, '__getitem__')
      }
    }
    if (object.kind === 'api') {
      return unknown(
        this.catalog.api(object.path)?.configured ? [{ kind: 'configured', name: object.path }] : [],
      )
    }
    const name = index.kind === 'constant' ? String(index.value) : ''
    return unknown(joinMarks(name ? refined(object.marks, name) : object.marks, index.marks))
  }

  #record(expression: Extract<Expression, { kind: 'record' }>, scope: Scope): Value {
    const result: RecordValue = record()
    for (const entry of expression.entries) {
      if ('spread' in entry) {
        const spread = this.evaluate(entry.spread, scope)
        if (spread.kind === 'record') {
          for (const [key, cell] of spread.fields) result.fields.set(key, valueCell(cell.value))
          if (spread.rest.value) result.rest.value = spread.rest.value
        } else if (isNothing(spread) !== true) result.rest.value = unknown(spread.marks)
        continue
      }
      const value = this.evaluate(entry.value, scope)
      if (typeof entry.key === 'string') {
        result.fields.set(entry.key, valueCell(value))
        continue
      }
      const key = this.evaluate(entry.key, scope)
      if (key.kind === 'constant' && typeof key.value === 'string')
        result.fields.set(key.value, valueCell(value))
      else result.rest.value = result.rest.value ? joinValues(result.rest.value, value) : value
    }
    return result
  }

  #list(expression: Extract<Expression, { kind: 'list' }>, scope: Scope): Value {
    const items: Value[] = []
    let open = false
    let marks: Marks = []
    for (const item of expression.items) {
      const value = this.evaluate(item.value, scope)
      if (!item.spread) items.push(value)
      else if (value.kind === 'list' && value.items && value.form === 'list') {
        items.push(...value.items)
        marks = joinMarks(marks, value.marks)
      } else {
        open = true
        marks = joinMarks(marks, value.marks)
        items.push(this.iterate(value, item.value.node))
      }
    }
    if (!open) return list(items, expression.form, marks)
    return listOf(
      items.reduce((a, b) => joinValues(a, b)),
      marks,
      expression.form,
    )
  }

  #choice(expression: Extract<Expression, { kind: 'choice' }>, scope: Scope): Value {
    const { operator, operands } = expression
    const first = this.evaluate(operands[0]!, scope)
    if (operator === 'conditional') {
      const known = first.marks.length === 0 ? truth(first) : undefined
      if (known !== undefined) return this.evaluate(operands[known ? 1 : 2]!, scope)
      return this.#either(first, operands[0]!, [
        () => this.evaluate(operands[1]!, scope),
        () => this.evaluate(operands[2]!, scope),
      ])
    }
    const known = operator === 'coalesce' ? negate(isNothing(first)) : truth(first)
    if (known !== undefined && first.marks.length === 0) {
      const takesFirst = operator === 'and' ? !known : known
      return takesFirst ? first : this.evaluate(operands[1]!, scope)
    }
    const result = this.#either(first, operands[0]!, [() => first, () => this.evaluate(operands[1]!, scope)])
    const name = textOf(operands[0]!)
    if (operator === 'or' && name && isSeedName(name)) {
      const effect = this.emit({
        kind: 'guard',
        ...this.base(expression.node, name, ''),
        test: operands[0]!,
        seeding: undefined,
        used: false,
      })
      return marked(result, [{ kind: 'falsy', effect }])
    }
    return result
  }

  #either(test: Value, expression: Expression, options: readonly (() => Value)[]): Value {
    const values: Value[] = []
    this.store.alternatives(
      options.map((option, at) => () => {
        values.push(
          this.#guarded(expression.node, at === 0 ? 'then' : 'otherwise', expression, () => option()),
        )
        return 'normal'
      }),
      { names: namesIn(expression) },
      this.#frame.exits,
    )
    return marked(
      values.reduce((a, b) => joinValues(a, b)),
      test.marks.filter((mark) => mark.kind === 'draw' || mark.kind === 'loop'),
    )
  }

  #awaited(expression: Expression, scope: Scope): Value {
    this.awaiting = expression.node
    const value = this.evaluate(expression, scope)
    this.awaiting = undefined
    return value
  }
  /** The call that is directly awaited, while it is evaluated. */
  awaiting: SyntaxNode | undefined

  #comprehension(expression: ComprehensionExpression, scope: Scope): Value {
    const inner = new Scope(scope)
    const loop: Loop = {
      kind: 'loop',
      node: expression.node,
      module: this.module,
      name: '',
      concurrent: false,
    }
    const mark: Mark = { kind: 'loop', loop }
    let marks: Marks = []
    const loops = [...this.context.loops, loop]
    const elements: Value[] = []
    const first = expression.loops[0]
    const iterable = first ? this.evaluate(first.iterable, inner) : UNKNOWN
    this.within({ loops }, () => {
      expression.loops.forEach((each, at) => {
        const over = at === 0 ? iterable : this.evaluate(each.iterable, inner)
        marks = joinMarks(marks, over.marks)
        declareTarget(each.target, inner)
        this.assign(each.target, this.iterate(over, each.iterable.node, mark), inner, undefined)
        for (const condition of each.conditions) this.reach(this.evaluate(condition, inner).marks, 'branch')
      })
      for (const element of expression.elements) elements.push(this.evaluate(element, inner))
    })
    if (expression.form === 'record') {
      const [key, value] = elements
      const shared = (key?.marks ?? []).filter(
        (one) =>
          one.kind === 'unordered' &&
          value?.marks.some((two) => 'effect' in two && two.effect === one.effect),
      )
      this.reach(shared, 'index')
      const result = record([], marks)
      result.rest.value = value
      return result
    }
    return listOf(elements[0], marks, expression.form === 'set' ? 'set' : 'list')
  }

  // ------------------------------------------------------------------------------------------------- functions

  #function(definition: FunctionDefinition, scope: Scope): Value {
    let value: Value = {
      kind: 'function',
      definition,
      scope,
      module: this.module,
      home: undefined,
      given: [],
      marks: [],
    }
    for (const decorator of definition.decorators.toReversed()) {
      const decorating = this.evaluate(decorator, scope)
      if (decorating.kind === 'function' || decorating.kind === 'class') {
        const args = EvaluatedArguments.of([value], decorator.node)
        const result = this.apply(
          decorating,
          args,
          decorator.node,
          textOf(decorator) ?? 'decorator',
          undefined,
        )
        if (result.kind === 'function') value = result
      } else if (isSeedName(textOf(decorator) ?? '')) {
        value = unknown([], textOf(decorator))
      } else if (decorating.kind === 'api' || decorating.kind === 'instance') {
        const traced = decorating.kind === 'api' && this.catalog.api(decorating.path)?.traces === 'decorated'
        if (traced) this.traced.set(definition, decorator.node)
      }
    }
    return value
  }
  /** Functions that a library runs once, to trace them. */
  readonly traced = new Map<FunctionDefinition, SyntaxNode>()

  #class(definition: ClassDefinition, scope: Scope): ClassValue {
    const bases = definition.bases.map((base) => this.evaluate(base, scope))
    const statics = new Map<string, Cell<Value>>()
    const value: ClassValue = {
      kind: 'class',
      definition,
      scope,
      module: this.module,
      bases,
      statics,
      marks: [],
    }
    const inner = new Scope(scope)
    if (definition.name) inner.declare(definition.name, value)
    for (const member of definition.members) {
      if (member.kind !== 'static-field') continue
      const field = member.value ? this.evaluate(member.value, inner) : this.#fieldWithoutValue(member, scope)
      statics.set(member.name, valueCell(field))
      inner.declare(member.name, field)
    }
    this.classes.push(value)
    return value
  }
  readonly classes: ClassValue[] = []

  #fieldWithoutValue(
    member: { readonly name: string; readonly annotation?: Expression },
    scope: Scope,
  ): Value {
    return (
      (member.annotation && this.#annotated(member.annotation, scope)) ??
      unknown([{ kind: 'configured', name: member.name }], member.name)
    )
  }

  /** A method or static of a class, looked for in its bases as well. */
  #classMember(owner: ClassValue, name: string, receiver: InstanceValue | undefined): Value | undefined {
    const fixed = owner.statics.get(name)
    if (fixed) return fixed.value
    const member = owner.definition.members.find((each) => each.name === name && each.kind !== 'static-field')
    if (member?.definition) {
      const method = this.#method(owner, member.definition)
      if (member.kind === 'getter' && receiver) {
        return this.callFunction(method, new EvaluatedArguments(), receiver, member.node, name)
      }
      if (member.kind === 'static-method') return method
      if (member.kind === 'class-method') return { kind: 'bound', receiver: owner, method, marks: [] }
      return receiver ? { kind: 'bound', receiver, method, marks: [] } : method
    }
    for (const base of owner.bases) {
      const found = base.kind === 'class' ? this.#classMember(base, name, receiver) : undefined
      if (found) return found
    }
    return undefined
  }

  #method(home: ClassValue, definition: FunctionDefinition): FunctionValue {
    return {
      kind: 'function',
      definition,
      scope: home.scope,
      module: home.module,
      home,
      given: [],
      marks: [],
    }
  }

  findMethod(owner: ClassValue, name: string): FunctionValue | undefined {
    const member = owner.definition.members.find((each) => each.name === name && each.definition)
    if (member?.definition) return this.#method(owner, member.definition)
    for (const base of owner.bases) {
      const found = base.kind === 'class' ? this.findMethod(base, name) : undefined
      if (found) return found
    }
    return undefined
  }

  /** The catalogued type a class of the program derives from. */
  cataloguedBase(owner: ClassValue | undefined): string | undefined {
    return this.#cataloguedBase(owner)
  }

  #cataloguedBase(owner: ClassValue | undefined): string | undefined {
    for (const base of owner?.bases ?? []) {
      if (base.kind === 'api') {
        if (this.catalog.types.has(base.path)) return base.path
        const returned = this.catalog.api(base.path)?.returns
        if (typeof returned === 'string' && this.catalog.types.has(returned)) return returned
      }
      if (base.kind === 'class') {
        const found = this.#cataloguedBase(base)
        if (found) return found
      }
    }
    return undefined
  }

  /** Makes an object of a class of the program. */
  construct(owner: ClassValue, args: EvaluatedArguments, node: SyntaxNode): InstanceValue {
    const made = instance({ type: this.#cataloguedBase(owner), class: owner })
    this.#fields(owner, made)
    const name = owner.module.language === 'python' ? '__init__' : 'constructor'
    const constructor = this.findMethod(owner, name)
    if (constructor) this.callFunction(constructor, args, made, node, owner.definition.name)
    else if (owner.module.language === 'python') this.#dataclass(owner, args, made)
    return made
  }

  #fields(owner: ClassValue, made: InstanceValue): void {
    for (const base of owner.bases) if (base.kind === 'class') this.#fields(base, made)
    const scope = new Scope(owner.scope)
    scope.declare('this', made)
    for (const member of owner.definition.members) {
      if (member.kind !== 'field') continue
      const value = member.value ? this.evaluate(member.value, scope) : this.#fieldWithoutValue(member, scope)
      made.fields.set(member.name, valueCell(value))
    }
  }

  /** A class without a constructor takes its annotated fields as arguments. */
  #dataclass(owner: ClassValue, args: EvaluatedArguments, made: InstanceValue): void {
    const fields = owner.definition.members.filter((each) => each.kind === 'static-field' && each.annotation)
    fields.forEach((field, at) => {
      const given = args.keywords.get(field.name)?.value ?? args.positional[at]?.value
      if (given) made.fields.set(field.name, valueCell(given))
    })
  }

  /**
   * Runs a function of the program with these arguments and returns what it returns.
   *
   * @param receiver `this`, or the object that Python passes first.
   */
  callFunction(
    fn: FunctionValue,
    args: EvaluatedArguments,
    receiver: Value | undefined,
    node: SyntaxNode,
    callee: string,
  ): Value {
    const { definition } = fn
    const runs = this.#runs.get(definition) ?? 0
    this.ran.add(definition)
    if (
      this.#active.has(definition) ||
      runs >= MOST_RUNS_OF_A_FUNCTION ||
      this.context.calls.length >= DEEPEST_CALL ||
      this.exhausted
    ) {
      return unknown(args.all.reduce<Marks>((marks, each) => joinMarks(marks, each.value.marks), []))
    }
    this.#runs.set(definition, runs + 1)
    this.#active.add(definition)
    const site: CallSite = { module: this.#frame?.module ?? fn.module, node, callee }
    const scope = new Scope(fn.scope)
    const frame: Frame = { module: fn.module, returns: [], yields: [], exits: [], definition }
    try {
      const traced = this.traced.get(definition) ?? this.context.traced
      return this.within({ calls: [...this.context.calls, site], attempt: undefined, traced }, () =>
        this.#inFrame(frame, () => {
          this.#bindParameters(fn, args, receiver, scope)
          this.#block(definition.body, scope)
          this.store.joinExits(frame.exits)
          if (definition.generator) {
            return listOf(frame.yields.length ? frame.yields.reduce((a, b) => joinValues(a, b)) : undefined)
          }
          // Falling off the end gives undefined; what is returned elsewhere is what callers use.
          const { returns } = frame
          return returns.length ? returns.reduce((a, b) => joinValues(a, b)) : constant(undefined)
        }),
      )
    } finally {
      this.#active.delete(definition)
    }
  }

  #bindParameters(
    fn: FunctionValue,
    args: EvaluatedArguments,
    receiver: Value | undefined,
    scope: Scope,
  ): void {
    const { definition } = fn
    for (const name of definition.locals) scope.declare(name)
    let positional = args.positional
    const first = fn.given.filter((each) => each.name === undefined)
    const filler = positional[0]?.node ?? definition.node
    if (first.length > 0) {
      const given = EvaluatedArguments.of(
        first.map((each) => each.value),
        filler,
      ).positional
      positional = [...given, ...positional]
    }
    if (fn.module.language === 'python') {
      const isMethod = receiver !== undefined && !definition.arrow
      if (isMethod) {
        positional = [
          { value: receiver, node: definition.node, expression: undefined, argument: undefined },
          ...positional,
        ]
      }
      if (fn.home && receiver) scope.declare('super', { kind: 'super', receiver, home: fn.home, marks: [] })
    } else if (!definition.arrow) {
      scope.declare('this', receiver ?? UNKNOWN)
      if (fn.home && receiver) scope.declare('super', { kind: 'super', receiver, home: fn.home, marks: [] })
    }
    const named = new Set<string>()
    let at = 0
    for (const parameter of definition.parameters) {
      if (parameter.rest === 'list') {
        const rest = positional.slice(at).map((each) => each.value)
        at = positional.length
        const open = args.openAt !== undefined
        this.assign(parameter.target, open ? listOf(unknown()) : list(rest), scope, undefined)
        continue
      }
      if (parameter.rest === 'record') {
        const entries = [...args.keywords].filter(([name]) => !named.has(name))
        const rest = record(entries.map(([name, each]) => [name, each.value] as const))
        if (args.openKeywords) rest.rest.value = UNKNOWN
        this.assign(parameter.target, rest, scope, undefined)
        continue
      }
      const name = parameter.target.kind === 'name' ? parameter.target.name : ''
      named.add(name)
      const given =
        args.keywords.get(name) ??
        (parameter.keywordOnly ? undefined : positional[at++]) ??
        fn.given.find((each) => each.name === name)
      this.assign(
        parameter.target,
        this.#parameter(parameter, given?.value, args, name, scope),
        scope,
        undefined,
      )
    }
  }

  #parameter(
    parameter: FunctionDefinition['parameters'][number],
    given: Value | undefined,
    args: EvaluatedArguments,
    name: string,
    scope: Scope,
  ): Value {
    if (given) {
      if (given.kind === 'constant' && given.value === undefined && parameter.default) {
        return this.evaluate(parameter.default, scope)
      }
      if (given.kind !== 'unknown' || !parameter.annotation) return given
      return this.#annotated(parameter.annotation, scope, given.marks) ?? given
    }
    if (parameter.default && args.certain) return this.evaluate(parameter.default, scope)
    if (parameter.default) {
      // The argument may be there: the default is one possibility.
      return joinValues(
        unknown([{ kind: 'configured', name }], name),
        this.evaluate(parameter.default, scope),
      )
    }
    const typed = parameter.annotation && this.#annotated(parameter.annotation, scope)
    return typed ?? unknown([{ kind: 'configured', name }], name)
  }

  /** Runs a function nobody is seen to call: its parameters may be anything. */
  callUnseen(fn: FunctionValue, receiver: Value | undefined): void {
    const args = new EvaluatedArguments()
    args.openKeywords = true
    this.callFunction(fn, args, receiver, fn.definition.node, fn.definition.name)
  }

  // ------------------------------------------------------------------------------------------------- calls

  #call(expression: CallExpression, scope: Scope): Value {
    const awaited = this.awaiting === expression.node
    this.awaiting = undefined
    const text = textOf(expression.callee) ?? ''
    const { callee } = expression
    this.called.add(callee.kind === 'member' ? callee.property : text)
    if (callee.kind === 'name' && callee.name === 'super') return this.#superCall(expression, scope)
    const object = callee.kind === 'member' ? this.#operand(callee.object, scope) : undefined
    const target =
      callee.kind === 'member'
        ? this.member(object!, callee.property, callee.node)
        : this.#operand(callee, scope)
    const args = this.#arguments(expression, scope)
    // What is put into something unknown may be found there again.
    if (callee.kind === 'member' && object!.kind === 'unknown') {
      const marks = args.all.reduce<Marks>((all, each) => joinMarks(all, deepMarks(each.value, 2)), [])
      this.#taintUnknown(callee.object as Target, marks, scope)
    }
    if (this.seeders.size > 0 && this.seeders.has(text.split('.').at(-1)!)) unknownSeeding(this)
    return this.apply(target, args, expression.node, text, expression, awaited, scope)
  }

  #superCall(expression: CallExpression, scope: Scope): Value {
    const value = scope.find('super')?.value
    const args = this.#arguments(expression, scope)
    if (value?.kind !== 'super') return UNKNOWN
    if (this.module.language === 'python') return value
    for (const base of value.home.bases) {
      const constructor = base.kind === 'class' ? this.findMethod(base, 'constructor') : undefined
      if (constructor) this.callFunction(constructor, args, value.receiver, expression.node, 'super')
    }
    return UNKNOWN
  }

  #arguments(expression: CallExpression, scope: Scope): EvaluatedArguments {
    const args = new EvaluatedArguments()
    for (const argument of expression.args) {
      const value = this.evaluate(argument.value, scope)
      const evaluated = { value, node: argument.value.node, expression: argument.value, argument }
      if (argument.spread === 'list') {
        if (value.kind === 'list' && value.items) {
          for (const item of value.items)
            args.positional.push({ ...evaluated, value: item, expression: undefined })
        } else args.openAt ??= args.positional.length
      } else if (argument.spread === 'record') {
        if (value.kind === 'record') {
          for (const [name, cell] of value.fields) {
            args.keywords.set(name, { ...evaluated, value: cell.value, expression: undefined })
          }
          if (value.rest.value) args.openKeywords = true
        } else args.openKeywords = true
      } else if (argument.name !== undefined) args.keywords.set(argument.name, evaluated)
      else args.positional.push(evaluated)
    }
    return args
  }

  /** Calls a value. */
  apply(
    callee: Value,
    args: EvaluatedArguments,
    node: SyntaxNode,
    text: string,
    call: CallExpression | undefined,
    awaited = false,
    scope?: Scope,
  ): Value {
    switch (callee.kind) {
      case 'union': {
        const callable = callee.values.filter((each) => each.kind !== 'constant')
        if (callable.length === 1) return this.apply(callable[0]!, args, node, text, call, awaited, scope)
        const results: Value[] = []
        this.store.alternatives(
          callable.map((each) => () => {
            results.push(this.apply(each, args, node, text, call, awaited, scope))
            return 'normal'
          }),
          { names: new Set() },
          this.#frame.exits,
        )
        return results.length ? results.reduce((a, b) => joinValues(a, b)) : UNKNOWN
      }
      case 'function':
        return this.callFunction(callee, args, undefined, node, text)
      case 'class':
        return this.construct(callee, args, node)
      case 'bound': {
        if ('kind' in callee.method) {
          return this.callFunction(callee.method, args, callee.receiver, node, text)
        }
        const { path, api } = callee.method
        const receiver = callee.receiver
        return applyApi(this, { path, api, args, call, node, text, receiver, awaited, scope })
      }
      case 'api': {
        const api = this.catalog.api(callee.path)
        const request = { path: callee.path, args, call, node, text, receiver: undefined, awaited, scope }
        return applyApi(this, { ...request, api: api ?? NOTHING_KNOWN, library: callee.library })
      }
      case 'instance': {
        const called = this.#callable(callee)
        if (called) return this.callFunction(called, args, callee, node, text)
        const type = callee.type
        const found = type === undefined ? undefined : this.catalog.method(type, '()')
        if (found)
          return applyApi(this, { ...found, args, call, node, text, receiver: callee, awaited, scope })
        return applyUnknown(this, callee, args, node, text)
      }
      default:
        return applyUnknown(this, callee, args, node, text)
    }
  }

  /** The method that runs when an object of a class of the program is called: `__call__`, `forward`. */
  #callable(object: InstanceValue): FunctionValue | undefined {
    if (!object.class) return undefined
    const own = this.findMethod(object.class, '__call__')
    if (own) return own
    const name = this.catalog.type(object.type, 'call')
    return name === undefined ? undefined : this.findMethod(object.class, name)
  }

  /** Somebody iterates a value: what it draws then is drawn now. */
  iterated(value: Value): void {
    for (const each of alternatives(value)) {
      if (each.kind !== 'instance') continue
      for (const pending of each.pending) if (pending.at === 'iteration') pending.emit()
    }
  }

  /** A value is given to somebody who is not followed: he may call, iterate or draw from it. */
  handOver(value: Value, node: SyntaxNode, text: string): void {
    for (const each of alternatives(value)) {
      if (each.kind === 'function' || each.kind === 'bound') later(this, each, node, text)
      if (each.kind !== 'instance') continue
      if (each.generator) each.generator.created.escapes = true
      for (const pending of each.pending) if (pending.at === 'iteration') pending.emit()
    }
  }

  /** Every module that was run, in any realm. */
  readonly everyModule = new Map<string, Module>()

  inModule(module: Module, body: () => void): void {
    this.#inFrame({ module, returns: [], yields: [], exits: [], definition: undefined }, body)
  }

  /** Loaders that were made and never seen to be iterated are iterated by somebody who is not seen. */
  finishPending(): void {
    for (const each of this.pending)
      if (!each.pending.emitted()) this.inModule(each.module, each.pending.emit)
  }
  readonly pending: { readonly pending: PendingDraw; readonly module: Module }[] = []

  /** Runs code of another thread or process. */
  inWorker(worker: SpawnEffect, body: () => void): void {
    this.within({ worker, guards: [] }, body)
  }

  /** Runs code with sources and modules of its own: a worker shares nothing with the thread that started it. */
  inRealm(body: () => void): void {
    const sources = new Map(this.sources)
    const modules = new Map(this.modules)
    this.sources.clear()
    this.modules.clear()
    try {
      body()
    } finally {
      this.sources.clear()
      this.modules.clear()
      for (const [name, cell] of sources) this.sources.set(name, cell)
      for (const [file, loaded] of modules) this.modules.set(file, loaded)
    }
  }

  /** Calls whatever was passed as a callback. */
  callBack(
    callback: Value,
    values: readonly Value[],
    node: SyntaxNode,
    loop: Loop | undefined,
    name: string,
  ): Value {
    const run = (): Value => {
      let result: Value | undefined
      for (const each of alternatives(callback)) {
        if (each.kind !== 'function' && each.kind !== 'bound' && each.kind !== 'api' && each.kind !== 'class')
          continue
        const value = this.apply(each, EvaluatedArguments.of(values, node), node, name, undefined)
        result = result ? joinValues(result, value) : value
      }
      return result ?? UNKNOWN
    }
    return loop ? this.within({ loops: [...this.context.loops, loop] }, run) : run()
  }
}

const NOTHING_KNOWN = { upstream: '' }
const SET_ORDER = 'Python salts the hashes of strings, so a set of them has another order in every process.'

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

/** `args` -> `args.seed`: a part of a configuration is an option of its own. */
function refined(marks: Marks, property: string): Marks {
  if (!marks.some((mark) => mark.kind === 'configured')) return marks
  return marks.map((mark) =>
    mark.kind === 'configured' ? { kind: 'configured', name: `${mark.name}.${property}` } : mark,
  )
}

function joinPython(specifier: string, name: string): string {
  return specifier.endsWith('.') ? `${specifier}${name}` : `${specifier}.${name}`
}

function declareTarget(target: Target, scope: Scope): void {
  if (target.kind === 'name') scope.declare(target.name)
  else if (target.kind === 'list-pattern') {
    for (const item of target.items) if (item) declareTarget(item, scope)
    if (target.rest) declareTarget(target.rest, scope)
  } else if (target.kind === 'record-pattern') {
    for (const entry of target.entries) declareTarget(entry.target, scope)
    if (target.rest) declareTarget(target.rest, scope)
  } else if (target.kind === 'default-pattern') declareTarget(target.target, scope)
}

/** `seed`, `args.seed`, `manualSeed`, `random_state`; not `use_seed`, `seeded`, `seed_workers`. */
export function isSeedName(text: string): boolean {
  const last = text.split('.').at(-1)!
  const isOne = /^(?:\w*_)?seed$|^[a-z]\w*Seed$|^random_?[sS]tate$/u.test(last)
  return isOne && !/^(?:use|has|with|do|set|no|is|fix|apply|enable)_?seed$/iu.test(last)
}
