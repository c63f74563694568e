import type { IncomingMessage } from "node:http";
import { traceOf, type DataCallFact } from "../kernel/facts";
import type { Authorization } from "../kernel/interfaces";
import { arn, type Place } from "../kernel/identity";
import type { EngineResponse } from "./engine";

/** A request of DynamoDB's protocol, as far as it can be read. */
export interface DataCall {
  /** `GetItem`; empty where the request names none. */
  readonly operation: string;
  /** Undefined where it is no JSON object. */
  readonly input: DataInput | undefined;
  /** Of the request at the gateway that the function works for: the SDK hands the header on. */
  readonly trace: string | undefined;
}

interface DataInput {
  readonly TableName?: unknown;
  readonly IndexName?: unknown;
  readonly RequestItems?: object;
}

/** A request of an SDK. */
export function sentCall({ headers }: IncomingMessage, body: Buffer): DataCall {
  const trace = headers["x-amzn-trace-id"];
  const operation = String(headers["x-amz-target"]).split(".")[1] ?? "";
  return dataCall(operation, body.toString(), typeof trace === "string" ? trace : undefined);
}

export function dataCall(operation: string, body: string, traceId: string | undefined): DataCall {
  return { operation, input: parsed(body), trace: traceOf(traceId) };
}

function parsed(body: string): DataInput | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** ARNs of the tables and indexes that a request names; `*` where it names none. */
export function resourcesOf({ IndexName, ...input }: DataInput, place: Place): string[] {
  const tables = tablesOf(input).map((table) =>
    table.startsWith("arn:") ? table : arn(place, "dynamodb", `table/${table}`),
  );
  if (tables.length === 0) return ["*"];
  return typeof IndexName === "string" ? tables.map((table) => `${table}/index/${IndexName}`) : tables;
}

function tablesOf({ TableName, RequestItems }: DataInput): string[] {
  return typeof TableName === "string" ? [TableName] : Object.keys(RequestItems ?? {});
}

/** What is told of a call that was answered. @param authorized by which statement, or why not. */
export function dataCallFact(
  { operation, input, trace }: DataCall,
  { statusCode, body, consumed = {} }: EngineResponse,
  { millis, authorized }: { readonly millis: number; readonly authorized: Authorization | undefined },
): DataCallFact {
  const { __type } = body as { __type?: string };
  return {
    kind: "dataCall",
    trace,
    operation,
    tables: tablesOf(input ?? {}),
    status: statusCode,
    errorType: statusCode === 200 ? undefined : __type?.split("#").at(-1),
    millis,
    input,
    consumed,
    allowedBy: authorized?.allowedBy,
    denial: authorized?.denial,
  };
}
