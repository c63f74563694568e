import { LocalCloud, providersOf } from "../../src/cloud";
import type { Clock } from "../../src/kernel/clock";
import { loadProgram } from "../../src/program/load";
import type { Project } from "../../src/program/project/readProject";
import type { Declared, Properties, Providers } from "../../src/kernel/resources";
import { services } from "../../src/services";

/** Input paths by resource type: `aws:apigateway/stage:Stage` → `accessLogSettings.format`. */
export type Reads = ReadonlyMap<string, ReadonlySet<string>>;

/** Records each property that is read by name, but not copies or enumerations of all properties. */
class ReadRecorder {
  readonly reads = new Map<string, Set<string>>();

  observed<T extends object>(type: string, value: T, path = ""): T {
    // Copying an object reads each property's descriptor right before its value.
    let copied: string | undefined;
    return new Proxy(value, {
      getOwnPropertyDescriptor: (target, key) => {
        copied = String(key);
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
      get: (target, key) => {
        const inner: unknown = Reflect.get(target, key);
        // JSON.stringify reads `toJSON` of every object.
        if (typeof key === "symbol" || key === "toJSON" || typeof inner === "function") return inner;
        const isCopied = copied === key;
        copied = undefined;
        const own = Array.isArray(target) ? path : `${path}${path === "" ? "" : "."}${key}`;
        if (!isCopied && own !== "") this.add(type, own);
        return isObservable(inner) ? this.observed(type, inner, own) : inner;
      },
    });
  }

  private add(type: string, path: string): void {
    this.reads.set(type, (this.reads.get(type) ?? new Set()).add(path));
  }
}

/** Assets and archives are class instances. */
function isObservable(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** Loads, declares and runs a program, and returns the inputs that the services read. */
export async function readsOf(
  project: Project,
  clock: Clock,
  serve: (cloud: LocalCloud) => Promise<void>,
): Promise<Reads> {
  const recorder = new ReadRecorder();
  const { name, stack, config } = project;
  const location = { project: name, stack, region: config["aws:region"] ?? "us-east-1" };
  const cloud = await LocalCloud.open(location, { host: "127.0.0.1", port: 0, clock });
  const observe = (type: string, values: Properties) => recorder.observed(type, values);
  const providers: Providers = Object.fromEntries(
    Object.entries(providersOf()).map(([type, provide]) => [
      type,
      (resource, context, earlier) =>
        provide({ ...resource, inputs: observe(type, resource.inputs) }, context, earlier.map(observed)),
    ]),
  );
  const observed = (declared: Declared): Declared => ({
    ...declared,
    inputs: observe(declared.type, declared.inputs),
    state: observe(declared.type, declared.state),
  });
  const constructs = services.flatMap((service) => Object.entries(service.constructs ?? {}));
  const components = Object.fromEntries(constructs.map(([type, { construct }]) => [type, construct]));
  try {
    const program = await loadProgram({ ...project, providers, components, context: cloud.context });
    // Reads of checks are not an effect.
    await cloud.takeOver({ ...program, resources: program.resources.map(observed) });
    await serve(cloud);
    return recorder.reads;
  } finally {
    await cloud.stop();
  }
}
