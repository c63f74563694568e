import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import type { FunctionServices } from "../integrations/callFunction";
import { httpProxy, type HttpServices } from "../integrations/httpProxy";
import { integrationName } from "../integrations/integrationName";
import { callsFunction, lambdaCustom } from "../integrations/lambdaCustom";
import { lambdaProxy } from "../integrations/lambdaProxy";
import { lambdaStream } from "../integrations/lambdaStream";
import { mockAnswer } from "../integrations/mock";
import { getsObject, s3Object, type ObjectServices } from "../integrations/s3Object";
import { actsOnTables, tableAction, type TableServices } from "../integrations/tableAction";

/** Calls what a method is integrated with. @throws GatewayError when that fails, or is nothing emulated here. */
export async function integrate(
  exchange: Exchange,
  services: FunctionServices & HttpServices & ObjectServices & TableServices,
): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const { type } = integration;
  exchange.decisions.enter("integration");
  if (type === "MOCK") {
    const answer = mockAnswer(exchange);
    exchange.decisions.passed("answered by its mock integration");
    return answer;
  }
  if (type === "AWS_PROXY" && integration.responseTransferMode === "STREAM") return lambdaStream(exchange, services);
  if (type === "AWS_PROXY") return lambdaProxy(exchange, services);
  if (callsFunction(integration)) return lambdaCustom(exchange, services);
  if (type === "HTTP_PROXY") return httpProxy(exchange, services);
  if (actsOnTables(integration)) return tableAction(exchange, services);
  if (getsObject(integration)) return s3Object(exchange, services);
  const text =
    type === "" ? "the method has no integration" : `the integration ${integrationName(integration)} is not emulated`;
  services.log({ source: "apigateway", requestId: exchange.requestId, text });
  throw internalServerError(500, text, "API_CONFIGURATION_ERROR");
}
