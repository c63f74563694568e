import { builtinModules } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import * as ts from "typescript";
import { runtimeExports } from "./runtime";

/**
 * Refuses a serialized callback that imports what its archive will not hold. Without this check a missing export
 * fails only when its line runs, as "X is not a constructor".
 *
 * @throws pulumi.RunError that names the route and the import.
 */
export function checkImports(route: string, text: string): void {
  for (const { module, name } of importedNames(text)) {
    if (builtinModules.includes(module.replace(/^node:/, ""))) continue;
    const known = packageOf(module);
    if (known === undefined) {
      throw new pulumi.RunError(
        `route ${route} imports ${module}: a callback may import Node's own modules and ` +
          `${Object.keys(runtimeExports).join(", ")} (api/packaging/runtime.ts)`,
      );
    }
    if (!runtimeExports[known]!.includes(name)) {
      throw new pulumi.RunError(
        `route ${route} imports ${name} from ${known}: add it to runtimeExports in api/packaging/runtime.ts`,
      );
    }
  }
}

/** The package a serialized `require` means: Pulumi resolves it to the package's main file where it can. */
function packageOf(module: string): string | undefined {
  return Object.keys(runtimeExports).find((name) => module === name || module.startsWith(`${name}/`));
}

/** Every `require(module)` of the text with each property that is read from it, `*` where it is used whole. */
function importedNames(text: string): { module: string; name: string }[] {
  const source = ts.createSourceFile("__index.js", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const modules = new Map<string, string>();
  const found: { module: string; name: string }[] = [];
  const visit = (node: ts.Node): void => {
    const required = requiredModule(node);
    if (required !== undefined) {
      if (ts.isVariableDeclaration(node.parent) && ts.isIdentifier(node.parent.name)) {
        modules.set(node.parent.name.text, required);
      } else {
        found.push({ module: required, name: memberName(node) });
      }
    }
    if (ts.isIdentifier(node) && modules.has(node.text) && isUse(node)) {
      found.push({ module: modules.get(node.text)!, name: memberName(node) });
    }
    ts.forEachChild(node, visit);
  };
  // Twice: a declaration may stand below the function that uses it.
  visit(source);
  found.length = 0;
  visit(source);
  return found;
}

function requiredModule(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== "require") {
    return undefined;
  }
  const [argument] = node.arguments;
  return argument !== undefined && ts.isStringLiteral(argument) ? argument.text : "an expression";
}

function memberName(node: ts.Node): string {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : "*";
}

/** Not a use: the declaration itself, and a property that happens to bear the name. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && parent.name === node) return false;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  // `with({ lib_1: lib_1 })` hands a module on under its own name.
  return !ts.isPropertyAssignment(parent);
}
