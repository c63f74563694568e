import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { httpProxy, type HttpServices } from "./httpProxy";
import { lambdaProxy, type ProxyServices } from "./lambdaProxy";
import { mockAnswer } from "./mock";
import { getsObject, s3Object, type ObjectServices } from "./s3Object";

/** Calls what a method is integrated with. @throws GatewayError when that fails, or is nothing emulated here. */
export async function integrate(
  exchange: Exchange,
  services: ProxyServices & HttpServices & ObjectServices,
): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const { type } = integration;
  exchange.decisions.enter("integration");
  if (type === "MOCK") {
    const answer = mockAnswer(exchange);
    exchange.decisions.passed("answered by its mock integration");
    return answer;
  }
  if (type === "AWS_PROXY") return lambdaProxy(exchange, services);
  if (type === "HTTP_PROXY") return httpProxy(exchange, services);
  if (getsObject(integration)) return s3Object(exchange, services);
  const text = `integration type ${type === "" ? "(none)" : type} is not emulated`;
  services.log({ source: "apigateway", requestId: exchange.requestId, text });
  throw internalServerError(500, text, "API_CONFIGURATION_ERROR");
}
