import type { StackLocation } from "./identity";
import type { InputLists, Properties } from "./inputs";
import type { ServiceRegistry } from "./serviceRegistry";

/** A line of what a file is compiled to. */
export interface CompiledPlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export type { Properties };

/** What a program declared, in the order of registration. */
export interface Declared {
  /** Pulumi's type token, `aws:lambda/function:Function`. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly urn: string;
  /** URN of the parent; empty without one. */
  readonly parent: string;
  /** False for components. */
  readonly custom: boolean;
  readonly id: string;
  readonly inputs: Properties;
  /** Inputs and what the provider adds: names, ARNs, ids. */
  readonly state: Properties;
  readonly options: DeclaredOptions;
  /** `URN::ID` of a provider that the program made; empty or absent for the default one. */
  readonly provider?: string;
  /** The program's line that constructs it, as compiled; Program.sourceOf says where that is in its source. */
  readonly madeAt?: CompiledPlace | undefined;
  /** Where its outputs come from, for a person: of another stack. */
  readonly from?: string | undefined;
}

/** Resource options, which Pulumi does not hand to mocks. */
export interface DeclaredOptions {
  /** URNs, from `dependsOn` and from inputs. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** Id of what is there already and is to be taken over; empty for what is to be made. */
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
  /** What the program reads of resources that exist elsewhere; none of them is here. */
  readonly reads?: readonly Declared[];
  /** Names of the program's hooks on resources, none of which runs here. */
  readonly hooks?: readonly string[];
  readonly outputs: Readonly<Record<string, StackOutput>>;
  /** `api/tables/create.ts:12` of a compiled line; undefined where that cannot be told. */
  readonly sourceOf?: (place: CompiledPlace) => string | undefined;
  /** The source map of a text that Pulumi serialized, as JSON; undefined where no line is the program's. */
  readonly sourceMapOf?: (text: string) => string | undefined;
  /** The program's own source files that are loaded, as absolute paths. */
  readonly files?: () => readonly string[];
  /** Its folder. */
  readonly dir?: string;
  /** The OpenAPI document for clients, where the program publishes one. */
  readonly document?: object;
}

/** What a resource type's provider may ask for: where the program runs, and what services offer. */
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
  /** Where its outputs come from, for a person: of another stack. */
  readonly from?: string;
}

/**
 * Gives a declared resource the id and outputs that AWS would.
 *
 * @param earlier what was declared before: a resource that this one refers to is among them.
 */
export type Provider = (
  resource: NewResource,
  context: ProviderContext,
  earlier: readonly Declared[],
) => ProvidedState | Promise<ProvidedState>;

/** Providers by Pulumi type token. */
export type Providers = Readonly<Record<string, Provider>>;

/** A resource type that the local cloud brings to life. */
export interface EmulatedType extends InputLists {
  readonly provide: Provider;
  /** Parts of inputs that have no effect, where the lists cannot name them: those of a document. */
  readonly partsWithoutEffect?: (inputs: Properties) => readonly string[];
}

/** Emulated types by Pulumi type token. */
export type EmulatedTypes = Readonly<Record<string, EmulatedType>>;

/** A resource that a component declares; its parent is the component. */
export interface Child extends NewResource {
  /** URNs of what it waits for. */
  readonly dependencies?: readonly string[];
}

/** What a component gives the program: plain outputs, and resources of its own as outputs. */
export interface Constructed {
  readonly outputs: Properties;
  readonly resources: Readonly<Record<string, Declared>>;
}

/** Does what a provider's plugin does to construct a component. @throws UserError */
export type Component = (
  component: NewResource,
  declare: (child: Child) => Promise<Declared>,
  context: ProviderContext,
) => Promise<Constructed>;

/** A component that the local cloud constructs. */
export interface ConstructedType extends InputLists {
  readonly construct: Component;
}

/** Constructed components by Pulumi type token. */
export type ConstructedTypes = Readonly<Record<string, ConstructedType>>;

/** Components by Pulumi type token. */
export type Components = Readonly<Record<string, Component>>;

/** The declared resources of one type, in order. */
export function ofType(resources: readonly Declared[], type: string): Declared[] {
  return resources.filter((resource) => resource.type === type);
}
