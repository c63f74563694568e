import type { DeclaredError } from "../../api/http/answers";
import type { RawBody } from "../../api/http/rawBody";
import type { Parameter, Parameters } from "../../api/http/schemas";
import type { PathName, Resource, Route, RouteResponse } from "../../api/route/resource";
import type { BodyOfType } from "./mediaTypes";
import type { ErrorBody } from "./operation";

/** The type of `api` in `api/routes.ts`. */
export type Resources = readonly Resource[];

type RouteOf<Api extends Resources> = Api[number]["routes"][number];

/** Operations of an API, keyed by `METHOD /path`. */
export type ApiOperations<Api extends Resources> = {
  readonly [R in RouteOf<Api> as NameOf<R>]: OperationOf<R>;
};

type NameOf<R extends Route> = `${R["method"]} ${R["path"]}`;

/** Names of the operations that declare `Idempotency-Key`. */
export type IdempotentOperation<Api extends Resources> =
  RouteOf<Api> extends infer R
    ? R extends Route
      ? "idempotency-key" extends Lowercase<keyof R["headers"] & string>
        ? NameOf<R>
        : never
      : never
    : never;

interface OperationOf<R extends Route> {
  readonly params: PathValues<R["path"], R["params"]>;
  readonly query: SentValues<R["query"]>;
  readonly headers: SentValues<R["headers"]>;
  readonly body: R["body"] extends RawBody | undefined ? undefined : SentOf<R["body"]>;
  readonly contentType: R["body"] extends RawBody ? R["body"]["contentType"] : undefined;
  readonly answers: AnswersOf<R["responses"], R["errors"]>;
}

type PathValues<Path extends string, Params> = {
  readonly [Name in PathName<Path>]: Name extends keyof Params
    ? Params[Name] extends Parameter
      ? SentOf<Params[Name]["schema"]>
      : string
    : string;
};

/** Values of a query or of headers. Those with a default are optional. */
type SentValues<P extends Parameters> = {
  readonly [Name in keyof P as P[Name]["required"] extends true ? Name : never]: SentOf<P[Name]["schema"]>;
} & {
  readonly [Name in keyof P as P[Name]["required"] extends true ? never : Name]?: SentOf<P[Name]["schema"]> | undefined;
};

/** The type of a value that a client sends. Properties with a default are optional. */
type SentOf<S> = S extends { readonly type: "array"; readonly items: infer Entry }
  ? readonly SentOf<Entry>[]
  : S extends { readonly type: "object"; readonly properties: infer Properties }
    ? ObjectOf<{ readonly [Name in keyof Properties]: SentOf<Properties[Name]> }, RequiredOf<S>>
    : ScalarOf<S>;

/** The type of a value in an answer. */
type JsonOf<S> = S extends { readonly type: "array"; readonly items: infer Entry }
  ? readonly JsonOf<Entry>[]
  : S extends { readonly type: "object"; readonly properties: infer Properties }
    ? ObjectOf<{ readonly [Name in keyof Properties]: JsonOf<Properties[Name]> }, RequiredOf<S>>
    : ScalarOf<S>;

/** Returns unknown for a keyword that is not known here, such as `oneOf`. */
type ScalarOf<S> = S extends { readonly enum: readonly (infer Word)[] }
  ? Word
  : S extends { readonly type: "string" }
    ? string
    : S extends { readonly type: "integer" | "number" }
      ? number
      : S extends { readonly type: "boolean" }
        ? boolean
        : unknown;

type RequiredOf<S> = S extends { readonly required: readonly (infer Name)[] } ? Name : never;

type ObjectOf<Properties, Required> = {
  readonly [Name in keyof Properties as Name extends Required ? Name : never]: Properties[Name];
} & {
  readonly [Name in keyof Properties as Name extends Required ? never : Name]?: Properties[Name] | undefined;
};

type Errors = Readonly<Record<string, DeclaredError>>;

/** Failures that the gateway and the input checks answer on any route. */
type CommonFailure = 400 | 401 | 403 | 413 | 415 | 429 | 500 | 503 | 504;

type AnswersOf<Responses, E extends Errors> = {
  readonly [Status in keyof Responses | E[keyof E]["status"] | CommonFailure]: Status extends keyof Responses
    ? Responses[Status] extends RouteResponse
      ? BodyAt<Status, Responses[Status], CodeAt<E, Status>>
      : never
    : ErrorBody<CodeAt<E, Status>>;
};

/** Names of the declared errors with a status. */
type CodeAt<E extends Errors, Status> = {
  [Name in keyof E]: E[Name]["status"] extends Status ? Name : never;
}[keyof E] &
  string;

type BodyAt<Status, Response extends RouteResponse, Code extends string> = Response extends {
  readonly contentType: infer Type extends string;
}
  ? BodyOfType<Type, JsonOf<SchemaOf<Response>>>
  : Response extends { readonly schema: infer Schema }
    ? JsonOf<Schema>
    : Status extends 204 | 304
      ? undefined
      : `${Status & number}` extends `4${string}` | `5${string}`
        ? ErrorBody<Code>
        : unknown;

type SchemaOf<Response> = Response extends { readonly schema: infer Schema } ? Schema : unknown;
