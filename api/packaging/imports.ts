import { isBuiltin } from "node:module";
import { bundledFunction } from "./bundledFunctions";
import { replaceBundled, replaceImports, requiredInFunctions } from "./declaredImports";
import { namesReadFrom } from "./namesReadFrom";

/** One package module, or bundled function, that a serialized text imports. */
export interface Import {
  /** The argument of `require` in the text. */
  readonly specifier: string;
  /** Sorted names that the text reads from the module; `*` if it uses the module as a whole. */
  readonly names: readonly string[] | "*";
  /** Names that the text imports by name. The module must export each of them. */
  readonly required: readonly string[];
}

/** The specifier of an import whose argument is no literal. */
export const anExpression = "an expression";

interface Names {
  readonly all: Set<string>;
  readonly required: Set<string>;
}

/**
 * Returns each package module and bundled function that a serialized text imports, once and sorted. Node.js's own modules
 * are left out.
 *
 * Pulumi writes each import on a line, `const lib_1 = require("lib");`, and uses it as `lib_1.name`. TypeScript
 * generates this variable for named imports, so a pattern finds its uses. The variable of a namespace import has a name
 * that other variables may share, so its uses are found in a syntax tree. Any other `require` uses the module as a
 * whole.
 */
export async function importsOf(text: string): Promise<Import[]> {
  const declared: (readonly [variable: string, specifier: string])[] = [];
  const found = new Map<string, Names>();
  const add = (specifier: string, names: readonly string[], required: boolean) => {
    const known = found.get(specifier) ?? { all: new Set(), required: new Set() };
    for (const name of names) {
      known.all.add(name);
      if (required) known.required.add(name);
    }
    found.set(specifier, known);
  };
  const withoutBundled = replaceBundled(text, (specifier) => {
    add(specifier, [bundledFunction(specifier)!.name], false);
    return "undefined";
  });
  const rest = replaceImports(withoutBundled, (variable, specifier) => {
    declared.push([variable, specifier]);
    return "";
  });
  for (const [variable, specifier] of declared) {
    if (isBuiltin(specifier)) continue;
    const invented = /_\d+$/.test(variable);
    const names = invented
      ? [...rest.matchAll(useOf(variable))].map(([, name]) => name ?? "*")
      : await namesReadFrom(variable, rest);
    add(specifier, names, invented);
  }
  for (const specifier of requiredInFunctions(rest).map((each) => each ?? anExpression)) {
    if (!isBuiltin(specifier)) add(specifier, ["*"], false);
  }
  return [...found]
    .map(([specifier, { all, required }]) => ({
      specifier,
      names: all.has("*") ? ("*" as const) : [...all].sort(),
      required: [...required].filter((name) => name !== "*").sort(),
    }))
    .sort((a, b) => (a.specifier < b.specifier ? -1 : 1));
}

/** Matches a use of a variable with the property read from it. A key of that name does not match. */
function useOf(variable: string): RegExp {
  const name = variable.replaceAll("$", "\\$");
  return new RegExp(`(?<![\\w$.])${name}(?![\\w$]|:)(?:\\??\\.([\\w$]+))?`, "g");
}
