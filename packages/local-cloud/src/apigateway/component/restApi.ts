import { createHash } from "node:crypto";
import { UserError } from "../../kernel/errors";
import type { Child, Component, ConstructedType, Declared } from "../../kernel/resources";
import { nameAuthorizers } from "./authorizers";
import { routesDocument, type Arguments, type Route } from "./document";
import { expandStaticRoutes } from "./staticRoutes";

/**
 * Constructs the resources of RestAPI (@pulumi/aws-apigateway) instead of its Pulumi plugin: an API, a permission for
 * each function, a deployment and a stage.
 */
const construct: Component = async ({ name, inputs }, declare, location) => {
  const given = inputs as Arguments;
  if ((given.routes === undefined) === (given.swaggerString === undefined)) {
    throw new UserError(`RestAPI ${name} must have either routes or swaggerString`);
  }
  const named = await nameAuthorizers(name, given.routes ?? [], { declare, location });
  const routes = await expandStaticRoutes(name, named, { declare, location, given });
  const body = given.swaggerString ?? JSON.stringify(routesDocument(name, { ...given, routes }, location));
  const { description, tags, disableExecuteApiEndpoint } = given;
  const tagged = tags === undefined ? {} : { tags };
  const api = await declare({
    type: "aws:apigateway/restApi:RestApi",
    name,
    inputs: {
      body,
      binaryMediaTypes: given.binaryMediaTypes ?? ["*/*"],
      ...(description === undefined ? {} : { description }),
      ...(disableExecuteApiEndpoint === undefined ? {} : { disableExecuteApiEndpoint }),
      ...tagged,
    },
  });
  const version = createHash("sha256").update(body).digest("hex");
  const deployment = await declare({
    type: "aws:apigateway/deployment:Deployment",
    name,
    inputs: { restApi: api.id, triggers: { version } },
    dependencies: [api.urn],
  });
  const permissions = await Promise.all(permissionsOf(name, routes, api).map(declare));
  const stage = await declare({
    type: "aws:apigateway/stage:Stage",
    name,
    inputs: { restApi: api.id, deployment: deployment.id, stageName: given.stageName ?? "stage", ...tagged },
    dependencies: [deployment, ...permissions].map(({ urn }) => urn),
  });
  return {
    outputs: { url: `${String(stage.state["invokeUrl"])}/` },
    resources: { api, deployment, stage },
  };
};

export const restApi: ConstructedType = {
  reads: [
    "binaryMediaTypes",
    "description",
    "gatewayResponses",
    "requestValidator",
    "routes",
    "stageName",
    "swaggerString",
    "apiKeySource",
    "disableExecuteApiEndpoint",
    "staticRoutesBucket",
    "tags",
  ],
  ignores: [],
  construct,
};

function permissionsOf(name: string, routes: readonly Route[], api: Declared): Child[] {
  return routes.flatMap(({ eventHandler, method = "ANY", path }) => {
    if (eventHandler === undefined) return [];
    const where = `${method.toUpperCase() === "ANY" ? "*" : method}${path.startsWith("/") ? path : `/${path}`}`;
    return {
      type: "aws:lambda/permission:Permission",
      name: `${name}-${createHash("sha1").update(where).digest("hex").slice(0, 8)}`,
      inputs: {
        action: "lambda:invokeFunction",
        function: eventHandler,
        principal: "apigateway.amazonaws.com",
        sourceArn: `${String(api.state["executionArn"])}/*/${where}`,
      },
      dependencies: [api.urn],
    };
  });
}
