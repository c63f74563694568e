import type { OpenTable, openTables } from "../tables/open";
import type { runOnce } from "./once";
import type { ObjectSchema } from "../http/schemas";
import type { ReceivedInput } from "./receive";

/** Runs once per Lambda environment and returns the function that processes each input. */
export type ConsumerCallbackFactory = (context: {
  readonly tables: Readonly<Record<string, OpenTable>>;
}) => (input: ReceivedInput) => Promise<void>;

/** The parts of a consumer that its handler uses. */
export interface ConsumerHandlerDeclaration {
  readonly consumer: string;
  /** Names of the environment variables that contain the tables' names, keyed by table. */
  readonly tables: Readonly<Record<string, string>>;
  /** Schema of the source's items or messages. For a bus, its properties are the details of each type. */
  readonly schema: ObjectSchema;
  /** True if the earlier attempt with a record has ended when AWS delivers the record again. */
  readonly inOrder: boolean;
}

/** Code that only the archives of some consumers contain. */
export interface ConsumerParts {
  /** Opens the consumer's tables; absent for a consumer without tables. */
  readonly open?: typeof openTables;
  /** Skips what was already processed; absent for a consumer that is not idempotent. */
  readonly once?: typeof runOnce;
}
