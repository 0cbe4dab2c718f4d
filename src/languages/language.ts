/**
 * What the interpreter has to know of the language a module is written in. Every module carries its language's record,
 * so that no model and no statement asks for a language by name: a third language is a front end and one such record.
 */
export interface Language {
  readonly name: LanguageName

  /** What the types of the language itself are called in the catalogue. */
  readonly builtinTypes: Readonly<Record<'list' | 'set' | 'record' | 'function' | 'text', string>>
  /** The method that runs when an object is made. */
  readonly constructorMethod: string

  /** `[0] * 3`, `{1, 2} - {2}`: operators work on lists and sets. */
  readonly listOperators: boolean
  /** A class may say what `+` means, so that nothing is known of a sum of unknown operands. */
  readonly operatorsAreOverloaded: boolean
  /** The methods, of a class of the program, that say what an operator does to its first operand and to its second. */
  readonly operatorMethods: ReadonlyMap<string, readonly (readonly string[])[]>
  /** The methods that make an iterator, give its next item, and give and store an item by its place. */
  readonly iteration: {
    readonly iterator: readonly string[]
    readonly next: readonly string[]
    readonly item: readonly string[]
    readonly store: readonly string[]
    /** The property of what the next item is given in, where it is not given itself. */
    readonly result?: string
  }
  /** The methods that are called at the beginning and at the end of a `with`. */
  readonly context: { readonly enter: readonly string[]; readonly exit: readonly string[] }
  /** The methods that are called for a member that an object does not have. */
  readonly missingMember: readonly string[]
  /** The methods of a class's field that are called where the field is read and written. */
  readonly descriptor: { readonly get: string; readonly set: string } | undefined
  /** The method that is called once the fields of an object are set. */
  readonly afterConstruction: string | undefined
  /**
   * The hashes of texts are salted, so that a set of them is in another order in every process, unless that is started
   * with this switch; undefined where they are not.
   */
  readonly saltedUnless: string | undefined
  /** `xs[-1]` is the last item. */
  readonly countsFromTheEnd: boolean
  /** `o['name']` is `o.name`. */
  readonly itemsAreMembers: boolean

  /** `self` is the first parameter of a method, and `super()` an object. Otherwise `this` is a name of its own. */
  readonly receiverIsParameter: boolean
  /** A parameter that gets no argument is `undefined`. */
  readonly missingArgumentsAreUndefined: boolean
  /** `f.bind(o)`, `f.call(o)`, `f.apply(o, args)`. */
  readonly functionsHaveMethods: boolean
  /** A named function that an unknown method is given is a callback. Where it is false, only a lambda is taken for one. */
  readonly namedFunctionsAreCallbacks: boolean
  /** A class given to a library is made an object of by it. Otherwise it is mostly given as a type. */
  readonly librariesInstantiateClasses: boolean
  /** `class Config: seed: int = 0` takes its annotated fields as arguments when a decorator says so. */
  readonly annotatedFieldsAreParameters: boolean

  /** Methods of an object that say what it is worth where a number or a text is needed. */
  readonly coercions: readonly string[]
  /** Whatever has a method of this name can be waited for; it is given a function that takes the value. */
  readonly awaitedBy?: string

  /** An imported name is the variable of the other module, whatever that holds by now. */
  readonly importsAreLive: boolean
  /** Imports run before the statements that stand above them. */
  readonly importsAreHoisted: boolean
  /** Every name of a module can be imported from it, and `package.name` may be a file of the package. */
  readonly modulesAreScopes: boolean
  /** Modules find `module`, `exports`, `require` and their own address in their scope. */
  readonly commonjs: boolean
  /** A file that imports nothing may be one of several scripts which share their names. */
  readonly scriptsShareNames: boolean

  /** A new process starts as a copy of this one, unless it is told to start anew. */
  readonly processesAreCopies: boolean
}

export type LanguageName = 'javascript' | 'python'
