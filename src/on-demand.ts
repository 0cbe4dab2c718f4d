/**
 * What only the judging of a file needs. The build puts it into files of its own, which are loaded when the first of
 * these functions is called: importing the plugin costs every run of ESLint, also one that meets no program to judge.
 */
export { analyse, isHere, isJudged } from './analysis.ts'
export { catalogOf } from './catalog/catalog.ts'
export { parsePythonFile, pythonSourceCode } from './languages/python/reading.ts'
export { processorOf } from './processors.ts'
