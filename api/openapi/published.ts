import { openApiDocument } from "./document";
import { routes } from "../routes";

/** The document that clients read: what `npm run openapi` writes and the local run serves. */
export const document = openApiDocument("items-api", routes);
