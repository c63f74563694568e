import { requestHeader, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { bodyForClient } from "../exchange/mediaTypes";
import { backendMethod, completeHeaders, sendToBackend, targetOf, type HttpServices } from "./httpProxy";
import { mapAnswer, renderRequestBody, selectResponse } from "./integrationMapping";
import { evaluateMappings, integrationHeaders, integrationUri } from "./integrationUri";
import { createOverrides } from "./overrides";

/** Methods whose requests API Gateway sends without a body. */
const bodilessMethods: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/**
 * Answers an HTTP integration: sends the rendered request template and what mappings and overrides set, not the client's
 * headers and query. The backend's status selects the integration response (API Gateway Developer Guide, "Set up an
 * integration request in API Gateway").
 */
export async function callHttpCustom(exchange: Exchange, services: HttpServices): Promise<GatewayAnswer> {
  const { request, match } = exchange;
  const overrides = createOverrides();
  const body = Buffer.from(renderRequestBody(exchange, overrides));
  const contentType = requestHeader(request, "Content-Type") ?? "application/json";
  const mapped = integrationHeaders(exchange, "http", overrides);
  const answer = await sendToBackend(
    exchange,
    {
      url: targetOf(integrationUri(exchange, overrides), evaluateMappings(exchange, "querystring", overrides)),
      headers: completeHeaders(exchange, new Map([["content-type", [contentType]]]), mapped),
      body: bodilessMethods.includes(backendMethod(exchange)) ? Buffer.alloc(0) : body,
    },
    services,
  );
  const response = selectResponse(match!.method.integration.responses, String(answer.status));
  return mapAnswer(exchange, response, {
    body: answer.body.toString(),
    unmappedBody: bodyForClient(exchange, answer.body),
    overrides,
    headerValue: (source) => headerValue(answer, source),
  });
}

/**
 * Evaluates `integration.response.header.NAME` and `integration.response.multivalueheader.NAME` (API Gateway Developer
 * Guide, "Parameter mapping source reference").
 */
function headerValue({ headers }: GatewayAnswer, source: string): string | undefined {
  const [, list, name = ""] = /^integration\.response\.(multivalue)?header\.(.+)$/i.exec(source) ?? [];
  // Headers of the backend's answer are renamed when it is read.
  const names = [name.toLowerCase(), `x-amzn-remapped-${name.toLowerCase()}`];
  const values = headers.flatMap(([key, value]) => (names.includes(key.toLowerCase()) ? [value] : []));
  return list === undefined ? values.at(-1) : values.length === 0 ? undefined : values.join(",");
}
