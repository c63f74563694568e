import { ofKind } from "../kinds";
import { declarations } from "../routes";
import { asyncApiDocument } from "./document";

/** The document of the program's events; undefined without a bus. `npm run approve` writes it, and the local run reads it. */
export const document = asyncApiDocument("items-api", ofKind(declarations, "bus"));
