/** What the main thread and an environment's thread say to each other. */

export interface StartData {
  readonly taskRoot: string;
  /** What is /opt there; undefined without layers. */
  readonly opt?: string | undefined;
  /** `file.export`, as Lambda names handlers. */
  readonly handler: string;
  /** `nodejs24.x`. */
  readonly runtime: string;
}

export interface InvokeMessage {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly traceId: string;
  readonly context: {
    readonly functionName: string;
    readonly functionVersion: string;
    readonly invokedFunctionArn: string;
    readonly memoryLimitInMB: string;
    readonly logGroupName: string;
    readonly logStreamName: string;
    readonly clientContext?: unknown;
  };
}

/** A failure as Lambda's Node.js runtime reports it. */
export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** What a call ends with. */
export type CallOutcome =
  | { readonly kind: "result"; readonly payload: string; readonly heapBytes: number }
  | { readonly kind: "failure"; readonly failure: Failure; readonly heapBytes: number };

export type EnvironmentMessage =
  | { readonly kind: "ready"; readonly heapBytes: number }
  | { readonly kind: "log"; readonly text: string }
  /** A part of the answer of a handler that streams; the payload of its result is empty. */
  | { readonly kind: "chunk"; readonly bytes: Uint8Array }
  | CallOutcome
  /** The end of the thread: a failure, unless the call was answered before it. */
  | {
      readonly kind: "crash";
      readonly failure: Failure;
      readonly answered: CallOutcome | undefined;
      readonly heapBytes: number;
    };
