import type { Answer, EntryOf, InputArguments, Operation, PageOf, Paged, Unexpected } from "./operation.js";
import type { ClientOptions } from "./options.js";
import type { Target } from "./request.js";
/** A function that sends the requests of an operation. */
export interface Call<O extends Operation> {
  /**
   * Sends a request, and returns an answer of 200 to 299 or with an expected status.
   *
   * @throws ApiError for any other answer
   * @throws ConnectionError without an answer
   */
  <const Expected extends Unexpected<O> = never>(...input: InputArguments<O, Expected>): Promise<Answer<O, Expected>>;
}
/** A listing, whose pages and entries can be read in a loop. */
export interface PagedCall<O extends Operation> extends Call<O> {
  /** Returns the pages, and follows `nextCursor`. */
  pages(...input: InputArguments<O, never>): AsyncIterable<PageOf<O>>;
  /** Returns the entries of all pages. */
  entries(...input: InputArguments<O, never>): AsyncIterable<EntryOf<O>>;
}
/** A client with a function for each operation. */
export type NamedClient<Ops> = {
  readonly [Name in keyof Ops]: Ops[Name] extends Operation
    ? Name extends Paged<Ops>
      ? PagedCall<Ops[Name]>
      : Call<Ops[Name]>
    : never;
};
/** Returns a client of the listed operations. @throws TypeError for invalid options */
export declare function createNamedClient<Ops>(
  operations: Readonly<Record<keyof Ops & string, Target>>,
  options: ClientOptions,
): NamedClient<Ops>;
