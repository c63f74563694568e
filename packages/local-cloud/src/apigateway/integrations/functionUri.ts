import { own } from "../exchange/exchange";

/**
 * Returns the function's ARN from an integration URI (`…:lambda:path/2015-03-31/functions/ARN/invocations` or
 * `…/2021-11-15/functions/ARN/response-streaming-invocations`). Substitutes stage variables.
 */
export function functionOf(uri: string | undefined, variables: Readonly<Record<string, string>> = {}): string {
  const filled = substituteStageVariables(uri, variables);
  return /functions\/(.+)\/(?:response-streaming-)?invocations$/.exec(filled)?.[1] ?? filled;
}

/** Substitutes `${stageVariables.NAME}` in a URI. Unset variables are empty. */
export function substituteStageVariables(
  uri: string | undefined,
  variables: Readonly<Record<string, string>> | undefined,
): string {
  return (uri ?? "").replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => own(variables, name) ?? "");
}
