/** An import as Pulumi writes it, on a line outside of functions. */
const declaration = /^const ([\w$]+) = require\("([^"]+)"\);$/gm;

/** A function as Pulumi writes it. Text in it, such as a template literal, may look like an import. */
const serializedFunction = /^function [^]*?^ {2}\}\)\.apply\(undefined, undefined\)\.apply\(this, arguments\);$/gm;

/** @returns the new line; undefined to keep the line. */
export type Replace = (variable: string, specifier: string) => string | undefined;

/** Replaces the lines of a serialized text that import modules. */
export function replaceImports(text: string, replace: Replace): string {
  const replaceLine = (line: string, variable: string, specifier: string) => replace(variable, specifier) ?? line;
  const parts: string[] = [];
  let end = 0;
  for (const { 0: code, index } of text.matchAll(serializedFunction)) {
    parts.push(text.slice(end, index).replace(declaration, replaceLine), code);
    end = index + code.length;
  }
  return [...parts, text.slice(end).replace(declaration, replaceLine)].join("");
}

/** Returns the modules that functions of a text import when they run; undefined for an expression. */
export function requiredInFunctions(text: string): (string | undefined)[] {
  return [...text.matchAll(/(?<![\w.$])require\((?:["'`]([^"'`]*)["'`])?/g)].map(([, specifier]) => specifier);
}
