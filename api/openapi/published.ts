import { tokenScopes } from "../identity/scopes";
import { routes } from "../routes";
import { readIdentity } from "../settings";
import { openApiDocument } from "./document";

/**
 * The document that clients read: what `npm run approve` writes, as it is where keys are enough, and the local run
 * serves, as its stack has it.
 */
export const document = openApiDocument("items-api", routes, tokenScopes(routes, readIdentity()));
