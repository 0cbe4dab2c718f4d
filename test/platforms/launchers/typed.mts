// The same in TypeScript, for launchers that compile it.
import './program.mjs'
