/** Client of this API for TypeScript in this repository (docs/call-the-api.md). */
export { createClient, type ApiClient, type ApiClientOptions, type Client } from "./createClient";
export { ApiError, ConnectionError } from "./errors";
export type { Answer, ErrorBody, Input, Received, ServerSentEvent } from "./operation";
export type { ClientOptions, Supplied, Tools } from "./options";
