import { declaredName, type StackLocation } from "../../kernel/identity";
import { apis } from "../../kernel/interfaces/apis";
import type { Registration } from "./monitor";
import { ServiceRegistry } from "../../kernel/serviceRegistry";
import { providePulumi, type PulumiSources } from "./pulumiTypes";
import type { Declared, NewResource, ProvidedState, ProviderContext, Providers } from "../../kernel/resources";
import { completeOutputs } from "../../kernel/unknownOutputs";

export interface ProvisionOptions extends PulumiSources {
  readonly providers: Providers;
  readonly context: ProviderContext;
}

/** A resource that needs an id and outputs. */
export interface ProvisionRequest extends NewResource, Pick<Registration, "provider" | "reads"> {
  readonly urn: string;
  /** Names of the outputs that a deployment sets. */
  readonly outputs: readonly string[];
}

/** Computes ids and outputs of resources with their providers. */
export class Provision {
  /** Regions of the program's providers, by URN. */
  private readonly regions = new Map<string, string>();

  constructor(private readonly options: ProvisionOptions) {}

  /** @param earlier resources declared before this one. */
  async provide(wanted: ProvisionRequest, earlier: readonly Declared[]): Promise<ProvidedState> {
    const { context, answers, stacks, dir } = this.options;
    const region = this.regionOf(wanted);
    if (wanted.type === "pulumi:providers:aws") this.regions.set(wanted.urn, region);
    const own = await providePulumi(wanted, context, { answers, stacks, dir });
    if (own !== undefined) return own;
    const { id, state } = await this.callProvider(wanted, { ...context, region }, earlier);
    const given = answers.resource(wanted.type, wanted.name);
    return { id, state: completeOutputs(wanted, { outputs: wanted.outputs, state: { ...state, ...given }, region }) };
  }

  /** Returns the region of the resource (AWS provider version 7 or later), of its provider, or of the stack. */
  regionOf({ type, inputs, provider }: Pick<ProvisionRequest, "type" | "inputs" | "provider">): string {
    const { region } = inputs;
    if (type.includes("aws:") && typeof region === "string") return region;
    if (type.startsWith("pulumi:providers:aws") && typeof region === "string") return region;
    return this.regions.get(provider.slice(0, provider.lastIndexOf("::"))) ?? this.options.context.region;
  }

  private async callProvider(
    wanted: ProvisionRequest,
    context: ProviderContext,
    earlier: readonly Declared[],
  ): Promise<ProvidedState> {
    const { type, name, inputs, reads } = wanted;
    const provider = this.options.providers[type] ?? provideUnknown;
    if (reads === undefined) return provider({ type, name, inputs }, context, earlier);
    // In AWS's ids and ARNs, the name is the last part.
    const named = { ...inputs, name: inputs["name"] ?? reads.split(/[/:]/).at(-1) };
    const { state } = await provider({ type, name, inputs: named }, withDeployedApis(context), earlier);
    return { id: reads, state: { ...state, ...(reads.startsWith("arn:") ? { arn: reads } : {}) } };
  }
}

/** Returns a context for existing APIs, whose endpoints are on AWS. */
function withDeployedApis(context: ProviderContext): ProviderContext {
  const registry = new ServiceRegistry();
  const endpoint = (id: string) => `https://${id}.execute-api.${context.region}.amazonaws.com`;
  registry.offer(apis, {
    endpoint,
    descriptions: [],
    check: () => Promise.resolve([]),
    inFlight: () => Promise.resolve(0),
  });
  return { ...context, registry };
}

/** Provides a name and an id for a resource of an unknown type, so that programs can refer to it. */
function provideUnknown(resource: NewResource, location: StackLocation): ProvidedState {
  const physical = declaredName(resource, location);
  return { id: physical, state: { name: physical } };
}
