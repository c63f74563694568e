import type { InvocationFact, RequestFact } from "../../src/kernel/facts/facts";

/** Returns the fact of a successful request. */
export const request: RequestFact = {
  kind: "request",
  requestId: "gateway",
  trace: "1-a",
  apiId: "api",
  apiName: "things",
  stage: "v1",
  method: "GET",
  path: "/things/1",
  query: "",
  resourcePath: "/things/{id}",
  operation: "getThing",
  status: 200,
  millis: 12,
  integrationMillis: 10,
  cache: undefined,
  bytes: 2,
  apiKeyId: "key",
  reason: undefined,
  decisions: [{ stage: "route", passed: true, millis: 0.1, detail: "GET /things/{id}" }],
  sent: { headers: [["x-api-key", "secret"]], body: Buffer.alloc(0) },
  answered: { headers: [["Content-Type", "application/json"]], body: Buffer.from("{}") },
};

/** Returns the fact of its function call. */
export const invocation: InvocationFact = {
  kind: "invocation",
  requestId: "call",
  trace: "1-a",
  functionName: "getThing-1234567",
  label: "getThing",
  qualifier: "live",
  version: "1",
  provisioned: false,
  cold: false,
  millis: 10,
  initMillis: undefined,
  queuedMillis: 0,
  permission: "getThing-permission",
  event: "{}",
  answer: '{"statusCode":200}',
  memory: { usedBytes: 30_000_000, megabytes: 128 },
  concurrency: { account: 1, function: 1, provisioned: 0, allocated: 0 },
  error: undefined,
};
