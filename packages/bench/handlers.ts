import { handler } from "../../api/http/handler";
import { openTables } from "../../api/tables/open";
import * as callbacks from "./fixture/callbacks";

/** Declarations of the routes' handlers as text, which bundleHandlers.ts defines. */
declare const DECLARATIONS: Readonly<Record<"getNote" | "listNotes", string>>;

/** The routes' handlers as modules, for tools that require those. */
export const getNote = handler(DECLARATIONS.getNote, callbacks.getNote as never, openTables);
export const listNotes = handler(DECLARATIONS.listNotes, callbacks.listNotes as never, openTables);
