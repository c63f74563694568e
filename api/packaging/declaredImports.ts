/** An import as Pulumi writes it, on a line outside of functions. */
const declaration = /^const ([\w$]+) = require\("([^"]+)"\);$/gm;

/** A function as Pulumi writes it. Text in it, such as a template literal, may look like an import. */
const serializedFunction = /^function [^]*?^ {2}\}\)\.apply\(.*\)\.apply\(this, arguments\);$/gm;

/** @returns the new line; undefined to keep the line. */
export type Replace = (variable: string, specifier: string) => string | undefined;

/** Replaces the lines of a serialized text that import modules. */
export function replaceImports(text: string, replace: Replace): string {
  return betweenFunctions(text, (part) =>
    part.replace(declaration, (line, variable: string, specifier: string) => replace(variable, specifier) ?? line),
  );
}

/** Replaces the expressions of a serialized text that require bundled functions (bundledFunctions.ts). */
export function replaceBundled(text: string, replace: (specifier: string) => string): string {
  return betweenFunctions(text, (part) =>
    part.replace(/\brequire\("(program:[\w$]+)"\)/g, (_, specifier: string) => replace(specifier)),
  );
}

/** Changes what a serialized text contains outside of functions. */
function betweenFunctions(text: string, change: (part: string) => string): string {
  const parts: string[] = [];
  let end = 0;
  for (const { 0: code, index } of text.matchAll(serializedFunction)) {
    parts.push(change(text.slice(end, index)), code);
    end = index + code.length;
  }
  return [...parts, change(text.slice(end))].join("");
}

/** Returns the modules that functions of a text import when they run; undefined for an expression. */
export function requiredInFunctions(text: string): (string | undefined)[] {
  return [...text.matchAll(/(?<![\w.$])require\((?:["'`]([^"'`]*)["'`])?/g)].map(([, specifier]) => specifier);
}
