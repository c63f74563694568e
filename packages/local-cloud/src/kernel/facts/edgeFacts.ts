/** A request that a distribution of CloudFront has answered. */
export interface EdgeRequestFact {
  readonly kind: "edgeRequest";
  readonly requestId: string;
  readonly trace: string;
  readonly distributionId: string;
  /** Logical name. */
  readonly distribution: string;
  readonly method: string;
  readonly path: string;
  /** Query string without `?`; may be empty. */
  readonly query: string;
  /** Path pattern of the cache behavior; `*` for the default one. */
  readonly pathPattern: string;
  readonly status: number;
  readonly millis: number;
  /** Value of `X-Cache` without ` from cloudfront`, such as `Hit`, `Miss` or `LambdaGeneratedResponse`. */
  readonly result: string;
  /** Event types whose functions ran, in their order. */
  readonly functions: readonly string[];
  /** Bytes of the request's body, and of the answer's. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** A short reason why CloudFront answered without the origin's response. */
  readonly reason: string | undefined;
}
