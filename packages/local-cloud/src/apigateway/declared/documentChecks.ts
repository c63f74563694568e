import { knownNumber, knownText, objectOf } from "../../kernel/checks";
import { Refusal } from "../../kernel/errors";
import type { Properties } from "../../kernel/resources";
import { compressionRefusal, ttlRefusal } from "./apiChecks";
import { pathPartRefusal, timeoutRefusal, verbRefusal } from "./methodChecks";

/**
 * Checks the paths, integrations and authorizers that an import would create.
 *
 * @param document an OpenAPI 3 document.
 * @throws Refusal with ImportRestApi's error.
 */
export function checkDocument(resource: string, document: Properties): void {
  const paths = objectOf(document, "paths");
  const schemes = objectOf(objectOf(document, "components"), "securitySchemes");
  const faults = [
    compressionRefusal(document["x-amazon-apigateway-minimum-compression-size"]),
    ...Object.keys(paths).map(pathFault),
    ...Object.keys(paths).flatMap((path) => integrationFaults(path, objectOf(paths, path))),
    ...Object.keys(schemes).map((name) => authorizerFault(name, objectOf(schemes, name))),
  ];
  const [fault] = faults.filter((each) => each !== undefined);
  if (fault === undefined) return;
  const message = `Errors found during import: ${fault}`;
  throw new Refusal(resource, { statusCode: 400, code: "BadRequestException", message });
}

function pathFault(path: string): string | undefined {
  const [refusal] = path
    .split("/")
    .filter((part) => part !== "")
    .map(pathPartRefusal)
    .filter((each) => each !== undefined);
  return refusal === undefined ? undefined : `Unable to create resource at path '${path}': ${refusal}`;
}

/** Returns the errors of a path's integrations. Documents may write HTTP methods in lower case. */
function integrationFaults(path: string, item: Properties): string[] {
  return Object.keys(item).flatMap((verb) => {
    const integration = objectOf(objectOf(item, verb), "x-amazon-apigateway-integration");
    const refusal =
      timeoutRefusal(knownNumber(integration, "timeoutInMillis"), knownText(integration, "responseTransferMode")) ??
      verbRefusal(knownText(integration, "httpMethod")?.toUpperCase(), "httpMethod");
    return refusal === undefined
      ? []
      : [`Unable to put integration on '${verb.toUpperCase()}' for resource at path '${path}': ${refusal}`];
  });
}

function authorizerFault(name: string, scheme: Properties): string | undefined {
  const refusal = ttlRefusal(
    knownNumber(objectOf(scheme, "x-amazon-apigateway-authorizer"), "authorizerResultTtlInSeconds"),
  );
  return refusal === undefined ? undefined : `Unable to create authorizer '${name}': ${refusal}`;
}
