import { tokenScopes } from "../identity/scopes";
import { routes } from "../routes";
import { readIdentity, type Settings } from "../settings";
import { openApiDocument, type OpenApiDocument } from "./document";

/** The document of a stack; where its identity is undefined, keys are enough: what `npm run approve` writes. */
export function documentOf(identity: Settings["identity"]): OpenApiDocument {
  return openApiDocument("items-api", routes, tokenScopes(routes, identity));
}

/** The document that clients of this stack read: what the local run serves. */
export function document(): OpenApiDocument {
  return documentOf(readIdentity());
}
