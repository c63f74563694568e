/** A resource as its class hands it to Pulumi, before its inputs are known. */
export interface Construction {
  readonly type: string;
  readonly name: string;
  readonly resource: object;
  /** Inputs, and outputs that only a deployment knows as properties without a value. */
  readonly properties: Readonly<Record<string, unknown>>;
}

type Register = (...args: readonly unknown[]) => void;

let onConstruction: (construction: Construction) => void = () => undefined;

/** Whom to tell of resources that a program constructs from now on. */
export function tellConstructions(tell: (construction: Construction) => void): void {
  onConstruction = tell;
}

const watched = new WeakSet<object>();

/**
 * Resources register only once their inputs are known, so one that waits for itself never shows up anywhere. The
 * constructor's own call, which comes first, is the only place to see it.
 *
 * @param runtime a copy's runtime/resource. Versions differ in what its arguments are, but not in their kinds: the first
 *   is the resource, the first two texts are its type and its name, and the first plain object holds its properties.
 */
export function watchConstruction(runtime: { registerResource: Register }): void {
  if (watched.has(runtime)) return;
  watched.add(runtime);
  const register = runtime.registerResource;
  runtime.registerResource = (...args) => {
    const [type = "", name = ""] = args.filter((argument) => typeof argument === "string");
    const after = args.slice(args.indexOf(name) + 1);
    const properties = after.find((argument) => typeof argument === "object" && argument !== null) ?? {};
    onConstruction({ type, name, resource: args[0] as object, properties: properties as Record<string, unknown> });
    register(...args);
  };
}
