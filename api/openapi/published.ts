import { tokenScopes } from "../identity/scopes";
import { routes } from "../routes";
import { readIdentity } from "../settings";
import { openApiDocument, type OpenApiDocument } from "./document";

/** The document of a stack where keys are enough: what `npm run approve` writes. */
export const keyDocument = openApiDocument("items-api", routes);

/** The document that clients of this stack read: what the local run serves. */
export function document(): OpenApiDocument {
  return openApiDocument("items-api", routes, tokenScopes(routes, readIdentity()));
}
