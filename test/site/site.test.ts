/** The built site in a browser: its pages can be read by everybody, and the playground says what the command says. */
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, extname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Kept } from '../../site/playground/address.ts'
import { EXAMPLES } from '../../site/playground/examples.ts'
import type { Answer } from '../../site/playground/worker.ts'
import { command, folderWith, notebook, ROOT } from '../cli/command.ts'
import { installBrowser } from '../runtime/browser/install.ts'
import { execute } from '../runtime/install.ts'
import { deflateRawSync } from 'node:zlib'

const DIST = join(ROOT, 'site/dist')
const BROWSER = join(ROOT, 'test/platforms/browser')

interface Page {
  goto(url: string, options?: object): Promise<unknown>
  evaluate<Result>(
    what: string | ((...args: never[]) => Result),
    ...args: unknown[]
  ): Promise<Awaited<Result>>
  waitForFunction(what: string, options?: object): Promise<unknown>
  setViewport(size: { width: number; height: number }): Promise<void>
  emulateMediaFeatures(features: readonly { name: string; value: string }[]): Promise<void>
  on(event: 'pageerror', listener: (error: Error) => void): void
  close(): Promise<void>
}
interface Browser {
  newPage(): Promise<Page>
  close(): Promise<void>
}

const installation = await installBrowser()
let problem = installation.skip
if (problem === undefined)
  try {
    await execute('node', ['site/build.mjs'], ROOT)
  } catch (error) {
    problem = `the site could not be built: ${(error as Error).message}`
    if (!/could not be installed|registry|network/iu.test(problem)) throw error
  }

describe.skipIf(problem !== undefined)(
  `the site${problem === undefined ? '' : ` — skipped: ${problem}`}`,
  () => {
    let server: Server
    let browser: Browser
    let address = ''

    beforeAll(async () => {
      server = createServer((request, response) => {
        const path = join(DIST, decodeURIComponent(new URL(request.url!, 'http://x').pathname))
        const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path
        if (!existsSync(file)) return response.writeHead(404).end()
        const types: Record<string, string> = {
          '.html': 'text/html',
          '.js': 'text/javascript',
          '.css': 'text/css',
          '.svg': 'image/svg+xml',
        }
        response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
        createReadStream(file).pipe(response)
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const puppeteer = createRequire(join(BROWSER, 'package.json'))('puppeteer-core') as {
        launch(options: object): Promise<Browser>
      }
      const { environment } = installation as { environment: Record<string, string> }
      browser = await puppeteer.launch({
        executablePath: environment['CHROMIUM'],
        headless: 'shell',
        env: { ...process.env, ...environment },
        args: ['--no-sandbox', '--disable-dev-shm-usage'],
      })
    })
    afterAll(async () => {
      await browser?.close()
      server?.close()
    })

    const pages = () =>
      readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(
        (name) => name.endsWith('.html') && name !== '404.html',
      )

    it(
      'every page can be read by everybody: axe finds nothing serious, in light and dark, wide and narrow',
      { timeout: 300_000 },
      async () => {
        const axe = readFileSync(join(BROWSER, 'node_modules/axe-core/axe.min.js'), 'utf8')
        const found: string[] = []
        const page = await browser.newPage()
        page.on('pageerror', (error) => found.push(error.message))
        for (const name of pages())
          for (const [width, theme] of [
            [1280, 'light'],
            [420, 'dark'],
          ] as const) {
            await page.setViewport({ width, height: 900 })
            await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }])
            await page.goto(`${address}/${name}`)
            if (name.startsWith('playground'))
              await page.waitForFunction('document.body.dataset.number', { timeout: 30_000 })
            await page.evaluate(axe)
            const violations = await page.evaluate<{ impact: string; id: string; html: string }[]>(
              "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ impact, id, nodes }) => ({ impact, id, html: nodes[0].html })))",
            )
            for (const { impact, id, html } of violations)
              if (impact === 'serious' || impact === 'critical')
                found.push(`${name}, ${width}, ${theme}: ${id} ${html.slice(0, 200)}`)
          }
        await page.close()
        expect(found).toEqual([])
      },
    )

    /** What the worker of the playground says of projects, one after the other. */
    async function inBrowser(projects: readonly Kept[]): Promise<Answer[]> {
      const page = await browser.newPage()
      await page.goto(`${address}/playground/index.html`)
      const answers = await page.evaluate<Answer[]>(`(async () => {
      const worker = new Worker('/playground/worker.js', { type: 'module' })
      const answers = []
      for (const [number, kept] of ${JSON.stringify(projects)}.entries())
        answers.push(await new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data)
          worker.onerror = ({ message }) => resolve({ number, problem: message })
          worker.postMessage({ number: number + 1, ...kept })
        }))
      return answers
    })()`)
      await page.close()
      return answers
    }

    /** What the command says of the same projects, each in a folder of its own. */
    function byCommand(projects: readonly Kept[]): string[][] {
      const folder = folderWith({})
      for (const [i, { files }] of projects.entries())
        for (const [name, text] of Object.entries({ ...files, '.git/HEAD': 'ref: refs/heads/main\n' })) {
          const file = join(folder, `p${i}`, name)
          mkdirSync(dirname(file), { recursive: true })
          writeFileSync(file, text)
        }
      const { out } = command(['--no-config', '-f', 'json', ...projects.map((_, i) => `p${i}`)], folder)
      const all = projects.map((): string[] => [])
      for (const { filePath, messages } of JSON.parse(out) as { filePath: string; messages: object[] }[]) {
        const [, number, name] = /[/\\]p(\d+)[/\\](.+)$/u.exec(filePath)!
        all[Number(number)]!.push(...messages.map((message) => shown(name!.replaceAll('\\', '/'), message)))
      }
      return all.map((list) => list.sort())
    }
    const shown = (name: string, message: object) => {
      const {
        ruleId,
        line,
        column,
        message: text,
        suggestions = [],
      } = message as {
        ruleId: string
        line: number
        column: number
        message: string
        suggestions?: { desc: string; fix: object }[]
      }
      return JSON.stringify([
        name,
        line,
        column,
        ruleId,
        text,
        suggestions.map(({ desc, fix }) => [desc, fix]),
      ])
    }
    async function compareWithCommand(projects: readonly Kept[]): Promise<number> {
      const answers = await inBrowser(projects)
      const here = answers.map(({ linted, problem: why }) =>
        linted
          ? Object.entries(linted.messages)
              .flatMap(([name, messages]) => messages.map((message) => shown(name, message)))
              .sort()
          : [String(why)],
      )
      const there = byCommand(projects)
      expect(here).toEqual(there)
      return there.flat().length
    }

    it(
      'the playground says of every claim of one file what the command says',
      { timeout: 300_000 },
      async () => {
        const claims = join(ROOT, 'test/evidence/claims')
        const projects = readdirSync(claims).flatMap((claim): Kept[] => {
          const names = readdirSync(join(claims, claim)).filter((name) =>
            /^(?:flagged|fixed)\.(?:mjs|ts|py)$/u.test(name),
          )
          const alone = readdirSync(join(claims, claim)).every(
            (name) => name === 'claim.json' || names.includes(name),
          )
          return alone
            ? names.map((name) => ({
                preset: 'recommended',
                files: { [name]: readFileSync(join(claims, claim, name), 'utf8') },
              }))
            : []
        })
        expect(projects.length).toBeGreaterThan(300)
        expect(await compareWithCommand(projects)).toBeGreaterThan(150)
      },
    )

    it('and of projects of several files, of a notebook and a page', { timeout: 300_000 }, async () => {
      const folder = join(ROOT, 'test/projects')
      const kept = readdirSync(folder).map((name): Kept => {
        const inside = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter((file) =>
          statSync(join(folder, name, file)).isFile(),
        )
        return {
          preset: 'recommended',
          files: Object.fromEntries(
            inside.map((file) => [file, readFileSync(join(folder, name, file), 'utf8')]),
          ),
        }
      })
      const several = kept.filter(({ files }) => Object.keys(files).length > 2)
      expect(several.length).toBeGreaterThan(10)
      const examples = Object.values(EXAMPLES).map((files): Kept => ({ preset: 'recommended', files }))
      const own: Kept = {
        preset: 'recommended',
        files: {
          'n.ipynb': notebook('import torch\n', 'x = torch.randperm(3)\n'),
          'late.py': 'import torch\nx = torch.rand(2)\ntorch.manual_seed(0)\n',
        },
      }
      expect(await compareWithCommand([...several, ...examples, own])).toBeGreaterThan(20)
    })

    it('keeps the program in the address, and applies a suggestion', async () => {
      const kept: Kept = {
        preset: 'recommended',
        files: { 'a.py': 'import torch\n\nx = torch.randperm(3)\nprint(x @ x)\nx.backward()\n' },
      }
      const page = await browser.newPage()
      await page.goto(
        `${address}/playground/index.html#p=${deflateRawSync(JSON.stringify(kept)).toString('base64url')}`,
      )
      await page.waitForFunction("document.querySelector('#messages [data-apply]')", { timeout: 30_000 })
      const before = await page.evaluate<string>('location.hash')
      await page.evaluate("document.querySelector('#messages [data-apply]').click()")
      await page.waitForFunction(
        "document.querySelector('#messages').textContent.includes('Nothing is reported.')",
        { timeout: 30_000 },
      )
      await page.waitForFunction(`location.hash !== ${JSON.stringify(before)}`)
      expect(await page.evaluate<string>("document.querySelector('.cm-content').textContent")).toContain(
        'generator=torch.Generator().manual_seed(1)',
      )
      await page.evaluate('location.reload()')
      await page.waitForFunction(
        "document.querySelector('#messages')?.textContent.includes('Nothing is reported.')",
        { timeout: 30_000 },
      )
      await page.close()
    })

    it('what is written in a program never becomes a part of the page', async () => {
      const name = '<img src=x onerror=alert(1)>.py'
      const kept: Kept = {
        preset: 'recommended',
        files: {
          [name]:
            'import torch\nx = torch.randperm(3)  # </style><img src=x onerror=alert(2)>\nx.backward()\n',
        },
      }
      const page = await browser.newPage()
      await page.goto(
        `${address}/playground/index.html#p=${deflateRawSync(JSON.stringify(kept)).toString('base64url')}`,
      )
      await page.waitForFunction("document.querySelector('#messages [data-go]')", { timeout: 30_000 })
      expect(await page.evaluate<number>("document.querySelectorAll('#content img').length")).toBe(0)
      expect(await page.evaluate<string>("document.querySelector('#lanes').textContent")).toContain(name)
      await page.close()
    })
  },
)
