import { handlerFactory } from "../../api/packaging/handlerFactory";
import { notes } from "./fixture/notes";

/** The route as a plain module, for packagers that take one. */
export const handler = handlerFactory(notes.routes.find(({ name }) => name === "getNote")!)();
