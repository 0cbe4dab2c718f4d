/** `node:module` where there is no Node. */
import { requirePackage } from '../playground/packages.ts'

export const createRequire = () => Object.assign(requirePackage, { resolve: (name: string) => name })
export default {}
