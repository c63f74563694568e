import { routes } from "../api/routes";

const handlerOf = (route: string) => routes.find(({ name }) => name === route)!.callbackFactory();

/** The routes as plain modules, for tools that take those. */
export const getItem = handlerOf("getItem");
export const listItems = handlerOf("listItems");
