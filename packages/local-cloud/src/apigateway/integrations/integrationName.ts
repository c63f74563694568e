import type { MethodDescription } from "../../kernel/interfaces/apis";

/**
 * Matches `arn:aws:apigateway:REGION:SERVICE:action/ACTION` or `…:SERVICE:path/PATH` (API Gateway API reference,
 * PutIntegration).
 */
const uris = /^arn:[\w-]+:apigateway:[^:]*:([\w.-]+):(?:action\/([\w:-]+)|path\/)/;

/**
 * Returns the name of an unsupported integration for messages. Type AWS is too vague, because some of its services are
 * emulated. The name therefore contains service and action.
 */
export function integrationName({ type, uri = "", httpMethod = "" }: MethodDescription["integration"]): string {
  if (type !== "AWS") return `of type ${type}`;
  const [, service, action] = uris.exec(uri) ?? [];
  return service === undefined ? `with ${uri === "" ? "no URI" : uri}` : `with ${service} (${action ?? httpMethod})`;
}
