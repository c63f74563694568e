/** Error codes that the SDKs have no class for, so that the service's own exception carries them. */
const unnamed = new Set([
  ...["AccessDenied", "AccessDeniedException", "IncompleteSignature", "InternalFailure", "InvalidAction"],
  ...["InvalidClientTokenId", "InvalidParameterCombination", "InvalidParameterValue", "MissingAction"],
  ...["MissingParameter", "NotAuthorized", "OptInRequired", "SerializationException", "ServiceUnavailable"],
  ...["UnknownOperationException", "UnrecognizedClientException", "ValidationError", "ValidationException"],
]);

/** Codes of a service that the general rule does not name (API models of AWS's SDKs). */
const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  states: { ValidationException: "ValidationException" },
  sns: { ParameterValueInvalid: "InvalidParameterValueException" },
  sqs: {
    NonExistentQueue: "QueueDoesNotExistException",
    QueueAlreadyExists: "QueueNameExistsException",
    "KMS.AccessDeniedException": "KmsAccessDeniedException",
    "KMS.DisabledException": "KmsDisabledException",
    "KMS.NotFoundException": "KmsNotFoundException",
  },
};

/** Codes of S3 with a class of their own. All others are an S3Exception. */
const objectCodes = new Set([
  ...["BucketAlreadyExists", "BucketAlreadyOwnedByYou", "EncryptionTypeMismatch", "IdempotencyParameterMismatch"],
  ...["InvalidObjectState", "InvalidRequest", "InvalidWriteOffset", "NoSuchBucket", "NoSuchKey", "NoSuchUpload"],
  ...["ObjectAlreadyInActiveTierError", "ObjectNotInActiveTierError", "TooManyParts"],
]);

/** Prefix of SQS's codes in the query protocol, which its errors keep (SQS API reference, "Common errors"). */
const queuePrefix = "AWS.SimpleQueueService.";

/** Returns the SDK's class for an error code; undefined if only the service's own exception carries it. */
export function exceptionName(service: string, code: string): string | undefined {
  const short = code.startsWith(queuePrefix) ? code.slice(queuePrefix.length) : code;
  const special = named[service]?.[short];
  if (special !== undefined) return special;
  if (unnamed.has(short) || (service === "s3" && !objectCodes.has(short))) return undefined;
  return short.endsWith("Exception") ? short : `${short}Exception`;
}
