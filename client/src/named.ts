import type { Answer, EntryOf, InputArguments, Operation, PageOf, Paged, Unexpected } from "./operation";
import type { ClientOptions } from "./options";
import { readEntries, readPages } from "./pages";
import type { AnyInput, Target } from "./request";
import { Sender } from "./sender";

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
export function createNamedClient<Ops>(
  operations: Readonly<Record<keyof Ops & string, Target>>,
  options: ClientOptions,
): NamedClient<Ops> {
  const sender = new Sender(options);
  const calls = Object.entries<Target>(operations).map(([name, target]) => {
    const send = (input?: AnyInput) => sender.send(target, input);
    const pages = (input?: AnyInput) => readPages(name, input, send);
    const entries = (input?: AnyInput) => readEntries(name, pages(input));
    return [name, Object.assign(send, { pages, entries })] as const;
  });
  return Object.fromEntries(calls) as unknown as NamedClient<Ops>;
}
