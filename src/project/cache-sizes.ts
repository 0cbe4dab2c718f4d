/**
 * How much is remembered from one file to the next. What is found does not depend on it: tests set it to next to
 * nothing.
 */
export const cacheSizes = {
  /** Runs of entrypoints of one project; a run holds on to the syntax trees of its modules. */
  runs: 64,
  /** Characters of text whose modules are kept, whoever uses them; their syntax trees take up to a hundred times as much. */
  text: 500_000,
}
