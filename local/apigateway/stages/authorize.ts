import type { LogSink } from "../../engine/interfaces";
import { GatewayError } from "../exchange/errors";
import { requestHeader, type Exchange } from "../exchange/exchange";

/**
 * Lets a request to a method without an authorizer pass. Signatures and authorizers are not emulated: a request that
 * would need one is refused and said so, never let through.
 *
 * @throws GatewayError as AWS where the request carries no credentials at all, else ACCESS_DENIED.
 */
export function authorize(exchange: Exchange, log: LogSink): void {
  const { authorization } = exchange.match!.method;
  if (authorization === "NONE") return;
  exchange.decisions.enter("authorizer");
  if (requestHeader(exchange.request, "Authorization") === undefined) {
    throw authorization === "AWS_IAM"
      ? new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token", { reason: "no signature" })
      : new GatewayError("UNAUTHORIZED", "Unauthorized", { reason: "no Authorization header" });
  }
  const text = `authorization ${authorization} is not emulated: the request is refused`;
  log({ source: "apigateway", requestId: exchange.requestId, text });
  const reason = `${authorization} is not emulated`;
  throw new GatewayError("ACCESS_DENIED", "User is not authorized to access this resource", { reason });
}
