import { handler as createHandler } from "../../api/http/handler";
import { openTables } from "../../api/tables/open";
import { getNote } from "./fixture/callbacks";

/** Declarations of the routes' handlers as text, which bundleHandlers.ts defines. */
declare const DECLARATIONS: Readonly<Record<"getNote", string>>;

/** The route's handler as a module, for packagers that require an entry point. */
export const handler = createHandler(DECLARATIONS.getNote, getNote as never, openTables);
