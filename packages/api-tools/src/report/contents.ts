/** Code of a function as the program declares it. */
interface Code {
  readonly assets?: Promise<Readonly<Record<string, Code>>>;
  readonly text?: Promise<string>;
}

/**
 * Returns the bytes of each package in an archive of the template, which lists them in the first line of its bundle
 * (`runtime.js`). Undefined for an archive without a list.
 */
export async function contentsOf(code: unknown): Promise<Readonly<Record<string, number>> | undefined> {
  const assets = await (code as Code | undefined)?.assets;
  const text = await assets?.["runtime.js"]?.text;
  const [, list] = /^\/\/ (\{.*\})$/m.exec(text?.slice(0, 10_000) ?? "") ?? [];
  if (list === undefined || !text!.startsWith("// {")) return undefined;
  try {
    return JSON.parse(list) as Record<string, number>;
  } catch {
    return undefined;
  }
}
