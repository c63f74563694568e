/**
 * Component types, such as `rest-api:gateway:RestApi`, which may contain the project's or a resource's name. They are
 * permanent: they are part of every URN, and a new type would replace all resources of the component.
 */
export const typeTokens = /(?<![\w-])[a-z][\w-]*:[a-z]\w*:[A-Z]\w*/g;
