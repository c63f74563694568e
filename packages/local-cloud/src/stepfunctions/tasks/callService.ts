import { callWithRole } from "../../kernel/protocols/roleCalls";
import { StateError } from "../interpreter/stateError";
import { isArray, isObject, type Json, type JsonObject } from "../language/json";
import { invokeFunction } from "./callFunction";
import { callObjects } from "./callObjects";
import { integrations, optimizedError, sdkError, sdkIntegrations, type Integration } from "./integrations";
import { sdkMetadata } from "./metadata";
import { lowerFirst, operationInput, renameMembers, upperFirst, withEventSources, withTimeTexts } from "./parameters";
import type { TaskContext } from "./taskContext";

export interface ServiceCall {
  /** `dynamodb`, or `aws-sdk:dynamodb`. */
  readonly service: string;
  /** `putItem`. */
  readonly action: string;
  readonly input: Json;
}

/** Calls a service for a task. @returns its response @throws StateError */
export async function callService(context: TaskContext, call: ServiceCall): Promise<Json> {
  const input = isObject(call.input) ? call.input : {};
  const [, sdkName] = /^aws-sdk:(.*)$/.exec(call.service) ?? [];
  if (sdkName !== undefined) return callSdk(context, sdkIntegrations[sdkName]!, { ...call, input });
  const { service, action } = call;
  if (service === "lambda") return invokeFunction(context, input);
  const integration = integrations[service]!;
  const sources = [context.machineArn, context.executionArn];
  const given = operationInput(
    integration.signingName,
    service === "events" ? withEventSources(input, sources) : input,
  );
  const answer = await send(context, integration, { action, input: given });
  if ("failure" in answer) {
    const { error, cause } = optimizedError(integration, answer.failure);
    throw new StateError(error, cause);
  }
  if (service === "events") return eventsResult(answer.output);
  return { ...answer.output, ...sdkMetadata(context.uuid(), context.now()) };
}

/** PutEvents answers 200 for entries that it rejects. The task fails then (case `stepfunctions/events-no-source`). */
function eventsResult(output: JsonObject): Json {
  const { Entries, FailedEntryCount } = output;
  if (FailedEntryCount === 0 || !isArray(Entries)) return output;
  throw new StateError("EventBridge.FailedEntry", JSON.stringify({ Entries, FailedEntryCount: FailedEntryCount ?? 0 }));
}

async function callSdk(
  context: TaskContext,
  integration: Integration,
  { action, input }: ServiceCall & { readonly input: JsonObject },
): Promise<Json> {
  const { signingName } = integration;
  if (signingName === "s3") return callObjects(context, { action, input });
  const given = operationInput(signingName, input);
  // A payload is bytes, which the integration takes from the JSON of any value, texts included.
  const sent =
    signingName === "lambda" && "Payload" in given ? { ...given, Payload: JSON.stringify(given["Payload"]) } : given;
  const answer = await send(context, integration, { action, input: sent });
  if ("failure" in answer) {
    const { error, cause } = sdkError(integration, answer.failure);
    throw new StateError(error, cause);
  }
  return signingName === "lambda" ? answer.output : withTimeTexts(answer.output);
}

type Answer =
  | { readonly output: JsonObject }
  | {
      readonly failure: {
        readonly statusCode: number;
        readonly code: string;
        readonly message: string;
        readonly requestId: string;
      };
    };

async function send(
  context: TaskContext,
  { signingName }: Integration,
  { action, input }: { readonly action: string; readonly input: JsonObject },
): Promise<Answer> {
  const { registry, principal, region, traceHeader } = context;
  const isLower = signingName === "states";
  const sent = isLower ? (renameMembers(input, lowerFirst) as JsonObject) : input;
  const call = { service: signingName, operation: upperFirst(action), input: sent, principal, region, traceHeader };
  const answer = await callWithRole(registry, call);
  const requestId = context.uuid();
  if (answer === undefined) {
    const message = `the local cloud does not emulate ${signingName}:${action}`;
    return { failure: { statusCode: 400, code: "UnknownOperationException", message, requestId } };
  }
  if (answer.error !== undefined) {
    return { failure: { ...answer.error, statusCode: answer.statusCode, requestId } };
  }
  const output = answer.output as JsonObject;
  return { output: isLower ? (renameMembers(output, upperFirst) as JsonObject) : output };
}
