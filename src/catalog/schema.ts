/**
 * The vocabulary of the catalogue: what a library's functions do to randomness, order and determinism.
 *
 * A catalogue file is data. It describes one library in the library's own names and says for each fact where it is
 * written upstream. Supporting another library is adding one file; nothing else in the project names a library.
 *
 * Paths are dotted names from the library's root: `tf.layers.dense`, `numpy.random.rand`. A method of a type is written
 * with `#`: `tf.LayersModel#fit`; calling an object of a type is `torch.nn.Module#()`.
 */
import type { ConstantValue } from '../program.ts'

export interface Library {
  /** As its users call it: `TensorFlow.js`, `NumPy`. */
  readonly name: string
  readonly language: 'javascript' | 'python'
  /** Importing it makes a module take part in machine learning. */
  readonly ml: boolean
  /**
   * It comes with the language or the machine: its functions do nothing with a value but pass it on. The type of what
   * its constructors make, where nothing else is said.
   */
  readonly platform?: TypeName
  /**
   * Module specifiers and the path each one stands for. In Python a module's submodules need no entry of their own.
   * A specifier may end in `/*`; the star in the path is then replaced: `lodash/*` -> `lodash.*`.
   */
  readonly modules: Readonly<Record<string, ModuleRoot>>
  /** Those of its modules whose version is the library's, where others have versions of their own. */
  readonly numberedBy?: readonly string[]
  /** Names under which it is installed and the module each brings, where they differ by more than a dash: `opencv-python`. */
  readonly distributions?: Readonly<Record<string, string>>
  /** Names every program has without an import: `Math`, `crypto`, `open`. */
  readonly globals?: Readonly<Record<string, string>>
  /** Other spellings: the longest prefix of a path that is found here is replaced (`tensorflow.keras` -> `keras`). */
  readonly aliases?: Readonly<Record<string, string>>
  readonly sources?: Readonly<Record<SourceName, Source>>
  /**
   * How its users seed a source that belongs to another library: Keras draws from Python's `random`, and
   * `keras.utils.set_random_seed` is what a Keras program calls. `under`: only who draws by a path that begins so.
   */
  readonly seedsWith?: Readonly<
    Record<SourceName, Pick<Source, 'remedy' | 'seeding'> & { readonly under?: string }>
  >
  /** How messages call the backends that its modules select, where users know them by another name. */
  readonly backendTitles?: Readonly<Record<string, string>>
  readonly settings?: readonly Setting[]
  readonly requirements?: readonly Requirement[]
  readonly types?: Readonly<Record<TypeName, Type>>
  /** Names that stand for a weight initializer where a layer takes one: the string, lower case -> its path or `constant`. */
  readonly initializers?: Readonly<Record<string, string>>
  /**
   * Methods so telling that they are recognised on a value nothing is known about (`loss.backward()`), and the path
   * each stands for. Only for facts that lead to no report by themselves.
   */
  readonly anyReceiver?: Readonly<Record<string, string>>
  /**
   * Names so telling that they are recognised where they are imported from a module that cannot be followed
   * (`./vendor/runtime.js`, what an import map of another file names), and the path each stands for.
   */
  readonly anyModule?: Readonly<Record<string, string>>
  /**
   * Last names of functions that only an older, incompatible generation of the library has: a program that calls one
   * of them is written for that, and what is said of the present one does not hold for it.
   */
  readonly formerly?: readonly string[]
  /** The versions, of the modules that provide it, from which on the catalogue describes it. */
  readonly since?: Readonly<Record<string, string>>
  /** The function that asks for the type of a value, `isinstance(x, set)`, and which types have an order. */
  readonly typeTest?: {
    readonly name: string
    readonly types: Readonly<Record<string, 'ordered' | 'unordered'>>
  }
  /** What programs do with a model that they only try out. */
  readonly tryout?: Tryout
  /** In a page's script that shows this sign, it calls the functions with these names, and its own have these. */
  readonly lifecycle?: Lifecycle
  /** The keyword with which its functions are told a device: `device="cuda:0"` puts the work on `cuda`. */
  readonly deviceKeyword?: string
  /** Functions that load what somebody else may change. */
  readonly fetches?: readonly Fetched[]
  /** Functions and methods that only calculate with what they are given, as `Api.calculates` says of one. */
  readonly calculates?: RegExp
  readonly api: Readonly<Record<string, Api>>
  /** What holds of every path of a form, where a library has too many to name: those that `api` names keep their own. */
  readonly families?: readonly { readonly paths: RegExp; readonly api: Api }[]
}

/** Functions that load something by a name or an address under which there may be something else tomorrow. */
export interface Fetched {
  readonly paths: RegExp
  readonly upstream: string
  /** Where the name or the address is given. */
  readonly from: Slot
  /**
   * What is given: the `address` of a file, the name of a `model` or a `data set` on a hub, a `repository` with a branch
   * or tag behind a colon, or a `version` that is a name and not a number. `branch`: an address, that is only judged
   * where it names the branch of a repository or a package without its version.
   */
  readonly by: 'address' | 'branch' | 'model' | 'data set' | 'repository' | 'version'
  /** Names that stand for something of the library's own or for files of the program; of a `version`, those that move. */
  readonly names?: readonly string[]
  /** Arguments that say which version, or which content, is meant. */
  readonly pinned: readonly Slot[]
  /** What to write, as a whole sentence. */
  readonly remedy: string
}

export interface Lifecycle {
  readonly sign: RegExp
  readonly calls: readonly string[]
  /** Names that are free in such a script, and the path each one stands for. */
  readonly names?: Readonly<Record<string, string>>
}

export interface ModuleRoot {
  readonly path: string
  /** What a default import gives: the module itself (the default) or a path. */
  readonly default?: string
  /** Loading the module reads these settings or starts this engine: `tfjs-node`, `tensorflow`. */
  readonly loads?: string
  /** An accelerator or backend that loading the module selects: `native`, `native-gpu`, `webgpu`. */
  readonly backend?: string
  /** Loading it makes an `enforce()` that comes later early: it covers what the libraries loaded after it read and drew. */
  readonly preloads?: boolean
}

/** Names a generator every program shares: `Math.random`, `numpy.global`, `torch.cpu`. */
export type SourceName = string
/** Names a kind of object a call returns: `tf.LayersModel`, `numpy.Generator`. */
export type TypeName = string

export interface Source {
  /** In a sentence: "NumPy's global generator". */
  readonly title: string
  /** How to seed it, as a sentence's object: "`np.random.seed(seed)`". */
  readonly remedy: string
  /** The same for a page, which loads scripts and imports no packages. */
  readonly remedyOnPage?: string
  /** The statement that seeds it, with `{seed}` for the number, and the import it needs. */
  readonly seeding?: {
    readonly source: string
    readonly module: string
    readonly alias?: string
    readonly name?: string
  }
  /**
   * `Math.random` and Python's `random` serve ids, delays and colours as well: their explicit draws are reported only
   * where the value is seen to reach training (a tensor, a split, an order, an index, a branch).
   */
  readonly judged: 'always' | 'where it reaches training'
  /** An operation of the compiled program draws from it, anew in every call: to trace the call does not freeze it. */
  readonly drawnWhenCompiled?: boolean
  /** As long as it is not seeded itself, it draws from this one. */
  readonly otherwise?: SourceName
  /** Nothing can seed it: only a seed in the call or `enforce()` helps. */
  readonly unseedable?: boolean
  /** How its state is saved and restored, as a sentence's object. */
  readonly state?: string
  /** `enforce()` covers it; `preload`: only where the runtime is loaded before the library (see `ModuleRoot.preloads`). */
  readonly enforced?: boolean | 'preload'
  /** The path that a program may assign another generator to (`Math.random = rng`), which seeds the source by hand. */
  readonly assignable?: string
  /** A process that starts as a copy of this one seeds it anew, from entropy. */
  readonly renewedInCopies?: boolean
  readonly upstream: string
}

/** Names of attributes, methods and functions. */
export interface Tryout {
  /** Read something of a tensor or a model without looking at a number in it: `shape`. */
  readonly outside?: readonly string[]
  /** Give as much as they are given: `list`, `print`. */
  readonly passing?: readonly string[]
  /** Change a model and show nothing; a gradient that no step is made along changes nothing at all. */
  readonly preparing?: readonly string[]
}

export interface Type {
  readonly extends?: TypeName
  /** A class users derive from; the methods a framework calls on it and how: `forward` once a batch, `__getitem__` in a worker. */
  readonly hooks?: Readonly<Record<string, 'once' | 'batch' | 'worker' | 'epoch'>>
  /** It holds numbers that are calculated with: a tensor. */
  readonly data?: boolean
  /** What is calculated with it, by an operator or a method, is another one of it: an array, a table. */
  readonly closed?: boolean
  /** The methods that change it, where the others only read it. */
  readonly changedBy?: RegExp
  /** Who makes one is going to train: an optimizer. */
  readonly forTraining?: boolean
  /** Its items are numbers, whose order in a set does not change from process to process. */
  readonly numbers?: boolean
  /** To assign to this property restores a saved state, which is as good as a seed: `bit_generator.state`. */
  readonly restoredBy?: string
  /** The method that runs when an instance is called: `forward`, `__call__`. */
  readonly call?: string
  /** What a loop over it gives; `named`: pairs of a name and such an item. */
  readonly items?: { readonly type: TypeName; readonly named?: boolean }
}

/** Where a call takes something: a position, a keyword, or a key of the options object at a position. */
export interface Slot {
  /** Counts from 0; the receiver of a method does not count. */
  readonly at?: number
  /** A Python keyword. */
  readonly name?: string
  /** A key of the object at `at`; dots go deeper (`env.SEED`). */
  readonly key?: string
}

/** Holds when the argument in the slot is one of `is` (or is none of `isNot`). An absent argument is `default`. */
export interface Condition extends Slot {
  readonly is?: readonly ConstantValue[]
  readonly isNot?: readonly ConstantValue[]
  readonly default?: ConstantValue
  /** Holds when the argument is there at all, or (false) is not. */
  readonly given?: boolean
  /** A list is judged by its items: `is` holds for one of them, `isNot` for none (`(1, 1)` is not `isNot: [1]`). */
  readonly each?: boolean
  /** Holds when the argument is a number greater than this. */
  readonly above?: number
  /** Holds when the argument, or an item of it, is an object of this type. */
  readonly of?: TypeName
}

/** A seed literal that the library treats as no seed. `object`: an object where a number belongs seeds with its text. */
export type IgnoredSeed = 'zero' | 'empty' | 'nan' | 'null' | 'false' | 'object'

export interface SeedSlot extends Slot {
  readonly ignores?: readonly IgnoredSeed[]
  /**
   * With a constant seed: `repeats`, every call gives the same draw; `advances`, the generator goes on.
   * `pattern`: it repeats and that changes the algorithm wherever it stands (a dropout mask that never changes).
   */
  readonly constant?: 'repeats' | 'advances' | 'pattern'
  /** The seed is accepted and never read; the text says why, as a whole sentence. */
  readonly unread?: string
  /** Versions (of the module that provides it) from which the seed is honoured. */
  readonly since?: string
  /** Other arguments that seed it as well: `Philox(key=7)`. */
  readonly also?: readonly Slot[]
  /** What a fix may write: `number` or `string`, and the range the library treats well. */
  readonly write?: { readonly as: 'number' | 'string'; readonly from?: number; readonly to?: number }
}

/** What must be imported for a text to be right. */
export interface Import {
  readonly module: string
  readonly alias?: string
}

/** Where a call takes a generator; without `made` a number does as well, unless it `takesFunction`. */
export interface GeneratorSlot extends Slot {
  /** It takes a function that draws, as `Math.random` is one: there is no number to write. */
  readonly takesFunction?: boolean
  /** How a seeded generator is written, with `{seed}` for the number, and the module that needs. */
  readonly made?: { readonly source: string; readonly module: string }
}

export interface Draw {
  /**
   * The source it takes from when it is given neither seed nor generator; `receiver` for a method of a generator;
   * `entropy` when nothing outside the call can seed it.
   */
  readonly from: SourceName | 'receiver' | 'entropy'
  /** What is drawn when the program does not ask for randomness by name: "initial weights", "the order of batches". */
  readonly implicit?: string
  readonly seed?: SeedSlot
  /** The argument that takes a generator, or a seed, or None: `generator=`, `random_state=`. */
  readonly generator?: GeneratorSlot
  /**
   * Where it holds, every iteration draws another order, so parts that are counted off (`Api.part`) overlap and change.
   * Its first `isNot` is what stops that; where that is not honoured, `instead` says what to do, as a clause.
   */
  readonly reorders?: Condition & { readonly isNot: readonly ConstantValue[]; readonly instead?: string }
  /** From `entropy`, or from the generator of an object that is made without a seed: what to use, as a sentence's object. */
  readonly remedy?: string
  /** Where one of these is given, a configuration says how it draws, which nobody sees. */
  readonly unless?: readonly Slot[]
  /** All must hold for a draw to happen. */
  readonly when?: readonly Condition[]
  /**
   * A loader draws when it is iterated, not where it is made; an estimator or a splitter at its `use`, when one of
   * its methods is called (`fit`, `split`).
   */
  readonly at?: 'call' | 'iteration' | 'use'
  /** Where the slot names a device (`cuda:0`), the draw takes from that device's source instead of `from`. */
  readonly devices?: { readonly in: Slot; readonly sources: Readonly<Record<string, SourceName>> }
  /** The number decides nothing by itself, it only moves the stream; unseeded, it is harmless. */
  readonly onlyMoves?: boolean
  /** It happens while training only: not where the object it belongs to is run outside of it (`Api.infers`). */
  readonly training?: boolean
  /** It happens only on these backends (see `Nondeterminism.on`); nothing is said while the backend is unknown. */
  readonly on?: readonly string[]
  /**
   * The call puts an order, a split, indices or a tensor into its argument or result, so its draw always reaches
   * training.
   */
  readonly orders?: boolean
  /** It puts its argument itself into another order. */
  readonly inPlace?: boolean
}

/** One set of weights a layer makes: the option that takes its initializer, and the initializer used without it. */
export interface Weights extends Slot {
  readonly default: string
  /** Where it holds, the layer is given its weights, and those of the initializer are replaced at once. */
  readonly unless?: Condition
}

export interface Creation {
  readonly type: TypeName
  readonly seed?: SeedSlot
  /** Without a seed: fresh entropy, the same constant every time, or a draw from this source. */
  readonly unseeded: 'entropy' | 'constant' | SourceName
  /** What to pass in the place of a plain seed, as a sentence's object. */
  readonly pass?: string
  /** What is written behind the call to seed what it makes, with `{seed}` for the number: `.manual_seed({seed})`. */
  readonly seeding?: string
  /** Initializers: seeds of one family share one stream, so equal seeds give proportional weights. */
  readonly family?: 'normal' | 'uniform' | 'orthogonal'
  /** The generator only describes draws made later, by whoever is given it (an initializer). */
  readonly describes?: boolean
  /** With a seed, it seeds itself anew in each worker of a data loader. */
  readonly followsWorkers?: boolean
  /** Generators, each with a state of its own, that it holds in these fields. */
  readonly holds?: Readonly<Record<string, TypeName>>
  /** What is made where all of `when` hold: an argument may choose the algorithm, and with it what becomes of a seed. */
  readonly variants?: readonly { readonly when: readonly Condition[]; readonly creates: Creation }[]
}

export interface Seeding {
  /** What it seeds: sources, the object it is called on, or everything the program knows. */
  readonly sources: readonly SourceName[] | 'receiver' | 'all'
  readonly seed?: SeedSlot
  /** Called without a seed (or with None): reseeds from entropy, or falls back to this constant. */
  readonly unseeded?: 'entropy' | 'constant'
  readonly when?: readonly Condition[]
  /** The state is restored from a saved one: as good as a seed. */
  readonly restores?: boolean
  /** It also seeds the workers of data loaders. */
  readonly workers?: readonly Condition[]
  /** It does nothing (any more); a whole sentence that says why and what works instead. */
  readonly void?: string
  /** It does something where a page loads this module as a plain script. */
  readonly voidUnlessScript?: string
  /** The path of what works instead, where only the name has changed. */
  readonly renamed?: string
  /** Draws it is often taken to seed, and does not: paths that begin so, since this version of their library. */
  readonly mistakenFor?: {
    readonly paths: string
    readonly library: string
    readonly since: string
    /** What seeds them; a path of the same module, where there is one, for a fix. */
    readonly remedy: string
    readonly instead?: string
  }
  /** The source's function is replaced by hand, or globally by a library: `enforce()` does that completely. */
  readonly byHand?: boolean
  /** The seeding is undone when the block it opens ends (a `with` block). */
  readonly scoped?: boolean
}

export interface Setting {
  /** `TF_DETERMINISTIC_OPS`, `torch.backends.cudnn.benchmark`: unique; how users know it. */
  readonly name: string
  readonly kind: 'environment' | 'attribute' | 'function' | 'flag' | 'option'
  /** Values (as the program writes them) that ask for determinism; `*` for any value. */
  readonly deterministic?: readonly ConstantValue[]
  /** Values that ask for timing-based or otherwise varying choice. A pattern is written `/…/`. */
  readonly benchmark?: readonly ConstantValue[]
  /** Values the library accepts; any other constant is an error. */
  readonly valid?: readonly ConstantValue[]
  /** Setting it conflicts with determinism switches: how, as a whole sentence. */
  readonly conflict?: string
  /** When it is read. After that a write has no effect. `start`: by the interpreter, before the program runs. */
  readonly read?: { readonly when: 'start' | 'load' | 'first-operation' | 'any-time'; readonly by?: string }
  /** Values that are as good as none: `random`. */
  readonly asUnset?: readonly ConstantValue[]
  /** An environment variable that holds the number of a process or of a worker: `RANK`. Never a near miss. */
  readonly identifies?: 'worker' | 'rank'
  /** Only used for near misses of its name, and for what it means. */
  readonly meaning: string
  /** Versions that read it, as a range: `<2.10`. */
  readonly versions?: string
  readonly upstream: string
}

/** A call that starts code in another thread or process, or a loader that does. */
export interface Spawn {
  readonly what: 'data loader' | 'thread' | 'process' | 'pool'
  /** How many; a constant 0 means none. */
  readonly workers?: Slot & {
    readonly default?: number
    /** The values with which it works here instead. */
    readonly none?: readonly ConstantValue[]
  }
  /** Where one of these may hold, it works here, in threads. */
  readonly here?: readonly Condition[]
  /** Where a function of one of these names was called, how it works is not known. */
  readonly unknownAfter?: readonly string[]
  /** The script or function that runs in the worker. */
  readonly file?: Slot
  /** It starts the program itself once more, unless a function of one of these names was called to name another file. */
  readonly again?: { readonly unless: readonly string[] }
  /** The worker calls what its file exports as the default, once a task, with the task's data. */
  readonly callsDefault?: boolean
  readonly function?: Slot
  /**
   * The functions that it runs there, and what each is given: the arguments after these, an item of one or of each of
   * them, the parts of such an item, or those of the whole. `tasks`: its first argument holds functions with what they
   * are given. They run in the workers of the pool that it is called on, where that is one.
   */
  readonly tasks?: {
    readonly function: Slot | 'receiver'
    readonly given:
      'arguments' | 'an item' | 'an item of each' | 'the parts of an item' | 'its parts' | 'tasks'
    readonly from: Slot & { readonly at: number }
    /** It starts one task: what all of them are given is not alike by that. */
    readonly once?: boolean
  }
  /**
   * In which state the sources are in its workers. `own`: none that a seed of the program has to do with, since they
   * start anew, or one of several copies takes the next task. `copied`: that of the program, as they only run once.
   */
  readonly sources?: 'own' | 'copied'
  /** The list of what each worker's initializer is given, in place of the worker's number. */
  readonly initializerArguments?: Slot
  /** The function that a loader runs in each worker first; it gets the worker's number. */
  readonly initializer?: Slot & {
    /** One that seeds the worker, and what it needs imported. */
    readonly made?: {
      readonly called: string
      readonly lines: readonly string[]
      readonly needs: readonly Import[]
    }
  }
  /** A seed that differs by worker and by epoch, as it is written in a worker. */
  readonly workerSeed?: { readonly source: string; readonly needs: Import }
  /** The object whose methods (see `Type.hooks`) run in the worker. */
  readonly data?: Slot
  /** The function that puts its items together, in the worker as well. */
  readonly collates?: Slot
  readonly generator?: GeneratorSlot
  /** Where it is false, what several workers have made comes in the order in which they are ready; what to do, as a sentence. */
  readonly inOrder?: Slot & { readonly why: string; readonly remedy: string }
  /** Where a seed may be handed over: `workerData`, `argv`, `env`. */
  readonly handover?: readonly Slot[]
  /** What it prints is in the value of the call. */
  readonly answersText?: boolean
  /** How a seed of its own is handed to each worker, for a message: "`workerData: { seed: seed + i }`". */
  readonly remedy?: string
  /** The worker gets a copy of the environment: what it writes there no native code sees. */
  readonly copiesEnvironment?: boolean
  /** Where a preload may be handed over: `execArgv`. */
  readonly preload?: Slot
  /** Source whose state decides the workers' seeds. */
  readonly seededBy?: SourceName
  /** A source whose state was the same in all workers of a version before this one. */
  readonly copied?: { readonly source: SourceName; readonly before: string }
}

export interface Callback extends Slot {
  /** `many`: once an item, batch or step. `later`: after the code around it has run. `worker`: elsewhere. */
  readonly times: 'once' | 'many' | 'later' | 'worker'
  /**
   * The call's value is what the callback returns: a list of it where there are `many`, except where it is one `value`;
   * that or what it is called on.
   */
  readonly returned?: boolean | 'value' | 'or receiver'
  /** The argument whose items it receives, where that is not the receiver or the first one. */
  readonly from?: number
  /** The argument whose items are all of its arguments: `args=(rows, 3)`. */
  readonly spread?: Slot
  /** What it returns decides which items stay. */
  readonly selects?: boolean
  /**
   * What its first parameter is: the receiver, an item of the receiver (or of the first argument), what the worker sends
   * that it is called on, a function that takes the call's value (`new Promise((resolve) => …)`), or an object of the
   * type that the call makes, whose hooks are called later.
   */
  readonly receives?:
    | 'receiver'
    | 'element'
    | 'answer'
    | 'resolver'
    | 'made'
    /** What was returned before, or the second argument, and an item of the receiver: `reduce`. */
    | 'folded'
    /** What a worker is given by whoever has started it. */
    | 'given'
    /** The arguments after the next one: `setTimeout(fn, 10, x)`. */
    | 'rest'
    /** What is found in the place that the call names (`Api.finds`). */
    | 'found'
  /** The type of what it receives, where nothing else is said. */
  readonly of?: TypeName
  /**
   * Its calls overlap in time. `when prefetched`: once somebody asks for several items at once (`Api.prefetches`);
   * `when asynchronous`: if it is an async function, as nobody waits for one call before making the next.
   */
  readonly concurrent?: boolean | 'when prefetched' | 'when asynchronous'
  /** Its calls overlap where this holds. */
  readonly concurrentWhen?: Condition
  /** What it returns is an iterator: its `next` is called once an item. */
  readonly iterator?: boolean
  /** Draws from shared sources inside it come from streams of their own and move nothing outside (`run.scope`). */
  readonly isolated?: boolean
  /** What it returns decides an order (a comparator): a draw in it reaches training. */
  readonly orders?: boolean
}

export interface Nondeterminism {
  /** `webgpu`, `cuda`, `native-gpu` (tfjs-node-gpu). */
  readonly on: string
  readonly when?: readonly Condition[]
  /** As a whole sentence: what differs and why. */
  readonly how: string
  /** Only in the backward pass: it matters where the value is trained through. */
  readonly gradient?: boolean
  /** It is an error, rather than different bits, once the deterministic switch is on. */
  readonly throwsWhenDeterministic?: boolean
  /** What to write instead, when there is something. */
  readonly instead?: string
  readonly versions?: string
}

/** Random numbers: what it draws, makes and seeds. */
export interface RandomnessFacts {
  readonly draws?: Draw | readonly Draw[]
  readonly creates?: Creation
  readonly seeds?: Seeding
  /** It seeds the generator in the slot, or of the object there, when and how it likes: an agent and its environment. */
  readonly takesOver?: Slot
  /** It seeds the objects it is made of from its own generator, so that they draw nothing by themselves: an ensemble. */
  readonly seedsParts?: boolean
  /**
   * Keys (JAX): using one key twice gives the same numbers. `consumes` the key in a slot, `splits` it into new ones,
   * `derives` another one from it and a number, which leaves it usable. `repeatable`: to call it twice with one key is
   * how a program asks for the same values twice (a target network starts as the other does).
   */
  readonly key?: {
    readonly role: 'consumes' | 'splits' | 'derives' | 'makes'
    readonly in?: Slot
    readonly repeatable?: boolean
  }
  /** Its value changes from run to run: a clock, a process id, the operating system's entropy, a salted hash. */
  readonly entropy?: 'clock' | 'process' | 'system' | 'hash'
  /** What gives the same in every run and does as well: "`hashlib`". */
  readonly instead?: string
  /** Its value is a plain number, so that a number may stand in its place. */
  readonly number?: boolean
  /**
   * Weights come from elsewhere; with conditions, where one of them holds or may hold. `given`: they are its argument,
   * which the program may have made itself.
   */
  readonly loadsWeights?: boolean | 'given' | readonly Condition[]
  readonly weights?: readonly Weights[]
  /**
   * It puts a layer into a model: `argument`, its first argument into its receiver; `receiver`, the layer that it is
   * called on onto what its first argument has gone through; a slot, all those in a list.
   */
  readonly assembles?: 'argument' | 'receiver' | Slot
  /** It is made of the layers in this slot, or of what has gone through them: their weights are its own. */
  readonly gathers?: Slot
  /** It calculates with the weights of its receiver, or keeps them. */
  readonly readsWeights?: boolean
  /** Its argument takes the place of the weights of its receiver: of all of them, or of its receiver, which is one of them. */
  readonly overwrites?: 'all' | 'each'
  /** It restores the state of an optimizer: a training goes on where it was interrupted. */
  readonly resumes?: boolean
}

/** Switches, backends, and what is not deterministic on them. */
export interface DeterminismFacts {
  readonly sets?: readonly {
    /** The setting's name, or the slot that holds it (`tf.env().set(name, value)`). */
    readonly setting: string | Slot
    /** With a slot in `setting`: the slot of the object whose attribute it is (`setattr(cudnn, 'benchmark', True)`). */
    readonly on?: Slot
    /** The slot with the value, or the value the call stands for. */
    readonly value: Slot | { readonly constant: ConstantValue }
    readonly default?: ConstantValue
  }[]
  /** It reads or writes environment variables by key: `process.env`, `os.environ`. */
  readonly environment?: boolean
  /** Must be called to have an effect: mentioning it without `()` is a mistake. */
  readonly mustBeCalled?: boolean
  readonly enforces?: boolean
  /** The backend or device it selects: a slot, or the name. */
  readonly selects?: Slot | { readonly constant: string }
  /** Arguments by which it selects a backend, whatever they are called there. */
  readonly selectsWhere?: readonly (Condition & { readonly backend: string })[]
  /** The selection may fail without an exception: its result must be awaited and looked at. */
  readonly mayFallBack?: boolean
  readonly nondeterministic?: readonly Nondeterminism[]
  /** Arguments that are accepted and have no effect; the text says why and what works, as whole sentences. */
  readonly ignored?: readonly (Condition & {
    readonly why: string
    /** It belongs elsewhere in the call: to remove it mends nothing. */
    readonly misplaced?: boolean
  })[]
  /** Runs its function once, to trace it: draws in it are frozen. */
  readonly traces?: Slot | 'decorated'
}

/** What it does with a model. */
export interface TrainingFacts {
  /**
   * `model`: a whole training; `step`: one step of a loop the program writes itself; `gradient`: what such a step is made
   * of, and pictures of what a network sees as well.
   */
  readonly trains?: 'model' | 'step' | 'gradient'
  /** Where one of these holds, a `gradient` is that of a model's weights, and so a `step`. */
  readonly stepWhen?: readonly Condition[]
  /** It prepares its receiver for training: with weights that are still fresh, they have begun to matter. */
  readonly compiles?: boolean
  /** It only looks at a model: traces it, draws its graph, counts its operations. Which numbers are in it is all one. */
  readonly inspects?: boolean
}

/** Code that runs elsewhere or later, and what goes between. */
export interface WorkersFacts {
  readonly spawns?: Spawn
  /** It sends the value in the slot to the worker it is called on: a seed may be in it (`worker.postMessage`). */
  readonly handsOver?: Slot
  /** In a worker, it sends the value in the slot to whoever started that (`parentPort.postMessage`). */
  readonly sendsBack?: Slot
  /** In a worker, it holds what that was given by whoever has started it: `workerData`. */
  readonly given?: boolean
  /** It calls at once what its receiver was given to call, with its arguments: `emitter.emit`. */
  readonly raises?: boolean
  readonly calls?: readonly Callback[]
  /** Its value differs by worker or by rank: `torch.initial_seed()` in a worker, `dist.get_rank()`. */
  readonly identifies?: 'worker' | 'rank' | 'worker and epoch'
  /** It says whether it is read in a worker that a call of one of these paths has started: `as` is its value there. */
  readonly tellsWorker?: { readonly of: readonly string[]; readonly as: boolean }
  /** It makes the process one of several that run the same program: each has a rank. */
  readonly joinsRanks?: boolean
  /** What it prepares tells its samplers the epoch by itself. */
  readonly tellsEpochs?: boolean
}

/** The order of what it gives. */
export interface OrderFacts {
  /** The order of its items is up to the machine: "a directory's entries come in the file system's order". */
  readonly unordered?: string
  /** What to do about that order, as a whole sentence; to sort the items where absent. */
  readonly unorderedRemedy?: string
  /** Its items are tuples; which of their parts are collections in such an order as well. */
  readonly unorderedParts?: readonly boolean[]
  /** The order is that in which the items of its argument are ready; one that only ends the waiting is no contender. */
  readonly races?: boolean
  /** What sorts its items, where they cannot be compared as they are: an argument of `sorted`. */
  readonly sortKey?: string
  /** Its value has its first argument's items in the order in which they come: `list`. */
  readonly takesOrder?: boolean
  /** It puts its argument or receiver in order, or does not depend on order. */
  readonly ordersItems?: boolean | 'by index'
  readonly orderInsensitive?: boolean
  /** It tells how many items its receiver has. */
  readonly sized?: boolean
  /** Its value is a part of its receiver: as many items as the first argument says, or the rest. */
  readonly part?: 'first' | 'rest'
  /** It goes through its first argument: a loader that is given to it is iterated. */
  readonly iterates?: boolean
}

/** What becomes of what goes in. */
export interface FlowFacts {
  /**
   * The type of its value, `receiver`, `view` (a part of it), `argument` (the first one), `copy` (of the receiver where it
   * is a value of the language, or of the first argument), `arguments` (the list of them; the argument itself where there
   * is one), `element` (of its first argument or receiver), `joined` (a list of the items of its receiver
   * and its arguments), a
   * path that the value stands for, or the slot whose argument it passes on. `pairs`: lists that hold an item of each
   * argument, `numbered` ones the item's number first. `keys`, `values` and `entries`: those of the object that is its first
   * argument, or of its receiver. `items`: a list of those of its first argument. `some items`: a list
   * of some of its receiver's, in whichever order.
   */
  readonly returns?:
    | TypeName
    | 'receiver'
    | 'view'
    | 'argument'
    | 'copy'
    | 'arguments'
    | 'element'
    | 'joined'
    | 'some items'
    | 'pairs'
    | 'numbered pairs'
    | 'keys'
    | 'values'
    | 'entries'
    | 'items'
    | Slot
  /** The type of the items, where it returns a list of the language. */
  readonly items?: TypeName
  /** It puts its arguments into its receiver: `list.append`, `array.push`. */
  readonly adds?: boolean
  /** The items of its receiver stand in other places afterwards, or are fewer: `list.reverse`, `list.pop`. */
  readonly rearranges?: boolean
  /** It makes a collection of values under keys, puts its second argument there under its first, gives what is there, … */
  readonly keyed?: 'makes' | 'puts' | 'gives' | 'removes' | 'empties'
  /** It reads a number out of a text: `float`, `JSON.parse`. */
  readonly parses?: boolean
  /** What it puts its arguments into; where it is not said, that may be anything. */
  readonly changes?: 'receiver' | 'nothing' | Slot
  /** Its value is calculated from its arguments alone, and is as good as they are: a sine, a table of them. */
  readonly calculates?: boolean
  /**
   * Its value is an option of the run: a command line argument, an environment variable, a configuration file. `text`:
   * whatever is given comes as text.
   */
  readonly configured?: boolean | 'text'
  /** It asks somebody else, whose answer is not known by the question: a request to a server. */
  readonly asks?: boolean
  /** It shows its arguments to somebody, and so do the methods of its value: a plot, a table. */
  readonly shows?: boolean
  /** A value that ends here cannot change training. */
  readonly harmless?: 'log' | 'delay' | 'path' | 'id' | 'colour'
  /** Of these arguments alone: what else is given goes on. */
  readonly harmlessAt?: Slot
  /** Writing a value here lets a run be repeated from its output. */
  readonly records?: boolean
}

/**
 * What is known of a function. Models beside a library add fields of their own: see `models/` in its folder, and
 * `src/interpreter/models/model.ts`.
 */
export interface Api
  extends RandomnessFacts, DeterminismFacts, TrainingFacts, WorkersFacts, OrderFacts, FlowFacts {
  /** Where upstream this is written: a file and line, an issue or a page of the documentation. */
  readonly upstream: string
  /** It is read, not called: `process.pid`. */
  readonly property?: boolean
  /** All must hold for `entropy`, `unordered`, `harmless`, `overwrites` and `enforces` to be true of a call (`new Date()` is a clock, `new Date(0)` is not). */
  readonly when?: readonly Condition[]
}

/** What a library needs switched on for two runs to agree; see `require-deterministic-settings`. */
export interface Requirement {
  /** The backend or accelerator on which it matters: `cuda`, `native`, `native-gpu`, `webgpu`. */
  readonly on?: string
  /** Most programs repeat without it: it matters to those who draw in calls that overlap, and `strict` asks for it always. */
  readonly mostlyIdle?: boolean
  /** Switched on, the library raises an error unless this source is seeded. */
  readonly needsSeeded?: SourceName
  readonly setting: string
  readonly values: readonly ConstantValue[]
  /** Settings that do as well. */
  readonly alternatives?: readonly { readonly setting: string; readonly values: readonly ConstantValue[] }[]
  readonly versions?: string
  /** What is written to fix it, in the program's language. */
  readonly write: string
  /** What `write` needs imported. Without it nothing is written: the place would decide whether it works. */
  readonly needs?: { readonly module: string; readonly alias?: string }
  readonly why: string
  readonly upstream: string
}
