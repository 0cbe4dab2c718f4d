import { builtin } from './node.ts'

/**
 * Opens a file for reading. Opening a pipe would wait for somebody to write, and a device never ends.
 *
 * @returns its descriptor
 * @throws Error of the system, or one that says what there is instead of a file
 */
export function openFile(name: string): number {
  const fs = builtin('node:fs')!
  const descriptor = fs.openSync(name, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
  const stats = fs.fstatSync(descriptor)
  if (stats.isFile()) return descriptor
  fs.closeSync(descriptor)
  throw new Error(stats.isDirectory() ? 'it is a folder' : 'it is a pipe or a device')
}
