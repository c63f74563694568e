import type { FunctionAccess } from "../../kernel/policies/functionAccess";
import { functionNameOf } from "../../kernel/functionName";
import { accountId, partition } from "../../kernel/identity";
import { qualifierIn } from "./requests";

/** A function and a qualifier in a request. */
export interface InvokeCall {
  /** Name or ARN, with or without qualifier. */
  readonly functionName: string;
  readonly qualifier: string | undefined;
}

/** Returns the function of a request to Invoke (API model of Lambda); undefined for any other request. */
export function parseInvoke(request: RequestLine): InvokeCall | undefined {
  return parseCall(request, /^\/2015-03-31\/functions\/([^/]+)\/invocations$/);
}

/** Returns the function of a request to InvokeWithResponseStream; undefined for any other request. */
export function parseStreamInvoke(request: RequestLine): InvokeCall | undefined {
  return parseCall(request, /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/);
}

interface RequestLine {
  readonly method: string;
  readonly target: string;
}

function parseCall({ method, target }: RequestLine, form: RegExp): InvokeCall | undefined {
  const [path = "", query = ""] = target.split("?");
  const [, encoded] = form.exec(path) ?? [];
  if (method !== "POST" || encoded === undefined) return undefined;
  const qualifier = new URLSearchParams(query).get("Qualifier") ?? undefined;
  return { functionName: decoded(encoded), qualifier };
}

/** Returns the action and the resource that IAM decides about. */
export function functionAccess({ functionName, qualifier }: InvokeCall, region: string): FunctionAccess {
  const name = functionNameOf(functionName);
  const called = qualifier ?? qualifierIn(functionName);
  const arn = `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
  return {
    action: "lambda:InvokeFunction",
    functionName: name,
    functionArn: called === undefined ? arn : `${arn}:${called}`,
    qualifier: called,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
