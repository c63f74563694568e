import type { apigateway } from "@pulumi/aws";
import { parse } from "yaml";
import { resourcePolicy, type Policy } from "../policy";

/** Who may call a method. */
export const apiAccessPolicies: readonly Policy[] = [
  resourcePolicy<apigateway.RestApiArgs>({
    name: "api-method-auth",
    level: "mandatory",
    controls: ["CKV_AWS_59", "W59"],
    reason: "a method without a key or an authorizer is open to everybody",
    fix: "name a security scheme in the operation's security, or in the document's; OPTIONS alone needs none",
    types: ["aws:apigateway/restApi:RestApi"],
    check: ({ props: { body } }) => (body === undefined ? [] : openOperations(body)),
  }),
  resourcePolicy<apigateway.MethodArgs>({
    name: "api-method-resource-auth",
    level: "mandatory",
    controls: ["CKV_AWS_59", "W59"],
    reason: "a method without a key or an authorizer is open to everybody",
    fix: "set apiKeyRequired to true, or authorization to something other than NONE; OPTIONS alone needs none",
    types: ["aws:apigateway/method:Method"],
    check: ({ props: { httpMethod, authorization, apiKeyRequired } }) =>
      httpMethod === "OPTIONS" || authorization !== "NONE" || apiKeyRequired === true
        ? []
        : [`${httpMethod} has authorization NONE and needs no key`],
  }),
];

interface Operation {
  readonly security?: readonly object[];
}

interface Document extends Operation {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const methods = ["get", "put", "post", "delete", "patch", "head", "x-amazon-apigateway-any-method"];

function openOperations(body: string): string[] {
  const document = documentOf(body);
  if (document === undefined) return ["the body is no OpenAPI document"];
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .filter(([, operation]) => isOpen((operation as Operation).security ?? document.security))
      .map(([method]) => `${method.toUpperCase()} ${path} has no security`),
  );
}

/** An empty requirement among others lets callers choose to show nothing (OpenAPI, "Security Requirement Object"). */
function isOpen(security: readonly object[] | undefined): boolean {
  return (security ?? []).length === 0 || security!.some((requirement) => Object.keys(requirement).length === 0);
}

/** API Gateway imports JSON and YAML. */
function documentOf(body: string): Document | undefined {
  try {
    const document: unknown = body.trimStart().startsWith("{") ? JSON.parse(body) : parse(body);
    return typeof document === "object" && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}
