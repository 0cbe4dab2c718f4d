/** JSON as configuration files have it: with comments and trailing commas. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

// What is never closed reaches to the end of the text: it is not looked through again from each of its characters.
const STRING_OR_COMMENT = /"(?:[^"\\]|\\(?:[^]|$))*(?:"|$)|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g
const STRING_OR_LAST_COMMA = /"(?:[^"\\]|\\(?:[^]|$))*(?:"|$)|,\s*(?=[}\]])/g

/** The object in `text`, or undefined when it holds none. */
export function parseConfiguration(text: string): JsonObject | undefined {
  const withoutComments = text.replace(STRING_OR_COMMENT, (token) => (token.startsWith('"') ? token : ' '))
  const plain = withoutComments.replace(STRING_OR_LAST_COMMA, (token) =>
    token.startsWith(',') ? ' ' : token,
  )
  try {
    return object(JSON.parse(plain.replace(/^\uFEFF/, '')) as Json)
  } catch {
    return undefined
  }
}

export function object(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !isList(value) ? value : undefined
}

/** The strings of a list; a single string is a list of one. */
export function strings(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  return isList(value) ? value.filter((item) => typeof item === 'string') : []
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}
