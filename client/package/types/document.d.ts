import type { BodyOfType } from "./mediaTypes.js";
import type { ErrorBody } from "./operation.js";
/** An operation as openapi-typescript describes it. */
interface Described {
  readonly parameters: {
    readonly path?: unknown;
    readonly query?: unknown;
    readonly header?: unknown;
  };
  readonly requestBody?: unknown;
  readonly responses: object;
}
/**
 * Operations of an OpenAPI document, keyed by name.
 *
 * @typeParam Errors statuses of the declared errors, keyed by operation and name
 */
export type DocumentOperations<Document, Errors> = {
  readonly [Name in keyof Document]: Document[Name] extends Described
    ? OperationOf<Document[Name], Name extends keyof Errors ? Errors[Name] : Record<never, number>>
    : never;
};
interface OperationOf<D extends Described, Errors> {
  readonly params: ValuesOf<D["parameters"]["path"]>;
  readonly query: ValuesOf<D["parameters"]["query"]>;
  readonly headers: ValuesOf<D["parameters"]["header"]>;
  readonly body: SentJson<D["requestBody"]>;
  readonly contentType: SentType<D["requestBody"]>;
  readonly answers: {
    readonly [Status in keyof D["responses"]]: BodyOf<D["responses"][Status], CodeAt<Errors, Status>>;
  };
}
type ValuesOf<Values> = [Exclude<Values, undefined>] extends [never]
  ? Record<never, never>
  : Exclude<Values, undefined>;
type ContentOf<Part> = Part extends {
  readonly content: infer Content;
}
  ? Content
  : never;
/** JSON that a request contains; undefined without a JSON body. */
type SentJson<Body> = [ContentOf<Body>] extends [never]
  ? undefined
  : ContentOf<Body> extends {
        readonly "application/json": infer Json;
      }
    ? Json
    : undefined;
/** Media type of a body that is not JSON, or whose bytes are sent unchanged. */
type SentType<Body> = [ContentOf<Body>] extends [never]
  ? undefined
  : ContentOf<Body> extends {
        readonly "application/json": infer Json;
      }
    ? Json extends string
      ? "application/json"
      : undefined
    : keyof ContentOf<Body>;
type BodyOf<Response, Code extends string> = Response extends {
  readonly content: infer Content;
}
  ? {
      [Type in keyof Content]: BodyOfType<Type & string, WithCode<Content[Type], Code>>;
    }[keyof Content]
  : undefined;
type WithCode<Body, Code extends string> = Body extends {
  error: string;
  requestId: string;
}
  ? ErrorBody<Code>
  : Body;
/** Names of the declared errors with a status. */
type CodeAt<Errors, Status> = {
  [Name in keyof Errors]: Errors[Name] extends Status ? Name : never;
}[keyof Errors] &
  string;
export {};
