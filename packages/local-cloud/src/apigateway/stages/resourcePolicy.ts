import { accountId } from "../../kernel/identity";
import type { Authorizer as Iam, ResourceRequest } from "../../kernel/interfaces/authorization";
import { GatewayError } from "../exchange/errors";
import { requestHeader, type Exchange } from "../exchange/exchange";
import { methodArnOf } from "../exchange/methodArn";

/** Properties of a request that conditions of a resource policy can test. */
interface Caller {
  readonly sourceIp: string;
  readonly userAgent?: string | undefined;
  readonly referer?: string | undefined;
}

/**
 * Returns the evaluation context of an anonymous request (API Gateway Developer Guide, "AWS condition keys that can be
 * used in API Gateway resource policies"). As on AWS, the request counts as HTTPS; it comes from no VPC.
 */
export function policyRequest(resource: string, { sourceIp, userAgent, referer }: Caller): ResourceRequest {
  const now = new Date();
  const absent = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltype",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:username",
    "aws:vpcsourceip",
  ];
  return {
    action: "execute-api:Invoke",
    resource,
    principals: [],
    context: {
      ...Object.fromEntries(absent.map((key) => [key, undefined])),
      "aws:currenttime": now.toISOString(),
      "aws:epochtime": String(Math.floor(now.getTime() / 1000)),
      "aws:referer": referer,
      "aws:securetransport": "true",
      "aws:sourceip": sourceIp,
      "aws:useragent": userAgent,
    },
  };
}

/**
 * Evaluates the API's resource policy before any authorizer. A method without an authorizer requires an allow. With a
 * Lambda authorizer only an explicit deny rejects the request (API Gateway Developer Guide, "How API Gateway resource
 * policies affect authorization workflow").
 *
 * @throws GatewayError ACCESS_DENIED
 */
export function applyPolicyFirst(exchange: Exchange, iam: Pick<Iam, "resourceDecision">): void {
  const { api, request, match } = exchange;
  if (api.policy === undefined) return;
  const decision = iam.resourceDecision(
    api.policy,
    policyRequest(methodArnOf(exchange), {
      sourceIp: request.sourceIp,
      userAgent: requestHeader(request, "User-Agent"),
      referer: requestHeader(request, "Referer"),
    }),
  );
  exchange.resourcePolicy = decision;
  exchange.decisions.enter("resource policy");
  const { authorization } = match!.method;
  const isRefused = authorization === "NONE" ? decision !== "allow" : decision === "explicitDeny";
  // With IAM or a user pool the caller is not authenticated yet, and `applyPolicyAfterwards` decides.
  if (isRefused && (authorization === "NONE" || authorization === "CUSTOM")) throw denialError(exchange);
  if (decision === "allow") exchange.decisions.recordPass("the API's resource policy allows the request");
}

/**
 * After a user pool's token is verified, requires that the resource policy allows the request.
 *
 * @throws GatewayError ACCESS_DENIED
 */
export function applyPolicyAfterwards(exchange: Exchange): void {
  const { resourcePolicy, match } = exchange;
  if (resourcePolicy === undefined || resourcePolicy === "allow") return;
  exchange.decisions.enter("resource policy");
  if (match!.method.authorization === "COGNITO_USER_POOLS") throw denialError(exchange);
}

/**
 * Returns AWS's error, which masks the account (AWS re:Post, "How do I troubleshoot HTTP 403 errors from API
 * Gateway?").
 */
function denialError(exchange: Exchange): GatewayError {
  const { request, resourcePolicy } = exchange;
  const resource = methodArnOf(exchange).replace(`:${accountId}:`, `:${accountId.replace(/^\d{8}/, "********")}:`);
  const how = resourcePolicy === "explicitDeny" ? " with an explicit deny" : "";
  const message = `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${resource}${how}`;
  const verb = resourcePolicy === "explicitDeny" ? "denies" : "does not allow";
  return new GatewayError("ACCESS_DENIED", message, {
    reason: `the API's resource policy ${verb} ${request.sourceIp} access`,
    template: '{"Message":$context.error.messageString}',
  });
}
