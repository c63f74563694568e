/** Returns the name of a function that is given by name, ARN or partial ARN. */
export function functionNameOf(reference: unknown): string {
  const text = String(reference);
  const [, name] = /(?:^|:)function:([^:]+)/.exec(text) ?? [];
  return name ?? text.replace(/:[^:]*$/, "");
}
