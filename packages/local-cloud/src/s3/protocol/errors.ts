import { document } from "./xml";

/** Status of S3's error codes (Amazon S3 API Reference, "Error responses"); 400 for all others. */
const statuses: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  AccessForbidden: 403,
  ConditionalRequestConflict: 409,
  InsufficientStorage: 507,
  InvalidAccessKeyId: 403,
  InvalidPartNumber: 416,
  InvalidRange: 416,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchBucketPolicy: 404,
  NoSuchCORSConfiguration: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NoSuchVersion: 404,
  NotImplemented: 501,
  NotModified: 304,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
};

/** Messages of Amazon S3 API Reference, "Error responses". */
const messages: Readonly<Record<string, string>> = {
  AccessDenied: "Access Denied",
  EntityTooLarge: "Your proposed upload exceeds the maximum allowed size",
  EntityTooSmall: "Your proposed upload is smaller than the minimum allowed size",
  IncompleteBody: "You did not provide the number of bytes specified by the Content-Length HTTP header",
  InvalidDigest: "The Content-MD5 you specified was invalid.",
  InvalidPart:
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  InvalidPartOrder:
    "The list of parts was not in ascending order. The parts list must be specified in order by part number.",
  InvalidRange: "The requested range is not satisfiable",
  InvalidURI: "Couldn't parse the specified URI.",
  KeyTooLongError: "Your key is too long",
  MalformedXML: "The XML you provided was not well-formed or did not validate against our published schema",
  MetadataTooLarge: "Your metadata headers exceed the maximum allowed metadata size",
  MethodNotAllowed: "The specified method is not allowed against this resource.",
  NoSuchBucket: "The specified bucket does not exist",
  NoSuchKey: "The specified key does not exist.",
  NoSuchUpload:
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
  NoSuchVersion: "The specified version does not exist.",
  NotModified: "Not Modified",
  PreconditionFailed: "At least one of the pre-conditions you specified did not hold",
};

/** An error that S3 returns. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly code: string;
  readonly statusCode: number;
  /** Further elements of the document, such as `Key`. */
  readonly members: Readonly<Record<string, string | number>>;
  readonly headers: Readonly<Record<string, string>>;

  /** @param message defaults to the code's message. */
  constructor(
    code: string,
    message: string = messages[code] ?? code,
    more: { members?: Readonly<Record<string, string | number>>; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.code = code;
    this.statusCode = statuses[code] ?? 400;
    this.members = more.members ?? {};
    this.headers = more.headers ?? {};
  }
}

/**
 * @param name name of the query parameter or header with the value.
 */
export function invalidArgument(message: string, name: string, value: string): S3Error {
  return new S3Error("InvalidArgument", message, { members: { ArgumentName: name, ArgumentValue: value } });
}

/** S3's codes for the errors of the kernel's authentication. */
const authenticationCodes: Readonly<Record<string, readonly [code: string, message?: string]>> = {
  UnrecognizedClientException: [
    "InvalidAccessKeyId",
    "The AWS Access Key Id you provided does not exist in our records.",
  ],
  InvalidSignatureException: ["SignatureDoesNotMatch"],
  IncompleteSignatureException: ["AuthorizationHeaderMalformed"],
  MissingAuthenticationTokenException: ["InvalidRequest", "Missing required header for this request"],
};

/** Returns S3's error for a refused signature. */
export function authenticationError(refusal: string, message: string): S3Error {
  if (/^Signature (?:expired|not yet current)/.test(message)) {
    return new S3Error(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
    );
  }
  const [code, text = message] = authenticationCodes[refusal] ?? [refusal];
  return new S3Error(code, text);
}

/** Returns the document of an error. @param resource path of the request. */
export function errorDocument({ code, message, members }: S3Error, resource: string, requestId: string): string {
  return document("Error", { Code: code, Message: message, ...members, Resource: resource, RequestId: requestId }, "");
}
