import { Decisions } from "../../src/apigateway/exchange/decisions";
import type { Exchange, GatewayRequest } from "../../src/apigateway/exchange/exchange";
import type { Api, Integration, Method, Stage } from "../../src/apigateway/declared/model";

export function integrationOf(more: Partial<Integration> = {}): Integration {
  return {
    type: "MOCK",
    requestParameters: {},
    requestTemplates: { "application/json": '{"statusCode": 200}' },
    passthroughBehavior: "NEVER",
    timeoutMillis: 29_000,
    responses: [{ statusCode: 200, responseParameters: {}, responseTemplates: {} }],
    cacheKeyParameters: [],
    ...more,
  };
}

export function methodOf(more: Partial<Method> = {}): Method {
  return {
    httpMethod: "GET",
    resourceId: "abc123",
    resourcePath: "/things",
    authorization: "NONE",
    apiKeyRequired: false,
    requestParameters: {},
    requestModels: {},
    scopes: [],
    integration: integrationOf(),
    ...more,
  };
}

export function apiOf(more: Partial<Api> = {}): Api {
  return {
    id: "api",
    arn: "arn:aws:apigateway:eu-central-1::/restapis/api",
    name: "api",
    methods: [],
    models: {},
    gatewayResponses: {},
    binaryMediaTypes: [],
    apiKeySource: "HEADER",
    ...more,
  };
}

export function stageOf(more: Partial<Stage> = {}): Stage {
  return {
    name: "v1",
    deploymentId: "d",
    variables: undefined,
    accessLog: undefined,
    throttles: {},
    cache: undefined,
    ...more,
  };
}

export function requestOf(more: Partial<GatewayRequest> = {}): GatewayRequest {
  return { method: "GET", target: "/v1/things", headers: [], body: Buffer.alloc(0), sourceIp: "127.0.0.1", ...more };
}

/** Returns an exchange that has been routed. */
export function exchangeOf({
  method,
  request,
  ...more
}: Partial<Exchange> & { method?: Partial<Method> } = {}): Exchange {
  return {
    request: request ?? requestOf(),
    location: { project: "p", stack: "s", region: "eu-central-1" },
    decisions: new Decisions(),
    requestId: "00000000-0000-4000-8000-000000000000",
    extendedRequestId: "extended=",
    traceId: "Root=1-0-0",
    startedAt: Date.parse("2026-07-10T19:19:04Z"),
    api: apiOf(),
    stage: stageOf(),
    path: "/things",
    query: "",
    match: { method: methodOf(method), pathParameters: null },
    ...more,
  };
}
