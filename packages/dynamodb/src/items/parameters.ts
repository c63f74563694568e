import { invalidParameter, validationError } from "../errors";

/** A request with checked JSON types. */
export type Request = Readonly<Record<string, unknown>>;

interface Forms {
  /** Expression parameters, in the order of AWS's messages. */
  readonly expressions: readonly string[];
  /** Legacy parameters. */
  readonly legacy: readonly string[];
}

/** @throws ValidationException if a request mixes both forms, or has placeholders but no expression */
export function checkForms(request: Request, { expressions, legacy }: Forms): void {
  const used = expressions.filter((name) => request[name] !== undefined);
  const older = legacy.filter((name) => request[name] !== undefined);
  if (used.length > 0 && older.length > 0) {
    throw validationError(
      "Can not use both expression and non-expression parameters in the same request: " +
        `Non-expression parameters: {${older.join(", ")}} Expression parameters: {${used.join(", ")}}`,
    );
  }
  if (request["ExpressionAttributeNames"] !== undefined && used.length === 0) {
    throw validationError("ExpressionAttributeNames can only be specified when using expressions");
  }
  const withValues = expressions.filter((name) => name !== "ProjectionExpression");
  if (
    request["ExpressionAttributeValues"] !== undefined &&
    withValues.length > 0 &&
    withValues.every((name) => request[name] === undefined)
  ) {
    const verb = withValues.length > 1 ? "are" : "is";
    throw validationError(
      `ExpressionAttributeValues can only be specified when using expressions: ${withValues.join(" and ")} ${verb} null`,
    );
  }
}

/** @throws ValidationException for a name that occurs twice in AttributesToGet */
export function checkAttributesToGet(names: readonly string[] | undefined): void {
  const seen = new Set<string>();
  for (const name of names ?? []) {
    if (seen.has(name)) throw invalidParameter(`Duplicate value in attribute name: ${name}`);
    seen.add(name);
  }
}
