import type { Language } from '../language.ts'

/** ECMA-262, and what Node.js and browsers add to it. */
export const JAVASCRIPT: Language = {
  name: 'javascript',
  builtinTypes: { list: 'Array', set: 'Set', record: 'Object', function: 'Function', text: 'String' },
  constructorMethod: 'constructor',
  listOperators: false,
  operatorsAreOverloaded: false,
  setsAreSalted: false,
  countsFromTheEnd: false,
  itemsAreMembers: true,
  receiverIsParameter: false,
  missingArgumentsAreUndefined: true,
  functionsHaveMethods: true,
  namedFunctionsAreCallbacks: true,
  librariesInstantiateClasses: true,
  annotatedFieldsAreParameters: false,
  importsAreHoisted: true,
  modulesAreScopes: false,
  commonjs: true,
  scriptsShareNames: true,
  processesAreCopies: false,
}
