/** Questions asked of what a program loads from elsewhere. */
import type { FetchEffect } from '../effects.ts'

/** It is loaded by a name or an address under which there may be something else tomorrow. */
export function moves({ fetched, from, pinned, module }: FetchEffect): boolean {
  if (pinned.some((each) => !isBranch(each))) return false
  switch (fetched.by) {
    case 'address':
      return /^https?:\/\//u.test(from) && !isLocal(from) && !isFixed(from)
    case 'branch':
      return /^https?:\/\//u.test(from) && isBranchOfRepository(from) && !isFixed(from)
    case 'model':
      return isOnHub(from, module.text) && !fetched.names?.includes(from)
    case 'data set':
      return isOnHub(from, module.text) && !fetched.names?.includes(from)
    case 'repository': {
      const [repository = '', version] = from.split(':')
      return /^[\w.-]+\/[\w.-]+$/u.test(repository) && (version === undefined || isBranch(version))
    }
    case 'version':
      return fetched.names?.includes(from) === true
  }
}

/** `main` is another commit tomorrow; what is not known may be a commit. */
function isBranch(version: unknown): boolean {
  return (
    typeof version === 'string' && /^(?:main|master|HEAD|latest|active|dev|develop|trunk)$/u.test(version)
  )
}

/** There is a commit, a checksum or the number of a version in it. */
function isFixed(address: string): boolean {
  return (
    /(?<![\da-f])[\da-f]{32,}(?![\da-f])/iu.test(address) ||
    /[/@_-]v?\d+(?:\.\d+)+/u.test(address.replace(/^https?:\/\/[^/]+/u, '')) ||
    /[/@]v\d+(?:[/_]|$)/u.test(address) ||
    /[?&](?:version|v|sha\d*|md5|rev|revision)=[^&]/iu.test(address)
  )
}

function isLocal(address: string): boolean {
  return /^https?:\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\])/u.test(address)
}

const BRANCHES = [
  /^https?:\/\/raw\.githubusercontent\.com\/[^/]+\/[^/]+\/(?:refs\/heads\/|(?:main|master|HEAD|dev|develop|gh-pages)\/)/u,
  /^https?:\/\/github\.com\/[^/]+\/[^/]+\/(?:raw|blob)\/(?:refs\/heads\/|(?:main|master|HEAD|dev|develop)\/)/u,
  /^https?:\/\/huggingface\.co\/.+\/(?:resolve|raw)\/main\//u,
  /^https?:\/\/cdn\.jsdelivr\.net\/(?:gh\/[^/]+\/[^/@]+(?:@(?:main|master|latest))?|npm\/(?:@[^/]+\/)?[^/@]+(?:@latest)?)\//u,
  /^https?:\/\/unpkg\.com\/(?:@[^/]+\/)?[^/@]+(?:@latest)?\//u,
]

function isBranchOfRepository(address: string): boolean {
  return BRANCHES.some((form) => form.test(address))
}

/** `org/name`, or a name that the hub itself has; not a folder, nor what the program has saved itself. */
function isOnHub(name: string, text: string): boolean {
  if (!/^[\w-][\w.-]*(?:\/[\w.-]+)?$/u.test(name) || /\.(?:py|json|csv|txt|pt|bin|h5)$/u.test(name))
    return false
  if (
    /^(?:out|output|outputs|results?|checkpoints?|ckpts?|models?|weights|runs|data|saved?\w*|tmp|local)(?:[\\/_-]|$)/iu.test(
      name,
    )
  )
    return false
  const saved = new RegExp(
    `(?:save\\w*|output_dir|dir|path)\\s*[=(]\\s*f?["']${name.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&')}["']`,
    'u',
  )
  return !saved.test(text)
}
