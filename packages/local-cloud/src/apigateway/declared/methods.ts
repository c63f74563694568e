import { Refusal } from "../../kernel/errors";
import { ofType, type Declared, type Properties } from "../../kernel/resources";
import { declaredAuthorizer } from "./authorizers";
import { gatewayResponse, requestParameters, texts, pickTexts, transferOf } from "./importDocument";
import type { ApiDefinition, Integration, IntegrationResponse, Method } from "./model";

/** Models that exist in every API (API Gateway Developer Guide, "Data models"). */
const builtInModels = { Empty: {}, Error: { type: "object", properties: { message: { type: "string" } } } };

/** Returns the part of an API that is declared by resources such as Method, Integration, Model and Response. */
export function declaredDefinition(restApi: Declared, resources: readonly Declared[]): ApiDefinition {
  const own = (type: string, property = "restApi") =>
    ofType(resources, `aws:apigateway/${type}`).filter(({ state }) => state[property] === restApi.id);
  return {
    methods: own("method:Method").map((method) => methodOf(method, restApi, resources)),
    models: {
      ...builtInModels,
      ...Object.fromEntries(own("model:Model").map(({ state }) => [String(state["name"]), schemaOf(state)])),
    },
    gatewayResponses: Object.fromEntries(
      own("response:Response", "restApiId").map(({ state }) => [String(state["responseType"]), gatewayResponse(state)]),
    ),
    binaryMediaTypes: (restApi.state["binaryMediaTypes"] ?? []) as string[],
    apiKeySource: restApi.state["apiKeySource"] === "AUTHORIZER" ? "AUTHORIZER" : "HEADER",
  };
}

/**
 * Checks that a deployment depends on methods and their integrations. A deployment is a snapshot: resources on which it
 * does not depend may be created later.
 *
 * @throws Refusal with CreateDeployment's error (API Gateway API reference).
 */
export function checkDeployment(deployment: Declared, resources: readonly Declared[]): void {
  const before = dependenciesOf(deployment, resources);
  const own = (type: string) =>
    ofType(resources, type).filter(({ state }) => state["restApi"] === deployment.state["restApi"]);
  const methods = own("aws:apigateway/method:Method");
  const integrations = own("aws:apigateway/integration:Integration").filter(({ urn }) => before.has(urn));
  const refuse = (message: string) => {
    throw new Refusal(`deployment ${deployment.name}`, { statusCode: 400, code: "BadRequestException", message });
  };
  const deployed = methods.filter(({ urn }) => before.has(urn));
  if (methods.length > 0 && deployed.length === 0) {
    refuse("The REST API doesn't contain any methods (the deployment depends on none: add dependsOn)");
  }
  for (const method of deployed) {
    if (!integrations.some((integration) => sameMethod(integration.state, method.state))) {
      refuse(`No integration defined for method (the deployment depends on none of ${method.name}: add dependsOn)`);
    }
  }
}

/** Rejects a deployment of an API without methods. @throws Refusal with CreateDeployment's error. */
export function checkDeployed({ id }: Declared, methods: number, resources: readonly Declared[]): void {
  const deployment = ofType(resources, "aws:apigateway/deployment:Deployment").find(
    ({ state }) => state["restApi"] === id,
  );
  if (deployment === undefined || methods > 0) return;
  throw new Refusal(`deployment ${deployment.name}`, {
    statusCode: 400,
    code: "BadRequestException",
    message: "The REST API doesn't contain any methods",
  });
}

/**
 * Checks that an integration depends on its method. Otherwise Pulumi may create the integration first.
 *
 * @throws Refusal with PutIntegration's error (API Gateway API reference).
 */
export function checkOrder(resources: readonly Declared[]): void {
  const methods = ofType(resources, "aws:apigateway/method:Method");
  for (const integration of ofType(resources, "aws:apigateway/integration:Integration")) {
    const own = methods.filter(({ state }) => sameMethod(state, integration.state));
    const before = dependenciesOf(integration, resources);
    // An undeclared method is in a document or in another program.
    if (own.length === 0 || own.some(({ urn }) => before.has(urn))) continue;
    throw new Refusal(`integration ${integration.name}`, {
      statusCode: 404,
      code: "NotFoundException",
      message:
        "Invalid Method identifier specified (the integration does not depend on its method: use method.httpMethod as its httpMethod)",
    });
  }
}

/** Returns the URNs of all direct and indirect dependencies of a resource. */
function dependenciesOf({ options }: Declared, resources: readonly Declared[]): ReadonlySet<string> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const found = new Set<string>();
  const visit = (urns: readonly string[]) => {
    for (const urn of urns) {
      if (found.has(urn)) continue;
      found.add(urn);
      visit(byUrn.get(urn)?.options.dependencies ?? []);
    }
  };
  visit(options.dependencies);
  return found;
}

function sameMethod(a: Properties, b: Properties): boolean {
  return ["restApi", "resourceId", "httpMethod"].every((key) => a[key] === b[key]);
}

function methodOf({ state }: Declared, restApi: Declared, resources: readonly Declared[]): Method {
  const resource = ofType(resources, "aws:apigateway/resource:Resource").find(({ id }) => id === state["resourceId"]);
  const resourcePath = resource === undefined ? "/" : String(resource.state["path"]);
  const validator = ofType(resources, "aws:apigateway/requestValidator:RequestValidator").find(
    ({ id }) => id === state["requestValidatorId"],
  )?.state;
  const authorizer = declaredAuthorizer(state["authorizerId"], resources);
  const parts = (type: string) => ofType(resources, type).filter((part) => sameMethod(part.state, state));
  const [integration] = parts("aws:apigateway/integration:Integration");
  const responses = parts("aws:apigateway/integrationResponse:IntegrationResponse").map(integrationResponse);
  return {
    httpMethod: String(state["httpMethod"]),
    resourceId: resource?.id ?? String(restApi.state["rootResourceId"]),
    resourcePath,
    ...(state["operationName"] === undefined ? {} : { operationName: state["operationName"] as string }),
    authorization: (state["authorization"] ?? "NONE") as Method["authorization"],
    ...(authorizer === undefined ? {} : { authorizer }),
    scopes: (state["authorizationScopes"] ?? []) as string[],
    apiKeyRequired: state["apiKeyRequired"] === true,
    requestParameters: {
      ...requestParameters(resourcePath, []),
      ...(state["requestParameters"] as Record<string, boolean> | undefined),
    },
    requestModels: texts(state["requestModels"]),
    ...(validator === undefined
      ? {}
      : {
          validator: {
            parameters: validator["validateRequestParameters"] === true,
            body: validator["validateRequestBody"] === true,
          },
        }),
    integration: integrationOf(integration?.state ?? {}, responses),
  };
}

function integrationOf(state: Properties, responses: readonly IntegrationResponse[]): Integration {
  const text = (key: string) => state[key] as string | undefined;
  const httpMethod = text("integrationHttpMethod");
  return {
    type: text("type") ?? "",
    ...(httpMethod === undefined ? {} : { httpMethod }),
    ...pickTexts(state, ["uri", "credentials", "cacheNamespace"]),
    requestParameters: texts(state["requestParameters"]),
    requestTemplates: texts(state["requestTemplates"]),
    passthroughBehavior: (text("passthroughBehavior") ?? "WHEN_NO_MATCH") as Integration["passthroughBehavior"],
    ...transferOf(state["responseTransferMode"], state["timeoutMilliseconds"]),
    responses,
    cacheKeyParameters: (state["cacheKeyParameters"] ?? []) as string[],
  };
}

function integrationResponse({ state }: Declared): IntegrationResponse {
  const selectionPattern = state["selectionPattern"] as string | undefined;
  return {
    ...(selectionPattern === undefined || selectionPattern === "" ? {} : { selectionPattern }),
    statusCode: Number(state["statusCode"]),
    responseParameters: texts(state["responseParameters"]),
    responseTemplates: texts(state["responseTemplates"]),
  };
}

/** Parses a model's schema, and replaces references by URL with references into the document. */
function schemaOf({ schema }: Properties): unknown {
  const text = ((schema ?? "{}") as string).replace(
    /https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/"]+\/models\//g,
    "#/components/schemas/",
  );
  return JSON.parse(text) as unknown;
}
