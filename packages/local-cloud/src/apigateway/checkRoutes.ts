import { arn, inRegionOf, type StackLocation } from "../kernel/identity";
import type { Objects } from "../kernel/interfaces/objects";
import { InvokeRefused, type Functions } from "../kernel/interfaces/functions";
import type { Authorizer } from "../kernel/interfaces/authorization";
import type { MethodDescription, RouteCheck } from "../kernel/interfaces/apis";
import type { Api, Method, Stage } from "./declared/model";
import type { DeployedApi } from "./gateway";
import { callerOf, findInvokeDenial, sourceArn } from "./integrations/callFunction";
import { functionOf } from "./integrations/functionUri";
import { remoteHost } from "./integrations/httpProxy";
import { integrationName } from "./integrations/integrationName";
import { callsFunction } from "./integrations/lambdaCustom";
import { callsService } from "./integrations/serviceAction";
import { actsOnTables } from "./integrations/tableAction";
import { policyRequest } from "./stages/resourcePolicy";
import { bucketOf, getsObject } from "./integrations/s3Object";

/** Settings and services that decide whether an integration can be called in this run. */
export interface EmulationReach {
  readonly allowNetwork: boolean;
  /** Undefined if no service of the run has buckets. */
  readonly objects?: Objects | undefined;
}

interface CheckServices extends EmulationReach {
  readonly location: StackLocation;
  readonly functions: Functions;
  /** Evaluates the role of an integration with `credentials`, and the API's resource policy. */
  readonly iam: Pick<Authorizer, "authorize" | "resourceDecision">;
}

/** Finds out why a route cannot answer. Calls functions by a dry run, with the principal that the gateway uses. */
export async function checkRoutes(
  { api, stages }: DeployedApi,
  { location, functions, iam, ...reach }: CheckServices,
): Promise<RouteCheck[]> {
  const routes = [...stages.values()].flatMap((stage) => api.methods.map((method) => ({ stage, method })));
  return Promise.all(
    routes.map(async ({ stage, method }) => ({
      apiId: api.id,
      stage: stage.name,
      method,
      problem:
        accessProblem({ api, stage, method, location }, iam) ??
        emulationProblem(method, reach) ??
        (await callProblem({ api, stage, method, location }, { functions, iam })),
    })),
  );
}

/** Returns why every client on this machine is rejected; undefined if clients may call the method. */
function accessProblem({ api, stage, method, location }: Route, iam: CheckServices["iam"]): string | undefined {
  if (api.isEndpointDisabled === true)
    return "disableExecuteApiEndpoint is true and the API has no custom domain: it answers 403";
  if (api.policy === undefined || method.authorization !== "NONE") return undefined;
  const sourceIp = "127.0.0.1";
  const resource = arn(
    inRegionOf(location, api.arn),
    "execute-api",
    `${api.id}/${stage.name}/${method.httpMethod}${method.resourcePath}`,
  );
  const decision = iam.resourceDecision(api.policy, policyRequest(resource, { sourceIp }));
  return decision === "allow" ? undefined : `the API's resource policy denies ${sourceIp} access: it answers 403`;
}

/** Returns which part of a method is not emulated; undefined if the method can answer. */
export function emulationProblem(
  method: MethodDescription,
  { allowNetwork, objects }: EmulationReach,
): string | undefined {
  const { authorization, authorizer, integration } = method;
  const { type, uri } = integration;
  if (authorization === "AWS_IAM") return "signatures are not emulated: it rejects every request";
  if (authorization !== "NONE" && authorizer === undefined) {
    return `its authorizer (${authorization}) is not declared: it rejects every request`;
  }
  if (type === "") return "it has no integration: it answers 500";
  if (type === "HTTP_PROXY" || type === "HTTP") {
    const host = allowNetwork ? undefined : remoteHost(uri);
    return host === undefined ? undefined : `${host} is not called without --allow-network: it answers 500`;
  }
  const bucket = bucketOf(integration);
  if (bucket !== undefined && objects?.hasBucket(bucket) !== true) {
    return `the bucket ${bucket} is not declared by the program: it answers 500`;
  }
  if (actsOnTables(integration) && integration.credentials === undefined) {
    return "it has no role (credentials), which an integration with DynamoDB requires: it answers 500";
  }
  if (callsService(integration) && integration.credentials === undefined) {
    return "it has no role (credentials), which an integration with a service requires: it answers 500";
  }
  const emulated = [callsFunction, getsObject, actsOnTables, callsService].some((does) => does(integration));
  return emulated || ["AWS_PROXY", "MOCK"].includes(type)
    ? undefined
    : `integrations ${integrationName(integration)} are not emulated: it answers 500`;
}

interface Route {
  readonly api: Api;
  readonly stage: Stage;
  readonly method: Method;
  readonly location: StackLocation;
}

async function callProblem(
  { api, stage, method, location }: Route,
  { functions, iam }: Pick<CheckServices, "functions" | "iam">,
): Promise<string | undefined> {
  const { integration, httpMethod } = method;
  if (integration.type !== "AWS_PROXY" && !callsFunction(integration)) return undefined;
  const functionName = functionOf(integration.uri, stage.variables);
  const { credentials } = integration;
  const request = { method: httpMethod === "ANY" ? "GET" : httpMethod };
  const source = sourceArn({ location: inRegionOf(location, api.arn), api, stage, request }, method);
  const denial = credentials === undefined ? undefined : findInvokeDenial(iam, credentials, functionName);
  if (denial !== undefined) return `${denial}: it answers 500`;
  try {
    await functions.invoke({
      functionName,
      invocationType: "DryRun",
      ...callerOf(credentials, source),
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    return `${error.message}: it answers 500`;
  }
}
