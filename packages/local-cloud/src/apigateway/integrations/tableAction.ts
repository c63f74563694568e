import type { DataPlane } from "../../kernel/dataPlane";
import { roleSession } from "../../kernel/identity";
import type { LogSink, MethodDescription } from "../../kernel/interfaces";
import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { integrationBody, mappedAnswer, selectResponse } from "./integrationMapping";
import { withStageVariables } from "./functionUri";
import { newOverrides } from "./templates";
import { withinTime } from "./withinTime";

export interface TableServices {
  /** Undefined where no service of the run offers it. */
  readonly dataPlane?: DataPlane | undefined;
  readonly log: LogSink;
}

const uri = /^arn:[\w-]+:apigateway:([\w-]+):dynamodb:action\/(\w+)$/;

/** Whether an integration acts on tables (API Gateway API reference, PutIntegration, `uri`). */
export function actsOnTables({ type, uri: called = "" }: MethodDescription["integration"]): boolean {
  return type === "AWS" && uri.test(called);
}

/**
 * An integration with DynamoDB: an action by the role that it names, with what the request template makes, and answered
 * by the integration response of DynamoDB's status.
 */
export async function tableAction(exchange: Exchange, { dataPlane, log }: TableServices): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const [, region = "", operation = ""] = uri.exec(withStageVariables(integration.uri, exchange.stage.variables)) ?? [];
  const { credentials } = integration;
  if (credentials === undefined || dataPlane === undefined) {
    const text = `the integration with ${operation} names no role (credentials)`;
    log({ source: "apigateway", requestId: exchange.requestId, text });
    throw internalServerError(500, text, "API_CONFIGURATION_ERROR");
  }
  const overrides = newOverrides();
  const action = { operation, body: integrationBody(exchange, overrides), traceId: exchange.traceId, region };
  const session = roleSession(credentials, "BackplaneAssumeRoleSession");
  const answer = await withinTime(exchange, dataPlane.act(session, action));
  exchange.integration = { ...exchange.integration, status: answer.statusCode };
  exchange.decisions.passed(`DynamoDB answered ${operation} with ${answer.statusCode}`);
  const response = selectResponse(integration.responses, String(answer.statusCode));
  const body = JSON.stringify(answer.body);
  return mappedAnswer(exchange, response, { body, untouched: body, overrides });
}
