/** What Node has and a browser has not: nothing here is called, since all files are given. */
const nothing = (): never => {
  throw new Error('There are no files in a browser.')
}
export {
  nothing as closeSync,
  nothing as createHash,
  nothing as existsSync,
  nothing as fstatSync,
  nothing as lstatSync,
  nothing as openSync,
  nothing as readdirSync,
  nothing as readFileSync,
  nothing as readSync,
  nothing as realpathSync,
  nothing as statSync,
}
export const isUtf8 = () => true
export const inspect = String
export const debuglog = () => () => undefined
export const parseArgs = nothing
export const styleText = (_: unknown, text: string) => text
export const fileURLToPath = String
export const pathToFileURL = String
export const constants = {}
export const types = {}
export const platform = () => 'browser'
export default { debuglog, existsSync: nothing, inspect, isUtf8, platform, realpathSync: nothing, types }
