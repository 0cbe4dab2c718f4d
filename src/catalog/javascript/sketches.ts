/** Libraries that call the functions of a page's script by their names. */
import type { Library } from '../schema.ts'

// p5/lib/p5.js@1.11.3: 65321 (a script with `setup` or `draw` starts it), 66208, 66282, 79145, 91433, 89649, 92475.
export const p5: Library = {
  name: 'p5.js',
  language: 'javascript',
  ml: false,
  modules: { p5: { path: 'p5' } },
  lifecycle: {
    sign: /\b(?:createCanvas|noCanvas)\s*\(/u,
    calls:
      'preload setup draw keyPressed keyReleased keyTyped mousePressed mouseReleased mouseClicked mouseMoved mouseDragged mouseWheel doubleClicked touchStarted touchMoved touchEnded windowResized'.split(
        ' ',
      ),
  },
  api: {},
}
