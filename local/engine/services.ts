/** How the services of the local cloud reach each other; each implements its own part. */

/** Temporary credentials of a role session, as a function finds them in its environment. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Who is behind an access key id. */
export interface Principal {
  readonly roleArn: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  readonly sessionArn: string;
}

/** A request as it is signed. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly target: string;
  /** Each line for itself. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

export interface AuthenticationRefusal {
  /** `UnrecognizedClientException`, `InvalidSignatureException`, … */
  readonly refusal: string;
  readonly message: string;
}

export interface Authorizer {
  /** Credentials that identify this session to every service of the run. */
  credentialsFor(session: Principal): Credentials;
  /** Who signed a request, or how AWS refuses it. */
  authenticate(request: SignedRequest): { readonly principal: Principal } | AuthenticationRefusal;
  /** Undefined when allowed; otherwise the sentence that AWS answers with. */
  denial(principal: Principal, action: string, resource: string): string | undefined;
}

export interface InvokeRequest {
  /** Name or ARN of a function, with or without a qualifier. */
  readonly functionName: string;
  readonly qualifier?: string;
  /** `RequestResponse` without it. */
  readonly invocationType?: "RequestResponse" | "Event" | "DryRun";
  /** `Tail` asks for the end of the log. */
  readonly logType?: "None" | "Tail";
  /** JSON text that is taken as it is, or bytes that are checked first; absent means `{}`. */
  readonly payload?: string | Buffer;
  /** JSON text, for `context.clientContext`. */
  readonly clientContext?: string;
  /** An X-Ray trace header. */
  readonly traceId?: string;
  /** A service that calls on somebody's behalf must be allowed by a permission of the function. */
  readonly caller?: { readonly principal: string; readonly sourceArn: string };
}

export interface InvokeAnswer {
  readonly requestId: string;
  readonly statusCode: number;
  /** `Unhandled` when the function failed; the payload then tells how. */
  readonly functionError?: "Unhandled";
  readonly executedVersion?: string;
  /** JSON text; empty when nobody waits for the function. */
  readonly payload: string;
  /** The last 4 KB of this invocation's log, when asked for. */
  readonly logTail?: string;
}

/** A refusal by the Lambda API itself, before any function ran. */
export class InvokeRefused extends Error {
  override readonly name = "InvokeRefused";
  readonly statusCode: number;
  /** `TooManyRequestsException`, `AccessDeniedException`, `ResourceNotFoundException`, … */
  readonly code: string;
  readonly reason: string | undefined;

  constructor(refusal: { statusCode: number; code: string; message: string; reason?: string }) {
    super(refusal.message);
    this.statusCode = refusal.statusCode;
    this.code = refusal.code;
    this.reason = refusal.reason;
  }
}

export interface FunctionInvoker {
  /** @throws InvokeRefused */
  invoke(request: InvokeRequest): Promise<InvokeAnswer>;
}

/** One line of a log, in clear. */
export interface LogEvent {
  /** Log group, or the part of the local cloud that speaks. */
  readonly source: string;
  readonly requestId?: string;
  readonly text: string;
}

export type LogSink = (event: LogEvent) => void;
