import { accountId } from "../../kernel/identity";
import { requestTime } from "../exchange/contextVariables";
import { queryParameters, requestHeader, type Exchange } from "../exchange/exchange";
import { matchesMediaType } from "../exchange/mediaTypes";

/** API Gateway changes the casing of these names only. */
const titleCased = new Map([
  ["authorization", "Authorization"],
  ["user-agent", "User-Agent"],
]);

/** Returns a request header's name in the gateway's casing. */
export function headerName(name: string): string {
  return titleCased.get(name.toLowerCase()) ?? name;
}

/** Returns the event of a Lambda proxy integration, format 1.0. */
export function createProxyEvent(exchange: Exchange): Record<string, unknown> {
  const { request, api, stage, match } = exchange;
  const { method, pathParameters } = match!;
  const headers = eventHeaders(exchange);
  const query = queryParameters(exchange.query);
  const binary = matchesMediaType(api.binaryMediaTypes, requestHeader(request, "Content-Type"));
  return {
    resource: method.resourcePath,
    path: exchange.path.replace(/^\/+/, "/"),
    httpMethod: request.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: groupValues(headers),
    queryStringParameters: query.length === 0 ? null : Object.fromEntries(query),
    multiValueQueryStringParameters: query.length === 0 ? null : groupValues(query),
    pathParameters,
    stageVariables: stage.variables ?? null,
    requestContext: requestContext(exchange),
    body: request.body.length === 0 ? null : request.body.toString(binary ? "base64" : "utf8"),
    isBase64Encoded: binary && request.body.length > 0,
  };
}

function requestContext(exchange: Exchange): Record<string, unknown> {
  const { request, api, stage, match, apiKey, startedAt, authorizer } = exchange;
  const { method } = match!;
  return {
    resourceId: method.resourceId,
    resourcePath: method.resourcePath,
    ...(method.operationName === undefined ? {} : { operationName: method.operationName }),
    httpMethod: request.method,
    extendedRequestId: exchange.extendedRequestId,
    requestTime: requestTime(startedAt),
    path: `/${stage.name}${exchange.path}`,
    accountId,
    protocol: "HTTP/1.1",
    stage: stage.name,
    domainPrefix: api.id,
    requestTimeEpoch: startedAt,
    requestId: exchange.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: requestHeader(request, "User-Agent") ?? null,
      user: null,
      ...(apiKey === undefined ? {} : { apiKey: apiKey.value, apiKeyId: apiKey.id }),
    },
    ...(authorizer === undefined ? {} : { authorizer }),
    domainName: requestHeader(request, "Host") ?? "",
    deploymentId: stage.deploymentId,
    apiId: api.id,
  };
}

function eventHeaders({ request, traceId }: Exchange): [string, string][] {
  const own = ["x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"];
  const kept = request.headers
    .filter(([name]) => !own.includes(name.toLowerCase()))
    .map(([name, value]): [string, string] => [headerName(name), value]);
  const forwarded = requestHeader(request, "X-Forwarded-For");
  return [
    ...kept,
    ["X-Amzn-Trace-Id", traceId],
    ["X-Forwarded-For", forwarded === undefined ? request.sourceIp : `${forwarded}, ${request.sourceIp}`],
    ["X-Forwarded-Port", "443"],
    ["X-Forwarded-Proto", "https"],
  ];
}

function groupValues(entries: readonly (readonly [string, string])[]): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}
