/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): GitHub's and GitLab's code scanning, IDEs. */
import { pathToFileURL } from 'node:url'
import { name, version } from '../../package.ts'
import {
  ownRule,
  pathInRepository,
  textWithCell,
  type Finding,
  type Findings,
  type Source,
} from './findings.ts'
import type { Write } from './formats.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
const PARSING = 'parsing-error'

export const sarif: Write = (all, cwd) => {
  const ids = [...new Set(all.flatMap(({ findings }) => findings.map(idOf)))].sort()
  const fatal = all.flatMap(({ file, findings }) =>
    findings.filter(({ message }) => message.fatal).map((finding) => ({ file, finding })),
  )
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name,
            version,
            semanticVersion: version,
            informationUri: `https://www.npmjs.com/package/${name}`,
            rules: ids.map(descriptor),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          '%SRCROOT%': {
            uri: `${pathToFileURL(process.env['GITHUB_WORKSPACE'] ?? cwd).href.replace(/\/$/u, '')}/`,
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            ...(fatal.length > 0 && {
              toolExecutionNotifications: fatal.map(({ file, finding }) => ({
                level: 'error',
                message: { text: textWithCell(finding) },
                locations: [location(finding, file, cwd)],
              })),
            }),
          },
        ],
        artifacts: all.map(({ file }) => ({ location: artifact(file, cwd) })),
        results: all.flatMap((findings) => findings.findings.map((each) => result(each, findings, ids, cwd))),
      },
    ],
  }
  return `${JSON.stringify(log, undefined, 2)}\n`
}

function idOf({ rule }: Finding): string {
  return rule ?? PARSING
}

function descriptor(id: string): object {
  const known = ownRule(id)
  const text = known?.description ?? (id === PARSING ? 'A file that cannot be read as its language' : id)
  return {
    id,
    shortDescription: { text },
    ...(known && {
      fullDescription: { text },
      helpUri: known.page,
      help: { text: `${text}: ${known.page}`, markdown: `[${text}](${known.page})` },
      properties: { tags: ['reproducibility'] },
    }),
  }
}

function result(finding: Finding, { file, source }: Findings, ids: readonly string[], cwd: string): object {
  const { message, level } = finding
  const changes = [
    ...(message.fix ? [{ desc: 'Fix', fix: message.fix }] : []),
    ...(message.suggestions ?? []),
  ]
  return {
    ruleId: idOf(finding),
    ruleIndex: ids.indexOf(idOf(finding)),
    level,
    message: { text: textWithCell(finding) },
    locations: [location(finding, file, cwd)],
    ...(changes.length > 0 && {
      fixes: changes.map(({ desc, fix }) => ({
        description: { text: desc },
        artifactChanges: [
          {
            artifactLocation: artifact(file, cwd),
            replacements: [
              { deletedRegion: regionOf(fix.range, source()), insertedContent: { text: fix.text } },
            ],
          },
        ],
      })),
    }),
    ...(finding.cell && { properties: { cell: finding.cell.number, line: finding.cell.line } }),
  }
}

function location({ start, end, cell }: Finding, file: string, cwd: string): object {
  const isForward = end.line > start.line || (end.line === start.line && end.column >= start.column)
  return {
    physicalLocation: {
      artifactLocation: artifact(file, cwd),
      region: {
        startLine: start.line,
        startColumn: start.column,
        ...(isForward && { endLine: end.line, endColumn: end.column }),
      },
    },
    ...(cell && { logicalLocations: [{ name: `cell ${cell.number}`, kind: 'element' }] }),
  }
}

function artifact(file: string, cwd: string): object {
  const path = pathInRepository(file, cwd)
  // What lies elsewhere, has an address of its own.
  if (path.startsWith('..') || /^(?:\/|[a-z]:)/iu.test(path)) return { uri: pathToFileURL(file).href }
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' }
}

function regionOf([from, to]: readonly [number, number], source: Source): object {
  const [start, end] = [source.place(from), source.place(to)]
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}
