import { ServiceError } from "../kernel/protocols/jsonService";

/** A value of a secret: a text, or bytes in Base64. */
export interface SecretValue {
  readonly text?: string | undefined;
  readonly binary?: string | undefined;
}

/** Maximum bytes of a value (AWS General Reference, "Secrets Manager endpoints and quotas"). */
const maxValueBytes = 65_536;

/** @throws ServiceError unless the value is either a text or bytes, within the limit */
export function checkValue({ text, binary }: SecretValue): void {
  const invalid = (message: string) => new ServiceError("InvalidParameterException", message);
  if (text !== undefined && binary !== undefined)
    throw invalid("You can't specify both a binary secret value and a string secret value in the same secret.");
  if (text === undefined && binary === undefined)
    throw invalid("You must provide either SecretString or SecretBinary.");
  const bytes = text === undefined ? Buffer.from(binary!, "base64").length : Buffer.byteLength(text);
  if (bytes <= maxValueBytes) return;
  const message = `1 validation error detected: Value at '${text === undefined ? "secretBinary" : "secretString"}' failed to satisfy constraint: Member must have length less than or equal to ${maxValueBytes}`;
  throw new ServiceError("ValidationException", message);
}
