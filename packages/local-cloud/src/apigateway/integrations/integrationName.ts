import type { MethodDescription } from "../../kernel/interfaces";

/** `arn:aws:apigateway:REGION:SERVICE:action/ACTION` or `…:SERVICE:path/PATH` (API Gateway API reference, PutIntegration). */
const uris = /^arn:[\w-]+:apigateway:[^:]*:([\w.-]+):(?:action\/([\w:-]+)|path\/)/;

/**
 * How an integration that is not emulated is named: by its service and what it asks of it, because integrations of type AWS
 * with other services are emulated.
 */
export function integrationName({ type, uri = "", httpMethod = "" }: MethodDescription["integration"]): string {
  if (type !== "AWS") return `of type ${type}`;
  const [, service, action] = uris.exec(uri) ?? [];
  return service === undefined ? `with ${uri === "" ? "no URI" : uri}` : `with ${service} (${action ?? httpMethod})`;
}
