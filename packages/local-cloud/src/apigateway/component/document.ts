import { UserError } from "../../kernel/errors";
import { arn, type StackLocation } from "../../kernel/identity";

/** RouteArgs of @pulumi/aws-apigateway. A function is given by its name. */
export interface Route {
  readonly path: string;
  readonly method?: string;
  readonly eventHandler?: string;
  readonly localPath?: string;
  readonly index?: string | boolean;
  readonly contentType?: string;
  readonly target?: Target;
  /** A complete OpenAPI operation. */
  readonly data?: object;
  /** Set by the component for routes with `localPath` or `target`. */
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
  /** Scopes of a Cognito authorizer. */
  readonly methodsToAuthorize?: readonly string[];
  /** Role with which the gateway calls the function. Set by the component. */
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

/** Answers denied and unknown paths alike, so that clients cannot tell them apart. */
const notFound = { statusCode: 404, responseTemplates: { "application/json": '{"message": "404 Not found" }' } };

type Operation = Record<string, unknown>;

/**
 * Returns the OpenAPI document that the component generates for its routes (pulumi/pulumi-aws-apigateway,
 * provider/…/apigateway/api.ts).
 */
export function routesDocument(name: string, args: Arguments, location: StackLocation): object {
  const securityDefinitions: Record<string, object> = {};
  const paths: Record<string, Record<string, object>> = {};
  for (const route of (args.routes ?? []).flatMap(targetRoutes)) {
    const path = route.path.startsWith("/") ? route.path : `/${route.path}`;
    (paths[path] ??= {})[methodOf(route)] = operationOf({ ...route, path }, securityDefinitions, location);
  }
  return {
    swagger: "2.0",
    info: { title: name, version: "1.0" },
    paths,
    ...(Object.keys(securityDefinitions).length === 0 ? {} : { securityDefinitions }),
    "x-amazon-apigateway-binary-media-types": args.binaryMediaTypes ?? ["*/*"],
    "x-amazon-apigateway-gateway-responses": {
      MISSING_AUTHENTICATION_TOKEN: notFound,
      ACCESS_DENIED: notFound,
      ...args.gatewayResponses,
    },
    "x-amazon-apigateway-api-key-source": args.apiKeySource ?? "HEADER",
    "x-amazon-apigateway-request-validators": validators,
    ...(args.requestValidator === undefined ? {} : { "x-amazon-apigateway-request-validator": args.requestValidator }),
  };
}

function methodOf({ method }: Route): string {
  const verb = method ?? "ANY";
  return verb.toUpperCase() === "ANY" ? "x-amazon-apigateway-any-method" : verb.toLowerCase();
}

function operationOf(route: Route, definitions: Record<string, object>, location: StackLocation): object {
  const { eventHandler, data, path } = route;
  if (data !== undefined) return data;
  const integration =
    route.integration ?? (eventHandler === undefined ? undefined : lambdaIntegration(eventHandler, location));
  if (integration === undefined) {
    throw new UserError(`route ${path} must have one of eventHandler, localPath, target and data`);
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

function lambdaIntegration(functionName: string, location: StackLocation): object {
  const called = functionArn(functionName, location);
  const uri = `arn:aws:apigateway:${location.region}:lambda:path/2015-03-31/functions/${called}/invocations`;
  return { uri, passthroughBehavior: "when_no_match", httpMethod: "POST", type: "aws_proxy" };
}

/** Returns the ARN of a function that is given by name or ARN. */
export function functionArn(handler: string, location: StackLocation): string {
  return handler.startsWith("arn:") ? handler : arn(location, "lambda", `function:${handler}`);
}

/** Expands a route with a target into routes for its path and all paths below, for any method. */
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
      ...(handler === undefined
        ? {}
        : { authorizerUri: (lambdaIntegration(handler, location) as { uri: string }).uri }),
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
