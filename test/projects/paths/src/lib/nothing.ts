export function prepare(): void {
  console.log('ready')
}
