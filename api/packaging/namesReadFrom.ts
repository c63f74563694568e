import type * as Compiler from "typescript";

/**
 * Returns the names of properties that a text reads from a variable, with `*` for each other use of it. Variables of the
 * same name in other scopes count too.
 */
export async function namesReadFrom(variable: string, text: string): Promise<string[]> {
  // Loaded here, because few callbacks import a namespace and the compiler takes a tenth of a start.
  const ts = await import("typescript");
  const names: string[] = [];
  const visit = (node: Compiler.Node): void => {
    if (ts.isIdentifier(node) && node.text === variable) names.push(...nameRead(node, ts));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("text.js", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS));
  return names;
}

function nameRead(node: Compiler.Identifier, ts: typeof Compiler): string[] {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node ? [parent.name.text] : [];
  if (ts.isElementAccessExpression(parent) && parent.expression === node) {
    return ts.isStringLiteral(parent.argumentExpression) ? [parent.argumentExpression.text] : ["*"];
  }
  const isKey = (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) && parent.name === node;
  return isKey || ts.isParameter(parent) ? [] : ["*"];
}
