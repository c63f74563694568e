import { own } from "../exchange/exchange";
import { ofType, type Declared, type Properties } from "../../kernel/resources";
import type { Authorizer } from "./model";

/** How long results are kept where nothing is declared, in seconds (API Gateway API reference, CreateAuthorizer). */
const defaultTtlSeconds = 300;

const defaultSource = "method.request.header.Authorization";

/** An Authorizer resource; undefined for an id that is none's. */
export function declaredAuthorizer(id: unknown, resources: readonly Declared[]): Authorizer | undefined {
  const found = ofType(resources, "aws:apigateway/authorizer:Authorizer").find((authorizer) => authorizer.id === id);
  if (found === undefined) return undefined;
  const { name, state } = found;
  return {
    id: found.id,
    name,
    type: typeOf(state["type"]),
    uri: state["authorizerUri"] as string | undefined,
    credentials: state["authorizerCredentials"] as string | undefined,
    identitySources: sourcesOf(state["identitySource"] ?? defaultSource),
    validation: state["identityValidationExpression"] as string | undefined,
    ttlSeconds: (state["authorizerResultTtlInSeconds"] as number | undefined) ?? defaultTtlSeconds,
    poolArns: (state["providerArns"] ?? []) as string[],
  };
}

/**
 * The authorizer that a security scheme of a document carries (API Gateway Developer Guide,
 * "x-amazon-apigateway-authorizer object"); undefined for a scheme without one.
 */
export function importedAuthorizer(name: string, scheme: Properties): Authorizer | undefined {
  const declared = scheme["x-amazon-apigateway-authorizer"] as Properties | undefined;
  if (declared === undefined) return undefined;
  return {
    // An import gives it one that nobody chose.
    id: name,
    name,
    type: typeOf(declared["type"]),
    uri: declared["authorizerUri"] as string | undefined,
    credentials: declared["authorizerCredentials"] as string | undefined,
    // A header of the scheme, where the authorizer names no source of its own; an empty one names none.
    identitySources: sourcesOf(declared["identitySource"] || `method.request.header.${String(scheme["name"])}`),
    validation: declared["identityValidationExpression"] as string | undefined,
    ttlSeconds: Number(declared["authorizerResultTtlInSeconds"] ?? defaultTtlSeconds),
    poolArns: (own(declared, "providerARNs") ?? []) as string[],
  };
}

function typeOf(type: unknown): Authorizer["type"] {
  const name = typeof type === "string" ? type.toUpperCase() : "TOKEN";
  return name === "REQUEST" || name === "COGNITO_USER_POOLS" ? name : "TOKEN";
}

function sourcesOf(text: unknown): string[] {
  return String(text)
    .split(",")
    .map((source) => source.trim())
    .filter((source) => source !== "");
}
