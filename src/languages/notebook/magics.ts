import { scanText } from '../python/parse/scan.ts'

/** Cell magics after which the cell is still Python that runs in the notebook's own process. */
const PYTHON_CELL_MAGICS = new Set([
  'time',
  'timeit',
  'capture',
  'prun',
  'debug',
  'memit',
  'mprun',
  'lprun',
  'snakeviz',
  'wandb',
  'scalene',
])

/** Line magics that run the Python written after them. */
const PYTHON_LINE_MAGIC =
  /^%(?:time|timeit|prun|memit)(?:[ \t]+-(?:[oqp]\b|[nrsltc][ \t]*\S+))*[ \t]+(?=[^\s-])/

const COMPOUND = /^(?:for|while|if|with|def|class|try|async|match|@)\b/

const LINE_MAGIC = /^[ \t]*(?:%|!|\?)/
const HELP = /^[ \t]*[%\w][\w.%*[\]()'"]*\?{1,2}[ \t]*(?:;[ \t]*)?$/
const ASSIGNMENT = /^[ \t]*[A-Za-z_][\w.[\]'", *]*=[ \t]*(?=[!%][^=])/

/** Commands that IPython takes without `%` where no such variable exists. */
const AUTOMAGIC =
  /^(?:pip|conda|mamba|cd|ls|cat|cp|mv|rm|mkdir|rmdir|man|more|less|time|timeit|pylab|matplotlib|load_ext)[ \t]+[^\s=(,.]/

/** Spaces, but a statement first: what is blanked may be all that a block holds. */
function blankStatement(length: number): string {
  return (length >= 4 ? 'pass' : '0').padEnd(length)
}

/**
 * Writes Python of equal length and with the same line ends over what IPython understands and Python does not:
 * `%magic`, `%%cell_magic`, `!command`, `name = !command`, `name = %magic`, `name?`.
 *
 * The Python after `%time` stays, and that below `%%time` too.
 *
 * @param automagic Whether `pip install x` without `%` counts as well. Since `ls -l` is also Python, only for cells that cannot
 * be parsed otherwise.
 */
export function blankMagics(cell: string, automagic: boolean): string {
  const cellMagic = /^\s*%%(\w*)[^\r\n]*/.exec(cell)
  if (cellMagic) {
    const [head, name = ''] = cellMagic
    if (!PYTHON_CELL_MAGICS.has(name)) return blankLines(cell)
    return blankLines(head) + blankMagics(cell.slice(head.length), automagic)
  }
  if (!automagic && !/[%!?]/.test(cell)) return cell

  let result = ''
  let done = 0
  const replace = (start: number, end: number, replacement: string) => {
    result += cell.slice(done, start) + replacement
    done = end
  }
  scanText(cell, (start) => {
    const line = cell.slice(start, physicalLineEnd(cell, start))
    const assignment = ASSIGNMENT.exec(line)
    const automatic = automagic && AUTOMAGIC.test(line)
    if (!assignment && !automatic && !LINE_MAGIC.test(line) && !HELP.test(line)) return start
    const indentation = /^[ \t]*/.exec(line)![0].length
    const python = PYTHON_LINE_MAGIC.exec(line.slice(indentation))
    if (python && !COMPOUND.test(line.slice(indentation + python[0].length))) {
      const from = start + indentation
      replace(from, from + python[0].length, `${blankStatement(python[0].length - 1)};`)
      return from + python[0].length
    }
    const end = commandEnd(cell, start)
    const from = start + (assignment ? assignment[0].length : indentation)
    // `_` is whatever was shown last: a value that nobody knows.
    const [first, ...rest] = cell.slice(from, end).split(/(?<=\r\n|\n|\r(?!\n))/)
    const text = /^[^\r\n]*/.exec(first!)![0]
    const ending = first!.slice(text.length)
    replace(
      from,
      end,
      (assignment ? '_'.padEnd(text.length) : blankStatement(text.length)) +
        ending +
        blankLines(rest.join('')),
    )
    return end
  })
  return result + cell.slice(done)
}

/** Spaces for everything but line ends. */
export function blankLines(text: string): string {
  return text.replace(/[^\r\n]/g, ' ')
}

function physicalLineEnd(text: string, start: number): number {
  const end = /[\r\n]/.exec(text.slice(start))
  return end ? start + end.index : text.length
}

/** The end of a command, which goes on after a backslash at the end of its line. */
function commandEnd(text: string, start: number): number {
  let end = physicalLineEnd(text, start)
  while (text[end - 1] === '\\' && end < text.length) {
    const next = text.startsWith('\r\n', end) ? end + 2 : end + 1
    end = physicalLineEnd(text, next)
  }
  return end
}
