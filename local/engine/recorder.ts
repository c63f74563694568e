import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "./errors";
import { arn, declaredName, type Place } from "./identity";
import { invoke } from "./invokes";
import type { Declared, DeclaredOptions, NewResource, Provider, ProviderContext, Providers } from "./resources";

/** Parts of Pulumi's runtime that its main module does not hand out. */
const requirePulumi = createRequire(__filename);
const state = requirePulumi("@pulumi/pulumi/runtime/state") as {
  getStore(): { supportsResourceReferences: boolean };
};

export interface RecorderOptions {
  readonly providers: Providers;
  readonly context: ProviderContext;
  readonly preview: boolean;
  /** Told of a provider's error as it is: Pulumi wraps it once for every resource that depends on this one. */
  readonly onError: (error: unknown) => void;
}

/** Stands in for the Pulumi engine: takes registrations, answers with what a provider would, and keeps both. */
export class Recorder {
  readonly resources: Declared[] = [];
  private readonly urns = new Set<string>();
  private readonly constructed: string[] = [];
  /** The registration that Pulumi hands to `newResource` next. */
  private request: RegisterRequest | undefined;
  private urnOf: MockMonitor["newUrn"] = () => "";

  constructor(private readonly options: RecorderOptions) {}

  /** Points Pulumi's runtime at this recorder. */
  async install(): Promise<void> {
    const { context, preview } = this.options;
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => this.newResource(args),
        call: ({ token, inputs }) => this.call(token, inputs as object),
      },
      context.project,
      context.stack,
      preview,
    );
    // As with providers, which get the id of a resource that is passed whole.
    state.getStore().supportsResourceReferences = false;
    const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
      // newResource runs before the first await of this call, and so finds its own request.
      this.request = request;
      if (request.getRemote()) this.options.onError(remoteComponent(request));
      return register(request, callback);
    };
    this.urnOf = monitor.newUrn.bind(monitor);
    onConstruction = (type, name) => this.constructed.push(`${name} (${type})`);
  }

  /** Constructed resources that have not been registered: what they wait for never came. */
  get waiting(): string[] {
    const registered = this.resources.map(({ name, type }) => `${name} (${type})`);
    return this.constructed.filter((resource) => !registered.includes(resource));
  }

  private async newResource({ type, name, inputs, custom }: pulumi.runtime.MockResourceArgs) {
    const request = this.request!;
    const urn = this.urnOf(request.getParent(), type, name);
    if (this.urns.has(urn)) {
      this.options.onError(new UserError(`two resources of type ${type} are named ${name}, and Pulumi refuses that`));
    }
    this.urns.add(urn);
    const plain = plainValues(inputs) as Record<string, unknown>;
    const { id, state } = custom === true ? await this.provide({ type, name, inputs: plain }) : { id: "", state: {} };
    this.resources.push({
      type,
      name,
      urn,
      parent: request.getParent(),
      custom: custom ?? false,
      id,
      inputs: plain,
      state: { ...plain, ...state },
      options: optionsOf(request),
    });
    // Archives go back and forth as whole texts, and no program reads its own.
    const { code: _code, ...known } = plain;
    if (this.options.preview && custom === true) return { id: undefined, state: known };
    return { id, state: { ...known, ...state } };
  }

  /** Pulumi wraps what a function throws until nobody can tell what it was. */
  private call(token: string, inputs: object): Record<string, unknown> {
    try {
      return invoke(token, inputs, this.options.context);
    } catch (error) {
      this.options.onError(error);
      throw error;
    }
  }

  private async provide(resource: NewResource) {
    const { providers, context, onError } = this.options;
    const provider: Provider = providers[resource.type] ?? provideUnknown;
    try {
      return await provider(resource, context, this.resources);
    } catch (error) {
      onError(error);
      throw error;
    }
  }
}

/** Resources that nothing emulates still have a name, an id and an ARN, so that a program can refer to them. */
function provideUnknown({ type, name, inputs }: NewResource, place: Place) {
  const physical = declaredName({ type, name, inputs }, place);
  return { id: physical, state: { name: physical, arn: arn(place, "unknown", physical) } };
}

/** Its children exist only where its provider's plugin runs: it would look as if it ran, with no outputs. */
function remoteComponent(request: RegisterRequest): UserError {
  return new UserError(
    `${request.getName()} (${request.getType()}) is a component of a provider plugin, which only the Pulumi engine can construct: it does not run locally`,
  );
}

interface MockMonitor {
  registerResource(request: RegisterRequest, callback: unknown): Promise<void>;
  newUrn(parent: string, type: string, name: string): string;
}

/** The accessors of Pulumi's RegisterResourceRequest (proto/pulumi/resource.proto) that carry options. */
interface RegisterRequest {
  getName(): string;
  getType(): string;
  getRemote(): boolean;
  getParent(): string;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
}

/** Reads a registration's options off the wire: mocks are not given them. */
function optionsOf(request: RegisterRequest): DeclaredOptions {
  return {
    dependencies: request.getDependenciesList(),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    ignoreChanges: request.getIgnorechangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

/** Secrets arrive wrapped, by Pulumi's RPC protocol. */
function plainValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValues);
  if (typeof value !== "object" || value === null || isAsset(value)) return value;
  if (pulumi.runtime.isRpcSecret(value)) return plainValues(pulumi.runtime.unwrapRpcSecret(value));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainValues(inner)]));
}

function isAsset(value: object): boolean {
  return pulumi.asset.Archive.isInstance(value) || pulumi.asset.Asset.isInstance(value);
}

let onConstruction: (type: string, name: string) => void = () => undefined;

/**
 * Resources register only once their inputs are known, so one that waits for itself never shows up anywhere. The
 * constructor's own call, which comes first, is the only place to see it.
 */
function watchConstruction(): void {
  type Register = (
    ...args: [resource: unknown, parent: unknown, type: string, name: string, ...rest: unknown[]]
  ) => void;
  const runtime = requirePulumi("@pulumi/pulumi/runtime/resource") as { registerResource: Register };
  const register = runtime.registerResource;
  runtime.registerResource = (...args) => {
    const [, , type, name] = args;
    onConstruction(type, name);
    register(...args);
  };
}

watchConstruction();
