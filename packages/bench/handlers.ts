import { handlerFactory } from "../../api/packaging/handlerFactory";
import { notes } from "./fixture/notes";

const handlerOf = (route: string) => handlerFactory(notes.routes.find(({ name }) => name === route)!)();

/** The routes' handlers as modules, for tools that require those. */
export const getNote = handlerOf("getNote");
export const listNotes = handlerOf("listNotes");
