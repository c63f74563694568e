import { accountId } from "../../kernel/identity";
import type { Authorizer as Iam, ResourceRequest } from "../../kernel/interfaces";
import { GatewayError } from "../exchange/errors";
import { requestHeader, type Exchange } from "../exchange/exchange";
import { methodArnOf } from "../exchange/methodArn";

/** What of a request a resource policy may ask for. */
interface Caller {
  readonly sourceIp: string;
  readonly userAgent?: string | undefined;
  readonly referer?: string | undefined;
}

/**
 * An anonymous request as a resource policy sees it (API Gateway Developer Guide, "AWS condition keys that can be used in
 * API Gateway resource policies"). It comes over HTTPS, as on AWS, and from no VPC.
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
 * Asks the API's resource policy before any authorizer. Without an authorizer it must allow the request; with a Lambda
 * authorizer an explicit deny is enough to refuse it (API Gateway Developer Guide, "How API Gateway resource policies
 * affect authorization workflow").
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
  // Who asks is known only behind a signature or a token.
  if (isRefused && (authorization === "NONE" || authorization === "CUSTOM")) throw denied(exchange);
  if (decision === "allow") exchange.decisions.passed("the API's resource policy allows it");
}

/** With a user pool both the token and the policy must allow the request, the token first. @throws GatewayError ACCESS_DENIED */
export function applyPolicyAfterwards(exchange: Exchange): void {
  const { resourcePolicy, match } = exchange;
  if (resourcePolicy === undefined || resourcePolicy === "allow") return;
  exchange.decisions.enter("resource policy");
  if (match!.method.authorization === "COGNITO_USER_POOLS") throw denied(exchange);
}

/** AWS's sentence, with the account masked (AWS re:Post, "How do I troubleshoot HTTP 403 errors from API Gateway?"). */
function denied(exchange: Exchange): GatewayError {
  const { request, resourcePolicy } = exchange;
  const resource = methodArnOf(exchange).replace(`:${accountId}:`, `:${accountId.replace(/^\d{8}/, "********")}:`);
  const how = resourcePolicy === "explicitDeny" ? " with an explicit deny" : "";
  const message = `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${resource}${how}`;
  const verb = resourcePolicy === "explicitDeny" ? "denies" : "does not allow";
  return new GatewayError("ACCESS_DENIED", message, {
    reason: `the API's resource policy ${verb} it to ${request.sourceIp}`,
    template: '{"Message":$context.error.messageString}',
  });
}
