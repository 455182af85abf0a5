/** One import as written: what it names, on which line, and whether it is gone at run time (`import type`). */
export type Import = { specifier: string; line: number; isType: boolean }

/** A place in a file where a pattern was found. */
export type Hit = { line: number; text: string }

const stringsAndComments =
  /(\/\*[\s\S]*?\*\/|\/\/[^\n]*)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
const imports =
  /\b(?:import|export)\b\s*(type\b)?[^'";()]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g
const templates = /(\bsql(?:<[^`]*?>)?)?`((?:\\.|[^`\\])*)`/g
const looksLikeSql = /\b(?:select|insert\s+into|update|delete\s+from|where|returning)\b/i

/** The text with its comments blanked out, lines and columns as before. */
export function withoutComments(text: string): string {
  return text.replace(stringsAndComments, (match, comment) => (comment ? blank(match) : match))
}

/** SQL with its comments blanked out. */
export function withoutSqlComments(text: string): string {
  return text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, blank)
}

/** Every import and re-export of a file whose comments are gone. */
export function listImports(code: string): Import[] {
  return [...code.matchAll(imports)].map((match) => ({
    specifier: match[2] ?? match[3] ?? '',
    line: lineAt(code, match.index),
    isType: match[1] !== undefined,
  }))
}

/** Every place where `pattern` (with the g flag) matches. */
export function findAll(text: string, pattern: RegExp): Hit[] {
  return [...text.matchAll(pattern)].map((match) => ({
    line: lineAt(text, match.index),
    text: match[0].trim(),
  }))
}

/** The file with all but its SQL blanked out: tagged templates, and others that read like a statement. */
export function onlySql(code: string): string {
  let rest = 0
  let kept = ''
  for (const match of code.matchAll(templates)) {
    const isSql = match[1] !== undefined || looksLikeSql.test(match[2] ?? '')
    const shown = isSql ? match[0].replace(/\$\{[^}]*\}/g, blank) : blank(match[0])
    kept += blank(code.slice(rest, match.index)) + shown
    rest = match.index + match[0].length
  }
  return kept
}

/** The names of the functions and values that a file exports. */
export function listExports(code: string): string[] {
  const found = code.matchAll(/^export\s+(?:async\s+)?(?:function\*?|const|let|class)\s+(\w+)/gm)
  return [...found].map((match) => match[1] ?? '')
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
