import type { Language } from '../language.ts'

/** The Python Language Reference, and CPython where it leaves something open. */
export const PYTHON: Language = {
  name: 'python',
  builtinTypes: {
    list: 'builtins.list',
    set: 'builtins.set',
    record: 'builtins.dict',
    function: 'builtins.function',
    text: 'builtins.str',
  },
  constructorMethod: '__init__',
  listOperators: true,
  operatorsAreOverloaded: true,
  setsAreSalted: true,
  countsFromTheEnd: true,
  itemsAreMembers: false,
  receiverIsParameter: true,
  missingArgumentsAreUndefined: false,
  functionsHaveMethods: false,
  namedFunctionsAreCallbacks: false,
  librariesInstantiateClasses: false,
  annotatedFieldsAreParameters: true,
  importsAreHoisted: false,
  modulesAreScopes: true,
  commonjs: false,
  scriptsShareNames: false,
  processesAreCopies: true,
}
