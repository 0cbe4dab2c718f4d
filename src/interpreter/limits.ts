/**
 * How far anything is followed. Beyond a limit the interpreter gives up and says so (`Interpreter.giveUp`); a lower limit
 * can only take reports away. Tests lower them.
 */
export const limits = {
  /** Entrypoints that one file is judged by. */
  entrypoints: 6,
  /** Files of a project that are listed, to know who imports whom. */
  files: 100_000,
  /** Characters of a file that is followed; larger ones are bundles, or data. */
  fileSize: 1_000_000,
  /** Statements, expressions and calls within each other, in frames of the stack: a default one has room for twice as many. */
  depth: 2000,
  /** Calls within each other. */
  calls: 60,
  /** How often a function is run with arguments that are told apart by nothing that is known of them. */
  runsAlike: 8,
  /** Statements and expressions of such runs together, after which one more teaches nothing. */
  stepsAlike: 2500,
  /** How often a function is run at all. */
  runs: 1000,
  /** Functions that one place may hold and that are told apart. */
  functions: 64,
  /** Objects that one place may hold and that are told apart, of those whose methods do something. */
  objects: 10,
  /** Statements and expressions that are run from one entrypoint, or looked at in one file. */
  steps: 400_000,
}
