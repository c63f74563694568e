import { own } from "../exchange/exchange";

/** `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations` → ARN, stage variables filled in. */
export function functionOf(uri: string | undefined, variables: Readonly<Record<string, string>> = {}): string {
  const filled = (uri ?? "").replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => own(variables, name) ?? "");
  return /functions\/(.+)\/invocations$/.exec(filled)?.[1] ?? filled;
}
