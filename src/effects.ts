/**
 * The glossary: what a program does that can make one run differ from the next.
 *
 * The timeline writes effects in the order they happen, each with the state of the world at that moment beside it.
 * A kind of effect exists because a rule reads it.
 */
import type {
  Api,
  Creation,
  Draw,
  Fetched,
  Nondeterminism,
  Seeding,
  Setting,
  Slot,
  Source,
  Spawn,
} from './catalog/schema.ts'
import type {
  CallExpression,
  ConstantValue,
  Expression,
  FunctionDefinition,
  Module,
  SyntaxNode,
} from './program.ts'
import type { EarlyDraws } from './interpreter/early-draws.ts'
import type { Channel } from './interpreter/models/channels.ts'
import type { Labels, Value } from './interpreter/values/value.ts'

export type Effect =
  | DrawEffect
  | CreateEffect
  | SeedEffect
  | SetEffect
  | LoadEffect
  | SpawnEffect
  | EntropyEffect
  | UnorderedEffect
  | OverlapEffect
  | TrainEffect
  | OperationEffect
  | SelectEffect
  | KeyEffect
  | MentionEffect
  | EnforceEffect
  | GuardEffect
  | WeightsEffect
  | IgnoredEffect
  | SamplerEffect
  | ShowEffect
  | FetchEffect

export interface EffectBase {
  readonly module: Module
  readonly node: SyntaxNode
  /** What the user wrote: `tf.randomNormal`, `self.rng.normal`. */
  readonly api: string
  /** The catalogue's path: `tf.randomNormal`, `numpy.Generator#normal`; empty when there is none. */
  readonly path: string
  /** Counts up through the timeline; a later effect has a greater one. */
  readonly order: number
  readonly context: Context
}

/** Where in the program's run an effect happens. */
export interface Context {
  /**
   * `run`: from the top level of the entrypoint. `later`: from a callback that somebody calls after that (an event
   * handler). `uncalled`: in a function nobody is seen to call, so the state of shared sources is not known.
   */
  readonly phase: 'run' | 'later' | 'uncalled'
  /** Where it is `uncalled`: the function that nobody is seen to call, which led here. */
  readonly uncalled?: UncalledFunction
  /** Outermost first: the loops, repeated callbacks and hooks around it, across calls. */
  readonly loops: readonly Loop[]
  readonly guards: readonly Guard[]
  /** The calls that led here, outermost first. */
  readonly calls: readonly CallSite[]
  /** Draws here come from a stream of their own (`run.scope`). */
  readonly isolated: boolean
  /** A library runs the function once, to trace it: where it says so. */
  readonly traced: SyntaxNode | undefined
  /** It runs in another process or thread: a data loader's worker, a `Worker`. */
  readonly worker: SpawnEffect | undefined
  /** The statement is in a `try` body or a handler of this `try`. */
  readonly attempt: { readonly node: SyntaxNode; readonly part: 'body' | 'handler' } | undefined
}

export interface Loop {
  /** `hook`: a method that a framework calls again and again (`forward`, `__getitem__`). */
  readonly kind: 'loop' | 'callback' | 'hook'
  readonly node: SyntaxNode
  readonly module: Module
  /** The hook's or callback's name, for messages. */
  readonly name: string
  /** The calls of a callback overlap in time. */
  readonly concurrent: boolean
  /** It goes through functions, classes or names that stand in the program: each round tries another of them. */
  readonly alternatives?: boolean
  /** The collections without an order that it goes through; not known of callbacks and of loops that count. */
  walks?: readonly UnorderedEffect[]
}

/** A function that was looked at although nobody is seen to call it. */
export interface UncalledFunction {
  readonly definition: FunctionDefinition
  readonly module: Module
  /** It is a method: there is no call to write without an object. */
  readonly method: boolean
  /** Nobody calls it, for certain: it is given to nobody, and no name by which something is called is its own. */
  readonly certain: boolean
  /** Whoever imports its module may call it later. */
  readonly exported: boolean
}

export interface Guard {
  readonly statement: SyntaxNode
  readonly branch: 'then' | 'otherwise'
  readonly test: Expression | undefined
  /** Dotted names in the test: `args.seed`. */
  readonly names: ReadonlySet<string>
}

/** A call, or an import that runs a module of the project. */
export interface CallSite {
  readonly module: Module
  readonly node: SyntaxNode
  readonly callee: string
  /** What it gives is not known, or is nothing: the function returns no value. */
  givesNothing?: boolean
  /** A static import of a language that runs these before any statement. */
  readonly hoisted?: boolean
}

/** How a seed was given, and what becomes of it. */
export interface SeedUse {
  readonly kind:
    | 'constant'
    | 'configured'
    | 'entropy'
    | 'random'
    /** There is none (or None/undefined). */
    | 'missing'
    /** A literal the library takes for no seed. */
    | 'ignored'
    | 'unknown'
  readonly value: Value
  /** The argument; absent when there is none. */
  readonly node: SyntaxNode | undefined
  readonly expression: Expression | undefined
  /** Why an ignored seed is ignored: `zero`, `empty` … or a sentence of the catalogue. */
  readonly reason?: string
  /** It was passed where the library reads no seed; the catalogue's sentence. */
  readonly unread?: string
}

/** What a value ends up deciding. */
export type Sink = 'tensor' | 'index' | 'order' | 'branch' | 'split' | 'seed' | 'data'

/** A value that was followed: where it was seen to arrive. Filled while the timeline runs. */
export interface Followed {
  readonly reaches: Set<Sink>
  /** Where it ends without consequence: `log`, `delay`, `path`, `id`, `colour`, `picture`, `discarded`. */
  readonly harmless: Set<string>
}

export type SourceStatus = 'unseeded' | 'seeded' | 'entropy' | 'unknown'

export interface SourceState {
  readonly status: SourceStatus
  /** The seeding that decided it. */
  readonly by?: SeedEffect | CreateEffect | EnforceEffect
  /** Draws taken while nothing had seeded it. */
  readonly early: EarlyDraws | undefined
}

export interface DrawEffect extends EffectBase, Followed {
  readonly kind: 'draw'
  readonly draw: Draw
  /** A source's name; a generator's type when it draws from an object. */
  readonly from: string
  readonly source: Source | undefined
  /** The creation of the generator it draws from. */
  readonly generator?: CreateEffect
  readonly seed: SeedUse | undefined
  readonly state: SourceState
  readonly call: CallExpression | undefined
  /** "initial weights", when the program did not ask for randomness by name. */
  readonly implicit: string | undefined
  /** The initializers of a layer that have a usable seed. */
  readonly seeded?: readonly CreateEffect[]
  /** A layer: the options whose initializers are not seeded, each with the function that makes its initializer where that is known. */
  readonly open?: readonly { readonly option: string; readonly initializer: string | undefined }[]
  /** Its number goes on into something else than a calculation, a picture or a text. */
  kept?: boolean
  /** A tensor was made of it. */
  inTensor?: boolean
  /** Its number was given to something that is not followed: what becomes of it is not seen. */
  escapes?: boolean
  /** Draws that its number went on with in a value of too many origins: from there on it ends where they do. */
  goesWith?: Set<DrawEffect>
  /** The source is seeded later in this timeline. */
  seededLater?: SeedEffect | EnforceEffect
  /** What would have seeded the source, and stands in a function that nobody calls. */
  seededNever?: SeedEffect | EnforceEffect
}

export interface CreateEffect extends EffectBase {
  readonly kind: 'create'
  readonly creation: Creation
  readonly seed: SeedUse | undefined
  readonly call: CallExpression
  /** Draws taken from it, loaders it was given to. */
  readonly uses: (DrawEffect | SpawnEffect)[]
  /** Layers that it initializes. */
  readonly layers: SyntaxNode[]
  /** One of them is made again and again in a loop that this is not made in. */
  manyLayers: boolean
  /** It was seeded after its creation. */
  reseeded?: SeedEffect
  /** The variable or field that holds it is given a seeded one somewhere. */
  replaced: boolean
  /** It was handed to something that is not followed. */
  escapes: boolean
  /** The object that holds it, which was made with it. */
  readonly heldBy?: CreateEffect
  /** Nobody uses its value. */
  readonly discarded: boolean
  /** Sources that the call seeds when it is called differently (`seedrandom(seed, { global: true })`). */
  readonly wouldSeed: readonly string[]
  /** The call makes it several times for the layers of one model, with one seed. */
  repeated: boolean
  /** A call that copies the layer it initializes, seed and all. */
  copiedBy?: { readonly node: SyntaxNode; readonly api: string }
}

export interface SeedEffect extends EffectBase {
  readonly kind: 'seed'
  readonly seeding: Seeding
  /** The sources it seeds; `receiver` seeds have none. */
  readonly sources: readonly string[]
  readonly generator?: CreateEffect
  readonly seed: SeedUse
  /** Options and parameters the seed is made of. */
  readonly seedNames: ReadonlySet<string>
  readonly call: CallExpression | undefined
  /** Draws taken from these sources before, while nothing had seeded them. */
  readonly early: readonly DrawEffect[]
  /** A seeding of the same source that was in force until here. */
  readonly replaces: SeedEffect | EnforceEffect | undefined
}

export interface SetEffect extends EffectBase {
  readonly kind: 'set'
  /** Absent when the name is not catalogued (a near miss, say). */
  readonly setting: Setting | undefined
  readonly name: string
  readonly value: Value
  readonly valueNode: SyntaxNode | undefined
  readonly role: 'deterministic' | 'benchmark' | 'invalid' | 'other'
  /** What had been loaded before that reads it, or a draw by which it has been read. */
  readonly lateFor: LoadEffect | DrawEffect | undefined
  /** Another process is started later that would see it. */
  childrenLater: boolean
}

export interface LoadEffect extends EffectBase {
  readonly kind: 'load'
  readonly specifier: string
  readonly library: string
  readonly engine: string | undefined
  readonly backend: string | undefined
  /** A static import: it runs before any statement. */
  readonly static: boolean
}

export interface SpawnEffect extends EffectBase {
  readonly kind: 'spawn'
  readonly spawn: Spawn
  readonly call: CallExpression
  /** None when it is zero for certain. */
  readonly workers: 'none' | 'some' | 'unknown'
  /** Draws that happen in the worker. */
  readonly draws: DrawEffect[]
  /** Seedings that happen in the worker: its own file's, its initializer's. */
  readonly seedings: SeedEffect[]
  /** Calls of `enforce()` in the worker. */
  readonly enforces: EnforceEffect[]
  /** A seed handed over, if there is one. */
  readonly handover: SeedUse | undefined
  /** The labels of everything that is handed over. */
  handedOver: Labels
  /** What the worker sends back. */
  readonly answers: Channel
  /** What the worker is given. */
  readonly given: Channel
  readonly preloaded: boolean
  /** `enforce()` was called before. */
  readonly enforced: boolean
  readonly initializer: Value | undefined
  readonly generator: Value | undefined
  /** State of the source that decides the workers' seeds, when the loader is used. */
  state: SourceState
  readonly shuffles: boolean
  /** It was seen to be iterated. */
  used: boolean
  /** It was iterated in a loop that it was not made in: once an epoch. */
  repeats: boolean
  /** The worker's own code was read. */
  readonly followed: boolean
  /** Whether everything about the call was understood (no `**kwargs` that may hold a seed). */
  readonly certain: boolean
}

export interface EntropyEffect extends EffectBase, Followed {
  readonly kind: 'entropy'
  readonly entropy: NonNullable<Api['entropy']>
  /** The value was printed or saved. */
  recorded: boolean
}

export interface UnorderedEffect extends EffectBase, Followed {
  readonly kind: 'unordered'
  /** Why the order is not fixed: "`as_completed` gives futures in the order in which they finish". */
  readonly why: string
  /** What to do about it, as a whole sentence; to sort the items where absent. */
  readonly remedy: string | undefined
  readonly call: CallExpression | undefined
  /** Somebody put it in order. */
  ordered: boolean
  /** Where the order of a set is taken: what a loop goes through, what a list is made of. */
  readonly taken: { readonly node: SyntaxNode; readonly module: Module }[]
  /** The order of a set: only a numbering taken from it is a defect, since small numbers do come in a fixed order. */
  readonly set: boolean
}

/** A shuffle whose result is split by counting, though every iteration puts it in another order. */
export interface OverlapEffect extends EffectBase {
  readonly kind: 'overlap'
  readonly call: CallExpression | undefined
  readonly reorders: NonNullable<Draw['reorders']>
  /** How the parts are taken: `ds.take`, `ds.skip`. */
  readonly parts: readonly [string, string]
}

export interface TrainEffect extends EffectBase {
  readonly kind: 'train'
  readonly trains: 'model' | 'step' | 'gradient'
}

/** An operation without a deterministic implementation on some backend. */
export interface OperationEffect extends EffectBase {
  readonly kind: 'operation'
  readonly nondeterministic: readonly Nondeterminism[]
  readonly call: CallExpression
  /** Backends in use when it runs. */
  readonly backends: ReadonlySet<string>
}

/** A backend or device is selected. */
export interface SelectEffect extends EffectBase {
  readonly kind: 'select'
  readonly backend: string | undefined
  readonly mayFallBack: boolean
  readonly call: CallExpression | undefined
  readonly awaited: boolean
  /** The result is looked at. */
  checked: boolean
  /** The statement that is nothing but this call, where `await` may be written. */
  readonly statement: SyntaxNode | undefined
}

/** A JAX key is used. */
export interface KeyEffect extends EffectBase {
  readonly kind: 'key'
  /** The use before, of the same key, without a split between. */
  readonly before: KeyEffect | undefined
  /** The call that makes it, of a number. */
  readonly made: CreateEffect | undefined
  /** The loop whose rounds all use it, as nothing replaces it. */
  repeats: Loop | undefined
}

/** Something is shown: plotted, or put on the screen. */
export interface ShowEffect extends EffectBase {
  readonly kind: 'show'
}

/** Something is loaded that somebody else may change. */
export interface FetchEffect extends EffectBase {
  readonly kind: 'fetch'
  readonly fetched: Fetched
  /** The name or the address. */
  readonly from: string
  /** What is given to say which version of it is meant: constants, or undefined for what is not known. */
  readonly pinned: readonly ConstantValue[]
}

/** Something that must be called is only mentioned. */
export interface MentionEffect extends EffectBase {
  readonly kind: 'mention'
  /** Names of the settings that the call would set. */
  readonly settings: readonly string[]
}

export interface EnforceEffect extends EffectBase {
  readonly kind: 'enforce'
  readonly seed: SeedUse
  readonly early: readonly DrawEffect[]
  readonly lateFor: LoadEffect | undefined
}

/** A seeding that is skipped for a seed that counts as false: `if seed:`. */
export interface GuardEffect extends EffectBase {
  readonly kind: 'guard'
  readonly test: Expression
  /** `if seed`, `if not seed`, `seed or fallback`. */
  readonly form: 'test' | 'negated' | 'default'
  /** What is used in place of a seed that counts as false. */
  readonly fallback?: Expression
  seeding: SeedEffect | EnforceEffect | undefined
  /** The guarded value was seen to become a seed. */
  used: boolean
}

/** Weights come from a file, or from whoever gives them. */
export interface WeightsEffect extends EffectBase {
  readonly kind: 'weights'
  readonly given: boolean
}

/** An argument that is accepted and has no effect. */
export interface IgnoredEffect extends EffectBase {
  readonly kind: 'ignored'
  readonly why: string
  /** It belongs elsewhere in the call. */
  readonly misplaced: boolean
  readonly slot: Slot
  readonly call: CallExpression
}

/** A sampler that repeats one order unless it is told the epoch. */
export interface SamplerEffect extends EffectBase {
  readonly kind: 'sampler'
  readonly method: string
  /** What it takes samples of, as the program calls it. */
  readonly over: string | undefined
}
