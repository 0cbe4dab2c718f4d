import type { Language } from '../language.ts'

/** https://docs.python.org/3/reference/datamodel.html#emulating-numeric-types, by operator: its own and the reflected one. */
const ARITHMETIC = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '%': 'mod',
  '**': 'pow',
  '//': 'floordiv',
  '@': 'matmul',
  '<<': 'lshift',
  '>>': 'rshift',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
}

const OPERATORS: Language['operatorMethods'] = new Map<string, readonly (readonly string[])[]>([
  ...Object.entries(ARITHMETIC).map(
    ([operator, name]) =>
      [operator, [[`__${name}__`, ...(operator === '+' ? ['__pos__'] : [])], [`__r${name}__`]]] as const,
  ),
  ...Object.entries(ARITHMETIC).map(
    ([operator, name]) => [`${operator}=`, [[`__i${name}__`, `__${name}__`], [`__r${name}__`]]] as const,
  ),
  ['==', [['__eq__'], ['__eq__']]],
  [
    '!=',
    [
      ['__ne__', '__eq__'],
      ['__ne__', '__eq__'],
    ],
  ],
  ['<', [['__lt__'], ['__gt__']]],
  ['<=', [['__le__'], ['__ge__']]],
  ['>', [['__gt__'], ['__lt__']]],
  ['>=', [['__ge__'], ['__le__']]],
  ['in', [[], ['__contains__', '__iter__']]],
  ['not-in', [[], ['__contains__', '__iter__']]],
  ['negative', [['__neg__']]],
  ['~', [['__invert__']]],
  ['not', [['__bool__', '__len__']]],
])

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
  operatorMethods: OPERATORS,
  iteration: {
    iterator: ['__iter__', '__aiter__'],
    next: ['__next__', '__anext__'],
    item: ['__getitem__', '__missing__'],
    store: ['__setitem__'],
  },
  context: { enter: ['__enter__', '__aenter__'], exit: ['__exit__', '__aexit__'] },
  missingMember: ['__getattr__', '__getattribute__'],
  descriptor: { get: '__get__', set: '__set__' },
  afterConstruction: '__post_init__',
  saltedUnless: 'PYTHONHASHSEED',
  countsFromTheEnd: true,
  itemsAreMembers: false,
  receiverIsParameter: true,
  missingArgumentsAreUndefined: false,
  functionsHaveMethods: false,
  namedFunctionsAreCallbacks: false,
  librariesInstantiateClasses: false,
  annotatedFieldsAreParameters: true,
  coercions: [],
  importsAreLive: false,
  importsAreHoisted: false,
  modulesAreScopes: true,
  commonjs: false,
  scriptsShareNames: false,
  processesAreCopies: true,
}
