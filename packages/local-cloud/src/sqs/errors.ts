import { ServiceError, type JsonServiceOptions } from "../kernel/protocols/jsonService";

/** Shapes and HTTP statuses of error codes that differ from their shape (SQS API model, `awsQueryError`). */
const shapes: Readonly<Record<string, readonly [shape: string, statusCode?: number]>> = {
  "AWS.SimpleQueueService.NonExistentQueue": ["QueueDoesNotExist"],
  "AWS.SimpleQueueService.PurgeQueueInProgress": ["PurgeQueueInProgress", 403],
  AccessDenied: ["AccessDeniedException", 403],
  InvalidAddress: ["InvalidAddress", 404],
  InvalidParameterValue: ["InvalidParameterValueException"],
  MissingParameter: ["MissingRequiredParameterException"],
  OverLimit: ["OverLimit", 403],
  QueueAlreadyExists: ["QueueNameExists"],
  ReceiptHandleIsInvalid: ["ReceiptHandleIsInvalid", 404],
  ResourceNotFoundException: ["ResourceNotFoundException", 404],
};

/** Prefix of older error codes. */
const prefix = "AWS.SimpleQueueService.";

/** Returns the shape of an error code. The shape is in `__type`, the code is in `x-amzn-query-error`. */
export function shapeOf(code: string): string {
  return shapes[code]?.[0] ?? (code.startsWith(prefix) ? code.slice(prefix.length) : code);
}

/**
 * @param code code of the query protocol. Older codes are without their prefix, such as `EmptyBatchRequest`.
 */
export function sqsError(code: string, message: string): ServiceError {
  return new ServiceError(code, message, { statusCode: shapes[code]?.[1] ?? 400 });
}

export function nonExistentQueue(): ServiceError {
  return sqsError(`${prefix}NonExistentQueue`, "The specified queue does not exist.");
}

/** Returns the error of an older code. @param name such as `EmptyBatchRequest` */
export function prefixedError(name: string, message: string): ServiceError {
  return sqsError(prefix + name, message);
}

export function invalidParameter(message: string): ServiceError {
  return sqsError("InvalidParameterValue", message);
}

export function invalidValue(parameter: string, value: unknown, reason: string): ServiceError {
  return invalidParameter(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

export function missingParameter(parameter: string): ServiceError {
  return sqsError("MissingParameter", `The request must contain the parameter ${parameter}.`);
}

export function unknownAttribute(name: string): ServiceError {
  return sqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

/** Options of the JSON protocol that only SQS has. */
export const errorProtocol: Pick<JsonServiceOptions, "denied" | "errorHeaders" | "typeOf"> = {
  denied: { code: "AccessDenied", statusCode: 403 },
  typeOf: (code) => `com.amazonaws.sqs#${shapeOf(code)}`,
  // SDKs read the shape from this header before they read `__type`.
  errorHeaders: ({ code }) => ({ "x-amzn-ErrorType": shapeOf(code), "x-amzn-query-error": `${code};Sender` }),
};
