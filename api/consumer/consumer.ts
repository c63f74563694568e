import type { ObjectSchema } from "../http/schemas";
import { declarationsIn, type AccessTo, type Declarations, type Handles } from "../kinds";
import { captureCallSite } from "../route/callSite";
import type { ValueDeclaration, ValuesIn } from "../values/declaration";
import type { ConsumerCallbackFactory } from "./handlers";
import { declarationOf, type InputOf, type Source } from "./sources";

/** How Lambda collects the records of a stream or a queue. */
export interface BatchSettings {
  /** Most records of a call. Default: 100 for a stream, 10 for a queue. */
  readonly size?: number;
  /** Seconds for which Lambda collects records before it calls the function. Default: 0. */
  readonly windowSeconds?: number;
}

/** Treatment of a record that fails again and again. The dead-letter queue keeps it for 14 days. */
export interface FailureSettings {
  /** Further attempts after the first one. Default: 5 for a stream, 4 for a queue, 2 otherwise. */
  readonly retries?: number;
}

/** A function for events. Its function, role, mapping, dead-letter queue, alarms and logs are derived from it. */
export interface Consumer {
  /** Prefix of logical names. Permanent: another name replaces the function and its dead-letter queue. */
  readonly name: string;
  /** Task of the function, in one sentence. */
  readonly summary: string;
  readonly from: Source;
  /** Name of the source in the resource; undefined if the resource does not declare it. */
  readonly sourceKey: string | undefined;
  /** IAM actions that the callback uses, keyed by the names that the resource declares. */
  readonly access: Readonly<Record<string, readonly string[]>>;
  /** The declarations that `access` names. */
  readonly declarations: Declarations;
  readonly values: readonly ValueDeclaration[];
  readonly batch: BatchSettings;
  readonly onFailure: FailureSettings;
  /** False if the callback may process an event twice. Default: the table `deliveries` prevents it. */
  readonly idempotent: boolean;
  /** Maximum gzipped bytes of the archive. */
  readonly archiveBudget?: number;
  readonly callbackFactory: ConsumerCallbackFactory;
  /** The stack of this error begins where the consumer is declared. Error messages point there. */
  readonly origin: Error;
}

/** The argument of `consumer`. Its parts determine the types of the callback's handles and input. */
export interface ConsumerDeclaration<
  D extends Declarations,
  From extends Source,
  Access extends AccessTo<D>,
  Values extends readonly ValueDeclaration[],
> extends Pick<Consumer, "name" | "summary" | "archiveBudget"> {
  readonly from: From;
  readonly access?: Access & { readonly [Name in Exclude<keyof Access, keyof D>]: never };
  readonly values?: Values;
  readonly batch?: From extends { readonly kind: "stream" | "queue" } ? BatchSettings : never;
  readonly onFailure?: FailureSettings;
  readonly idempotent?: boolean;
  /**
   * Runs once per Lambda environment and returns the function that processes each input. If it throws, AWS delivers the
   * input again. Pulumi serializes it, so it may only use imported functions and literals (docs/decisions.md,
   * "Callbacks").
   */
  readonly callbackFactory: (context: Handles<D, Access> & ValuesIn<Values>) => (input: InputOf<From>) => Promise<void>;
}

/** Declares a consumer. `D` limits the names in its `access`. */
export type ConsumerOf<D extends Declarations> = <
  const From extends Source,
  const Access extends AccessTo<D> = Readonly<Record<never, never>>,
  const Values extends readonly ValueDeclaration[] = readonly [],
>(
  declaration: ConsumerDeclaration<D, From, Access, Values>,
) => Consumer;

type OptionalKey = "access" | "values" | "batch" | "onFailure" | "idempotent";

type AnyDeclaration = Omit<Consumer, "origin" | "declarations" | "sourceKey" | OptionalKey> &
  Partial<Pick<Consumer, OptionalKey>>;

/** Returns the function that declares the consumers of a resource. */
export function consumersOf(declarations: Declarations): (declaration: AnyDeclaration) => Consumer {
  const consumer = ({
    access = {},
    values = [],
    batch = {},
    onFailure = {},
    idempotent = true,
    ...rest
  }: AnyDeclaration): Consumer => ({
    ...rest,
    access,
    values,
    batch,
    onFailure,
    idempotent,
    sourceKey: keyOfSource(declarations, rest.from),
    declarations: declarationsIn(declarations, access),
    origin: captureCallSite(consumer),
  });
  return consumer;
}

/** Returns the name of a source's declaration; undefined without one. @param from may be a value that is no source */
function keyOfSource(declarations: Declarations, from: Source | null | undefined): string | undefined {
  const source = from && declarationOf(from);
  if (source === undefined || source === null) return undefined;
  return Object.keys(declarations).find((key) => declarations[key] === source);
}

/**
 * Returns the schema of a source's items or messages. For a bus, its properties are the details of each type. It has no
 * properties for other sources.
 */
export function schemaOf(from: Source): ObjectSchema {
  switch (from.kind) {
    case "stream":
      return from.item;
    case "queue":
      return from.queue.message;
    case "topic":
      return from.topic.message;
    case "bus":
      return {
        type: "object",
        properties: Object.fromEntries(from.events.map(({ type, detail }) => [type, detail])),
      };
    case "bucket":
    case "schedule":
      return { type: "object", properties: {} };
  }
}
