import type { TypeChecks } from "./checks";
import type { Clock } from "./clock";
import type { Facts } from "./facts/facts";
import type { Faults } from "./faults";
import type { StackLocation } from "./identity";
import type { ServiceRegistry } from "./serviceRegistry";
import type { ConstructedTypes, EmulatedTypes, Program, Providers } from "./resources";
import type { LogSink } from "./facts/logSink";

/** Values that all services of a run share. */
export interface Run {
  readonly location: StackLocation;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly facts: Facts;
  /** Reports a log line as a fact. */
  readonly log: LogSink;
  readonly registry: ServiceRegistry;
  /** Environment variables of all functions: endpoints, under the names that the SDKs read. */
  readonly functionVariables: Record<string, string>;
  /** Port of the first API. Others use the next free ports; 0 picks any free port. */
  readonly listen: { readonly host: string; readonly port: number };
  /** True if HTTP integrations may call other hosts. */
  readonly allowNetwork: boolean;
  /** Folder of persistent data; undefined keeps it in memory. */
  readonly dataDir: string | undefined;
}

/** An AWS service of the local cloud. Each has its own folder, and `src/services.ts` lists them. */
export interface ServiceDefinition {
  /** Emulated resource types. */
  readonly emulates: EmulatedTypes;
  /** Types with ids and outputs, so that programs can refer to them, but without behaviour. */
  readonly names?: Providers;
  /** Component types of provider plugins. */
  readonly constructs?: ConstructedTypes;
  /** Checks of single resources, which run before the checks of all services. */
  readonly refuses?: readonly TypeChecks[];
  /** Creates the service of one run, and offers its interfaces to other services. Absent if it has no behaviour. */
  readonly create?: (run: Run) => Service;
}

/** A running service. */
export interface Service {
  /** Opens listeners, before a program is loaded. @throws UserError */
  start?(): Promise<void>;
  /** Validates a declaration before anything changes. @throws Refusal if AWS would reject it. */
  check?(program: Program): void;
  /** Applies the first or a later declaration. Services apply it in the order of the list. */
  declare?(program: Program): void | Promise<void>;
  /** Finishes pending work and closes, at any time, in reverse order of the list. */
  stop?(): Promise<void>;
}
