/** Libraries that call the functions of a page's script by their names, and give it names of their own. */
import type { Api, Library } from '../schema.ts'

const RANDOM = 'src/math/random.js'
const NOISE = 'src/math/noise.js'

const names = (text: string): readonly string[] => text.split(' ')

const CALLED = names(
  'preload setup draw keyPressed keyReleased keyTyped mousePressed mouseReleased mouseClicked mouseMoved mouseDragged mouseWheel doubleClicked touchStarted touchMoved touchEnded windowResized',
)

/** What a sketch calls without a prefix, and with one where it is given its functions in an object. */
const FUNCTIONS: Readonly<Record<string, Api>> = {
  random: { upstream: `${RANDOM}:274-281@2.3.2`, draws: { from: 'p5.random' } },
  randomGaussian: { upstream: `${RANDOM}:360@2.3.2`, draws: { from: 'p5.random' } },
  shuffle: {
    upstream: 'src/utilities/utility_functions.js:719@2.3.2',
    draws: { from: 'p5.random', orders: true },
    returns: 'argument',
  },
  // A seed of 0 is one; without a seed, or with null, it takes one from Math.random.
  randomSeed: {
    upstream: `${RANDOM}:75@2.3.2`,
    seeds: { sources: ['p5.random'], seed: { at: 0 }, unseeded: 'entropy' },
  },
  noise: { upstream: `${NOISE}:267-271@2.3.2`, draws: { from: 'p5.noise' } },
  noiseSeed: {
    upstream: `${NOISE}:466-483@2.3.2`,
    seeds: { sources: ['p5.noise'], seed: { at: 0 }, unseeded: 'entropy' },
  },
  ...named('color', { upstream: 'src/color/creating_reading.js@2.3.2', harmless: 'colour' }),
  ...named(
    'background fill stroke strokeWeight tint rect square ellipse circle line point triangle quad arc vertex text image translate rotate scale',
    { upstream: 'src/shape/2d_primitives.js@2.3.2', shows: true },
  ),
  ...named(
    'abs ceil constrain dist exp floor lerp log mag map max min norm pow round sq sqrt sin cos tan int float str',
    { upstream: 'src/math/calculation.js@2.3.2' },
  ),
}

function named(text: string, api: Api): Record<string, Api> {
  return Object.fromEntries(names(text).map((name) => [name, api]))
}

function under(prefix: string): Record<string, Api> {
  return Object.fromEntries(Object.entries(FUNCTIONS).map(([name, api]) => [`${prefix}${name}`, api]))
}

// p5/lib/p5.js@1.11.3: 65321 (a script with `setup` or `draw` starts it), 66208, 66282, 79145, 91433, 89649, 92475.
export const p5: Library = {
  name: 'p5.js',
  language: 'javascript',
  ml: false,
  modules: { p5: { path: 'p5' } },
  globals: { p5: 'p5' },
  lifecycle: {
    sign: /\b(?:createCanvas|noCanvas)\s*\(/u,
    calls: CALLED,
    names: Object.fromEntries(Object.keys(FUNCTIONS).map((name) => [name, `p5.${name}`])),
  },
  sources: {
    'p5.random': {
      title: 'the random numbers of p5.js',
      remedy: '`randomSeed(seed)`',
      judged: 'where it reaches training',
      otherwise: 'Math.random',
      enforced: true,
      upstream: `${RANDOM}:274-281@2.3.2`,
    },
    'p5.noise': {
      title: 'the noise of p5.js',
      remedy: '`noiseSeed(seed)`',
      judged: 'where it reaches training',
      otherwise: 'Math.random',
      enforced: true,
      upstream: `${NOISE}:267-271@2.3.2`,
    },
  },
  types: {
    'p5.Sketch': { hooks: Object.fromEntries(CALLED.map((name) => [name, 'once'])) },
  },
  api: {
    // `new p5((sketch) => { sketch.setup = … })`
    p5: {
      upstream: 'src/core/main.js:50-90@2.3.2',
      calls: [{ at: 0, times: 'once', receives: 'made' }],
      returns: 'p5.Sketch',
    },
    ...under('p5.'),
    ...under('p5.Sketch#'),
  },
}
