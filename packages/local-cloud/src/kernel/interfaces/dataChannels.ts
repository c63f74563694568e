/** The interface of DynamoDB for the environments of functions: channels, over which a call costs less than over HTTP. */
import type { MessagePort } from "node:worker_threads";
import { serviceKey } from "../serviceRegistry";

/** An environment's end of a channel. It sends `DataMessage`s and receives `DataAnswer`s. */
export interface DataConnection {
  readonly port: MessagePort;
  /** URL of the endpoint whose requests the channel can take. */
  readonly url: string;
}

/** A signed POST request to DynamoDB. */
export interface DataMessage {
  /** Chosen by the environment. The answer repeats it. */
  readonly id: number;
  /** Path and query. */
  readonly url: string;
  /** JSON text of a list with names and values of headers in turn. As a list, it would take longer to send. */
  readonly rawHeaders: string;
  readonly body: string | Uint8Array;
}

/** The response to a `DataMessage`. */
export interface DataAnswer {
  readonly id: number;
  readonly statusCode: number;
  /** JSON text of a list with names and values in turn. */
  readonly rawHeaders: string;
  /** JSON text. */
  readonly body: string;
}

export interface DataChannels {
  /** Opens a channel, which ends with the thread that receives its port. */
  connect(): DataConnection;
}

export const dataChannels = serviceKey<DataChannels>("the channels of DynamoDB");
