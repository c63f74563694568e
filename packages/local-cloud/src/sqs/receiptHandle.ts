import { sqsError } from "./errors";

/** The contents of a receipt handle. */
export interface Receipt {
  readonly queueArn: string;
  readonly messageId: string;
  /** Number of the receive in this queue. */
  readonly receive: number;
}

/** @param nonce makes the handles of different runs differ. */
export function receiptHandleOf({ queueArn, messageId, receive }: Receipt, nonce: string): string {
  return Buffer.from(JSON.stringify([queueArn, messageId, receive, nonce])).toString("base64");
}

/** @throws ServiceError for a handle that the queue has not issued */
export function parseReceiptHandle(handle: string, queueArn: string): Receipt {
  try {
    const [arn, messageId, receive] = JSON.parse(Buffer.from(handle, "base64").toString()) as unknown[];
    if (arn === queueArn && typeof messageId === "string" && typeof receive === "number") {
      return { queueArn, messageId, receive };
    }
  } catch {
    // Not JSON: this run did not issue the handle.
  }
  throw sqsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);
}
