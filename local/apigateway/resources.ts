import { accountId, declaredName, digest, partition, shortId } from "../engine/identity";
import type { Providers } from "../engine/resources";

/** Forty letters and digits, as API Gateway generates them; the same on every run of a stack. */
function keyValue(hex: string): string {
  return BigInt(`0x${hex}`).toString(36).padStart(40, "0").slice(-40);
}

export const providers: Providers = {
  "aws:apigateway/restApi:RestApi": async ({ type, name, inputs }, context) => {
    const id = shortId(context, type, name);
    // The endpoint is taken here, so that APIs get their ports in the order of declaration.
    await context.endpoint(id);
    return {
      id,
      state: {
        name: declaredName({ type, name, inputs }, context),
        arn: `arn:${partition}:apigateway:${context.region}::/restapis/${id}`,
        executionArn: `arn:${partition}:execute-api:${context.region}:${accountId}:${id}`,
        rootResourceId: shortId(context, type, `${name}/`),
      },
    };
  },
  "aws:apigateway/deployment:Deployment": ({ type, name }, place) => ({
    id: shortId(place, type, name).slice(-6),
    state: {},
  }),
  "aws:apigateway/stage:Stage": async ({ inputs }, context) => {
    const api = String(inputs["restApi"]);
    const stage = String(inputs["stageName"]);
    return {
      id: `ags-${api}-${stage}`,
      state: {
        arn: `arn:${partition}:apigateway:${context.region}::/restapis/${api}/stages/${stage}`,
        executionArn: `arn:${partition}:execute-api:${context.region}:${accountId}:${api}/${stage}`,
        invokeUrl: `${await context.endpoint(api)}/${stage}`,
      },
    };
  },
  "aws:apigateway/methodSettings:MethodSettings": ({ inputs }) => ({
    id: `${String(inputs["restApi"])}-${String(inputs["stageName"])}-${String(inputs["methodPath"])}`,
    state: {},
  }),
  "aws:apigateway/apiKey:ApiKey": ({ type, name, inputs }, place) => {
    const id = shortId(place, type, name);
    return {
      id,
      state: {
        name: declaredName({ type, name, inputs }, place),
        arn: `arn:${partition}:apigateway:${place.region}::/apikeys/${id}`,
        value: inputs["value"] ?? keyValue(digest(place, type, name, "value")),
        enabled: inputs["enabled"] ?? true,
      },
    };
  },
  "aws:apigateway/usagePlan:UsagePlan": ({ type, name, inputs }, place) => {
    const id = shortId(place, type, name).slice(-6);
    return {
      id,
      state: {
        name: declaredName({ type, name, inputs }, place),
        arn: `arn:${partition}:apigateway:${place.region}::/usageplans/${id}`,
      },
    };
  },
  "aws:apigateway/usagePlanKey:UsagePlanKey": ({ inputs }) => ({ id: String(inputs["keyId"]), state: {} }),
  "aws:apigateway/account:Account": () => ({ id: "api-gateway-account", state: {} }),
};
