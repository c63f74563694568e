import { accountId, roleSession } from "../../kernel/identity";
import type { LogSink } from "../../kernel/facts/logSink";
import type { MethodDescription } from "../../kernel/interfaces/apis";
import { parseQuery } from "../../kernel/protocols/queryParameters";
import { callWithRole, type RoleCallAnswer } from "../../kernel/protocols/roleCalls";
import type { ServiceRegistry } from "../../kernel/serviceRegistry";
import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { mapAnswer, renderRequestBody, selectResponse } from "./integrationMapping";
import { evaluateMappings, integrationHeaders, integrationUri } from "./integrationUri";
import { createOverrides } from "./overrides";
import { withinTimeout } from "./withinTime";

export interface ActionServices {
  /** Services of the run; undefined without any. */
  readonly registry?: ServiceRegistry | undefined;
  readonly log: LogSink;
}

/** Services with a JSON protocol, and with AWS's query protocol, whose answers the gateway requests as JSON. */
const jsonServices = ["events", "states", "ssm", "secretsmanager"];
const queryServices = ["sqs", "sns"];

const uri = /^arn:[\w-]+:apigateway:([\w-]+):([\w-]+):(?:action\/(\w+)|path\/(.*))$/;

/** True for an integration with an operation of these services (API Gateway API reference, PutIntegration, `uri`). */
export function callsService({ type, uri: called = "" }: MethodDescription["integration"]): boolean {
  const [, , service = "", , path] = uri.exec(called) ?? [];
  const isForPath = path !== undefined;
  return type === "AWS" && (queryServices.includes(service) || (jsonServices.includes(service) && !isForPath));
}

/** An operation with its input. */
interface Action {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Answers an integration with a service: calls the operation with the integration's role. The service's status selects
 * the integration response.
 */
export async function callServiceAction(exchange: Exchange, services: ActionServices): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const overrides = createOverrides();
  const body = renderRequestBody(exchange, overrides);
  const [, region = "", service = "", named, path = ""] = uri.exec(integrationUri(exchange, overrides)) ?? [];
  const headers = new Map(
    integrationHeaders(exchange, "aws", overrides).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const query = evaluateMappings(exchange, "querystring", overrides);
  const isForm = queryServices.includes(service);
  const action = isForm
    ? formAction(named, { path, body, query, region })
    : jsonAction(headers.get("x-amz-target")?.split(".").at(-1) ?? named ?? "", body);
  const { credentials } = integration;
  if (credentials === undefined || action === undefined || services.registry === undefined) {
    const text = `the integration with ${service} has no ${credentials === undefined ? "role (credentials)" : "operation or JSON body"}`;
    services.log({ source: "apigateway", requestId: exchange.requestId, text });
    throw internalServerError(500, text, "API_CONFIGURATION_ERROR");
  }
  const principal = roleSession(credentials, "BackplaneAssumeRoleSession");
  const call = { service, ...action, principal, region, traceHeader: exchange.traceId };
  const answer = await withinTimeout(exchange, callWithRole(services.registry, call));
  if (answer === undefined) throw internalServerError(500, `${service} is not emulated`, "API_CONFIGURATION_ERROR");
  exchange.integration = { ...exchange.integration, status: answer.statusCode };
  exchange.decisions.recordPass(`${service} answered ${action.operation} with ${answer.statusCode}`);
  const response = selectResponse(integration.responses, String(answer.statusCode));
  const text = JSON.stringify(isForm ? queryAnswer(action.operation, answer, exchange.requestId) : answer.output);
  return mapAnswer(exchange, response, { body: text, unmappedBody: text, overrides });
}

function jsonAction(operation: string, body: string): Action | undefined {
  try {
    const input: unknown = JSON.parse(body.trim() === "" ? "{}" : body);
    const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
    return operation !== "" && isObject ? { operation, input: input as Action["input"] } : undefined;
  } catch {
    return undefined;
  }
}

/** Reads an operation of the query protocol from the form in the body, and from the query. */
function formAction(
  named: string | undefined,
  sent: { readonly path: string; readonly body: string; query: readonly [string, string][]; readonly region: string },
): Action | undefined {
  const { path, body, query, region } = sent;
  const parameters = new URLSearchParams([...new URLSearchParams(body), ...query]);
  const operation = named ?? parameters.get("Action") ?? "";
  for (const name of ["Action", "Version"]) parameters.delete(name);
  if (operation === "") return undefined;
  const [, account = accountId, queue] = /^(\d{12})\/([^/]+)\/?$/.exec(path) ?? [];
  const ofQueue = queue === undefined ? {} : { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${queue}` };
  return { operation, input: { ...ofQueue, ...messageInput(parseQuery(parameters)) } };
}

/** Converts the texts and lists of a form to the types of SendMessage. */
function messageInput({ MessageAttribute, DelaySeconds, ...input }: Readonly<Record<string, unknown>>): object {
  const attributes = Object.values((MessageAttribute ?? {}) as Record<string, { Name?: string; Value?: object }>);
  return {
    ...input,
    ...(DelaySeconds === undefined ? {} : { DelaySeconds: Number(DelaySeconds) }),
    ...(attributes.length === 0
      ? {}
      : { MessageAttributes: Object.fromEntries(attributes.map(({ Name = "", Value }) => [Name, Value])) }),
  };
}

/** Members of results that AWS returns as null if they have no value. */
const resultMembers: Readonly<Record<string, readonly string[]>> = {
  SendMessage: [
    ...["MD5OfMessageAttributes", "MD5OfMessageBody", "MD5OfMessageSystemAttributes", "MessageId", "SequenceNumber"],
  ],
  Publish: ["MessageId", "SequenceNumber"],
};

/** Returns the JSON of the query protocol, which AWS sends to a client that accepts JSON. */
function queryAnswer(operation: string, { error, output }: RoleCallAnswer, RequestId: string): object {
  if (error !== undefined) return { Error: { Code: error.code, Message: error.message, Type: "Sender" }, RequestId };
  const members = resultMembers[operation];
  const result =
    members === undefined ? output : Object.fromEntries(members.map((member) => [member, output[member] ?? null]));
  return { [`${operation}Response`]: { ResponseMetadata: { RequestId }, [`${operation}Result`]: result } };
}
