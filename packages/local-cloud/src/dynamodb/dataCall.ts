import { traceOf, type DataCallFact } from "../kernel/facts/facts";
import type { FaultKind } from "../kernel/faults";
import type { Authorization } from "../kernel/interfaces/authorization";
import { targetsOf } from "./access";
import { errorResponse, type EngineResponse } from "./engine";
import type { ReceivedRequest } from "./exchange";
import { isNestedTooDeeply, nestedTooDeeply } from "./nesting";

/** A parsed request of DynamoDB's protocol. */
export interface DataCall {
  /** Such as `GetItem`; empty if the request names none. */
  readonly operation: string;
  /** Length of the body, in characters. */
  readonly length: number;
  /** Undefined if the body is not a JSON object or is nested too deeply. */
  readonly input: DataInput | undefined;
  /** DynamoDB's response if there is no input. */
  readonly unreadable: EngineResponse;
  /** Trace of the gateway's request. The SDK passes the header on. */
  readonly trace: string | undefined;
}

type DataInput = Readonly<Record<string, unknown>>;

/** Target prefixes of the API versions (DynamoDB Developer Guide, "DynamoDB low-level API"). */
const targets = /^DynamoDB(?:Streams)?_20120810\.(\w+)$/;

/** Parses a request of an SDK. */
export function parseCall({ headers }: ReceivedRequest, body: Buffer): DataCall {
  const trace = headers["x-amzn-trace-id"];
  const [, operation = ""] = targets.exec(String(headers["x-amz-target"])) ?? [];
  return dataCall(operation, body.toString(), typeof trace === "string" ? trace : undefined);
}

export function dataCall(operation: string, body: string, traceId: string | undefined): DataCall {
  const input = parseInput(body);
  const isTooDeep = input !== undefined && isNestedTooDeeply(input);
  return {
    operation,
    length: body.length,
    input: isTooDeep ? undefined : input,
    unreadable: isTooDeep ? tooDeep : errorResponse("SerializationException"),
    trace: traceOf(traceId),
  };
}

const tooDeep: EngineResponse = {
  statusCode: 400,
  body: { __type: "com.amazon.coral.validate#ValidationException", message: nestedTooDeeply },
};

function parseInput(body: string): DataInput | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as DataInput) : undefined;
  } catch {
    return undefined;
  }
}

/** A response with IAM's decision; undefined if IAM was not consulted. */
export interface Answer extends EngineResponse {
  readonly authorized?: Authorization | undefined;
  readonly fault?: FaultKind | undefined;
}

/** Returns the fact of an answered call. */
export function dataCallFact(
  { operation, length, input, trace }: DataCall,
  answer: Answer,
  millis: number,
): DataCallFact {
  const { statusCode, body, consumed = {}, authorized, fault } = answer;
  const { __type } = body as { __type?: string };
  return {
    kind: "dataCall",
    trace,
    operation,
    tables: [...new Set(targetsOf(operation, input ?? {}).map(({ table }) => table))],
    status: statusCode,
    errorType: statusCode === 200 ? undefined : __type?.split("#").at(-1),
    millis,
    length,
    input,
    consumed,
    allowedBy: authorized?.allowedBy,
    denial: authorized?.denial,
    fault,
  };
}
