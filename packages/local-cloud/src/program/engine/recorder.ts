import { reportConstructions, type Construction } from "../construction";
import { UserError } from "../../kernel/errors";
import { loadServiceOf } from "../modules/deferredServices";
import { invoke } from "./invokes";
import {
  connect,
  connectBeside,
  type Connection,
  type Engine,
  type Invocation,
  type RegistrationResult,
  type Registration,
} from "./monitor";
import type { PulumiCopy } from "../pulumi/pulumiCopy";
import { Provision, type ProvisionOptions } from "./provision";
import type { Child, Components, Declared, ProvidedState } from "../../kernel/resources";

export interface RecorderOptions extends ProvisionOptions {
  readonly pulumi: PulumiCopy;
  readonly components: Components;
  readonly preview: boolean;
  /** Receives a provider's original error. Pulumi wraps it once for each dependent resource. */
  readonly onError: (error: unknown) => void;
}

const stackType = "pulumi:pulumi:Stack";

/** Replaces the Pulumi engine: records registrations and responds as a provider would. */
export class Recorder {
  readonly resources: Declared[] = [];
  /** Existing resources that the program only reads. */
  readonly reads: Declared[] = [];
  /** Names of the program's resource hooks. */
  readonly hooks: string[] = [];
  private readonly urns = new Set<string>();
  /** Keyed by type and name. */
  private readonly constructed = new Map<string, Construction>();
  private readonly provision: Provision;

  constructor(private readonly options: RecorderOptions) {
    this.provision = new Provision(options);
  }

  /** Connects the program's Pulumi to this recorder. */
  install(): void {
    connect(this.options.pulumi, this.connection);
    reportConstructions(this.options.dir, (construction) => {
      this.constructed.set(keyOf(construction), construction);
    });
  }

  /** Connects another copy of Pulumi, which one of the program's packages uses. */
  join(copy: PulumiCopy): void {
    connectBeside(copy, this.connection);
  }

  private get connection(): Connection {
    const { context, preview, answers, onError } = this.options;
    const reportErrors = <T>(work: Promise<T>): Promise<T> =>
      work.catch((error: unknown) => {
        onError(error);
        throw error;
      });
    const engine: Engine = {
      register: (registration) => reportErrors(this.register(registration)),
      skipHook: (name) => this.hooks.push(name),
      invoke: (call) =>
        reportErrors(
          Promise.resolve().then(() =>
            call.token === "pulumi:pulumi:getResource"
              ? this.resource(call)
              : invoke(call, this.regionOf(call), answers),
          ),
        ),
    };
    return { engine, project: context.project, stack: context.stack, preview };
  }

  /** Constructed resources that have not registered, because their inputs are pending. */
  get waiting(): string[] {
    const known = [...this.resources, ...this.reads].map(({ name, type }) => `${name} (${type})`);
    return [...this.constructed.values()]
      .filter(({ type }) => type !== stackType)
      .map(({ name, type }) => `${name} (${type})`)
      .filter((resource) => !known.includes(resource));
  }

  private regionOf({ token, inputs, provider }: Invocation): string {
    return this.provision.regionOf({ type: token, inputs, provider });
  }

  private async register(registration: Registration): Promise<RegistrationResult> {
    const { type, name, custom, provider, reads, options } = registration;
    // The stack is not listed among its own resources, and is not recorded as a parent.
    const parent = registration.parent.includes(`::${stackType}::`) ? "" : registration.parent;
    const urn = this.urnOf(parent, type, name);
    if (this.urns.has(urn))
      throw new UserError(`two resources of type ${type} are named ${name}, which Pulumi rejects`);
    this.urns.add(urn);
    if (type === stackType) return { urn, id: undefined, state: {} };
    const inputs = this.plain(registration.inputs) as Record<string, unknown>;
    if (registration.remote) return this.construct(registration, { urn, parent, inputs });
    const { outputs = [], constructedAt } = this.constructed.get(keyOf({ type, name })) ?? {};
    const wanted = { type, name, inputs, urn, provider, outputs, ...(reads === undefined ? {} : { reads }) };
    const provided: ProvidedState = custom
      ? await this.provision.provide(wanted, this.resources)
      : { id: "", state: {} };
    const { id, from } = provided;
    const state = { ...inputs, ...provided.state };
    const declared = {
      type,
      name,
      urn,
      parent,
      custom,
      id,
      inputs,
      state,
      options,
      provider,
      constructedAt,
      from,
    };
    (reads === undefined ? this.resources : this.reads).push(declared);
    // Leave out archives: they are large, and programs do not read them back.
    const { code: _code, ...known } = inputs;
    if (this.options.preview && custom) return { urn, id: undefined, state: known };
    return { urn, id, state: { ...known, ...provided.state } };
  }

  /** Constructs a component, as a provider plugin would. */
  private async construct(
    registration: Registration,
    { urn, parent, inputs }: Pick<Declared, "urn" | "parent" | "inputs">,
  ): Promise<RegistrationResult> {
    const { type, name, provider, options } = registration;
    const component = this.options.components[type];
    if (component === undefined) throw remoteComponentError(registration);
    const context = { ...this.options.context, region: this.provision.regionOf({ type, inputs, provider }) };
    const { outputs, resources } = await component(
      { type, name, inputs },
      (child) => this.child(child, { ...registration, parent: urn }),
      context,
    );
    const state = { ...inputs, ...outputs };
    this.resources.push({ type, name, urn, parent, custom: false, id: "", inputs, state, options });
    const references = Object.entries(resources).map(([output, resource]) => [output, reference(resource)]);
    return { urn, id: undefined, state: { ...outputs, ...(Object.fromEntries(references) as object) } };
  }

  private async child({ dependencies = [], ...child }: Child, of: Registration): Promise<Declared> {
    const options = { ...of.options, dependencies: [...of.options.dependencies, ...dependencies] };
    const { urn } = await this.register({ ...of, ...child, custom: true, remote: false, options });
    return this.resources.find((resource) => resource.urn === urn)!;
  }

  /** Looks up a resource by URN, for a program that receives a reference from a component. */
  private resource({ inputs }: Invocation): object {
    const found = this.resources.find(({ urn }) => urn === inputs["urn"]);
    if (found === undefined) throw new UserError(`there is no resource ${String(inputs["urn"])}`);
    const { code: _code, ...state } = found.state;
    return { urn: found.urn, id: found.id, state };
  }

  /** Builds a URN. It contains the types of the parents before the type of the resource. */
  private urnOf(parent: string, type: string, name: string): string {
    const { project, stack } = this.options.context;
    const [, , parentTypes] = parent.split("::");
    const types = parentTypes === undefined ? type : `${parentTypes.split("$").pop()}$${type}`;
    return `urn:pulumi:${[stack, project, types, name].join("::")}`;
  }

  /** Removes the secret wrappers of Pulumi's RPC protocol. */
  private plain(value: unknown): unknown {
    const { runtime, asset } = this.options.pulumi.api;
    if (Array.isArray(value)) return value.map((each) => this.plain(each));
    if (typeof value !== "object" || value === null) return value;
    if (asset.Archive.isInstance(value) || asset.Asset.isInstance(value)) return value;
    if (runtime.isRpcSecret(value)) return this.plain(runtime.unwrapRpcSecret(value));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.plain(inner)]));
  }
}

/** Returns a resource reference of Pulumi's protocol (sdk/go/common/resource/sig: ResourceReference). */
function reference({ urn, id, type }: Declared): object {
  loadServiceOf(type);
  return { "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e", urn, id, packageVersion: "" };
}

/** Returns the error for a remote component. Skipping it instead would leave out its children without notice. */
function remoteComponentError({ name, type }: Registration): UserError {
  return new UserError(
    `${name} (${type}) is a component of a provider plugin, which only the Pulumi engine can construct; it cannot run locally`,
  );
}

function keyOf({ type, name }: Pick<Construction, "type" | "name">): string {
  return `${type} ${name}`;
}
