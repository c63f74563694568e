import { invalidParameter } from "./errors";

/**
 * Checks the name of a queue (SQS API reference, CreateQueue, QueueName).
 *
 * @returns AWS's message; undefined for a valid name.
 */
export function nameFault(name: string, isFifo: boolean): string | undefined {
  if (isFifo) {
    return /^[\w-]{1,75}\.fifo$/.test(name)
      ? undefined
      : "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.";
  }
  return /^[\w-]{1,80}$/.test(name)
    ? undefined
    : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
}

/** @throws ServiceError */
export function checkName(name: string, isFifo: boolean): void {
  const fault = nameFault(name, isFifo);
  if (fault !== undefined) throw invalidParameter(fault);
}
