/** The interface of DynamoDB Streams for event source mappings. */
import { serviceKey } from "../serviceRegistry";

export interface Streams {
  /**
   * Executes an operation of DynamoDB Streams. The caller checks its own permissions, and no fact is reported.
   *
   * @returns the response; undefined for an error.
   */
  call(operation: string, request: object): Readonly<Record<string, unknown>> | undefined;
  /** Returns the trace of the request that wrote a record, which must be an object of a response; undefined if unknown. */
  traceOf(record: object): string | undefined;
}

export const streams = serviceKey<Streams>("DynamoDB Streams");
