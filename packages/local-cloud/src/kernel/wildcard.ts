/** IAM's wildcards: `*` any text, `?` one character. */
export function wildcard(pattern: string): RegExp {
  let compiled = expressions.get(pattern);
  if (compiled === undefined) {
    compiled = compile(pattern);
    expressions.set(pattern, compiled);
  }
  return compiled;
}

/** A program's policies hold few patterns, and each request to the table is held against them. */
const expressions = new Map<string, RegExp>();

function compile(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\*/g, "[^]*").replace(/\?/g, "[^]")}$`);
}
