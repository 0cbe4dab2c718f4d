import { draw, size } from './a'

export function shape(): number[] {
  return [size]
}

export function show(): void {
  draw().print()
}
