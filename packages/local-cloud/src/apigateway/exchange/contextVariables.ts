import { accountId } from "../../kernel/identity";
import { requestHeader, type Exchange } from "./exchange";

/** Formats a time as `$context.requestTime`: `10/Jul/2026:19:19:04 +0000`. */
export function requestTime(epochMillis: number): string {
  const [, weekday, day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(epochMillis).toUTCString()) ?? [];
  return weekday === undefined ? "" : `${day}/${month}/${year}:${time} +0000`;
}

/** Returns the value of a `$context` variable; undefined if it has none. */
export function contextVariable(exchange: Exchange, name: string): string | undefined {
  return contextVariables(exchange).get(name);
}

/**
 * Returns all `$context` variables that have a value.
 *
 * @param answer adds the variables that only access logs have.
 */
export function contextVariables(
  exchange: Exchange,
  answer?: { readonly status: number; readonly length: number; readonly latencyMillis: number },
): ReadonlyMap<string, string> {
  const { request, api, stage, match, apiKey, integration, error, authorizer } = exchange;
  const host = requestHeader(request, "Host") ?? "";
  const values = {
    accountId,
    apiId: api.id,
    stage: stage.name,
    deploymentId: stage.deploymentId,
    domainName: host,
    domainPrefix: api.id,
    requestId: exchange.requestId,
    extendedRequestId: exchange.extendedRequestId,
    httpMethod: request.method,
    path: `/${stage.name}${exchange.path}`,
    protocol: "HTTP/1.1",
    requestTime: requestTime(exchange.startedAt),
    requestTimeEpoch: exchange.startedAt,
    resourceId: match?.method.resourceId,
    resourcePath: match?.method.resourcePath,
    "identity.sourceIp": request.sourceIp,
    "identity.userAgent": requestHeader(request, "User-Agent"),
    "identity.apiKey": apiKey?.value,
    "identity.apiKeyId": apiKey?.id,
    "error.message": error?.message,
    "error.messageString": error === undefined ? undefined : JSON.stringify(error.message),
    "error.responseType": error?.responseType,
    "integration.status": integration?.status,
    integrationStatus: integration === undefined ? undefined : 200,
    "integration.latency": integration?.latencyMillis,
    integrationLatency: integration?.latencyMillis,
    status: answer?.status,
    responseLength: answer?.length,
    responseLatency: answer?.latencyMillis,
    xrayTraceId: exchange.traceId,
  };
  return new Map(
    [...Object.entries(values), ...authorizerValues(authorizer)].flatMap(([name, value]): [string, string][] =>
      value === undefined || value === null ? [] : [[name, String(value as string | number)]],
    ),
  );
}

/** Returns names and values such as `authorizer.principalId` and `authorizer.claims.sub`. */
function authorizerValues(authorizer: Exchange["authorizer"]): [string, unknown][] {
  return Object.entries(authorizer ?? {}).flatMap(([name, value]): [string, unknown][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([inner, each]) => [`authorizer.${name}.${inner}`, each])
      : [[`authorizer.${name}`, value]],
  );
}
