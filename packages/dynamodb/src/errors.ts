/** An error response of DynamoDB. */
export class DynamoDbError extends Error {
  override readonly name = "DynamoDbError";

  /**
   * @param code word of `__type` after `#`.
   * @param members further keys of the response, e.g. `Item`.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  get status(): number {
    return this.code === "InternalServerError" ? 500 : 400;
  }

  /** Body of the HTTP response. */
  get body(): Record<string, unknown> {
    const { code, message, members } = this;
    const key = code === "TransactionCanceledException" ? "Message" : "message";
    return { __type: `${namespaces[code] ?? "com.amazonaws.dynamodb.v20120810"}#${code}`, [key]: message, ...members };
  }
}

const namespaces: Readonly<Record<string, string>> = {
  ValidationException: "com.amazon.coral.validate",
  SerializationException: "com.amazon.coral.service",
  UnknownOperationException: "com.amazon.coral.service",
  AccessDeniedException: "com.amazon.coral.service",
  InternalServerError: "com.amazon.coral.service",
};

export function validationError(message: string): DynamoDbError {
  return new DynamoDbError("ValidationException", message);
}

/** Creates a ValidationException with the prefix of most value checks. */
export function invalidParameter(message: string): DynamoDbError {
  return validationError(`One or more parameter values were invalid: ${message}`);
}

export function resourceNotFound(detail?: string): DynamoDbError {
  const message = "Requested resource not found";
  return new DynamoDbError("ResourceNotFoundException", detail === undefined ? message : `${message}: ${detail}`);
}

/** @param item existing item, if the request wants it returned */
export function conditionFailed(item?: object): DynamoDbError {
  return new DynamoDbError(
    "ConditionalCheckFailedException",
    "The conditional request failed",
    item === undefined ? {} : { Item: item },
  );
}

/** A user's mistake outside the API, e.g. an unusable folder. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}
