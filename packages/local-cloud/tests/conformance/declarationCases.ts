import { gatewayErrorTypes, type GatewayResponseType } from "../../src/apigateway/exchange/errors";
import { effectiveResponse } from "../../src/apigateway/exchange/gatewayResponses";
import { deployedApis } from "../../src/apigateway/declared/apis";
import type { DeployedApi } from "../../src/apigateway/gateway";
import type { LocalCloud } from "../../src/cloud";
import { Refusal } from "../../src/kernel/errors";
import type { RecordedCase } from "./cases";
import { Declaration } from "./declare";
import { inCloud } from "./httpCases";
import { differences } from "./matchers";

/** The resource type that makes Pulumi call an operation with the same input, by operation. */
const creating: Readonly<Record<string, string>> = {
  CreateApiKey: "aws:apigateway/apiKey:ApiKey",
};

/** Returns true if declaring decides the case: something is rejected, or gateway responses take effect. */
export function isDeclarationCase({ given, expect }: RecordedCase): boolean {
  const { operation } = given as { operation?: string };
  if (operation === "CreateResource" || operation === "PutIntegration") return true;
  if (operation !== undefined) return expect["error"] !== undefined && creating[operation] !== undefined;
  const declares = ["gatewayResponses", "openapi", "openapiText"].some((key) => key in given);
  return declares && (expect["error"] ?? expect["effective"]) !== undefined;
}

/** Declares the resources of a case. @returns the differences from the recorded result. */
export function runDeclarationCase({ given, expect }: RecordedCase): Promise<string[]> {
  return inCloud(
    () => undefined,
    async (cloud) => {
      const { error, effective } = expect;
      try {
        await declare(new Declaration(cloud), given);
      } catch (refused) {
        if (!(refused instanceof Refusal)) throw refused;
        const { statusCode, code, message } = refused.answer;
        return differences(error ?? "no refusal", { status: statusCode, code, message }, "error", new Map());
      }
      if (error === undefined && effective === undefined) return [];
      if (error !== undefined) return [`nothing was refused, expected ${JSON.stringify(error)}`];
      return differences(effective, effectiveResponses(cloud), "effective", new Map());
    },
  );
}

async function declare(declaration: Declaration, given: RecordedCase["given"]): Promise<void> {
  const { operation, input, gatewayResponses = {}, openapi, openapiText } = given;
  if (operation === "CreateResource") await declareApi(declaration, [...given["existingPaths"], given["newPath"]]);
  else if (operation === "PutIntegration") await declareApi(declaration, ["/case"], given["integration"]);
  else if (operation !== undefined) await declaration.add(creating[operation]!, "case", input);
  else {
    const document = openapi === undefined ? undefined : JSON.stringify(openapi);
    const body = openapiText ?? document;
    const inputs = { name: "case", ...(body === undefined ? {} : { body }) };
    const { id: restApiId } = await declaration.add("aws:apigateway/restApi:RestApi", "api", inputs);
    for (const [responseType, override] of Object.entries(gatewayResponses as Record<string, object>)) {
      await declaration.add("aws:apigateway/response:Response", responseType, { restApiId, responseType, ...override });
    }
  }
  await declaration.apply();
}

/** Declares an API with a method on each path and a deployment, because AWS rejects some errors only there. */
async function declareApi(declaration: Declaration, paths: readonly string[], more?: object): Promise<void> {
  const api = await declaration.add("aws:apigateway/restApi:RestApi", "api", { name: "case" });
  const ids = new Map<string, unknown>([["", api.state["rootResourceId"]]]);
  for (const path of paths) {
    const [, parent = "", pathPart = ""] = /^(.*)\/([^/]+)$/.exec(path) ?? [];
    const own = { restApi: api.id, parentId: ids.get(parent), pathPart };
    const { id: resourceId } = await declaration.add("aws:apigateway/resource:Resource", path, own);
    ids.set(path, resourceId);
    const on = { restApi: api.id, resourceId, httpMethod: "GET" };
    await declaration.add("aws:apigateway/method:Method", path, { ...on, authorization: "NONE" });
    const { httpMethod, ...integration } = { type: "MOCK", ...more } as { type: string; httpMethod?: string };
    const called = httpMethod === undefined ? {} : { integrationHttpMethod: httpMethod };
    const inputs = { ...on, ...integration, ...called };
    await declaration.add("aws:apigateway/integration:Integration", path, inputs);
  }
  await declaration.add("aws:apigateway/deployment:Deployment", "deployment", { restApi: api.id });
}

/** Returns all gateway responses of the API, in the form of GetGatewayResponse. */
function effectiveResponses(cloud: LocalCloud): Record<string, unknown> {
  const [{ api }] = [...deployedApis(cloud.program.resources).values()] as [DeployedApi];
  return Object.fromEntries(
    (Object.keys(gatewayErrorTypes) as GatewayResponseType[]).map((type) => {
      const { statusCode, ...effective } = effectiveResponse(api, type);
      return [type, { ...effective, ...(statusCode === undefined ? {} : { statusCode: String(statusCode) }) }];
    }),
  );
}
