/** Resources of the API, in the order of the document. Each has a folder, and a line here. */
export { items } from "./items/routes";
