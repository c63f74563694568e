/** Types of one operation of an API: what a call sends, and what it returns. */
export interface Operation {
  /** Values of the path. */
  readonly params: object;
  readonly query: object;
  /** Declared request headers. */
  readonly headers: object;
  /** Body of the request; undefined without one. */
  readonly body: unknown;
  /** Media type of a body that is not JSON; undefined otherwise. */
  readonly contentType: string | undefined;
  /** Bodies of all answers, keyed by status. */
  readonly answers: object;
}
/** Operations of an API, keyed by `METHOD /path` or by name. */
export type Operations = Readonly<Record<string, Operation>>;
/** Body of every error, including those of API Gateway. */
export interface ErrorBody<Code extends string = string> {
  /** One sentence. */
  readonly error: string;
  /** Name of a declared error. */
  readonly code?: Code | undefined;
  readonly requestId: string;
}
/** An event of a `text/event-stream` answer (HTML Standard, "Server-sent events"). */
export interface ServerSentEvent {
  /** `message` if the stream does not name the event. */
  readonly event: string;
  readonly data: string;
  /** The last id that the stream set; empty without one. */
  readonly id: string;
}
/** An answer. Its body is JSON, text, bytes (`Uint8Array`) or events, by its media type; undefined if it is empty. */
export interface Received<Status extends number = number, Body = unknown> {
  readonly status: Status;
  readonly body: Body;
  readonly headers: Headers;
  /** Entity tag, for `ifMatch` and `ifNoneMatch`. */
  readonly etag: string | undefined;
  readonly requestId: string | undefined;
}
/** Statuses of 200 to 299. */
export type Success<Status> = Status extends number ? (`${Status}` extends `2${string}` ? Status : never) : never;
type StatusOf<O extends Operation> = keyof O["answers"] & number;
/** Statuses that a call throws, unless `expected` lists them. */
export type Unexpected<O extends Operation> = Exclude<StatusOf<O>, Success<StatusOf<O>>>;
/** Answers that a call returns: those of 200 to 299, and those with an expected status. */
export type Answer<O extends Operation, Expected = never> = {
  [Status in Success<StatusOf<O>> | (Expected & StatusOf<O>)]: Received<Status, O["answers"][Status]>;
}[Success<StatusOf<O>> | (Expected & StatusOf<O>)];
/** Options of every call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the call with its retries. Default: that of the client. */
  readonly timeoutMillis?: number | undefined;
}
/** The input of a call: values that it sends, and options. */
export type Input<O extends Operation, Expected> = Group<"params", O["params"]> &
  Group<"query", O["query"]> &
  Group<"headers", OtherHeaders<O["headers"]>> &
  BodyInput<O> &
  Precondition<
    O["headers"],
    "if-match",
    {
      readonly ifMatch?: string | undefined;
    }
  > &
  Precondition<
    O["headers"],
    "if-none-match",
    {
      readonly ifNoneMatch?: string | undefined;
    }
  > &
  Precondition<O["headers"], "idempotency-key", IdempotencyInput> &
  CallOptions & {
    /** Statuses beyond 200 to 299 that the call returns. It throws `ApiError` for any other. */
    readonly expected?: readonly Expected[] | undefined;
  };
interface IdempotencyInput {
  /** Default: a random key. Retries of a call send the same key. */
  readonly idempotencyKey?: string | undefined;
}
/** The arguments after the operation: an input, which is optional if nothing is required. */
export type InputArguments<O extends Operation, Expected> =
  object extends Input<O, Expected> ? [input?: Input<O, Expected>] : [input: Input<O, Expected>];
type Group<Name extends string, Values> = keyof Values extends never
  ? unknown
  : object extends Values
    ? {
        readonly [N in Name]?: Values | undefined;
      }
    : {
        readonly [N in Name]: Values;
      };
/** Headers that have their own option. */
type OptionHeader = "if-match" | "if-none-match" | "idempotency-key";
type OtherHeaders<Headers> = {
  readonly [Name in keyof Headers as Lowercase<Name & string> extends OptionHeader ? never : Name]: Headers[Name];
};
type Precondition<Headers, Name extends OptionHeader, Options> =
  Name extends Lowercase<keyof Headers & string> ? Options : unknown;
/** A body that is sent as it is. */
export type Bytes = Uint8Array | ArrayBuffer | Blob | string;
type BodyInput<O extends Operation> = O["contentType"] extends string
  ? {
      readonly body: Bytes;
      readonly contentType: O["contentType"];
    }
  : O["body"] extends undefined
    ? unknown
    : {
        readonly body: O["body"];
      };
/** Body of a page: it has a `nextCursor`. */
interface PageBody {
  readonly nextCursor?: string | undefined;
}
type BodyOf<O extends Operation> = Answer<O>["body"];
/** Body of each page; never if the operation has no pages. */
export type PageOf<O extends Operation> =
  BodyOf<O> extends PageBody
    ? "nextCursor" extends keyof BodyOf<O>
      ? "cursor" extends keyof O["query"]
        ? BodyOf<O>
        : never
      : never
    : never;
/** Type of the entries in the pages' list. */
export type EntryOf<O extends Operation> = {
  [Name in keyof PageOf<O>]-?: PageOf<O>[Name] extends readonly (infer Entry)[] ? Entry : never;
}[keyof PageOf<O>];
/** Names of the operations that have pages. */
export type Paged<Ops> = {
  [Name in keyof Ops]: Ops[Name] extends Operation ? ([PageOf<Ops[Name]>] extends [never] ? never : Name) : never;
}[keyof Ops];
export {};
