export { DynamoDbError, StorageError } from "./src/errors";
export { Engine, type EngineOptions } from "./src/engine";
export { memoryStorage, type Storage } from "./src/storage/changes";
export { openFolder } from "./src/storage/folder";
export { notEmulated, operations } from "./src/operations";
export type { AttributeValue, Item } from "./src/values/types";
export { statementTarget, type StatementTarget } from "./src/partiql/targets";
export { serve, type RunningServer, type ServerOptions } from "./src/server";
