import type { IncomingMessage } from "node:http";
import { traceOf, type DataCallFact } from "../kernel/facts";
import type { Authorization } from "../kernel/interfaces";
import { targetsOf } from "./access";
import { refused, type EngineResponse } from "./engine";
import { isNestedTooDeeply, nestedTooDeeply } from "./nesting";

/** A request of DynamoDB's protocol, as far as it can be read. */
export interface DataCall {
  /** `GetItem`; empty where the request names none. */
  readonly operation: string;
  /** Undefined where it is no JSON object, or one that no reader may walk. */
  readonly input: DataInput | undefined;
  /** DynamoDB's answer where there is no input. */
  readonly unreadable: EngineResponse;
  /** Of the request at the gateway that the function works for: the SDK hands the header on. */
  readonly trace: string | undefined;
}

type DataInput = Readonly<Record<string, unknown>>;

/** The target prefixes of the API versions that SDKs send (DynamoDB Developer Guide, "DynamoDB low-level API"). */
const targets = /^DynamoDB(?:Streams)?_20120810\.(\w+)$/;

/** A request of an SDK. */
export function sentCall({ headers }: IncomingMessage, body: Buffer): DataCall {
  const trace = headers["x-amzn-trace-id"];
  const [, operation = ""] = targets.exec(String(headers["x-amz-target"])) ?? [];
  return dataCall(operation, body.toString(), typeof trace === "string" ? trace : undefined);
}

export function dataCall(operation: string, body: string, traceId: string | undefined): DataCall {
  const input = parsed(body);
  const isTooDeep = input !== undefined && isNestedTooDeeply(input);
  return {
    operation,
    input: isTooDeep ? undefined : input,
    unreadable: isTooDeep ? tooDeep : refused("SerializationException"),
    trace: traceOf(traceId),
  };
}

const tooDeep: EngineResponse = {
  statusCode: 400,
  body: { __type: "com.amazon.coral.validate#ValidationException", message: nestedTooDeeply },
};

function parsed(body: string): DataInput | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as DataInput) : undefined;
  } catch {
    return undefined;
  }
}

/** What is told of a call that was answered. @param authorized by which statement, or why not. */
export function dataCallFact(
  { operation, input, trace }: DataCall,
  { statusCode, body, consumed = {} }: EngineResponse,
  {
    millis,
    authorized,
    fault,
  }: Pick<DataCallFact, "millis" | "fault"> & { readonly authorized: Authorization | undefined },
): DataCallFact {
  const { __type } = body as { __type?: string };
  return {
    kind: "dataCall",
    trace,
    operation,
    tables: [...new Set(targetsOf(operation, input ?? {}).map(({ table }) => table))],
    status: statusCode,
    errorType: statusCode === 200 ? undefined : __type?.split("#").at(-1),
    millis,
    input,
    consumed,
    allowedBy: authorized?.allowedBy,
    denial: authorized?.denial,
    fault,
  };
}
