/**
 * Types of components, such as `rest-api:gateway:RestApi`. They are part of every URN: another type would replace the
 * resources below a component. The project or a resource may have one of their words as its name.
 */
export const typeTokens = /(?<![\w-])[a-z][\w-]*:[a-z]\w*:[A-Z]\w*/g;
