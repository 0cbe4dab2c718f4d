import { join } from 'node:path'
// import { train } from './train.js'
/*
 const { data } = require('./train.js')
 */
const urls = ['https://a.example', './files/*.json'] // require('./train.js')

export const paths = urls.map((url) => join('.', url))
