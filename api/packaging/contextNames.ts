/**
 * Returns true unless a callbackFactory cannot use a name of its context: it takes no parameter, or destructures other
 * names. Archives then leave out the code behind the name.
 */
export function mayUse(name: string, callbackFactory: (context: never) => unknown): boolean {
  const [whole, names = ""] = /^[^(=]*\(\s*(?:\{([^{}]*)\})?\s*\)/.exec(callbackFactory.toString()) ?? [];
  if (whole === undefined || names.includes("...")) return true;
  return names.split(",").some((each) => each.split(/[:=]/)[0]!.trim() === name);
}
