/** A function without parameters, or with a destructured one, in which patterns are nested once. */
const parameter = /^[^(=]*\(\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\})?\s*\)/;

/**
 * Returns true unless a callbackFactory cannot use a name of its context: it takes no parameter, or destructures other
 * names. Archives then leave out the code behind the name.
 */
export function mayUse(name: string, callbackFactory: (context: never) => unknown): boolean {
  const [whole, pattern = ""] = parameter.exec(callbackFactory.toString()) ?? [];
  if (whole === undefined) return true;
  // `{ tables: { notes } }` takes `tables` alone from the context.
  const names = pattern.replace(/\{[^{}]*\}/g, "").split(",");
  const keys = names.map((each) => each.split(/[:=]/)[0]!.trim());
  return keys.some((key) => key === name || !/^[\w$]*$/.test(key));
}
