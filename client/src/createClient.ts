import type { Answer, EntryOf, InputArguments, Operation, Operations, PageOf, Paged, Unexpected } from "./operation";
import type { ClientOptions } from "./options";
import { readEntries, readPages } from "./pages";
import type { AnyInput, Target } from "./request";
import type { ApiOperations, IdempotentOperation, Resources } from "./routes";
import { Sender } from "./sender";

/** A client whose operations are keyed by `METHOD /path`. */
export interface Client<Ops> {
  /**
   * Sends a request, and returns an answer of 200 to 299 or with an expected status.
   *
   * @throws ApiError for any other answer
   * @throws ConnectionError without an answer
   */
  <Name extends keyof Ops, const Expected extends Unexpected<OperationAt<Ops, Name>> = never>(
    operation: Name,
    ...input: InputArguments<OperationAt<Ops, Name>, Expected>
  ): Promise<Answer<OperationAt<Ops, Name>, Expected>>;
  /** Returns the pages of a listing, and follows `nextCursor`. */
  pages<Name extends Paged<Ops>>(
    operation: Name,
    ...input: InputArguments<OperationAt<Ops, Name>, never>
  ): AsyncIterable<PageOf<OperationAt<Ops, Name>>>;
  /** Returns the entries of all pages of a listing. */
  entries<Name extends Paged<Ops>>(
    operation: Name,
    ...input: InputArguments<OperationAt<Ops, Name>, never>
  ): AsyncIterable<EntryOf<OperationAt<Ops, Name>>>;
}

type OperationAt<Ops, Name extends keyof Ops> = Ops[Name] extends Operation ? Ops[Name] : never;

/** Client of the routes of `api/routes.ts`: `ApiClient<typeof api>`. */
export type ApiClient<Api extends Resources> = Client<ApiOperations<Api>>;

/** Options of a client that knows its operations by their types only. */
export type ApiClientOptions<Api extends Resources> = ClientOptions & Idempotent<IdempotentOperation<Api>>;

type Idempotent<Name extends string> = [Name] extends [never]
  ? { readonly idempotent?: Readonly<Record<string, never>> }
  : {
      /**
       * Operations that declare `Idempotency-Key`. The client sends them with a random key. The compiler compares the
       * list with the routes, because the client contains no list of them.
       */
      readonly idempotent: { readonly [N in Name]: true };
    };

/**
 * Returns a client with the types of the routes: `createClient<typeof api>({ baseUrl, apiKey, idempotent })`. Import
 * `api` with `import type`, so that no code of `api/` is loaded.
 *
 * @throws TypeError for invalid options
 */
export function createClient<Api extends Resources>(options: ApiClientOptions<Api>): ApiClient<Api> {
  const sender = new Sender(options);
  const idempotent: Readonly<Record<string, boolean>> = options.idempotent ?? {};
  const send = (operation: string, input?: AnyInput) => {
    const [method = "", path = ""] = operation.split(" ");
    const target: Target = { method, path, idempotent: Object.hasOwn(idempotent, operation) };
    return sender.send(target, input);
  };
  const pages = (operation: string, input?: AnyInput) => readPages(operation, input, (each) => send(operation, each));
  const entries = (operation: string, input?: AnyInput) => readEntries(operation, pages(operation, input));
  return Object.assign(send, { pages, entries }) as unknown as ApiClient<Api>;
}

export type { Operations };
