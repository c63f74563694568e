import { builtinModules } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type { RuntimeExports } from "./runtime";

/**
 * Refuses a serialized callback that imports what its archive will not hold. Without this check a missing export
 * fails only when its line runs, as "X is not a constructor".
 *
 * @param what whose text it is, as a sentence names it.
 * @throws pulumi.RunError that names it and the import.
 */
export function checkImports(what: string, text: string, bundled: RuntimeExports): void {
  for (const { module, names } of importsOf(text)) {
    if (builtinModules.includes(module.replace(/^node:/, ""))) continue;
    const known = Object.keys(bundled).find((name) => module === name || module.startsWith(`${name}/`));
    if (known === undefined) {
      throw new pulumi.RunError(
        `${what} imports ${module}: a callback may import Node's own modules and ` +
          `${Object.keys(bundled).join(", ")} (api/packaging/runtime.ts)`,
      );
    }
    const missing = names.find((name) => !bundled[known]!.includes(name));
    if (missing !== undefined) {
      throw new pulumi.RunError(`${what} imports ${missing} from ${known}: add it in api/packaging/runtime.ts`);
    }
  }
}

/**
 * Every `require` of a serialized text with the names that are read from it, `*` where it is used whole.
 *
 * By pattern and not by syntax tree, which would take as long as a fifth of the serialization: Pulumi writes each
 * import as a line of its own, `const lib_1 = require("lib");`, and uses it as `lib_1.name`. Any other `require`
 * counts as a module used whole.
 */
function importsOf(text: string): { module: string; names: string[] }[] {
  const declaration = /^const ([\w$]+) = require\("([^"]+)"\);$/gm;
  const declared = [...text.matchAll(declaration)].map(([, variable, module]) => ({
    module: module!,
    names: [...text.matchAll(use(variable!))].map(([, name]) => name ?? "*"),
  }));
  const inline = [...text.replace(declaration, "").matchAll(/(?<![\w.$])require\((?:["'`]([^"'`]*)["'`])?/g)];
  return [...declared, ...inline.map(([, module]) => ({ module: module ?? "an expression", names: ["*"] }))];
}

/** A use of a variable with the property read from it; neither its declaration nor a key that bears its name. */
function use(variable: string): RegExp {
  const name = variable.replaceAll("$", "\\$");
  return new RegExp(`(?<![\\w$.]|const )${name}(?![\\w$]|:)(?:\\.([\\w$]+))?`, "g");
}
