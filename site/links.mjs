/** Finds links of a built site that lead to no page, or to no place in one. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** @returns a sentence for each. */
export function checkLinks(folder, base = '/') {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  )
  const texts = new Map(files.map((name) => [join(folder, name), readFileSync(join(folder, name), 'utf8')]))
  const ids = new Map(
    [...texts].map(([file, text]) => [
      file,
      new Set([...text.matchAll(/\sid="([^"]*)"/gu)].map(([, id]) => decoded(id))),
    ]),
  )
  const broken = []
  for (const [file, text] of texts) {
    const links = [...text.matchAll(/<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]*)"/gu)].map(
      ([, link]) => decoded(link),
    )
    for (const written of new Set(links)) {
      const link = written.startsWith(base) ? written.slice(base.length - 1) : written
      if (/^(?:[a-z]+:|\/\/|$)/iu.test(link)) continue
      const [path, hash] = link.split('#')
      const target =
        path === ''
          ? file
          : targetOf(folder, path.startsWith('/') ? join(folder, path) : join(dirname(file), path))
      const from = relative(folder, file).split(sep).join('/')
      if (target === undefined) broken.push(`${from}: ${link} leads nowhere.`)
      else if (
        hash &&
        !hash.startsWith('p=') &&
        ids.has(target) &&
        !ids.get(target).has(decodeURIComponent(hash))
      )
        broken.push(`${from}: ${link} leads to no place in that page.`)
    }
  }
  return broken
}

function targetOf(folder, path) {
  const clean = path.replace(/[?].*$/u, '')
  for (const each of [clean, `${clean}.html`, join(clean, 'index.html')])
    if (existsSync(each) && statSync(each).isFile()) return each
  return undefined
}

function decoded(text) {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
}
