import { tellConstructions } from "./construction";
import { UserError } from "./errors";
import { arn, declaredName, type Place } from "./identity";
import { invoke } from "./invokes";
import { connect, type Registered, type Registration } from "./monitor";
import type { PulumiCopy } from "./pulumi";
import type { Declared, NewResource, Provider, ProviderContext, Providers } from "./resources";

export interface RecorderOptions {
  readonly pulumi: PulumiCopy;
  readonly providers: Providers;
  readonly context: ProviderContext;
  readonly preview: boolean;
  /** Told of a provider's error as it is: Pulumi wraps it once for every resource that depends on this one. */
  readonly onError: (error: unknown) => void;
}

const stackType = "pulumi:pulumi:Stack";

/** Stands in for the Pulumi engine: takes registrations, answers with what a provider would, and keeps both. */
export class Recorder {
  readonly resources: Declared[] = [];
  private readonly urns = new Set<string>();
  private readonly constructed: string[] = [];

  constructor(private readonly options: RecorderOptions) {}

  /** Points Pulumi's runtime at this recorder. */
  async install(): Promise<void> {
    const { pulumi, context, preview, onError } = this.options;
    const told = <T>(work: Promise<T>): Promise<T> =>
      work.catch((error: unknown) => {
        onError(error);
        throw error;
      });
    await connect(
      pulumi,
      {
        register: (registration) => told(this.register(registration)),
        invoke: (token, inputs) => told(Promise.resolve().then(() => invoke(token, inputs, context))),
      },
      { ...context, preview },
    );
    tellConstructions(({ type, name }) => this.constructed.push(`${name} (${type})`));
  }

  /** Constructed resources that have not been registered: what they wait for never came. */
  get waiting(): string[] {
    const registered = this.resources.map(({ name, type }) => `${name} (${type})`);
    return this.constructed.filter(
      (resource) => !registered.includes(resource) && !resource.endsWith(`(${stackType})`),
    );
  }

  private async register(registration: Registration): Promise<Registered> {
    const { type, name, custom, options } = registration;
    if (registration.remote) throw remoteComponent(registration);
    // The stack itself is no resource of it, and nobody's parent.
    const parent = registration.parent.includes(`::${stackType}::`) ? "" : registration.parent;
    const urn = this.urnOf(parent, type, name);
    if (this.urns.has(urn))
      throw new UserError(`two resources of type ${type} are named ${name}, and Pulumi refuses that`);
    this.urns.add(urn);
    if (type === stackType) return { urn, id: undefined, state: {} };
    const inputs = this.plain(registration.inputs) as Record<string, unknown>;
    const { id, state } = custom ? await this.provide({ type, name, inputs }) : { id: "", state: {} };
    this.resources.push({ type, name, urn, parent, custom, id, inputs, state: { ...inputs, ...state }, options });
    // Archives go back and forth as whole texts, and no program reads its own.
    const { code: _code, ...known } = inputs;
    if (this.options.preview && custom) return { urn, id: undefined, state: known };
    return { urn, id, state: { ...known, ...state } };
  }

  private async provide(resource: NewResource) {
    const { providers, context } = this.options;
    const provider: Provider = providers[resource.type] ?? provideUnknown;
    return provider(resource, context, this.resources);
  }

  /** A resource's type is behind those of its parents. */
  private urnOf(parent: string, type: string, name: string): string {
    const { project, stack } = this.options.context;
    const [, , parentTypes] = parent.split("::");
    const types = parentTypes === undefined ? type : `${parentTypes.split("$").pop()}$${type}`;
    return `urn:pulumi:${[stack, project, types, name].join("::")}`;
  }

  /** Secrets arrive wrapped, by Pulumi's RPC protocol. */
  private plain(value: unknown): unknown {
    const { runtime, asset } = this.options.pulumi.api;
    if (Array.isArray(value)) return value.map((each) => this.plain(each));
    if (typeof value !== "object" || value === null) return value;
    if (asset.Archive.isInstance(value) || asset.Asset.isInstance(value)) return value;
    if (runtime.isRpcSecret(value)) return this.plain(runtime.unwrapRpcSecret(value));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.plain(inner)]));
  }
}

/** Resources that nothing emulates still have a name, an id and an ARN, so that a program can refer to them. */
function provideUnknown({ type, name, inputs }: NewResource, place: Place) {
  const physical = declaredName({ type, name, inputs }, place);
  return { id: physical, state: { name: physical, arn: arn(place, "unknown", physical) } };
}

/** Its children exist only where its provider's plugin runs: it would look as if it ran, with no outputs. */
function remoteComponent({ name, type }: Registration): UserError {
  return new UserError(
    `${name} (${type}) is a component of a provider plugin, which only the Pulumi engine can construct: it does not run locally`,
  );
}
