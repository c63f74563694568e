import { Refusal } from "../../kernel/errors";
import type { Integration, Method } from "./model";

function refuse(resource: string, message: string): never {
  throw new Refusal(resource, { statusCode: 400, code: "BadRequestException", message });
}

/** @throws Refusal with PutIntegration's error (recorded: api-definition/uri-*, method-required-aws). */
export function checkIntegration(resource: string, { type, uri, httpMethod }: Integration): void {
  if (type === "MOCK" || type === "") return;
  if (httpMethod === undefined) refuse(resource, "Enumeration value for HttpMethod must be non-empty");
  if (type !== "AWS" && type !== "AWS_PROXY") return;
  const [scheme, , service, , , action = ""] = (uri ?? "").split(":");
  if (scheme !== "arn") refuse(resource, "Invalid ARN specified in the request");
  if (service !== "apigateway" || !/^(?:path|action)\//.test(action)) {
    refuse(resource, "AWS ARN for integration must contain path or action");
  }
  if (type === "AWS_PROXY" && !/:lambda:path\/[\d-]+\/functions\/|:firehose:/.test(uri ?? "")) {
    refuse(
      resource,
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
}

/**
 * Checks that cache-key parameters are parameters of the method or mappings of the integration.
 *
 * @throws Refusal with PutIntegration's error (API Gateway API reference, Integration, `cacheKeyParameters`).
 */
export function checkCacheKey(
  resource: string,
  { requestParameters, integration }: Pick<Method, "requestParameters" | "integration">,
): void {
  const known = [...Object.keys(requestParameters), ...Object.keys(integration.requestParameters)];
  const unknown = integration.cacheKeyParameters.find((parameter) => !known.includes(parameter));
  if (unknown !== undefined) refuse(resource, `Invalid cache key parameter specified (${unknown} is not declared)`);
}

/**
 * @throws Refusal with CreateResource's error (recorded: api-definition/greedy-and-variable-siblings,
 *   static-child-of-greedy).
 */
export function checkPaths(resource: string, paths: readonly string[]): void {
  const variables = new Map<string, string>();
  for (const path of paths) {
    const segments = path.split("/").slice(1);
    for (const [index, segment] of segments.entries()) {
      const parent = segments.slice(0, index).join("/");
      if (segment.endsWith("+}") && index < segments.length - 1) {
        refuse(resource, `Cannot create a child of a resource with a greedy path variable: ${segment}`);
      }
      if (!segment.startsWith("{")) continue;
      const sibling = variables.get(parent) ?? segment;
      variables.set(parent, sibling);
      if (sibling !== segment) {
        refuse(
          resource,
          `A sibling (${sibling}) of this resource already has a variable path part -- only one is allowed`,
        );
      }
    }
  }
}
