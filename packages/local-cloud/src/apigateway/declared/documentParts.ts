import { inputsWithoutEffect } from "../../kernel/inputs";
import type { Properties } from "../../kernel/resources";
import { toOpenApi3 } from "./swagger2";
import { readDocument } from "./importDocument";

const prefix = "x-amazon-apigateway-";

/** Extensions at the top of a document that have an effect here, or that can be ignored. */
const ofDocument = [
  "api-key-source",
  "binary-media-types",
  "documentation",
  "endpoint-configuration",
  "gateway-responses",
  "minimum-compression-size",
  "policy",
  "request-validator",
  "request-validators",
];
const ofOperation = ["auth", "integration", "request-validator"];

const integrationLists = {
  reads: [
    "cacheKeyParameters",
    "cacheNamespace",
    "credentials",
    "httpMethod",
    "passthroughBehavior",
    "requestParameters",
    "requestTemplates",
    "responses",
    "responseTransferMode",
    "timeoutInMillis",
    "type",
    "uri",
  ],
  ignores: ["connectionType=INTERNET"],
};

/**
 * In proxy integrations API Gateway itself ignores `contentHandling` (API Gateway API reference, Integration,
 * `contentHandling`).
 */
const proxyLists = { ...integrationLists, ignores: [...integrationLists.ignores, "contentHandling"] };

/** Returns the extensions in an API's document that have no effect here, without duplicates. */
export function documentPartsWithoutEffect({ body }: Properties): string[] {
  if (typeof body !== "string") return [];
  const document = toOpenApi3(readDocument("the document", body)) as Properties;
  const operations = Object.values(objectOf(document["paths"]))
    .flatMap((item) => Object.values(objectOf(item)))
    .map(objectOf);
  const found = [
    ...findUnread(document, ofDocument),
    ...operations.flatMap((operation) => findUnread(operation, ofOperation)),
    ...operations.flatMap((operation) => integrationParts(objectOf(operation[`${prefix}integration`]))),
  ];
  return [...new Set(found)].map((part) => `body: ${part}`);
}

function findUnread(properties: Properties, known: readonly string[]): string[] {
  const extensions = Object.keys(properties).filter((key) => key.startsWith(prefix));
  return extensions.filter((key) => !known.includes(key.slice(prefix.length)));
}

function integrationParts(integration: Properties): string[] {
  const isProxy = String(integration["type"]).toUpperCase().endsWith("_PROXY");
  return inputsWithoutEffect(integration, isProxy ? proxyLists : integrationLists).map(
    (part) => `${prefix}integration.${part}`,
  );
}

function objectOf(value: unknown): Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Properties) : {};
}
