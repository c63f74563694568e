import type { Answer } from "../http/answers";
import type { Caller } from "../http/caller";
import type { CallbackFactory } from "../http/handler";
import type { ObjectSchema, Parameter, Parameters, ValueOf } from "../http/schemas";
import type { DataAction, Tables } from "../tables/declaration";
import type { OpenTable } from "../tables/open";

/** An answer of a route, for the document. */
export interface RouteResponse {
  readonly description: string;
  /** JSON Schema of the body; with a `title` it is a schema of the document's own. Absent means an empty body. */
  readonly schema?: object;
  /** What each header of it says, by name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of the API. Everything else about it (document, function, role, alarms, logs) follows from here. */
export interface Route {
  /** Permanent: it names the resources and is the operationId. Renaming it replaces the function. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `{parameters}`. */
  readonly path: string;
  /** DynamoDB's actions that the callback uses, by table: all that its role allows there. */
  readonly access: Readonly<Record<string, readonly DataAction[]>>;
  /** What `access` names. */
  readonly tables: Tables;
  /**
   * What a caller's token must be allowed to do, one of them, where the stack asks for tokens (setting `identity`).
   * Absent: `read` for GET, else `write`.
   */
  readonly scopes?: readonly string[];
  readonly summary: string;
  /** Values of the path, each of them. */
  readonly params: Parameters;
  readonly query: Parameters;
  readonly headers: Parameters;
  readonly body?: ObjectSchema;
  /** By status; the gateway's own answers and those to wrong input are added to every operation. */
  readonly responses: Readonly<Record<number, RouteResponse>>;
  readonly callbackFactory: CallbackFactory;
  /** Its stack says where the route is written; it is read only when something is wrong there. */
  readonly origin: Error;
}

/** A resource of the API: its tables and what clients can do with them. */
export interface Resource {
  readonly tables: Tables;
  readonly routes: readonly Route[];
}

/** `/orders/{customer}/{id}` → `"customer" | "id"`. */
type PathName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
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

type BodyOf<Body> = Body extends ObjectSchema ? ValueOf<Body> : undefined;

type None = Readonly<Record<never, Parameter>>;

/** A route as it is written. What each part says types the callback: its tables, its input, its statuses. */
export interface RouteDeclaration<
  T extends Tables,
  Path extends `/${string}`,
  Access extends { readonly [Table in keyof T]?: readonly DataAction[] },
  Params extends { readonly [Name in PathName<Path>]?: Parameter },
  Query extends Parameters,
  Headers extends Parameters,
  Body extends ObjectSchema | undefined,
  Status extends number,
> extends Pick<Route, "name" | "method" | "summary" | "scopes"> {
  readonly path: Path;
  readonly access: Access & { readonly [Name in Exclude<keyof Access, keyof T>]: never };
  readonly params?: Params & { readonly [Name in Exclude<keyof Params, PathName<Path>>]: never };
  readonly query?: Query;
  readonly headers?: Headers;
  readonly body?: Body;
  readonly responses: { readonly [S in Status]: RouteResponse };
  /**
   * Runs once per environment and returns what answers each request. It is serialized: it may use imported functions
   * and literals, and what it makes lives as long as the environment (docs/decisions.md, "Callbacks").
   */
  readonly callbackFactory: (context: {
    readonly tables: { readonly [Table in keyof Access]: OpenTable };
  }) => (input: {
    readonly requestId: string;
    readonly stage: string;
    readonly caller: Caller;
    readonly params: ParamsOf<Path, Params>;
    readonly query: ValuesOf<Query>;
    readonly headers: ValuesOf<Headers>;
    readonly body: BodyOf<Body>;
  }) => Promise<Answer<NoInfer<Status>>>;
}

/** Writes a route of a resource, typed by its tables. */
export type RouteOf<T extends Tables> = <
  const Path extends `/${string}`,
  const Access extends { readonly [Table in keyof T]?: readonly DataAction[] },
  const Status extends number,
  const Params extends { readonly [Name in PathName<Path>]?: Parameter } = None,
  const Query extends Parameters = None,
  const Headers extends Parameters = None,
  const Body extends ObjectSchema | undefined = undefined,
>(
  declaration: RouteDeclaration<T, Path, Access, Params, Query, Headers, Body, Status>,
) => Route;

/**
 * A resource of the API.
 *
 * @param tables what its routes may name in `access`: its own, and those of other resources.
 * @param routes its routes, each written by the function that is handed over.
 */
export function resource<const T extends Tables>(tables: T, routes: (route: RouteOf<T>) => readonly Route[]): Resource {
  const route = ({ params = {}, query = {}, headers = {}, ...rest }: Written): Route => ({
    ...rest,
    tables: Object.fromEntries(Object.entries(tables).filter(([name]) => Object.hasOwn(rest.access, name))),
    params: { ...anyText(rest.path), ...params },
    query,
    headers,
    origin: callSite(route),
  });
  return { tables, routes: routes(route as unknown as RouteOf<T>) };
}

/** An error whose stack begins where a route is written. The limit is raised for it alone: a local run sets it to 0. */
function callSite(caller: (declaration: Written) => Route): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  const origin = new Error();
  Error.captureStackTrace(origin, caller);
  Error.stackTraceLimit = stackTraceLimit;
  return origin;
}

/** What each value of a path is unless it is declared. */
function anyText(path: string): Parameters {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  return Object.fromEntries(
    names.map((name) => [name, { description: `The ${name} of what the path names`, schema: { type: "string" } }]),
  );
}

type Written = Omit<Route, "origin" | "tables" | "params" | "query" | "headers"> &
  Partial<Pick<Route, "params" | "query" | "headers">>;
