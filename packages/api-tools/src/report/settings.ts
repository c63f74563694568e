/** A setting of the stack, by its path: `items-api:usagePlans[0].rateLimit`. */
export interface SettingChange {
  readonly key: string;
  /** Undefined where it is not set. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Config = Readonly<Record<string, string>>;

/** What differs between two stacks' configurations, value by value. */
export function settingChanges(before: Config, after: Config): SettingChange[] {
  const [old, now] = [flat(before), flat(after)];
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((key) => ({ key, before: old.get(key), after: now.get(key) }))
    .filter((change) => change.before !== change.after);
}

function flat(config: Config): Map<string, string> {
  return new Map(Object.entries(config).flatMap(([key, text]) => [...leaves(key, valueOf(text))]));
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function* leaves(path: string, value: unknown): Generator<[string, string]> {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0)
    yield [path, JSON.stringify(value)];
  else if (Array.isArray(value))
    for (const [index, inner] of value.entries()) yield* leaves(`${path}[${index}]`, inner);
  else for (const [key, inner] of Object.entries(value)) yield* leaves(`${path}.${key}`, inner);
}
