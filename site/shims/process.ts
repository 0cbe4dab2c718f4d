/** What packages ask of `process` while they are loaded. */
Object.assign(globalThis, {
  process: {
    argv: [],
    cwd: () => '/project',
    emitWarning: (message: string) => console.warn(message),
    env: {},
    platform: 'browser',
    stdout: {},
    stderr: {},
    version: 'v24.0.0',
    versions: {},
  },
  global: globalThis,
})
