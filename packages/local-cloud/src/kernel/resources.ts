import type { StackLocation } from "./identity";
import type { InputLists, Properties } from "./inputs";
import type { ServiceRegistry } from "./serviceRegistry";

/** A position in compiled code. */
export interface CompiledPosition {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export type { Properties };

/** A declared resource. */
export interface Declared {
  /** Pulumi type token, such as `aws:lambda/function:Function`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
  /** Parent URN; may be empty. */
  readonly parent: string;
  /** False for components. */
  readonly custom: boolean;
  readonly id: string;
  readonly inputs: Properties;
  /** Inputs and provider outputs: names, ARNs, ids. */
  readonly state: Properties;
  readonly options: DeclaredOptions;
  /** `URN::ID` of an explicit provider; empty or absent for the default one. */
  readonly provider?: string;
  /** Position of the constructor call in compiled code. `Program.sourceOf` maps it to the source. */
  readonly constructedAt?: CompiledPosition | undefined;
  /** Origin of a value from another stack, for messages. */
  readonly from?: string | undefined;
}

/** Resource options. Pulumi does not pass them to mocks. */
export interface DeclaredOptions {
  /** URNs from `dependsOn` and from inputs. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** Id of an existing resource to import; empty for a new one. */
  readonly importId: string;
}

/** A stack output. */
export interface StackOutput {
  readonly value: unknown;
  readonly secret: boolean;
}

export interface Program {
  readonly location: StackLocation;
  readonly resources: readonly Declared[];
  /** Existing resources that the program reads. They are not emulated. */
  readonly reads?: readonly Declared[];
  /** Names of the program's resource hooks. None of them runs locally. */
  readonly hooks?: readonly string[];
  readonly outputs: Readonly<Record<string, StackOutput>>;
  /** Maps a compiled position to `api/tables/create.ts:12`; undefined if it has no source. */
  readonly sourceOf?: (place: CompiledPosition) => string | undefined;
  /** Returns the source map of a serialized text as JSON; undefined if no line comes from the program. */
  readonly sourceMapOf?: (text: string) => string | undefined;
  /** Absolute paths of the program's loaded source files. */
  readonly files?: () => readonly string[];
  /** Folder of the program. */
  readonly dir?: string;
  /** OpenAPI document for clients, if the program publishes one. */
  readonly document?: object;
  /** AsyncAPI document of the program's events, if it publishes one. */
  readonly eventsDocument?: object;
}

/** Context of a provider: the location of the stack and the other services. */
export interface ProviderContext extends StackLocation {
  readonly registry: ServiceRegistry;
}

export interface NewResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
}

export interface ProvidedState {
  readonly id: string;
  readonly state: Properties;
  /** Origin of a value from another stack, for messages. */
  readonly from?: string;
}

/**
 * Computes the id and outputs that AWS would return for a resource.
 *
 * @param earlier resources declared before this one, which include every resource that it refers to.
 */
export type Provider = (
  resource: NewResource,
  context: ProviderContext,
  earlier: readonly Declared[],
) => ProvidedState | Promise<ProvidedState>;

/** Providers by Pulumi type token. */
export type Providers = Readonly<Record<string, Provider>>;

/** A resource type that the local cloud emulates. */
export interface EmulatedType extends InputLists {
  readonly provide: Provider;
  /** Returns parts of documents without effect, which input paths cannot name. */
  readonly partsWithoutEffect?: (inputs: Properties) => readonly string[];
}

/** Emulated types by Pulumi type token. */
export type EmulatedTypes = Readonly<Record<string, EmulatedType>>;

/** A resource that a component declares as its child. */
export interface Child extends NewResource {
  /** URNs that the resource depends on. */
  readonly dependencies?: readonly string[];
}

/** Results of a component: plain outputs, and resources that become outputs. */
export interface ConstructionResult {
  readonly outputs: Properties;
  readonly resources: Readonly<Record<string, Declared>>;
}

/** Constructs a component, as the plugin of its provider does. @throws UserError */
export type Component = (
  component: NewResource,
  declare: (child: Child) => Promise<Declared>,
  context: ProviderContext,
) => Promise<ConstructionResult>;

/** A component type that the local cloud constructs. */
export interface ConstructedType extends InputLists {
  readonly construct: Component;
}

/** Constructed components by Pulumi type token. */
export type ConstructedTypes = Readonly<Record<string, ConstructedType>>;

/** Components by Pulumi type token. */
export type Components = Readonly<Record<string, Component>>;

/** Returns the resources of one type, in declaration order. */
export function ofType(resources: readonly Declared[], type: string): Declared[] {
  return resources.filter((resource) => resource.type === type);
}
