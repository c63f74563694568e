/**
 * Returns the resource part of a parameter's ARN: `parameter/path/name` (Systems Manager User Guide, "Restricting
 * access").
 */
export function arnName(parameter: string): string {
  return `parameter${parameter.startsWith("/") ? "" : "/"}${parameter}`;
}

/** A parameter reference in a request. */
export interface ParameterReference {
  readonly name: string;
  /** Version or label after the colon, such as `:3` or `:live`; absent for the newest version. */
  readonly selector?: string;
}

/** Parses `name`, `name:3`, `name:label`, or an ARN with one of these. */
export function referenceOf(text: string): ParameterReference {
  const [, path = text] = /^arn:[^:]+:ssm:[^:]*:\d*:parameter(\/.+)$/.exec(text) ?? [];
  const [name = "", selector] = splitSelector(path);
  // The ARN of a plain name contains a slash that is not part of the name.
  const plain = path !== text && !name.slice(1).includes("/") ? name.slice(1) : name;
  return selector === undefined ? { name: plain } : { name: plain, selector };
}

function splitSelector(path: string): [name: string, selector?: string] {
  const colon = path.indexOf(":");
  return colon === -1 ? [path] : [path.slice(0, colon), path.slice(colon)];
}

/** Checks a name (Systems Manager API Reference, PutParameter, Name). @returns the error message */
export function nameRefusal(name: string): string | undefined {
  if (!/^[\w./-]+$/.test(name)) {
    return 'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';
  }
  if (name.includes("/") && !name.startsWith("/")) return "Parameter name must be a fully qualified name.";
  if (/^\/?(?:aws|ssm)/i.test(name)) {
    return `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).`;
  }
  return undefined;
}
