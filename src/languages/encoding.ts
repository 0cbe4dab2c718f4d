/** Files that are no UTF-8. ESLint reads them as if they were, and a fix would write back what it read. */
import { isUtf8OnDisk } from '../project/disk.ts'

/** What stands in a text for bytes that are no UTF-8, and may stand in one that is. */
const REPLACED = '\ufffd'

/** Where the first byte was lost in reading a file, if any was; a file that cannot be read again is taken at its word. */
export function lostCharacter(text: string, file: string): number | undefined {
  const offset = text.indexOf(REPLACED)
  return offset < 0 || (isUtf8OnDisk(file) ?? true) ? undefined : offset
}
