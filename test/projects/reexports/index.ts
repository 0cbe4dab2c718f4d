export * from './star'
export { seedAll as fix, draw } from './named'
export { default as build } from './default'
