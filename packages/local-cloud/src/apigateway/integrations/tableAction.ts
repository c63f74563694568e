import type { DataPlane } from "../../kernel/interfaces/dataPlane";
import { roleSession } from "../../kernel/identity";
import type { LogSink } from "../../kernel/facts/logSink";
import type { MethodDescription } from "../../kernel/interfaces/apis";
import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { renderRequestBody, mapAnswer, selectResponse } from "./integrationMapping";
import { substituteStageVariables } from "./functionUri";
import { integrationHeaders } from "./integrationUri";
import { createOverrides } from "./overrides";
import { withinTimeout } from "./withinTime";

export interface TableServices {
  /** Undefined if no service of the run has tables. */
  readonly dataPlane?: DataPlane | undefined;
  readonly log: LogSink;
}

const uri = /^arn:[\w-]+:apigateway:([\w-]+):dynamodb:action\/(\w+)$/;

/** True for an integration with DynamoDB (API Gateway API reference, PutIntegration, `uri`). */
export function actsOnTables({ type, uri: called = "" }: MethodDescription["integration"]): boolean {
  return type === "AWS" && uri.test(called);
}

/**
 * Answers an integration with DynamoDB: sends the rendered request template with the integration's role. DynamoDB's
 * status selects the integration response.
 */
export async function callTableAction(exchange: Exchange, { dataPlane, log }: TableServices): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const [, region = "", operation = ""] =
    uri.exec(substituteStageVariables(integration.uri, exchange.stage.variables)) ?? [];
  const { credentials } = integration;
  if (credentials === undefined || dataPlane === undefined) {
    const text = `the integration with ${operation} has no role (credentials)`;
    log({ source: "apigateway", requestId: exchange.requestId, text });
    throw internalServerError(500, text, "API_CONFIGURATION_ERROR");
  }
  const overrides = createOverrides();
  const action = { operation, body: renderRequestBody(exchange, overrides), traceId: exchange.traceId, region };
  integrationHeaders(exchange, "aws", overrides);
  const session = roleSession(credentials, "BackplaneAssumeRoleSession");
  const answer = await withinTimeout(exchange, dataPlane.act(session, action));
  exchange.integration = { ...exchange.integration, status: answer.statusCode };
  exchange.decisions.recordPass(`DynamoDB answered ${operation} with ${answer.statusCode}`);
  const response = selectResponse(integration.responses, String(answer.statusCode));
  const body = JSON.stringify(answer.body);
  return mapAnswer(exchange, response, { body, unmappedBody: body, overrides });
}
