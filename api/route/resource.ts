import { consumersOf, type Consumer, type ConsumerOf } from "../consumer/consumer";
import type { Answer, AnswerError, DeclaredError } from "../http/answers";
import type { Caller } from "../http/caller";
import type { CallbackFactory } from "../http/handler";
import type { ObjectSchema, Parameter, Parameters, ValueOf } from "../http/schemas";
import type { RawBody } from "../http/rawBody";
import { declarationsIn, type AccessTo, type Declarations, type Handles } from "../kinds";
import type { TransactionContext } from "../tables/transaction";
import type { ValueDeclaration, ValuesIn } from "../values/declaration";
import { withUses } from "../workflow/tasks";
import { captureCallSite } from "./callSite";

/** Documents one response of a route. */
export interface RouteResponse {
  readonly description: string;
  /**
   * JSON Schema of the body; absent if the body is empty. A schema with a `title` becomes a component of the document.
   */
  readonly schema?: object;
  /** Media type of a body that is text, such as `text/csv`, or bytes. Default: `application/json`. */
  readonly contentType?: string;
  /** True if the body is an async iterable, such as a Readable, whose chunks the client receives as they are produced. */
  readonly streamed?: true;
  /** Descriptions of its headers, keyed by name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of the API. Its documentation, function, role, alarms and logs are derived from this declaration. */
export interface Route {
  /** The operationId, and the prefix of logical names. Permanent: another name replaces the function. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path template, with parameters as `{name}`. */
  readonly path: string;
  /**
   * IAM actions that the callback uses, keyed by the names that the resource declares. The role of the function allows
   * these and no others.
   */
  readonly access: Readonly<Record<string, readonly string[]>>;
  /** The declarations that `access` names. */
  readonly declarations: Declarations;
  /** Configuration values that the callback uses. No other function receives them. */
  readonly values: readonly ValueDeclaration[];
  /**
   * Scopes of which the caller's token must have at least one. They apply if the stack requires tokens (setting
   * `identity`). Default: `read` for GET, `write` for other methods.
   */
  readonly scopes?: readonly string[];
  readonly summary: string;
  /** All parameters of the path. */
  readonly params: Parameters;
  readonly query: Parameters;
  readonly headers: Parameters;
  readonly body?: ObjectSchema | RawBody | undefined;
  /** Errors that the callback throws by name (`throw fail("roomIsTaken")`). The document lists them by status. */
  readonly errors: Readonly<Record<string, DeclaredError>>;
  /** Routes with the same group share one function, with the union of their access. Default: a function of its own. */
  readonly group?: string;
  /** Reason why the route requires no API key, in one sentence. Default: it requires one. */
  readonly withoutKey?: string;
  /** Keyed by status. The document adds the gateway's own responses and those to invalid input. */
  readonly responses: Readonly<Record<number, RouteResponse>>;
  /** Maximum gzipped bytes of the archive. For a larger archive, the program fails and lists its packages. */
  readonly archiveBudget?: number;
  readonly callbackFactory: CallbackFactory;
  /** The stack of this error begins where the route is declared. Error messages point there. */
  readonly origin: Error;
}

/** A resource of the API: its tables and other declarations, the routes for clients, and the consumers of events. */
export interface Resource<Routes extends readonly Route[] = readonly Route[]> {
  readonly declarations: Declarations;
  readonly routes: Routes;
  readonly consumers: readonly Consumer[];
}

/** The parts of a route from which the types of clients are derived. */
type ClientPart = "method" | "path" | "params" | "query" | "headers" | "body" | "errors" | "responses";

/** A route with the types of its declaration. */
type RouteWith<Parts extends { readonly [Name in ClientPart]: unknown }> = Omit<Route, ClientPart> & Parts;

/** Names of a path's parameters: `"customer" | "id"` for `/orders/{customer}/{id}`. */
export type PathName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathName<Rest>
  : never;

type ParamsOf<Path extends string, Params> = {
  readonly [Name in PathName<Path>]: Name extends keyof Params
    ? Params[Name] extends Parameter
      ? ValueOf<Params[Name]["schema"]>
      : string
    : string;
};

type ValuesOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends
    { readonly required: true } | { readonly schema: { readonly default: unknown } }
    ? ValueOf<P[Name]["schema"]>
    : ValueOf<P[Name]["schema"]> | undefined;
};

type BodyOf<Body> = Body extends RawBody ? Buffer : Body extends ObjectSchema ? ValueOf<Body> : undefined;

/** The answers that a callback may return, from the declared responses. */
type AnswerOf<Responses> = {
  readonly [Status in keyof Responses & number]: Answer<Status> & { readonly body?: AnswerBody<Responses[Status]> };
}[keyof Responses & number];

type AnswerBody<Response> = Response extends { readonly streamed: true }
  ? AsyncIterable<string | Uint8Array>
  : Response extends { readonly contentType: infer Type extends string }
    ? Type extends `application/json${string}` | `${string}+json${string}`
      ? unknown
      : string | Uint8Array
    : unknown;

type NoParameters = Readonly<Record<never, Parameter>>;

/** The argument of `route`. Its parts determine the types of the callback's handles, input and status codes. */
export interface RouteDeclaration<
  D extends Declarations,
  Method extends Route["method"],
  Path extends `/${string}`,
  Access extends AccessTo<D>,
  Params extends { readonly [Name in PathName<Path>]?: Parameter },
  Query extends Parameters,
  Headers extends Parameters,
  Body extends ObjectSchema | RawBody | undefined,
  Responses extends Route["responses"],
  Errors extends Readonly<Record<string, DeclaredError>>,
  Values extends readonly ValueDeclaration[],
> extends Pick<Route, "name" | "summary" | "scopes" | "archiveBudget" | "withoutKey" | "group"> {
  readonly method: Method;
  readonly path: Path;
  readonly access: Access & { readonly [Name in Exclude<keyof Access, keyof D>]: never };
  readonly values?: Values;
  readonly params?: Params & { readonly [Name in Exclude<keyof Params, PathName<Path>>]: never };
  readonly query?: Query;
  readonly headers?: Headers;
  readonly body?: Body;
  readonly errors?: Errors;
  readonly responses: Responses & {
    readonly [S in keyof Responses]: { readonly [Name in Exclude<keyof Responses[S], keyof RouteResponse>]: never };
  };
  /**
   * Runs once per Lambda environment and returns the function that answers each request. Values that it creates live as
   * long as the environment. Pulumi serializes it, so it may only use imported functions and literals
   * (docs/decisions.md, "Callbacks").
   */
  readonly callbackFactory: (
    context: {
      /** Returns a declared error, which the callback throws. */
      readonly fail: (name: keyof Errors & string) => AnswerError;
    } & Handles<D, Access> &
      TransactionContext<Access, Errors> &
      ValuesIn<Values>,
  ) => (input: {
    readonly requestId: string;
    readonly stage: string;
    readonly caller: Caller;
    readonly params: ParamsOf<Path, Params>;
    readonly query: ValuesOf<Query>;
    readonly headers: ValuesOf<Headers>;
    readonly body: BodyOf<Body>;
  }) => Promise<AnswerOf<NoInfer<Responses>>>;
}

/** Declares a route. `D` limits the names in its `access`. */
export type RouteOf<D extends Declarations> = <
  const Method extends Route["method"],
  const Path extends `/${string}`,
  const Access extends AccessTo<D>,
  const Responses extends Route["responses"],
  const Params extends { readonly [Name in PathName<Path>]?: Parameter } = NoParameters,
  const Query extends Parameters = NoParameters,
  const Headers extends Parameters = NoParameters,
  const Body extends ObjectSchema | RawBody | undefined = undefined,
  const Errors extends Readonly<Record<string, DeclaredError>> = Readonly<Record<never, DeclaredError>>,
  const Values extends readonly ValueDeclaration[] = readonly [],
>(
  declaration: RouteDeclaration<D, Method, Path, Access, Params, Query, Headers, Body, Responses, Errors, Values>,
) => RouteWith<{
  // NoInfer: the list that contains the route would otherwise determine these types.
  readonly method: NoInfer<Method>;
  readonly path: NoInfer<Path>;
  readonly params: NoInfer<Params>;
  readonly query: NoInfer<Query>;
  readonly headers: NoInfer<Headers>;
  readonly body: NoInfer<Body>;
  readonly errors: NoInfer<Errors>;
  readonly responses: NoInfer<Responses>;
}>;

/**
 * Declares a resource of the API.
 *
 * @param declarations tables and other declarations that its routes may use: its own, and those of other resources.
 * @param routes returns its routes, each declared with the given function.
 * @param consumers returns its consumers of events, in the same way.
 */
export function resource<const D extends Declarations, const Routes extends readonly Route[]>(
  declarations: D,
  routes: (route: RouteOf<D>) => Routes,
  consumers: (consumer: ConsumerOf<D>) => readonly Consumer[] = () => [],
): Resource<Routes> {
  const route = ({
    params = {},
    query = {},
    headers = {},
    errors = {},
    values = [],
    ...rest
  }: AnyDeclaration): Route => ({
    ...rest,
    declarations: declarationsIn(declarations, rest.access),
    params: { ...describePathParams(rest.path), ...params },
    query,
    headers,
    errors,
    values,
    origin: captureCallSite(route),
  });
  return {
    declarations: withUses(declarations),
    routes: routes(route as unknown as RouteOf<D>),
    consumers: consumers(consumersOf(declarations) as unknown as ConsumerOf<D>),
  };
}

/** Returns the defaults for path parameters without a declaration: any string. */
function describePathParams(path: unknown): Parameters {
  // `findViolations` reports a path that is no text.
  const names = [...String(path).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  return Object.fromEntries(
    names.map((name) => [name, { description: `The ${name} of what the path names`, schema: { type: "string" } }]),
  );
}

/** A declaration without the types of its parts. */
type AnyDeclaration = Omit<Route, "origin" | "declarations" | OptionalKey> & Partial<Pick<Route, OptionalKey>>;

type OptionalKey = "params" | "query" | "headers" | "errors" | "values";
