import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Declared } from "@onemachine/local-cloud";
import { openFunction, type Outcome } from "@onemachine/local-cloud/testing";
import { only, shipped } from "./program";

/** The archive of a function, loaded in the same way as by Lambda. */
export interface Artefact {
  /** Calls the handler with an API Gateway event. */
  call(event: Partial<APIGatewayProxyEvent>): Promise<Outcome>;
  /** Calls the handler and parses its proxy response. */
  answer(event: Partial<APIGatewayProxyEvent>): Promise<APIGatewayProxyResult & { json: any }>;
  /** Lines that the function has written so far. */
  readonly logs: readonly string[];
  stop(): Promise<void>;
}

export const requestId = "00000000-0000-4000-8000-000000000000";

/** Loads the function of a route. @param endpoint URL for requests to DynamoDB. */
export async function loadArtefact(
  route: string,
  endpoint: string,
  variables: Record<string, string> = {},
): Promise<Artefact> {
  const fn = only(await shipped("dev"), "aws:lambda/function:Function", `${route}-function`);
  return loadFunction(fn, { AWS_ENDPOINT_URL_DYNAMODB: endpoint, ...variables });
}

/** Loads any declared function. */
export async function loadFunction(fn: Declared, variables: Record<string, string>): Promise<Artefact> {
  const loaded = await openFunction(fn, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...variables,
  });
  const call = (event: Partial<APIGatewayProxyEvent>) => loaded.call(completeEvent(event), { requestId });
  return {
    call,
    answer: async (event) => {
      const outcome = await call(event);
      if (outcome.kind !== "result") throw new Error(JSON.stringify(outcome.failure));
      const response = JSON.parse(outcome.payload) as APIGatewayProxyResult;
      return { ...response, json: response.body === "" ? undefined : JSON.parse(response.body) };
    },
    logs: loaded.logs,
    stop: loaded.stop,
  };
}

function completeEvent(event: Partial<APIGatewayProxyEvent>): object {
  return {
    headers: {},
    queryStringParameters: null,
    pathParameters: null,
    body: null,
    isBase64Encoded: false,
    requestContext: { requestId, stage: "v1", identity: { apiKeyId: "key-id" } },
    ...event,
  };
}

export interface FakeDynamoDb {
  readonly endpoint: string;
  /** Requested operations, in order. */
  readonly operations: string[];
  /** Number of opened connections. */
  connections: number;
  /** Answer to the next requests. */
  answer: { statusCode: number; body: unknown };
  stop(): Promise<void>;
}

/** Starts a server that gives the same answer to every DynamoDB request. */
export async function fakeDynamoDb(): Promise<FakeDynamoDb> {
  const operations: string[] = [];
  const server: Server = createServer((request, response) => {
    operations.push(String(request.headers["x-amz-target"]).split(".")[1] ?? "");
    request.resume().on("end", () => {
      response.writeHead(fake.answer.statusCode, { "Content-Type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(fake.answer.body));
    });
  });
  server.on("connection", () => (fake.connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeDynamoDb = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations,
    connections: 0,
    answer: { statusCode: 200, body: {} },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return fake;
}
