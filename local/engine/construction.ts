/** A resource as its class hands it to Pulumi, before its inputs are known. */
export interface Construction {
  readonly type: string;
  readonly name: string;
  /** Names of the outputs that only a deployment fills in. */
  readonly outputs: readonly string[];
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
 *   is the resource, and the first two texts are its type and its name.
 */
export function watchConstruction(runtime: { registerResource: Register; readResource: Register }): void {
  if (watched.has(runtime)) return;
  watched.add(runtime);
  for (const call of ["registerResource", "readResource"] as const) {
    const original = runtime[call];
    runtime[call] = (...args) => {
      const [type = "", name = ""] = args.filter((argument) => typeof argument === "string");
      onConstruction({ type, name, outputs: outputsOf((args[0] as object).constructor) });
      original(...args);
    };
  }
}

const outputsByClass = new WeakMap<object, readonly string[]>();

/** As Pulumi's generated classes mark them, in their source: `["arn"] = undefined`, and `out` in a comment behind it. */
function outputsOf(constructor: object): readonly string[] {
  const known = outputsByClass.get(constructor);
  if (known !== undefined) return known;
  const own = [...Function.prototype.toString.call(constructor).matchAll(/\["(\w+)"\] = undefined \/\*out\*\//g)].map(
    ([, name]) => name!,
  );
  const base = Object.getPrototypeOf(constructor) as object | null;
  // A program's own class may extend a generated one.
  const outputs = own.length > 0 || base === Function.prototype || base === null ? own : outputsOf(base);
  outputsByClass.set(constructor, outputs);
  return outputs;
}
