import { routes } from "../api/routes";

/** The route as a plain module, for packagers that take one. */
export const handler = routes.find(({ name }) => name === "getItem")!.callbackFactory();
