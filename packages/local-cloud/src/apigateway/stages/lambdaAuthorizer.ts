import { testWithin } from "../../kernel/bounds/boundedRegExp";
import { messageOf } from "../../kernel/errors";
import { arn } from "../../kernel/identity";
import { InvokeRefused, type FunctionInvoker } from "../../kernel/interfaces/functions";
import type { Authorizer as Iam } from "../../kernel/interfaces/authorization";
import type { LogSink } from "../../kernel/facts/logSink";
import { maxIntegrationMillis } from "../declared/importDocument";
import type { Authorizer } from "../declared/model";
import { contextVariable } from "../exchange/contextVariables";
import { GatewayError } from "../exchange/errors";
import { headerValues, own, queryParameter, queryValues, requestHeader, type Exchange } from "../exchange/exchange";
import type { AuthorizerResult, AuthorizerResults } from "./authorizerResults";
import { methodArnOf } from "../exchange/methodArn";
import { authorizerFailure, resultOf, unauthorized } from "./authorizerAnswer";
import { callerOf, findInvokeDenial } from "../integrations/callFunction";
import { functionOf } from "../integrations/functionUri";
import { createProxyEvent } from "../integrations/proxyEvent";
import { withTimeLimit } from "../integrations/withinTime";

export interface LambdaAuthorizerServices {
  readonly functions: FunctionInvoker;
  readonly iam: Iam;
  readonly results: AuthorizerResults;
  readonly log: LogSink;
}

/**
 * Applies the result of a Lambda authorizer to a request. Reuses a cached result of the same identity (API Gateway
 * Developer Guide, "Use API Gateway Lambda authorizers", "Input to", "Output from").
 *
 * @throws GatewayError
 */
export async function callAuthorizer(
  exchange: Exchange,
  authorizer: Authorizer,
  services: LambdaAuthorizerServices,
): Promise<void> {
  checkIdentity(exchange, authorizer);
  const key = resultKey(exchange, authorizer);
  const known = services.results.find(key);
  const started = performance.now();
  const result = known ?? (await invokeAuthorizer(exchange, authorizer, services));
  // Without an identity source all callers would share one result. AWS requires a source if results are cached.
  const ttlSeconds = authorizer.identitySources.length === 0 ? 0 : authorizer.ttlSeconds;
  if (known === undefined) services.results.keep(key, result, ttlSeconds);
  enforcePolicy(exchange, result, services);
  const { principalId, context, usageIdentifierKey } = result;
  const integrationLatency = Math.round(performance.now() - started);
  exchange.authorizer = { ...context, principalId, integrationLatency };
  if (usageIdentifierKey !== undefined) exchange.usageIdentifierKey = usageIdentifierKey;
  exchange.decisions.recordPass(`${principalId} by ${authorizer.name}${known === undefined ? "" : ", cached"}`);
}

/** Rejects a request without its identity sources before the function is called. @throws GatewayError UNAUTHORIZED */
function checkIdentity(exchange: Exchange, { type, identitySources, validation }: Authorizer): void {
  const values = identitySources.map((source) => {
    const value = valueOf(exchange, source);
    if (value === undefined || value === "") throw unauthorized(`no ${source}`);
    return value;
  });
  const [token = ""] = values;
  if (type === "TOKEN" && validation !== undefined && !matchesExpression(validation, token)) {
    throw unauthorized("the token does not match identityValidationExpression");
  }
}

/**
 * Returns the key of a cached result. It contains all values of a repeated header or parameter, and the casing of the
 * name, because the function receives them all.
 */
function resultKey(exchange: Exchange, { name, identitySources }: Authorizer): string {
  const { api, stage, request, query } = exchange;
  const identity = identitySources.map((source) => {
    const { place, name: wanted } = parseSource(source);
    if (place === "method.request.header") return headerValues(request, wanted);
    return place === "method.request.querystring" ? queryValues(query, wanted) : valueOf(exchange, source);
  });
  return JSON.stringify([api.id, stage.name, name, identity]);
}

function parseSource(source: string): { readonly place: string; readonly name: string } {
  const [, place = "", name = ""] =
    /^(method\.request\.header|method\.request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ?? [];
  return { place, name };
}

function valueOf(exchange: Exchange, source: string): string | undefined {
  const { place, name } = parseSource(source);
  if (place === "method.request.header") return requestHeader(exchange.request, name);
  if (place === "method.request.querystring") return queryParameter(exchange.query, name);
  return place === "context" ? contextVariable(exchange, name) : own(exchange.stage.variables, name);
}

/** @throws GatewayError AUTHORIZER_CONFIGURATION_ERROR if the expression is invalid or takes too long. */
function matchesExpression(validation: string, token: string): boolean {
  try {
    return testWithin(new RegExp(`^(?:${validation})$`), token);
  } catch (error) {
    throw authorizerFailure(
      `identityValidationExpression ${validation}: ${messageOf(error)}`,
      "AUTHORIZER_CONFIGURATION_ERROR",
    );
  }
}

async function invokeAuthorizer(
  exchange: Exchange,
  authorizer: Authorizer,
  { functions, iam, log }: LambdaAuthorizerServices,
): Promise<AuthorizerResult> {
  const { location, api, requestId, stage, traceId } = exchange;
  const { uri, credentials } = authorizer;
  const functionName = functionOf(uri, stage.variables);
  if (credentials !== undefined) {
    const denial = findInvokeDenial(iam, credentials, functionName);
    if (denial !== undefined) throw authorizerFailure(denial, "AUTHORIZER_CONFIGURATION_ERROR");
  }
  const sourceArn = arn(location, "execute-api", `${api.id}/authorizers/${authorizer.id}`);
  try {
    const answer = functions.invoke({
      functionName,
      payload: JSON.stringify(eventOf(exchange, authorizer)),
      traceId,
      ...callerOf(credentials, sourceArn),
    });
    // A function may run for 15 minutes, but API Gateway waits no longer than for an integration.
    const timeoutError = () =>
      authorizerFailure(`the authorizer did not answer within ${maxIntegrationMillis} ms`, "AUTHORIZER_FAILURE");
    return resultOf(await withTimeLimit(answer, maxIntegrationMillis, timeoutError));
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    log({ source: "apigateway", requestId, text: `authorizer ${authorizer.name}: ${error.code}: ${error.message}` });
    throw authorizerFailure(
      `Lambda rejected the call of the authorizer: ${error.code}`,
      "AUTHORIZER_CONFIGURATION_ERROR",
    );
  }
}

function eventOf(exchange: Exchange, { type, identitySources }: Authorizer): Record<string, unknown> {
  const methodArn = methodArnOf(exchange);
  if (type === "TOKEN") {
    return { type, methodArn, authorizationToken: valueOf(exchange, identitySources[0] ?? "") ?? "" };
  }
  const { body: _, isBase64Encoded: _encoded, ...event } = createProxyEvent(exchange);
  return { type, methodArn, ...event };
}

/** @throws GatewayError ACCESS_DENIED */
function enforcePolicy(
  exchange: Exchange,
  { policy, principalId }: AuthorizerResult,
  { iam }: LambdaAuthorizerServices,
): void {
  const decision = iam.decide(policy, "execute-api:Invoke", methodArnOf(exchange));
  // The resource policy alone may allow the request if the authorizer does not deny it explicitly (API Gateway
  // Developer Guide, "How API Gateway resource policies affect authorization workflow").
  if (decision === "allow" || (decision === "implicitDeny" && exchange.resourcePolicy === "allow")) return;
  const how = decision === "explicitDeny" ? " with an explicit deny" : "";
  throw new GatewayError("ACCESS_DENIED", `User is not authorized to access this resource${how}`, {
    reason: `the authorizer's policy denies ${principalId} access`,
  });
}
