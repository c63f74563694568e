import { own } from "../exchange/exchange";

/**
 * `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations` → ARN, stage variables filled in; also from
 * `2021-11-15/functions/ARN/response-streaming-invocations`.
 */
export function functionOf(uri: string | undefined, variables: Readonly<Record<string, string>> = {}): string {
  const filled = withStageVariables(uri, variables);
  return /functions\/(.+)\/(?:response-streaming-)?invocations$/.exec(filled)?.[1] ?? filled;
}

/** A URI with `${stageVariables.NAME}` filled in; one that is not set is empty. */
export function withStageVariables(
  uri: string | undefined,
  variables: Readonly<Record<string, string>> | undefined,
): string {
  return (uri ?? "").replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => own(variables, name) ?? "");
}
