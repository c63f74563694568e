import { readFileSync } from "node:fs";
import { join } from "node:path";
import openapiTypescript, { astToString } from "openapi-typescript";
import { transpileDeclaration } from "typescript";
import type { OpenApiDocument } from "../../api/openapi/document";
import { operationsOf } from "./operations";

/** Files of `client/src/` that the types of the generated package use. */
const typed = ["document", "errors", "mediaTypes", "named", "operation", "options", "request"];

/** Returns the type declarations of the generated package, keyed by file. */
export async function declarations(document: OpenApiDocument): Promise<Record<string, string>> {
  const schema = astToString(
    await openapiTypescript(structuredClone(document) as never, { defaultNonNullable: false }),
  );
  return {
    "index.d.ts": index(document),
    "schema.d.ts": schema,
    ...Object.fromEntries(typed.map((name) => [`types/${name}.d.ts`, declarationOf(name)])),
  };
}

function index(document: OpenApiDocument): string {
  const errors = operationsOf(document).filter((each) => Object.keys(each.errors).length > 0);
  const lines = errors.map(({ name, errors }) => `  readonly ${name}: ${JSON.stringify(errors)};`);
  return `
import type { DocumentOperations } from "./types/document.js";
import type { NamedClient } from "./types/named.js";
import type { ClientOptions } from "./types/options.js";
import type { operations } from "./schema.js";

export { ApiError, ConnectionError } from "./types/errors.js";
export type { Call, PagedCall } from "./types/named.js";
export type { Answer, ErrorBody, Input, ServerSentEvent } from "./types/operation.js";
export type { ClientOptions, Supplied, Tools } from "./types/options.js";
export type { components } from "./schema.js";

/** Statuses of the declared errors, keyed by operation and name. */
export interface DeclaredErrors {
${lines.join("\n")}
}

/** Operations of the API, keyed by name. */
export type Operations = DocumentOperations<operations, DeclaredErrors>;

/** A client with a function for each operation. */
export type Client = NamedClient<Operations>;

/** Returns a client of the API. @throws TypeError for invalid options */
export declare function createClient(options: ClientOptions): Client;
`;
}

/** Returns the declarations of a source file. ES modules import files with their extension. */
function declarationOf(name: string): string {
  const fileName = join(__dirname, "..", "src", `${name}.ts`);
  const { outputText } = transpileDeclaration(readFileSync(fileName, "utf8"), {
    fileName,
    compilerOptions: { declaration: true, isolatedDeclarations: true, strict: true },
  });
  return outputText.replace(/(from "\.\/\w+)"/g, '$1.js"');
}
