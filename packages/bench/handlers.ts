import { handlerFactory } from "../../api/packaging/handlerFactory";
import { notes } from "./fixture/notes";

const handlerOf = (route: string) => handlerFactory(notes.routes.find(({ name }) => name === route)!)();

/** The routes as plain modules, for tools that take those. */
export const getNote = handlerOf("getNote");
export const listNotes = handlerOf("listNotes");
