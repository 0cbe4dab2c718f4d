/**
 * `npm install` of a clone builds it. Whoever installs the published package has no sources and no `scripts/`, and
 * nothing runs. Installed from git (by npm or pre-commit), the development tools may be missing, and come first.
 */
import { spawnSync } from 'node:child_process'

const npm = (...args) =>
  spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0

const isBuilt =
  npm('run', 'build') ||
  (npm('install', '--no-global', '--no-save', '--ignore-scripts') && npm('run', 'build'))
process.exitCode = isBuilt ? 0 : 1
