import type { Clock } from "../../kernel/clock";
import type { LogSink } from "../../kernel/facts/logSink";
import type { UserPools } from "../../kernel/interfaces/userPools";
import { GatewayError } from "../exchange/errors";
import { requestHeader, type Exchange } from "../exchange/exchange";
import type { Authorizer } from "../declared/model";
import { callAuthorizer, type LambdaAuthorizerServices } from "./lambdaAuthorizer";

export interface AuthorizerServices extends LambdaAuthorizerServices {
  /** Undefined if no service of the run has user pools. */
  readonly userPools: UserPools | undefined;
  readonly clock: Pick<Clock, "now">;
}

/**
 * Runs the authorizer of a method, if it has one. The gateway rejects and logs every request to a method with IAM
 * authorization, because signatures are not emulated. It does the same if the authorizer is not declared.
 *
 * @throws GatewayError UNAUTHORIZED, ACCESS_DENIED, AUTHORIZER_FAILURE, AUTHORIZER_CONFIGURATION_ERROR
 */
export async function authorize(exchange: Exchange, services: AuthorizerServices): Promise<void> {
  const { authorization, authorizer } = exchange.match!.method;
  if (authorization === "NONE") return;
  exchange.decisions.enter("authorizer");
  if (authorizer === undefined) return rejectNotEmulated(exchange, authorization, services.log);
  if (authorizer.type === "COGNITO_USER_POOLS") checkToken(exchange, authorizer, services);
  else await callAuthorizer(exchange, authorizer, services);
}

/**
 * Rejects every request: without credentials, with AWS's error for missing credentials; otherwise with ACCESS_DENIED or
 * UNAUTHORIZED.
 */
function rejectNotEmulated(exchange: Exchange, authorization: string, log: LogSink): never {
  if (requestHeader(exchange.request, "Authorization") === undefined) {
    throw authorization === "AWS_IAM"
      ? new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token", { reason: "no signature" })
      : new GatewayError("UNAUTHORIZED", "Unauthorized", { reason: "no Authorization header" });
  }
  const text = `authorization ${authorization} is not emulated: the gateway rejects the request`;
  log({ source: "apigateway", requestId: exchange.requestId, text });
  const reason = `${authorization} is not emulated`;
  throw authorization === "AWS_IAM"
    ? new GatewayError("ACCESS_DENIED", "User is not authorized to access this resource", { reason })
    : new GatewayError("UNAUTHORIZED", "Unauthorized", { reason });
}

/** Returns the header that the first identity source names; undefined if it is missing or empty. */
function tokenOf({ request }: Exchange, { identitySources }: Authorizer): string | undefined {
  const [, name = "Authorization"] = /^method\.request\.header\.(.+)$/.exec(identitySources[0] ?? "") ?? [];
  const value = requestHeader(request, name)?.trim();
  return value === "" ? undefined : value;
}

function checkToken(exchange: Exchange, authorizer: Authorizer, { userPools }: AuthorizerServices): void {
  const token = tokenOf(exchange, authorizer)?.replace(/^Bearer\s+/i, "");
  if (token === undefined) throw new GatewayError("UNAUTHORIZED", "Unauthorized", { reason: "no token" });
  const { scopes } = exchange.match!.method;
  const verified = userPools?.verify({ token, poolArns: authorizer.poolArns, scopes }) ?? {
    refusal: "its user pool is not declared",
    expired: false,
  };
  if ("refusal" in verified) {
    const message = verified.expired ? "The incoming token has expired" : "Unauthorized";
    throw new GatewayError("UNAUTHORIZED", message, { reason: verified.refusal });
  }
  // API Gateway passes claims to functions as strings.
  const claims = Object.fromEntries(
    Object.entries(verified.claims).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  exchange.authorizer = { claims };
  exchange.decisions.recordPass(
    `${claims["username"] ?? claims["cognito:username"] ?? claims["sub"]} by ${authorizer.name}`,
  );
}
