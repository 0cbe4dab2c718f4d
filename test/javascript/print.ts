/** Programs as text, one line a statement, so that tests can show what a front end made of a file. */
import type {
  Argument,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  Parameter,
  Statement,
  Target,
} from '../../src/program.ts'

export function print(statements: readonly Statement[]): string {
  return lines(statements).join('\n')
}

function lines(statements: readonly Statement[]): string[] {
  return statements.flatMap(statementLines)
}

function block(head: string, statements: readonly Statement[]): string[] {
  return [`${head}:`, ...lines(statements).map((line) => `  ${line}`)]
}

function statementLines(statement: Statement): string[] {
  switch (statement.kind) {
    case 'expression':
      return [expression(statement.expression)]
    case 'assign': {
      const annotation = statement.annotation ? `: ${expression(statement.annotation)}` : ''
      const value = statement.value
        ? ` ${statement.operator ?? '='} ${expression(statement.value)}`
        : ' declared'
      return [`${target(statement.target)}${annotation}${value}`]
    }
    case 'if':
      return [
        ...block(`if ${expression(statement.test)}`, statement.then),
        ...(statement.otherwise.length > 0 ? block('else', statement.otherwise) : []),
      ]
    case 'switch':
      return [
        `switch ${expression(statement.subject)}:`,
        ...statement.cases.flatMap(({ tests, body }) =>
          block(tests.length > 0 ? `case ${tests.map(expression).join(' | ')}` : 'default', body),
        ),
      ]
    case 'loop': {
      const head =
        statement.form === 'each'
          ? `${statement.asynchronous ? 'await ' : ''}each ${target(statement.target!)} ${statement.keys ? 'in keys of' : 'of'} ${expression(statement.iterable!)}`
          : `while ${statement.test ? expression(statement.test) : 'true'}`
      return [
        ...block(`${head} [${statement.assigned.join(' ')}]`, statement.body),
        ...(statement.after.length > 0 ? block('after', statement.after) : []),
      ]
    }
    case 'try':
      return [
        ...block('try', statement.body),
        ...statement.handlers.flatMap(({ name, body }) =>
          block(name === undefined ? 'catch' : `catch ${name}`, body),
        ),
        ...(statement.finally.length > 0 ? block('finally', statement.finally) : []),
      ]
    case 'with': {
      const items = statement.items.map(
        (item) => `${item.target ? `${target(item.target)} = ` : ''}${expression(item.value)}`,
      )
      return block(`with ${items.join(', ')}`, statement.body)
    }
    case 'return':
    case 'throw':
      return [statement.value ? `${statement.kind} ${expression(statement.value)}` : statement.kind]
    case 'break':
    case 'continue':
      return [statement.kind]
    case 'function':
      return functionLines(statement.definition)
    case 'class':
      return classLines(statement.definition)
    case 'import': {
      const names = statement.bindings.map(({ imported, local }) =>
        imported === local ? local : `${imported} as ${local}`,
      )
      const what = statement.typeOnly ? 'import type' : 'import'
      return [`${what} ${names.length > 0 ? `${names.join(', ')} from ` : ''}${statement.module}`]
    }
    case 'delete':
      return [`delete ${statement.targets.map(expression).join(', ')}`]
  }
}

function functionLines(definition: FunctionDefinition): string[] {
  const decorators = definition.decorators.map((decorator) => `@${expression(decorator)}`)
  const flags = `${definition.asynchronous ? 'async ' : ''}function${definition.generator ? '*' : ''}`
  const returns = definition.returns ? `: ${expression(definition.returns)}` : ''
  const head = `${flags} ${definition.name}(${definition.parameters.map(parameter).join(', ')})${returns} {${[...definition.locals].join(' ')}}`
  return [...decorators, ...block(head, definition.body)]
}

function classLines(definition: ClassDefinition): string[] {
  const head = `class ${definition.name}${definition.bases.length > 0 ? ` of ${definition.bases.map(expression).join(', ')}` : ''}`
  return [
    ...definition.decorators.map((decorator) => `@${expression(decorator)}`),
    `${head}:`,
    ...definition.members.flatMap((member) => {
      if (member.definition) {
        const [first, ...rest] = functionLines(member.definition)
        return [`  ${member.kind} ${first!}`, ...rest.map((line) => `  ${line}`)]
      }
      const annotation = member.annotation ? `: ${expression(member.annotation)}` : ''
      return [
        `  ${member.kind} ${member.name}${annotation}${member.value ? ` = ${expression(member.value)}` : ''}`,
      ]
    }),
  ]
}

function parameter(item: Parameter): string {
  const annotation = item.annotation ? `: ${expression(item.annotation)}` : ''
  const fallback = item.default ? ` = ${expression(item.default)}` : ''
  return `${item.rest ? '...' : ''}${target(item.target)}${annotation}${fallback}`
}

export function target(item: Target): string {
  switch (item.kind) {
    case 'record-pattern': {
      const entries = item.entries.map(
        ({ key, target: inner }) =>
          `${typeof key === 'string' ? key : `[${expression(key)}]`}: ${target(inner)}`,
      )
      return `{${[...entries, ...(item.rest ? [`...${target(item.rest)}`] : [])].join(', ')}}`
    }
    case 'list-pattern': {
      const items = item.items.map((inner) => (inner ? target(inner) : ''))
      return `[${[...items, ...(item.rest ? [`...${target(item.rest)}`] : [])].join(', ')}]`
    }
    case 'default-pattern':
      return `${target(item.target)} = ${expression(item.value)}`
    default:
      return expression(item)
  }
}

export function expression(value: Expression): string {
  switch (value.kind) {
    case 'constant':
      return typeof value.value === 'string'
        ? `'${value.value}'`
        : typeof value.value === 'bigint'
          ? `${value.value}n`
          : String(value.value)
    case 'name':
      return value.name
    case 'member':
      return `${expression(value.object)}.${value.property}`
    case 'index':
      return `${expression(value.object)}[${expression(value.index)}]`
    case 'call':
      return `${value.construct ? 'new ' : ''}${expression(value.callee)}(${value.args.map(argument).join(', ')})`
    case 'function': {
      const { definition } = value
      const body = lines(definition.body).map((line) => line.trim())
      const name = definition.name === '' ? '' : ` ${definition.name}`
      return `(${definition.asynchronous ? 'async ' : ''}${definition.arrow ? 'arrow' : 'function'}${name}(${definition.parameters.map(parameter).join(', ')}) { ${body.join('; ')} })`
    }
    case 'class':
      return `(${classLines(value.definition)
        .map((line) => line.trim())
        .join('; ')})`
    case 'record': {
      const entries = value.entries.map((entry) =>
        'spread' in entry
          ? `...${expression(entry.spread)}`
          : `${typeof entry.key === 'string' ? entry.key : `[${expression(entry.key)}]`}: ${expression(entry.value)}`,
      )
      return `{${entries.join(', ')}}`
    }
    case 'list':
      return `[${value.items.map((item) => `${item.spread ? '...' : ''}${expression(item.value)}`).join(', ')}]`
    case 'choice':
    case 'operation':
      return `(${value.operator} ${value.operands.map(expression).join(' ')})`
    case 'import':
      return `import(${value.module})`
    case 'assign':
      return `(${target(value.target)} ${value.operator ?? '='} ${expression(value.value)})`
    case 'await':
      return `await ${expression(value.value)}`
    case 'yield':
      return value.value ? `yield ${expression(value.value)}` : 'yield'
    case 'comprehension':
      return 'comprehension'
    case 'opaque':
      return `<${value.parts.map(expression).join(' ')}>`
  }
}

function argument({ value, name, spread }: Argument): string {
  return `${spread ? '...' : ''}${name === undefined ? '' : `${name}=`}${expression(value)}`
}
