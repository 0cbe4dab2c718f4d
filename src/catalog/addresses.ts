/** Where the files of a package are, when a program does not import it by its name alone. */

/** A file of a package: `file` is its path in it, empty for what the package gives by itself. */
export interface PackageFile {
  readonly name: string
  readonly version: string | undefined
  readonly file: string
}

/** Places that packages are fetched from, each in front of a package's name. */
const DELIVERY =
  /^(?:npm:|(?:https?:)?\/\/(?:(?:cdn|fastly|gcore|quantil|testingcf|originfastly)\.jsdelivr\.net\/npm\/|(?:www\.|esm\.)?unpkg\.com\/|(?:cdn\.)?esm\.sh\/(?:(?:v\d+|stable)\/)?\*?|esm\.run\/|cdn\.skypack\.dev\/(?:pin\/)?|(?:ga|dev)\.jspm\.io\/npm:|jspm\.dev\/(?:npm:)?|npmcdn\.com\/|bundle\.run\/|cdnjs\.cloudflare\.com\/ajax\/libs\/))/u
/** What cdnjs calls otherwise than npm does: https://cdnjs.com/libraries/tensorflow. */
const DELIVERED_AS: ReadonlyMap<string, string> = new Map([
  ['tensorflow', '@tensorflow/tfjs'],
  ['p5.js', 'p5'],
  ['lodash.js', 'lodash'],
  ['underscore.js', 'underscore'],
])
/** Where the version is a folder: `ajax/libs/lodash.js/4.17.21/lodash.min.js`. */
const OWN_NUMBERS = 'cdnjs.'
const INSTALLED = 'node_modules/'
const IN_PACKAGE = /^((?:@[^/@]+\/)?[^/@?#]+)(?:@([^/?#]*))?(?:\/([^?#]*))?/u

/** The package that is fetched: `npm:lodash@4`, `https://esm.sh/lodash@4/shuffle.js`; or installed beside a page. */
export function fileOfPackage(specifier: string): PackageFile | undefined {
  const delivery = DELIVERY.exec(specifier)?.[0]
  const installed = specifier.lastIndexOf(INSTALLED)
  if (delivery?.includes(OWN_NUMBERS)) return numbered(specifier.slice(delivery.length))
  if (delivery !== undefined) return parsed(specifier.slice(delivery.length).replace(/^\//u, ''))
  return installed === -1 ? undefined : parsed(specifier.slice(installed + INSTALLED.length))
}

/** A file that a bundler has written, by its name in the package: `@tensorflow/tfjs/dist/tf.min.js`. */
export function builtFileOf(specifier: string): PackageFile | undefined {
  const found = /^[./]|:/u.test(specifier) ? undefined : parsed(specifier)
  return found && /^(?:dist|build|builds|bundles?|umd|esm|cjs|lib)\/[^/]+$/u.test(found.file)
    ? found
    : undefined
}

/** Names under which a package may give what this file of it has, the longest first. */
export function namesOf({ name, file }: PackageFile): readonly string[] {
  const parts = file
    .replace(/(?:\.min)?\.[cm]?js$/u, '')
    .split('/')
    .filter((part) => part !== '' && part !== '+esm')
  while (parts.length > 0 && BUILT.has(parts[0]!)) parts.shift()
  return parts.map((_, at) => [name, ...parts.slice(0, parts.length - at)].join('/'))
}

const BUILT: ReadonlySet<string> = new Set(['dist', 'build', 'es', 'esm', 'lib'])

function parsed(text: string): PackageFile | undefined {
  const [, name, version, file = ''] = IN_PACKAGE.exec(text) ?? []
  return name === undefined ? undefined : { name, version, file }
}

function numbered(text: string): PackageFile | undefined {
  const [name = '', version, ...file] = text.split('/')
  return name === '' ? undefined : { name: DELIVERED_AS.get(name) ?? name, version, file: file.join('/') }
}
