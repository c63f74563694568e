/** Messages between the main thread and the thread of an environment. */
import type { MessagePort } from "node:worker_threads";
import type { DataConnection } from "../../kernel/interfaces/dataChannels";

export interface StartData {
  readonly taskRoot: string;
  /** Folder that the function sees as /opt; undefined without layers. */
  readonly opt?: string | undefined;
  /** Handler name: `file.export`. */
  readonly handler: string;
  /** Runtime such as `nodejs24.x`. */
  readonly runtime: string;
}

/** Data that a thread receives when it starts. */
export interface ThreadData extends StartData {
  readonly port: MessagePort;
  readonly logFlow: Int32Array;
  /** Channel to DynamoDB; undefined in a run without tables. */
  readonly dataConnection: DataConnection | undefined;
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

/** Failure in the format of Lambda's Node.js runtime. */
export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Result or failure of a call. */
export type CallOutcome =
  | { readonly kind: "result"; readonly payload: string; readonly heapBytes: number }
  | { readonly kind: "failure"; readonly failure: Failure; readonly heapBytes: number };

export type EnvironmentMessage =
  | { readonly kind: "ready"; readonly heapBytes: number }
  | { readonly kind: "log"; readonly text: string }
  /** Chunk of a streamed answer. The result of such a call has an empty payload. */
  | { readonly kind: "chunk"; readonly bytes: Uint8Array; readonly contentType: string }
  | CallOutcome
  /** End of the thread. The call fails unless `answered` is set. */
  | {
      readonly kind: "crash";
      readonly failure: Failure;
      readonly answered: CallOutcome | undefined;
      readonly heapBytes: number;
    };
