import type { apigateway } from "@pulumi/aws";
import { parse } from "yaml";
import { resourcePolicy, type Policy } from "../policy";

/** Policies of the access to methods. */
export const apiAccessPolicies: readonly Policy[] = [
  resourcePolicy<apigateway.RestApiArgs>({
    name: "api-method-auth",
    level: "mandatory",
    controls: ["CKV_AWS_59", "W59"],
    reason: "a method without a key or an authorizer is open to everybody",
    fix:
      "list a security scheme in the operation's or the document's security, or give the reason in the operation's " +
      "description after `Open: `; OPTIONS needs none",
    types: ["aws:apigateway/restApi:RestApi"],
    check: ({ props: { body } }) => (body === undefined ? [] : openOperations(body)),
  }),
  resourcePolicy<apigateway.MethodArgs>({
    name: "api-method-resource-auth",
    level: "mandatory",
    controls: ["CKV_AWS_59", "W59"],
    reason: "a method without a key or an authorizer is open to everybody",
    fix: "set apiKeyRequired to true, or authorization to another value than NONE; only OPTIONS needs neither",
    types: ["aws:apigateway/method:Method"],
    check: ({ props: { httpMethod, authorization, apiKeyRequired } }) =>
      httpMethod === "OPTIONS" || authorization !== "NONE" || apiKeyRequired === true
        ? []
        : [`${httpMethod} has authorization NONE and requires no key`],
  }),
];

interface Operation {
  readonly security?: readonly object[];
  readonly description?: string;
}

interface Document extends Operation {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const methods = ["get", "put", "post", "delete", "patch", "head", "x-amazon-apigateway-any-method"];

function openOperations(body: string): string[] {
  const document = parseDocument(body);
  if (document === undefined) return ["the body is not an OpenAPI document"];
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .filter(([, operation]) => isOpen((operation as Operation).security ?? document.security))
      .filter(([, operation]) => !/^Open: \S/.test((operation as Operation).description ?? ""))
      .map(([method]) => `${method.toUpperCase()} ${path} has no security`),
  );
}

/**
 * True without security requirements, or with an empty one, which makes the others optional (OpenAPI 3.0, "Security
 * Requirement Object").
 */
function isOpen(security: readonly object[] | undefined): boolean {
  return (security ?? []).length === 0 || security!.some((requirement) => Object.keys(requirement).length === 0);
}

/** Parses a document, which can be JSON or YAML. Returns undefined if it is invalid. */
function parseDocument(body: string): Document | undefined {
  try {
    const document: unknown = body.trimStart().startsWith("{") ? JSON.parse(body) : parse(body);
    return typeof document === "object" && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}
