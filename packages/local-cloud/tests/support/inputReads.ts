import { LocalCloud, providersOf } from "../../src/cloud";
import type { Clock } from "../../src/kernel/clock";
import { loadProgram } from "../../src/program/load";
import type { Project } from "../../src/program/project";
import type { Declared, Properties, Providers } from "../../src/kernel/resources";
import { services } from "../../src/services";

/** Paths of inputs by resource type: `aws:apigateway/stage:Stage` → `accessLogSettings.format`. */
export type Reads = ReadonlyMap<string, ReadonlySet<string>>;

/** Records each property that is read by its name; those of a copy or a list of all of them are not. */
class ReadRecorder {
  readonly reads = new Map<string, Set<string>>();

  observed<T extends object>(type: string, value: T, path = ""): T {
    // Copying an object asks for each property's descriptor right before its value.
    let copied: string | undefined;
    return new Proxy(value, {
      getOwnPropertyDescriptor: (target, key) => {
        copied = String(key);
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
      get: (target, key) => {
        const inner: unknown = Reflect.get(target, key);
        // JSON.stringify asks every object for it.
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

/** Assets and archives are of classes. */
function isObservable(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** Loads a program, declares and serves it, and returns the inputs that the services read meanwhile. */
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
    // What is only checked has no effect.
    await cloud.takeOver({ ...program, resources: program.resources.map(observed) });
    await serve(cloud);
    return recorder.reads;
  } finally {
    await cloud.stop();
  }
}
