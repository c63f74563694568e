import { optionalText } from "../../kernel/jsonInput";
import { ServiceError, type JsonInput } from "../../kernel/jsonService";

/** Returns a required text. @throws ServiceError */
export function required(input: JsonInput, key: string): string {
  const value = optionalText(input, key);
  if (value !== undefined && value !== "") return value;
  const message = `1 validation error detected: Value null at '${key}' failed to satisfy constraint: Member must not be null`;
  throw new ServiceError("ValidationException", message);
}

/** Returns a number; undefined for an absent key. */
export function optionalNumber(input: JsonInput, key: string): number | undefined {
  const value = input[key];
  return typeof value === "number" ? value : undefined;
}

/** AWS's JSON protocol sends times in seconds. */
export const seconds = (millis: number): number => millis / 1_000;

/** Most entries of a page (API reference, maxResults). */
const maxResults = 1_000;

/** Returns one page of a list. A token is the position of the next page. @throws ServiceError */
export function pageOf<T>(
  all: readonly T[],
  input: JsonInput,
  usual = 100,
): { readonly page: readonly T[]; readonly next: { readonly nextToken?: string } } {
  const asked = optionalNumber(input, "maxResults") ?? 0;
  const size = asked === 0 ? usual : Math.min(asked, maxResults);
  const start = Number(optionalText(input, "nextToken") ?? 0);
  if (!Number.isInteger(start) || start < 0) throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
  const end = start + size;
  return { page: all.slice(start, end), next: end < all.length ? { nextToken: String(end) } : {} };
}

/** @throws ServiceError for a name that AWS rejects (API reference, CreateStateMachine) */
export function checkName(name: string): void {
  if (name.length <= 80 && /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]+$/.test(name)) return;
  throw new ServiceError("InvalidName", `Invalid Name: '${name}'`);
}

/** @throws ServiceError for a text that is not the ARN of such a resource */
export function checkArn(arn: string, kind: string): void {
  if (!arn.startsWith("arn:")) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const [, , service, , , type] = arn.split(":");
  if (service === "states" && type !== undefined && kind.split("|").includes(type)) return;
  throw invalidArn(`Resource type not valid in this context: ${type ?? ""}`);
}

function invalidArn(text: string): ServiceError {
  return new ServiceError("InvalidArn", `Invalid Arn: '${text}'`);
}

export function notFound(code: string, words: string, arn: string): ServiceError {
  return new ServiceError(code, `${words} Does Not Exist: '${arn}'`);
}
