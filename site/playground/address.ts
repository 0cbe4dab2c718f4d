/** A program in the address of the page: compressed, and never sent to anybody, since what stands behind `#` stays here. */
import type { Files } from './project.ts'

export interface Kept {
  readonly files: Files
  readonly preset: 'recommended' | 'strict'
}

/** The text behind the `#`. */
export async function toAddress(kept: Kept): Promise<string> {
  const bytes = await through(
    new TextEncoder().encode(JSON.stringify(kept)),
    new CompressionStream('deflate-raw'),
  )
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return `p=${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

/** Undefined where it is none that {@link toAddress} gave. */
export async function fromAddress(hash: string): Promise<Kept | undefined> {
  const coded = /^#?p=([\w-]+)$/u.exec(hash)?.[1]
  if (coded === undefined) return undefined
  try {
    const binary = atob(coded.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = await through(
      Uint8Array.from(binary, (character) => character.charCodeAt(0)),
      new DecompressionStream('deflate-raw'),
    )
    const { files, preset } = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Kept>
    if (typeof files !== 'object' || files === null) return undefined
    const kept = Object.entries(files).filter(([name, text]) => isName(name) && typeof text === 'string')
    if (kept.length === 0) return undefined
    return { files: Object.fromEntries(kept), preset: preset === 'strict' ? 'strict' : 'recommended' }
  } catch {
    return undefined
  }
}

/** Whether a file may be called so: a path inside of the project. */
export function isName(name: string): boolean {
  return /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))(?!.*\/\/)[^\0-\x1f\\]{1,200}(?<!\/)$/u.test(name)
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())
}
