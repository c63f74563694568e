/** A request that DynamoDB answered, successfully or with an error. */
export interface DataCallFact {
  readonly kind: "dataCall";
  readonly trace: string | undefined;
  readonly operation: string;
  readonly tables: readonly string[];
  readonly status: number;
  /** Such as `ConditionalCheckFailedException`; undefined for a success. */
  readonly errorType: string | undefined;
  readonly millis: number;
  /** Length of the request's body, in characters. */
  readonly length: number;
  /** Request as sent, by reference; undefined if it is not a JSON object. */
  readonly input: object | undefined;
  /** Capacity units by table; empty if nothing was consumed. */
  readonly consumed: Readonly<Record<string, number>>;
  /** The statement that allowed the call. `denial` is the message if none did. */
  readonly allowedBy: string | undefined;
  readonly denial: string | undefined;
  /** Injected fault that affected the call, such as `dynamodb:throttle`. */
  readonly fault?: string | undefined;
}
