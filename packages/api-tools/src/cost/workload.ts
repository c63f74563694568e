import { functionNameOf, ofType, type Program } from "@onemachine/local-cloud";
import { functionWorks, type FunctionWork } from "./functionWork";

/** An operation that a function answers, with that function's billing data. */
export interface Operation {
  /** The operationId, or method and path without one. */
  readonly name: string;
  readonly function: FunctionWork;
}

export function operationsOf(program: Program): Operation[] {
  const { resources } = program;
  const works = functionWorks(program);
  return ofType(resources, "aws:apigateway/restApi:RestApi").flatMap(({ inputs }) =>
    methodsOf(inputs["body"]).flatMap(({ method, path, operationId, uri }) => {
      const work = works.get(functionNameOf(functionArnIn(uri)));
      return work === undefined ? [] : [{ name: operationId ?? `${method.toUpperCase()} ${path}`, function: work }];
    }),
  );
}

interface DocumentMethod {
  readonly method: string;
  readonly path: string;
  readonly operationId: string | undefined;
  readonly uri: string | undefined;
}

function methodsOf(body: unknown): DocumentMethod[] {
  if (typeof body !== "string") return [];
  const { paths = {} } = JSON.parse(body) as { paths?: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, value]) => {
      const operation = value as { operationId?: string; "x-amazon-apigateway-integration"?: { uri?: string } };
      const { uri } = operation["x-amazon-apigateway-integration"] ?? {};
      return { method, path, operationId: operation.operationId, uri };
    }),
  );
}

/** Extracts the function from an integration's URI: `…:lambda:path/2015-03-31/functions/ARN/invocations`. */
function functionArnIn(uri: string | undefined): string | undefined {
  return /\/functions\/([^/]+)\/invocations$/.exec(uri ?? "")?.[1];
}
