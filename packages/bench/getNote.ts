import { handlerFactory } from "../../api/packaging/handlerFactory";
import { notes } from "./fixture/notes";

/** The route's handler as a module, for packagers that require an entry point. */
export const handler = handlerFactory(notes.routes.find(({ name }) => name === "getNote")!)();
