import { join } from "node:path";
import * as buckets from "../buckets/open";
import * as buses from "../buses/open";
import * as publish from "../buses/publish";
import * as batchHandler from "../consumer/batchHandler";
import * as eventHandler from "../consumer/eventHandler";
import * as once from "../consumer/once";
import * as receive from "../consumer/receive";
import * as answers from "../http/answers";
import * as body from "../http/body";
import * as caller from "../http/caller";
import * as check from "../http/check";
import * as groupHandler from "../http/groupHandler";
import * as handler from "../http/handler";
import * as idempotency from "../http/idempotency";
import * as input from "../http/input";
import * as mediaTypes from "../http/mediaTypes";
import * as pages from "../http/pages";
import * as preconditions from "../http/preconditions";
import * as rawBody from "../http/rawBody";
import * as serverSentEvents from "../http/serverSentEvents";
import * as signatures from "../http/signatures";
import * as streamingHandler from "../http/streamingHandler";
import * as authorizer from "../identity/authorizer";
import * as refreshing from "../kinds/refreshing";
import * as parameters from "../parameters/open";
import * as queues from "../queues/open";
import * as send from "../queues/send";
import * as secrets from "../secrets/open";
import * as tables from "../tables/open";
import * as transaction from "../tables/transaction";
import * as topics from "../topics/open";
import * as publishMessage from "../topics/publish";
import * as values from "../values/open";
import * as workflows from "../workflow/open";
import * as taskHandler from "../workflow/taskHandler";
import { placeModule } from "./placedModules";

/**
 * Modules whose functions archives bundle like those of packages. Pulumi serializes all others, function by
 * function, with the values that they captured when the program ran. A module of this list keeps nothing of that
 * run: its own variables are those of each Lambda environment. No two of them export a function of the same name.
 *
 * All of them load with the program. buckets/presign.ts is left out, because it imports two packages that few routes use.
 */
const modules: Readonly<Record<string, object>> = {
  "buckets/open": buckets,
  "buses/open": buses,
  "buses/publish": publish,
  "consumer/batchHandler": batchHandler,
  "consumer/eventHandler": eventHandler,
  "consumer/once": once,
  "consumer/receive": receive,
  "http/answers": answers,
  "http/body": body,
  "http/caller": caller,
  "http/check": check,
  "http/groupHandler": groupHandler,
  "http/handler": handler,
  "http/idempotency": idempotency,
  "http/input": input,
  "http/mediaTypes": mediaTypes,
  "http/pages": pages,
  "http/preconditions": preconditions,
  "http/rawBody": rawBody,
  "http/serverSentEvents": serverSentEvents,
  "http/signatures": signatures,
  "http/streamingHandler": streamingHandler,
  "identity/authorizer": authorizer,
  "kinds/refreshing": refreshing,
  "parameters/open": parameters,
  "queues/open": queues,
  "queues/send": send,
  "secrets/open": secrets,
  "tables/open": tables,
  "tables/transaction": transaction,
  "topics/open": topics,
  "topics/publish": publishMessage,
  "values/open": values,
  "workflow/open": workflows,
  "workflow/taskHandler": taskHandler,
};

/** A function of the program that archives bundle. */
export interface BundledFunction {
  readonly name: string;
  /** Path of its module, without an extension. */
  readonly source: string;
}

/** Begins the specifier of a bundled function in a serialized text, as in `program:handler`. No package has such a name. */
const prefix = "program:";

const functions = new Map<unknown, BundledFunction>(
  Object.entries(modules).flatMap(([path, exported]) =>
    Object.entries(exported)
      .filter(([, value]) => typeof value === "function")
      .map(([name, value]) => [value, { name, source: join(__dirname, "..", path) }]),
  ),
);

const byName = new Map([...functions.values()].map((each) => [each.name, each]));

/**
 * Lets Pulumi import a function of the modules above by name. Ignores other values. Call it before Pulumi searches for the
 * value: a program that is loaded again puts its own functions at the same paths.
 *
 * @returns the specifier by which a serialized text then requires the function; undefined for other values.
 */
export function placeBundled(value: unknown): string | undefined {
  const found = functions.get(value);
  if (found === undefined) return undefined;
  const specifier = `${prefix}${found.name}`;
  placeModule(join(__dirname, "node_modules", specifier), value);
  return specifier;
}

// The local cloud notices new paths in the cache when a module has been loaded, such as this one.
for (const value of functions.keys()) placeBundled(value);

/** Returns all bundled functions. */
export function bundledFunctions(): BundledFunction[] {
  return [...functions.values()];
}

/** Returns the function that a specifier names; undefined for the specifier of a package. */
export function bundledFunction(specifier: string): BundledFunction | undefined {
  return specifier.startsWith(prefix) ? byName.get(specifier.slice(prefix.length)) : undefined;
}
