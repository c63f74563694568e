import { callWithRole, type RoleCallAnswer } from "../../kernel/protocols/roleCalls";
import { StateError } from "../interpreter/stateError";
import { isObject, type Json, type JsonObject } from "../language/json";
import { integrations, optimizedError } from "./integrations";
import { sdkMetadata } from "./metadata";
import type { TaskContext } from "./taskContext";

/** Calls a function for a task with its ARN as Resource. @returns what the function returns */
export async function callFunction(context: TaskContext, arn: string, input: Json): Promise<Json> {
  const answer = await invoke(context, { FunctionName: arn, Payload: JSON.stringify(input) });
  return parsed(answer.output["Payload"]);
}

/** Runs `lambda:invoke`. @returns the response of Invoke with its parsed payload */
export async function invokeFunction(context: TaskContext, input: JsonObject): Promise<Json> {
  const { Payload, ...rest } = input;
  const text = typeof Payload === "string" ? Payload : JSON.stringify(Payload ?? {});
  const { output } = await invoke(context, { ...rest, Payload: text });
  const { StatusCode = 200, ExecutedVersion = "$LATEST", LogResult } = output as JsonObject;
  const isEvent = rest["InvocationType"] === "Event";
  const payload = isEvent ? {} : { Payload: parsed(output["Payload"]) };
  const log = LogResult === undefined ? {} : { LogResult };
  return { ExecutedVersion, ...log, ...payload, ...sdkMetadata(context.uuid(), context.now()), StatusCode };
}

async function invoke(context: TaskContext, input: JsonObject): Promise<RoleCallAnswer> {
  const { registry, principal, region, traceHeader } = context;
  const call = { service: "lambda", operation: "Invoke", input, principal, region, traceHeader };
  const answer = (await callWithRole(registry, call))!;
  if (answer.error !== undefined) {
    const failure = { ...answer.error, statusCode: answer.statusCode, requestId: context.uuid() };
    const { error, cause } = optimizedError(integrations["lambda"]!, failure);
    throw new StateError(error, cause);
  }
  if (answer.output["FunctionError"] !== undefined) throw functionError(String(answer.output["Payload"]));
  return answer;
}

/** Returns the failure of a function that threw: its type, and its JSON as cause. */
function functionError(payload: string): StateError {
  const error = parsed(payload);
  const type = isObject(error) && typeof error["errorType"] === "string" ? error["errorType"] : undefined;
  if (type !== undefined) return new StateError(type, payload);
  const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`;
  return new StateError("Lambda.Unknown", cause);
}

function parsed(payload: unknown): Json {
  const text = typeof payload === "string" ? payload : "";
  if (text === "") return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
