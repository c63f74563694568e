import { tokenScopes } from "../identity/scopes";
import { routes } from "../routes";
import { readIdentity, type Settings } from "../settings";
import { openApiDocument, type OpenApiDocument } from "./document";

/**
 * Returns the document of a stack with the given setting `identity`. `npm run approve` writes it without `identity`.
 */
export function documentOf(identity: Settings["identity"]): OpenApiDocument {
  return openApiDocument("items-api", routes, tokenScopes(routes, identity));
}

/** Returns the document of the current stack. The local run serves it. */
export function document(): OpenApiDocument {
  return documentOf(readIdentity());
}
