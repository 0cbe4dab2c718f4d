/** The scripts that a classic worker loads share its names, as those of a page do: `importScripts('tf.min.js')`. */
import type { Statement } from '../../../program.ts'
import { asSpecifier } from '../../page/scripts.ts'
import type { Lowering } from './lowering.ts'
import type { Node } from '../syntax.ts'

const NAME = 'importScripts'

/** Adds the scripts that a call loads; false where it is another call, or where they are not all known. */
export function lowerImportScripts({ scope }: Lowering, call: Node, out: Statement[]): boolean {
  if (call.type !== 'CallExpression' || !namesIt(call.callee) || scope.isDeclared(NAME)) return false
  const modules = call.arguments.map((each) => (each.type === 'Literal' ? each.value : undefined))
  if (!modules.every((each) => typeof each === 'string')) return false
  for (const [at, module] of modules.entries())
    out.push({
      kind: 'import',
      module: asSpecifier(module),
      bindings: [],
      star: false,
      static: false,
      script: true,
      node: call.arguments[at]!,
    })
  return true
}

/** `importScripts`, `self.importScripts` */
function namesIt(callee: Node): boolean {
  if (callee.type === 'Identifier') return callee.name === NAME
  if (callee.type !== 'MemberExpression' || callee.computed) return false
  const { object, property } = callee
  const own = object.type === 'Identifier' && (object.name === 'self' || object.name === 'globalThis')
  return own && property.type === 'Identifier' && property.name === NAME
}
