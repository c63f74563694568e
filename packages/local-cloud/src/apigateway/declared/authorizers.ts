import { own } from "../exchange/exchange";
import { ofType, type Declared, type Properties } from "../../kernel/resources";
import type { Authorizer } from "./model";

/** Default time for which results are cached (API Gateway API reference, CreateAuthorizer). */
const defaultTtlSeconds = 300;

const defaultSource = "method.request.header.Authorization";

/** Returns the Authorizer resource with an id; undefined if the program declares none. */
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
 * Returns the authorizer in a security scheme of a document (API Gateway Developer Guide,
 * "x-amazon-apigateway-authorizer object"); undefined if the scheme has none.
 */
export function importAuthorizer(name: string, scheme: Properties): Authorizer | undefined {
  const declared = scheme["x-amazon-apigateway-authorizer"] as Properties | undefined;
  if (declared === undefined) return undefined;
  return {
    // AWS generates an id at the import. The name is as unique and does not change between runs.
    id: name,
    name,
    type: typeOf(declared["type"]),
    uri: declared["authorizerUri"] as string | undefined,
    credentials: declared["authorizerCredentials"] as string | undefined,
    // Without an identity source, or with an empty one, the header of the scheme applies.
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
