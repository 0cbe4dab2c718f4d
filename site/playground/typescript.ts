/** typescript-eslint's reader of TypeScript. */
import * as scopeManager from '@typescript-eslint/scope-manager'
import * as estree from '@typescript-eslint/typescript-estree'
import * as visitorKeys from '@typescript-eslint/visitor-keys'

export const typescriptPackages = {
  '@typescript-eslint/scope-manager': scopeManager,
  '@typescript-eslint/typescript-estree': estree,
  '@typescript-eslint/visitor-keys': visitorKeys,
}
