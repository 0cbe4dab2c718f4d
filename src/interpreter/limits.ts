/**
 * How far anything is followed. Beyond a limit the interpreter gives up and says so (`giveUp`); a lower limit can only
 * take reports away. Tests lower them.
 */
export const limits = {
  /** Entrypoints that one file is judged by. */
  entrypoints: 6,
  /** Files of a project that are listed, to know who imports whom. */
  files: 20_000,
  /** Characters of a file that is followed; larger ones are bundles, or data. */
  fileSize: 1_000_000,
  calls: 24,
  /** A function is run again for every call, small ones often, large ones until they have cost `stepsOfFunction`. */
  runsOfFunction: 8,
  stepsOfFunction: 2500,
  steps: 60_000,
}
