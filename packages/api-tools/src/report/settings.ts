/** A changed setting, with its path: `items-api:usagePlans[0].rateLimit`. */
export interface SettingChange {
  readonly key: string;
  /** JSON text; undefined if the setting is absent. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Config = Readonly<Record<string, string>>;

/** Compares two configurations value by value. */
export function compareSettings(before: Config, after: Config): SettingChange[] {
  const [old, now] = [flatten(before), flatten(after)];
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((key) => ({ key, before: old.get(key), after: now.get(key) }))
    .filter((change) => change.before !== change.after);
}

function flatten(config: Config): Map<string, string> {
  return new Map(Object.entries(config).flatMap(([key, text]) => [...listLeaves(key, parseValue(text))]));
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function* listLeaves(path: string, value: unknown): Generator<[string, string]> {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0)
    yield [path, JSON.stringify(value)];
  else if (Array.isArray(value))
    for (const [index, inner] of value.entries()) yield* listLeaves(`${path}[${index}]`, inner);
  else for (const [key, inner] of Object.entries(value)) yield* listLeaves(`${path}.${key}`, inner);
}
