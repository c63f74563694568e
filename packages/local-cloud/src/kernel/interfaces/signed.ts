/** Requests and texts with a signature of AWS. */

/** An HTTP request with a signature. */
export interface SignedRequest {
  /** Service name of the credential scope, such as `dynamodb`. */
  readonly service: string;
  readonly method: string;
  /** Path and query of the request line. */
  readonly target: string;
  /** Header lines; repeated headers stay separate. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** A text with a signature, such as the policy of a form for S3. */
export interface SignedText {
  readonly service: string;
  readonly accessKeyId: string;
  readonly token: string;
  /** `DATE/REGION/SERVICE/aws4_request`. */
  readonly scope: string;
  /** `20260101T000000Z`. */
  readonly date: string;
  readonly text: string;
  /** Hexadecimal digits. */
  readonly signature: string;
}
