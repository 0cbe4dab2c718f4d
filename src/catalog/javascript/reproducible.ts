/** This project's own runtime, as the rules see it. Its documentation is the README of this package. */
import type { Api, Library } from '../schema.ts'
import { each } from './each.ts'

/**
 * A stream is chosen by its name and the seed of `enforce()`, so it is always seeded: nothing is said of how it is
 * made, only that the numbers come from it.
 */
const STREAM: Readonly<Record<string, Api>> = {
  ...each('reproducible.Stream#', ['next', 'int', 'normal', 'shuffle'], {
    upstream: 'runtime/streams/stream.ts',
    draws: { from: 'receiver' },
  }),
  'reproducible.Stream#tfSeed': {
    upstream: 'runtime/streams/stream.ts',
    draws: { from: 'receiver' },
    configured: true,
  },
  'reproducible.Stream#load': { upstream: 'runtime/streams/stream.ts', returns: 'receiver' },
  'reproducible.Stream#save': { upstream: 'runtime/streams/stream.ts' },
}

/** The statement that seeds whatever `enforce()` covers. */
export const ENFORCE = {
  source: 'enforce({ seed: {seed} })',
  module: 'eslint-plugin-reproducible/runtime',
  name: 'enforce',
} as const

export const reproducible: Library = {
  name: 'eslint-plugin-reproducible/runtime',
  language: 'javascript',
  ml: true,
  modules: {
    'eslint-plugin-reproducible/runtime': { path: 'reproducible' },
    'eslint-plugin-reproducible/runtime/register': { path: 'reproducible.register', preloads: true },
  },
  // A page may serve a copy from wherever it likes.
  anyModule: { enforce: 'reproducible.enforce' },
  types: { 'reproducible.Run': {}, 'reproducible.Stream': {} },
  api: {
    'reproducible.enforce': {
      upstream: 'runtime/enforce/run.ts',
      enforces: true,
      when: [{ at: 0, key: 'mode', isNot: ['audit'], default: 'strict' }],
      mustBeCalled: true,
      returns: 'reproducible.Run',
    },
    ...each('reproducible.Run#', ['stream', 'at'], {
      upstream: 'runtime/enforce/run.ts',
      returns: 'reproducible.Stream',
    }),
    'reproducible.Run#scope': {
      upstream: 'runtime/enforce/run.ts',
      calls: [{ at: 1, times: 'once', returned: true, isolated: true }],
    },
    // It runs the function several times, each time with its own streams from the start: as good as once.
    'reproducible.Run#verify': {
      upstream: 'runtime/enforce/run.ts, runtime/commands/verify.ts',
      calls: [{ at: 0, times: 'once', receives: 'receiver', isolated: true }],
    },
    'reproducible.Run#step': { upstream: 'runtime/trace/trace.ts', harmless: 'log', records: true },
    'reproducible.Run#state': { upstream: 'runtime/enforce/run.ts' },
    'reproducible.Run#resume': {
      upstream: 'runtime/enforce/run.ts',
      seeds: { sources: 'all', restores: true },
      returns: 'receiver',
    },
    'reproducible.Run#restore': { upstream: 'runtime/enforce/run.ts' },
    ...STREAM,
  },
}
