import { enforce } from 'eslint-plugin-reproducible/runtime'

export function seedEverything(seed: number): void {
  enforce({ seed })
}
