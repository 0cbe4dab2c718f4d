/** Writes a lowered program as text, one line a statement, so that tests can say what they expect. */
import type {
  Argument,
  ClassMember,
  Expression,
  FunctionDefinition,
  Statement,
  Target,
} from '../../../src/program.ts'
import { lowerPython } from '../../../src/languages/python/lower/lower.ts'
import { parsePython } from '../../../src/languages/python/parse/parse.ts'

export function lower(text: string) {
  const result = parsePython(text)
  if (!result.ok) throw new Error(`${result.error.line}: ${result.error.message}`)
  return lowerPython(result.ast, text, '/project/train.py')
}

export function show(text: string): string {
  return lines(lower(text).body).join('\n')
}

export function lines(statements: readonly Statement[], indent = ''): string[] {
  return statements.flatMap((statement) => showStatement(statement).map((line) => indent + line))
}

function block(head: string, statements: readonly Statement[]): string[] {
  return [head, ...lines(statements, '  ')]
}

function showStatement(statement: Statement): string[] {
  switch (statement.kind) {
    case 'expression':
      return [expression(statement.expression)]
    case 'assign': {
      const annotation = statement.annotation ? `: ${expression(statement.annotation)}` : ''
      const value = statement.value ? ` ${statement.operator ?? '='} ${expression(statement.value)}` : ''
      return [target(statement.target) + annotation + value]
    }
    case 'if':
      return [
        ...block(`if ${expression(statement.test)}`, statement.then),
        ...(statement.otherwise.length > 0 ? block('else', statement.otherwise) : []),
      ]
    case 'loop': {
      const what =
        statement.form === 'each'
          ? `${statement.asynchronous ? 'async ' : ''}for ${target(statement.target!)} in ${expression(statement.iterable!)}`
          : `while ${expression(statement.test!)}`
      return [
        ...block(`${what} [${[...statement.assigned].sort().join(' ')}]`, statement.body),
        ...(statement.after.length > 0 ? block('after', statement.after) : []),
      ]
    }
    case 'try':
      return [
        ...block('try', statement.body),
        ...statement.handlers.flatMap(({ name, body }) => block(name ? `except ${name}` : 'except', body)),
        ...(statement.otherwise.length > 0 ? block('else', statement.otherwise) : []),
        ...(statement.finally.length > 0 ? block('finally', statement.finally) : []),
      ]
    case 'with': {
      const items = statement.items.map(
        (item) => expression(item.value) + (item.target ? ` as ${target(item.target)}` : ''),
      )
      return block(`with ${items.join(', ')}`, statement.body)
    }
    case 'return':
    case 'throw':
      return [statement.kind + (statement.value ? ` ${expression(statement.value)}` : '')]
    case 'break':
    case 'continue':
      return [statement.kind]
    case 'delete':
      return [`delete ${statement.targets.map(expression).join(', ')}`]
    case 'import': {
      const flags = `${statement.static ? '' : 'late '}${statement.typeOnly ? 'type ' : ''}`
      const bindings = statement.bindings.map(
        ({ imported, local, root }) => `${imported} as ${local}${root ? ' (root)' : ''}`,
      )
      return [
        `${flags}import ${statement.module}: ${[...bindings, ...(statement.star ? ['*'] : [])].join(', ')}`,
      ]
    }
    case 'function':
      return functionLines(statement.definition, 'def')
    case 'class': {
      const { name, bases, members, decorators } = statement.definition
      return [
        ...decorators.map((decorator) => `@${expression(decorator)}`),
        `class ${name}(${bases.map(expression).join(', ')})`,
        ...members.flatMap(member).map((line) => `  ${line}`),
      ]
    }
    case 'switch':
      throw new Error('Python makes no switch')
  }
}

function member({ name, kind, definition, value, annotation }: ClassMember): string[] {
  if (definition) return functionLines({ ...facts(definition), name }, kind)
  return [
    `${kind} ${name}${annotation ? `: ${expression(annotation)}` : ''}${value ? ` = ${expression(value)}` : ''}`,
  ]
}

/** A definition's accessors as plain fields. */
function facts(definition: FunctionDefinition): FunctionDefinition {
  const { name, parameters, body, locals, asynchronous, generator, arrow, decorators, returns, node } =
    definition
  return {
    name,
    parameters,
    body,
    locals,
    asynchronous,
    generator,
    arrow,
    decorators,
    node,
    ...(returns ? { returns } : {}),
  }
}

function functionLines(definition: FunctionDefinition, word: string): string[] {
  const flags = `${definition.asynchronous ? 'async ' : ''}${definition.generator ? 'generator ' : ''}`
  const returns = definition.returns ? ` -> ${expression(definition.returns)}` : ''
  return [
    ...definition.decorators.map((decorator) => `@${expression(decorator)}`),
    `${flags}${word} ${definition.name}(${parameters(definition)})${returns} [${[...definition.locals].sort().join(' ')}]`,
    ...lines(definition.body, '  '),
  ]
}

function parameters(definition: FunctionDefinition): string {
  return definition.parameters
    .map((parameter) => {
      const stars = parameter.rest === 'list' ? '*' : parameter.rest === 'record' ? '**' : ''
      const annotation = parameter.annotation ? `: ${expression(parameter.annotation)}` : ''
      const value = parameter.default ? `=${expression(parameter.default)}` : ''
      return `${stars}${target(parameter.target)}${annotation}${value}${parameter.keywordOnly ? '!' : ''}`
    })
    .join(', ')
}

function argument({ value, name, spread }: Argument): string {
  if (spread) return (spread === 'list' ? '*' : '**') + expression(value)
  return name === undefined ? expression(value) : `${name}=${expression(value)}`
}

export function expression(node: Expression): string {
  const all = (nodes: readonly Expression[]): string => nodes.map(expression).join(', ')
  switch (node.kind) {
    case 'constant':
      return typeof node.value === 'bigint' ? `${node.value}n` : JSON.stringify(node.value)
    case 'name':
      return node.name
    case 'member':
      return `${expression(node.object)}.${node.property}`
    case 'index':
      return `${expression(node.object)}[${expression(node.index)}]`
    case 'call':
      return `${expression(node.callee)}(${node.args.map(argument).join(', ')})`
    case 'function':
      return `(${parameters(node.definition)} => ${lines(node.definition.body).join('; ')})`
    case 'class':
      return `class ${node.definition.name}`
    case 'record':
      return `{${node.entries
        .map((entry) =>
          'spread' in entry
            ? `**${expression(entry.spread)}`
            : `${typeof entry.key === 'string' ? entry.key : `[${expression(entry.key)}]`}: ${expression(entry.value)}`,
        )
        .join(', ')}}`
    case 'list': {
      const items = node.items.map(({ value, spread }) => (spread ? '*' : '') + expression(value)).join(', ')
      return node.form === 'set' ? `set[${items}]` : `[${items}]`
    }
    case 'choice':
    case 'operation':
      return `<${node.operator} ${all(node.operands)}>`
    case 'import':
      return `import(${node.module})`
    case 'assign':
      return `(${target(node.target)} := ${expression(node.value)})`
    case 'await':
      return `await ${expression(node.value)}`
    case 'yield':
      return node.value ? `yield ${expression(node.value)}` : 'yield'
    case 'comprehension': {
      const loops = node.loops.map(
        (loop) =>
          ` for ${target(loop.target)} in ${expression(loop.iterable)}${loop.conditions.map((test) => ` if ${expression(test)}`).join('')}`,
      )
      return `${node.form}(${all(node.elements)}${loops.join('')})`
    }
    case 'opaque':
      return `?(${all(node.parts)})`
  }
}

function target(node: Target): string {
  switch (node.kind) {
    case 'name':
    case 'member':
    case 'index':
      return expression(node)
    case 'list-pattern': {
      const items = node.items.map((item) => (item ? target(item) : ''))
      return `[${[...items, ...(node.rest ? [`*${target(node.rest)}`] : [])].join(', ')}]`
    }
    default:
      throw new Error(`Python makes no ${node.kind}`)
  }
}
