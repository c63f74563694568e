import Ajv, { type ValidateFunction } from "ajv";
import { documentOf } from "../../api/openapi/published";
import { routes } from "../../api/routes";

const document = documentOf(undefined);

export interface DocumentParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: any;
  readonly example?: string;
}

/** An operation of the published document. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly DocumentParameter[];
  /** Schema of its JSON body, with references resolved; undefined without one. */
  readonly body: any;
  /** Media type of a body of any bytes; undefined without one. */
  readonly rawBody: string | undefined;
  /** False for a route that declares `withoutKey`. */
  readonly needsKey: boolean;
  /** Statuses of the errors that its route declares. */
  readonly errorStatuses: readonly number[];
  /** Keyed by status. */
  readonly responses: Readonly<Record<string, any>>;
}

/** Operations of the published document, in order. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, pathItem]) =>
  Object.entries(pathItem).map(([method, operation]: [string, any]) => ({
    method: method.toUpperCase(),
    path,
    operationId: operation.operationId as string,
    parameters: operation.parameters as DocumentParameter[],
    ...bodyOf(operation.requestBody?.content ?? {}),
    needsKey: operation.security.length > 0,
    errorStatuses: errorsOf(operation.operationId as string),
    responses: operation.responses as Record<string, any>,
  })),
);

function bodyOf(content: Readonly<Record<string, { readonly schema: any }>>): Pick<Operation, "body" | "rawBody"> {
  const [[mediaType, { schema }] = [undefined, { schema: undefined }]] = Object.entries(content);
  const isRaw = schema?.format === "binary";
  return { body: isRaw ? undefined : dereference(schema), rawBody: isRaw ? mediaType : undefined };
}

function errorsOf(operationId: string): number[] {
  const { errors = {} } = routes.find(({ name }) => name === operationId) ?? {};
  return Object.values(errors).map(({ status }) => status);
}

/** An answer to a request. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined for an empty one, and for one of another media type. */
  readonly json: any;
}

export async function readAnswer(response: Response): Promise<Answered> {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = /^application\/json\b/.test(headers.get("Content-Type") ?? "application/json");
  return { status, headers, json: text === "" || !isJson ? undefined : JSON.parse(text) };
}

/** Resolves a reference to a component. */
function dereference(schema: any): any {
  if (schema?.$ref === undefined) return schema;
  return document.components.schemas[schema.$ref.split("/").pop() as string];
}

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema({ components: structuredClone(document.components) }, "document");
const validators = new Map<object, ValidateFunction>();

/**
 * Returns a sentence about the first difference between an answer and the document; undefined if there is no
 * difference.
 */
export function findMismatch({ method, path, responses }: Operation, answer: Answered): string | undefined {
  const described = responses[answer.status];
  const said = (what: string) => `${method} ${path} answered ${answer.status} ${what}`;
  if (described === undefined) return said(`which is not described: ${JSON.stringify(answer.json)}`);
  const header = Object.keys(described.headers ?? {}).find((name) => !answer.headers.has(name));
  if (header !== undefined) return said(`without the header ${header}`);
  const [mediaType = "application/json"] = Object.keys(described.content ?? {});
  const sent = answer.headers.get("Content-Type");
  if (mediaType !== "application/json") return sent === mediaType ? undefined : said(`as ${sent}, not as ${mediaType}`);
  const schema = described.content?.["application/json"]?.schema as object | undefined;
  if (schema === undefined) return answer.json === undefined ? undefined : said("with a body that is not described");
  const validate = validators.get(schema) ?? ajv.compile(withDocument(schema) as object);
  validators.set(schema, validate);
  return validate(answer.json) ? undefined : said(`with another body: ${ajv.errorsText(validate.errors)}`);
}

/** Changes references so that they refer to the complete document. */
function withDocument(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDocument);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === "$ref" ? `document${inner}` : withDocument(inner)]),
  );
}

/** True if a path matches a template: `/items/1` matches `/items/{id}`. */
export function isOf(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`).test(path);
}
