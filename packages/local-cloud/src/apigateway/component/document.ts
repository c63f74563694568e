import { UserError } from "../../kernel/errors";
import { arn, type StackLocation } from "../../kernel/identity";

/** A route as programs write it (@pulumi/aws-apigateway, RouteArgs); functions arrive by their names. */
export interface Route {
  readonly path: string;
  readonly method?: string;
  readonly eventHandler?: string;
  readonly localPath?: string;
  readonly index?: string | boolean;
  readonly contentType?: string;
  readonly target?: Target;
  /** An operation of the document, whole. */
  readonly data?: object;
  /** Of files and targets, which no program writes. */
  readonly integration?: object;
  readonly authorizers?: readonly Authorizer[];
  readonly apiKeyRequired?: boolean;
  readonly iamAuthEnabled?: boolean;
  readonly requestValidator?: string;
  readonly requiredParameters?: readonly { readonly in: string; readonly name: string }[];
}

interface Target {
  readonly type?: string;
  readonly uri?: string;
  readonly passthroughBehavior?: string;
  readonly connectionType?: string;
  readonly connectionId?: string;
}

export interface Authorizer {
  readonly authorizerName?: string;
  readonly authType?: string;
  readonly parameterName?: string;
  readonly parameterLocation?: string;
  readonly type?: string;
  readonly handler?: string;
  readonly identitySource?: readonly string[];
  readonly identityValidationExpression?: string;
  readonly authorizerResultTtlInSeconds?: number;
  readonly providerARNs?: readonly string[];
  /** Scopes, of one with Cognito. */
  readonly methodsToAuthorize?: readonly string[];
  /** Role by which its function is called, which no program writes. */
  readonly credentials?: string;
}

export interface Arguments {
  readonly routes?: readonly Route[];
  readonly swaggerString?: string;
  readonly stageName?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly disableExecuteApiEndpoint?: boolean;
  readonly staticRoutesBucket?: string;
  readonly apiKeySource?: string;
  readonly binaryMediaTypes?: readonly string[];
  readonly requestValidator?: string;
  readonly gatewayResponses?: Readonly<Record<string, object>>;
}

const validators = {
  ALL: { validateRequestBody: true, validateRequestParameters: true },
  BODY_ONLY: { validateRequestBody: true, validateRequestParameters: false },
  PARAMS_ONLY: { validateRequestBody: false, validateRequestParameters: true },
};

/** Paths that nobody may see, or that are not there, look alike. */
const notFound = { statusCode: 404, responseTemplates: { "application/json": '{"message": "404 Not found" }' } };

type Operation = Record<string, unknown>;

/** The document that the component writes for its routes (pulumi/pulumi-aws-apigateway, provider/…/apigateway/api.ts). */
export function routesDocument(name: string, given: Arguments, location: StackLocation): object {
  const securityDefinitions: Record<string, object> = {};
  const paths: Record<string, Record<string, object>> = {};
  for (const route of (given.routes ?? []).flatMap(targetRoutes)) {
    const path = route.path.startsWith("/") ? route.path : `/${route.path}`;
    (paths[path] ??= {})[methodOf(route)] = operationOf({ ...route, path }, securityDefinitions, location);
  }
  return {
    swagger: "2.0",
    info: { title: name, version: "1.0" },
    paths,
    ...(Object.keys(securityDefinitions).length === 0 ? {} : { securityDefinitions }),
    "x-amazon-apigateway-binary-media-types": given.binaryMediaTypes ?? ["*/*"],
    "x-amazon-apigateway-gateway-responses": {
      MISSING_AUTHENTICATION_TOKEN: notFound,
      ACCESS_DENIED: notFound,
      ...given.gatewayResponses,
    },
    "x-amazon-apigateway-api-key-source": given.apiKeySource ?? "HEADER",
    "x-amazon-apigateway-request-validators": validators,
    ...(given.requestValidator === undefined
      ? {}
      : { "x-amazon-apigateway-request-validator": given.requestValidator }),
  };
}

function methodOf({ method }: Route): string {
  const verb = method ?? "ANY";
  return verb.toUpperCase() === "ANY" ? "x-amazon-apigateway-any-method" : verb.toLowerCase();
}

function operationOf(route: Route, definitions: Record<string, object>, location: StackLocation): object {
  const { eventHandler, data, path } = route;
  if (data !== undefined) return data;
  const integration = route.integration ?? (eventHandler === undefined ? undefined : calls(eventHandler, location));
  if (integration === undefined) {
    throw new UserError(`route ${path} has none of eventHandler, localPath, target and data`);
  }
  const inPath = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => ({ in: "path", name: name! }));
  const parameters = [...inPath, ...(route.requiredParameters ?? [])].map((parameter) => ({
    ...parameter,
    required: true,
    type: "string",
  }));
  const security = securityOf(route, definitions, location);
  const operation: Operation = { "x-amazon-apigateway-integration": integration };
  if (parameters.length > 0) operation["parameters"] = parameters;
  if (security.length > 0) operation["security"] = security;
  if (route.requestValidator !== undefined) operation["x-amazon-apigateway-request-validator"] = route.requestValidator;
  if (route.iamAuthEnabled === true) operation["x-amazon-apigateway-auth"] = { type: "AWS_IAM" };
  return operation;
}

function calls(functionName: string, location: StackLocation): object {
  const called = functionArn(functionName, location);
  const uri = `arn:aws:apigateway:${location.region}:lambda:path/2015-03-31/functions/${called}/invocations`;
  return { uri, passthroughBehavior: "when_no_match", httpMethod: "POST", type: "aws_proxy" };
}

/** Functions arrive by their names, or by their ARNs. */
export function functionArn(handler: string, location: StackLocation): string {
  return handler.startsWith("arn:") ? handler : arn(location, "lambda", `function:${handler}`);
}

/** A target answers at its own path and at all below, whatever the method. */
function targetRoutes({ target, ...route }: Route): Route[] {
  if (target === undefined) return [route];
  const { type = "http_proxy", passthroughBehavior = "when_no_match", uri = "", ...connection } = target;
  const slash = (text: string) => (text.endsWith("/") ? text : `${text}/`);
  const integration = (more: string) => ({
    ...connection,
    ...{ type, passthroughBehavior, httpMethod: "ANY", uri: slash(uri) + more },
    responses: { default: { statusCode: "200" } },
  });
  const path = slash(route.path);
  const requestParameters = { "integration.request.path.proxy": "method.request.path.proxy" };
  return [
    { ...route, method: "ANY", path, integration: integration("") },
    { ...route, method: "ANY", path: `${path}{proxy+}`, integration: { ...integration("{proxy}"), requestParameters } },
  ];
}

function securityOf(route: Route, definitions: Record<string, object>, location: StackLocation): object[] {
  const required = (route.authorizers ?? []).map((authorizer) => {
    const name = authorizer.authorizerName!;
    definitions[name] = definitionOf(authorizer, location);
    return { [name]: authorizer.methodsToAuthorize ?? [] };
  });
  if (route.apiKeyRequired !== true) return required;
  definitions["api_key"] = { type: "apiKey", name: "x-api-key", in: "header" };
  return [...required, { api_key: [] }];
}

function definitionOf(authorizer: Authorizer, location: StackLocation): object {
  const { parameterName = "Authorization", parameterLocation = "header" } = authorizer;
  const { handler, providerARNs, credentials } = authorizer;
  const cognito = providerARNs !== undefined;
  return {
    type: "apiKey",
    name: parameterName,
    in: parameterLocation,
    "x-amazon-apigateway-authtype": authorizer.authType ?? (cognito ? "cognito_user_pools" : "custom"),
    "x-amazon-apigateway-authorizer": {
      type: authorizer.type ?? (cognito ? "cognito_user_pools" : "token"),
      ...(cognito ? { providerARNs } : {}),
      ...(handler === undefined ? {} : { authorizerUri: (calls(handler, location) as { uri: string }).uri }),
      ...(credentials === undefined ? {} : { authorizerCredentials: credentials }),
      ...(authorizer.identitySource === undefined ? {} : { identitySource: authorizer.identitySource.join(", ") }),
      ...(authorizer.identityValidationExpression === undefined
        ? {}
        : { identityValidationExpression: authorizer.identityValidationExpression }),
      ...(authorizer.authorizerResultTtlInSeconds === undefined
        ? {}
        : { authorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds }),
    },
  };
}
