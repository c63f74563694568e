import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import type { FunctionServices } from "../integrations/callFunction";
import { callHttpCustom } from "../integrations/httpCustom";
import { callHttpProxy, type HttpServices } from "../integrations/httpProxy";
import { integrationName } from "../integrations/integrationName";
import { callsFunction, callLambdaCustom } from "../integrations/lambdaCustom";
import { callLambdaProxy } from "../integrations/lambdaProxy";
import { callLambdaStream } from "../integrations/lambdaStream";
import { answerMock } from "../integrations/mock";
import { getsObject, getS3Object, type ObjectServices } from "../integrations/s3Object";
import { callsService, callServiceAction, type ActionServices } from "../integrations/serviceAction";
import { actsOnTables, callTableAction, type TableServices } from "../integrations/tableAction";

/** Calls the integration of a method. @throws GatewayError if the call fails or the integration is not emulated. */
export async function integrate(
  exchange: Exchange,
  services: FunctionServices & HttpServices & ObjectServices & TableServices & ActionServices,
): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const { type } = integration;
  exchange.decisions.enter("integration");
  if (type === "MOCK") {
    const answer = answerMock(exchange);
    exchange.decisions.recordPass("answered by its mock integration");
    return answer;
  }
  if (type === "AWS_PROXY" && integration.responseTransferMode === "STREAM")
    return callLambdaStream(exchange, services);
  if (type === "AWS_PROXY") return callLambdaProxy(exchange, services);
  if (callsFunction(integration)) return callLambdaCustom(exchange, services);
  if (type === "HTTP_PROXY") return callHttpProxy(exchange, services);
  if (type === "HTTP") return callHttpCustom(exchange, services);
  if (actsOnTables(integration)) return callTableAction(exchange, services);
  if (getsObject(integration)) return getS3Object(exchange, services);
  if (callsService(integration)) return callServiceAction(exchange, services);
  const text =
    type === "" ? "the method has no integration" : `the integration ${integrationName(integration)} is not emulated`;
  services.log({ source: "apigateway", requestId: exchange.requestId, text });
  throw internalServerError(500, text, "API_CONFIGURATION_ERROR");
}
