/** The files of a project as modules: read, parsed and lowered once per content. */
import { frontEndOf } from '../languages/front-ends.ts'
import type { Module } from '../program.ts'
import { cacheSizes } from './cache-sizes.ts'
import { readFile, stampOf } from './disk.ts'
import { languageOf } from './roles.ts'

interface Known {
  /** Absent where the file is none, is too large or has a syntax error. */
  readonly module: Module | WeakRef<Module> | undefined
  /** Of the file on disk when the module was made. */
  readonly stamp: string
}

/**
 * The modules that lie on the disk, as the host of the files has it. What ESLint alone is given of an unsaved text is
 * nobody's but the judged file's own, so that in whichever order files are judged, each sees the same others.
 */
export class Modules {
  /** By file, last used last. A file that a parser of the user's own reads is another module. */
  readonly #known = new Map<string, Known>()
  /** Files that were looked at in this moment. */
  readonly #fresh = new Set<string>()
  #kept = 0

  /** The disk is looked at again, each file once, or each of these. */
  expire(files?: ReadonlySet<string>): void {
    if (!files) this.#fresh.clear()
    else for (const key of this.#fresh) if (files.has(fileOf(key))) this.#fresh.delete(key)
  }

  get(file: string, parser: unknown): Module | undefined {
    const key = keyOf(file, parser)
    const known = this.#known.get(key)
    const module = known && held(known.module)
    const isGone = known?.module !== undefined && module === undefined
    if (known && !isGone && this.#fresh.has(key)) {
      if (module) this.#use(key, known)
      return module
    }
    this.#fresh.add(key)
    const stamp = stampOf(file)
    if (known?.stamp === stamp && !isGone) {
      if (module) this.#use(key, known)
      return module
    }
    const text = stamp === '' ? undefined : readFile(file)
    const same = module && module.text === text ? module : undefined
    return this.#keep(key, same ?? (text === undefined ? undefined : read(file, text, parser)), stamp)
  }

  /**
   * The module of a text that ESLint has read and parsed: the one on the disk where that has this text.
   *
   * @returns whether it is the one on the disk.
   */
  open(
    file: string,
    text: string,
    parser: unknown,
    lower: () => Module,
  ): { readonly module: Module; readonly saved: boolean } {
    const key = keyOf(file, parser)
    const known = this.#known.get(key)
    const module = known && held(known.module)
    if (known && module && this.#fresh.has(key)) {
      if (module.text === text) return { module, saved: true }
      return { module: this.#unsaved(file, text, lower), saved: false }
    }
    const stamp = stampOf(file)
    if (module && known.stamp === stamp && module.text === text) {
      this.#fresh.add(key)
      return { module, saved: true }
    }
    if (stamp === '' || readFile(file) !== text)
      return { module: this.#unsaved(file, text, lower), saved: false }
    this.#fresh.add(key)
    const made = module && module.text === text ? module : lower()
    this.#keep(key, made, stamp)
    return { module: made, saved: true }
  }

  /** All rules of a file, and the run after this one, see one module of its unsaved text. */
  #unsaved(file: string, text: string, lower: () => Module): Module {
    if (this.#last?.file !== file || this.#last.text !== text) this.#last = lower()
    return this.#last
  }
  #last: Module | undefined

  #keep(key: string, module: Module | undefined, stamp: string): Module | undefined {
    const before = this.#known.get(key)?.module
    if (before && !(before instanceof WeakRef)) this.#kept -= before.text.length
    this.#known.delete(key)
    this.#known.set(key, { module, stamp })
    if (module) this.#kept += module.text.length
    this.#trim(key)
    return module
  }

  #use(key: string, { module, stamp }: Known): void {
    this.#known.delete(key)
    const is = module && held(module)
    this.#known.set(key, { module: is, stamp })
    if (is && module instanceof WeakRef) {
      this.#kept += is.text.length
      this.#trim(key)
    }
  }

  /** What nobody has used for longest is kept only as long as a run has it. */
  #trim(but: string): void {
    if (this.#kept <= cacheSizes.text) return
    for (const [key, { module, stamp }] of this.#known) {
      if (key === but || this.#kept <= cacheSizes.text / 2) break
      if (!module || module instanceof WeakRef) continue
      this.#kept -= module.text.length
      this.#known.set(key, { module: new WeakRef(module), stamp })
    }
  }

  /** Forgets what is not on the disk any more. */
  forgetMissing(): void {
    for (const key of this.#known.keys()) {
      if (stampOf(fileOf(key)) !== '') continue
      const { module } = this.#known.get(key)!
      if (module && !(module instanceof WeakRef)) this.#kept -= module.text.length
      this.#known.delete(key)
      this.#fresh.delete(key)
    }
  }

  /** How many modules are held on to. */
  get size(): number {
    let size = 0
    for (const { module } of this.#known.values()) if (module && !(module instanceof WeakRef)) size++
    return size
  }
}

function held(module: Known['module']): Module | undefined {
  return module instanceof WeakRef ? module.deref() : module
}

const parsers = new WeakMap<object, number>()
let parsersSeen = 0

/** ESLint's own parser and that of typescript-eslint give one program; one of the user's own may read other syntax. */
function keyOf(file: string, parser: unknown): string {
  const language = languageOf(file)
  if (language === undefined || !frontEndOf(language).readsOtherwise(parser)) return file
  let number = parsers.get(parser as object)
  if (number === undefined) parsers.set(parser as object, (number = ++parsersSeen))
  return `${file}\0${number}`
}

function fileOf(key: string): string {
  return key.split('\0', 1)[0]!
}

function read(file: string, text: string, parser: unknown): Module | undefined {
  const language = languageOf(file)
  return language && frontEndOf(language).read(text, file, parser)
}
