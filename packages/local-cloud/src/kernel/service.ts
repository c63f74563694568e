import type { TypeChecks } from "./checks";
import type { Clock } from "./clock";
import type { Facts } from "./facts";
import type { Faults } from "./faults";
import type { StackLocation } from "./identity";
import type { ServiceRegistry } from "./serviceRegistry";
import type { ConstructedTypes, EmulatedTypes, Program, Providers } from "./resources";
import type { LogSink } from "./interfaces";

/** What every service of a run shares. */
export interface Run {
  readonly location: StackLocation;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly facts: Facts;
  /** Tells a log line as a fact. */
  readonly log: LogSink;
  readonly registry: ServiceRegistry;
  /** What functions find of this run in their environment: endpoints, by the names that the SDKs read. */
  readonly functionVariables: Record<string, string>;
  /** Of the first API; further ones take the next free ports, and 0 takes any. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Whether integrations over HTTP may leave this machine. */
  readonly allowNetwork: boolean;
  /** Folder for what outlives the run; in memory without one. */
  readonly dataDir: string | undefined;
}

/** One AWS service of the local cloud, a folder each. packages/local-cloud/src/services.ts lists them. */
export interface ServiceDefinition {
  /** The resource types that it brings to life: ids and outputs as on AWS, and the inputs that have an effect. */
  readonly emulates: EmulatedTypes;
  /** Types that get ids and outputs, so that programs can refer to them, and do nothing here. */
  readonly names?: Providers;
  /** Components of provider plugins that it constructs. */
  readonly constructs?: ConstructedTypes;
  /** What it refuses of each declared resource, before any service looks at the whole. */
  readonly refuses?: readonly TypeChecks[];
  /** Makes the service of one run; absent where it only gives names. What it offers to others, it offers here. */
  readonly create?: (run: Run) => Service;
}

/** A service in a run. */
export interface Service {
  /** Opens what it listens on, before a program is loaded. @throws UserError */
  start?(): Promise<void>;
  /** Looks at a declaration before anything changes. @throws Refusal for what AWS would refuse */
  check?(program: Program): void;
  /** Takes a declaration over, the first one or a later one; in the order of the list. */
  declare?(program: Program): void | Promise<void>;
  /** Finishes what is under way and closes, at any moment, started or not; in the order of the list, backwards. */
  stop?(): Promise<void>;
}
