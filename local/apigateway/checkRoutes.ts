import { inRegionOf, type Place } from "../engine/identity";
import { InvokeRefused, type Functions, type MethodDescription, type RouteCheck } from "../engine/interfaces";
import type { Api, Method, Stage } from "./declared/model";
import type { DeployedApi } from "./gateway";
import { functionOf } from "./stages/functionUri";
import { remoteHost } from "./stages/httpProxy";
import { sourceArn } from "./stages/lambdaProxy";
import { getsObject } from "./stages/s3Object";

interface CheckServices {
  readonly place: Place;
  readonly functions: Functions;
  readonly allowNetwork: boolean;
}

/** Asks each route of an API whether it can answer: a function by a dry run, as whom the gateway calls it. */
export async function checkRoutes(
  { api, stages }: DeployedApi,
  { place, functions, allowNetwork }: CheckServices,
): Promise<RouteCheck[]> {
  const routes = [...stages.values()].flatMap((stage) => api.methods.map((method) => ({ stage, method })));
  return Promise.all(
    routes.map(async ({ stage, method }) => ({
      apiId: api.id,
      stage: stage.name,
      method,
      problem: notEmulated(method, allowNetwork) ?? (await callProblem({ api, stage, method, place }, functions)),
    })),
  );
}

/** What of a method nothing here does; undefined for a method that answers. */
export function notEmulated(method: MethodDescription, allowNetwork: boolean): string | undefined {
  const { authorization, authorizer, integration } = method;
  const { type, uri } = integration;
  if (authorization === "AWS_IAM") return "signatures are not emulated: it refuses every request";
  if (authorization !== "NONE" && authorizer === undefined) {
    return `its authorizer (${authorization}) is not declared: it refuses every request`;
  }
  if (type === "") return "it has no integration: it answers 500";
  if (type === "HTTP_PROXY") {
    const host = allowNetwork ? undefined : remoteHost(uri);
    return host === undefined ? undefined : `${host} is not called without --allow-network: it answers 500`;
  }
  return ["AWS_PROXY", "MOCK"].includes(type) || getsObject(integration)
    ? undefined
    : `integrations of type ${type} are not emulated: it answers 500`;
}

interface Route {
  readonly api: Api;
  readonly stage: Stage;
  readonly method: Method;
  readonly place: Place;
}

async function callProblem({ api, stage, method, place }: Route, functions: Functions): Promise<string | undefined> {
  const { integration, httpMethod } = method;
  if (integration.type !== "AWS_PROXY") return undefined;
  const request = { method: httpMethod === "ANY" ? "GET" : httpMethod };
  try {
    await functions.invoke({
      functionName: functionOf(integration.uri, stage.variables),
      invocationType: "DryRun",
      caller: {
        principal: "apigateway.amazonaws.com",
        sourceArn: sourceArn({ place: inRegionOf(place, api.arn), api, stage, request }, method),
      },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    return `${error.message}: it answers 500`;
  }
}
