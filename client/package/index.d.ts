import type { DocumentOperations } from "./types/document.js";
import type { NamedClient } from "./types/named.js";
import type { ClientOptions } from "./types/options.js";
import type { operations } from "./schema.js";

export { ApiError, ConnectionError } from "./types/errors.js";
export type { Call, PagedCall } from "./types/named.js";
export type { Answer, ErrorBody, Input, ServerSentEvent } from "./types/operation.js";
export type { ClientOptions, Supplied, Tools } from "./types/options.js";
export type { components } from "./schema.js";

/** Statuses of the declared errors, keyed by operation and name. */
export interface DeclaredErrors {}

/** Operations of the API, keyed by name. */
export type Operations = DocumentOperations<operations, DeclaredErrors>;

/** A client with a function for each operation. */
export type Client = NamedClient<Operations>;

/** Returns a client of the API. @throws TypeError for invalid options */
export declare function createClient(options: ClientOptions): Client;
