import {
  knownNumber,
  knownText,
  objectOf,
  refuseSame,
  formatValue,
  type Check,
  type TypeChecks,
} from "../../kernel/checks";
import { ofType, type Declared, type Properties } from "../../kernel/resources";
import { unknownOutputIn } from "../../kernel/unknownOutputs";

const bad = "BadRequestException";
const conflict = { code: "ConflictException", statusCode: 409 };

/** Allowed values of PutMethod (API Gateway API reference). */
export const httpVerbs = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];

const pathPartPattern = /^(?:\{[\w.-]+\+?\}|[\w.:$-]+)$/;

/** @returns CreateResource's error message for a path part; undefined for a valid part. */
export function pathPartRefusal(part: string): string | undefined {
  return pathPartPattern.test(part)
    ? undefined
    : `Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end. (path part '${part}')`;
}

/** @returns PutMethod's error message for an HTTP method; undefined for a valid one. */
export function verbRefusal(verb: string | undefined, property: string): string | undefined {
  return verb === undefined || verb === "" || httpVerbs.includes(verb)
    ? undefined
    : `Invalid HttpMethod specified. Valid options are ${httpVerbs.join(",")} (${property} '${verb}')`;
}

/** @returns PutIntegration's error message for a timeout (API Gateway quotas); undefined for a valid one. */
export function timeoutRefusal(millis: number | undefined, transferMode: string | undefined): string | undefined {
  const most = transferMode === "STREAM" ? 900_000 : 29_000;
  return millis === undefined || (millis >= 50 && millis <= most)
    ? undefined
    : `Timeout should be between 50 ms and ${most} ms (timeout ${millis} ms)`;
}

/**
 * Rejects children of greedy parameters and a second variable sibling (recorded:
 * api-definition/greedy-and-variable-siblings, static-child-of-greedy).
 */
const siblingRefusal: Check = ({ restApi, parentId, pathPart }, resource, resources) => {
  const all = ofType(resources, resource.type).filter(({ state }) => state["restApi"] === restApi);
  const parent = formatValue(all.find(({ id }) => id === parentId)?.state["pathPart"] ?? "");
  if (parent.endsWith("+}")) return `Cannot create a child of a resource with a greedy path variable: ${parent}`;
  const isVariable = (part: unknown) => String(part).startsWith("{");
  const sibling = all
    .slice(0, all.indexOf(resource))
    .find(
      ({ state }) => state["parentId"] === parentId && isVariable(state["pathPart"]) && state["pathPart"] !== pathPart,
    );
  return sibling === undefined || !isVariable(pathPart)
    ? undefined
    : `A sibling (${String(sibling.state["pathPart"])}) of this resource already has a variable path part -- only one is allowed`;
};

function methodKey({ state }: Declared): string {
  return ["restApi", "resourceId", "httpMethod"].map((property) => String(state[property])).join(" ");
}

const authorizationTypes = ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"];

const authorizationRefusal: Check = (state, _, resources) => {
  const type = knownText(state, "authorization");
  if (type === undefined) return undefined;
  if (!authorizationTypes.includes(type)) {
    return `Invalid authorization type specified: '${type}'. Valid options are ${authorizationTypes.join(",")}`;
  }
  const scopes = state["authorizationScopes"];
  if (Array.isArray(scopes) && scopes.length > 0 && type !== "COGNITO_USER_POOLS") {
    return "Authorization Scopes are only valid for COGNITO_USER_POOLS authorization type";
  }
  if (type === "NONE" || type === "AWS_IAM") return undefined;
  const id = state["authorizerId"];
  const authorizer = ofType(resources, "aws:apigateway/authorizer:Authorizer").find((each) => each.id === id);
  const isKnown = authorizer !== undefined && authorizer.state["restApi"] === state["restApi"];
  // An undeclared authorizer may belong to an undeclared API.
  const isForeign = typeof id === "string" && id !== "" && authorizer === undefined;
  return isForeign ||
    (isKnown && (authorizer.state["type"] === "COGNITO_USER_POOLS") === (type === "COGNITO_USER_POOLS"))
    ? undefined
    : "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.";
};

function invalidMapping(text: string): string {
  const error = `Invalid mapping expression specified: ${text}`;
  return `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${error}]`;
}

/** Returns a check that rejects keys that are not request parameters, such as `method.request.path.id`. */
function parameterKeys(of: "method" | "integration"): Check {
  const pattern = new RegExp(
    `^${of}\\.request\\.(?:querystring|path|header|multivaluequerystring|multivalueheader)\\.\\S+$`,
  );
  return (state) => {
    const wrong = Object.keys(objectOf(state, "requestParameters")).find((key) => !pattern.test(key));
    return wrong === undefined ? undefined : invalidMapping(wrong);
  };
}

const parameterValues: Check = (state) => {
  const wrong = Object.values(objectOf(state, "requestParameters")).find(
    (value) =>
      typeof value === "string" &&
      !/^(?:'|method\.request\.|context\.|stageVariables\.)/.test(value) &&
      unknownOutputIn(value) === undefined,
  );
  return wrong === undefined ? undefined : invalidMapping(formatValue(wrong));
};

const connectionRefusal: Check = (state) =>
  state["connectionType"] === "VPC_LINK" && (state["connectionId"] ?? "") === ""
    ? "ConnectionId should be set to the vpcLinkId or stage variable on connection type VPC_LINK"
    : undefined;

/** Rejects a URI without http(s), unless it starts with a stage variable. */
const httpUriRefusal: Check = (state) => {
  const uri = knownText(state, "uri");
  if (!["HTTP", "HTTP_PROXY"].includes(String(state["type"])) || uri === undefined) return undefined;
  return /^https?:\/\//.test(uri) || uri.startsWith("${")
    ? undefined
    : `Invalid HTTP endpoint specified for URI: ${uri}`;
};

const credentialsRefusal: Check = (state) => {
  const credentials = knownText(state, "credentials");
  return credentials === undefined || credentials.startsWith("arn:")
    ? undefined
    : `Invalid ARN specified in the request (credentials '${credentials}')`;
};

/** Rejects unknown models. An API with a document is not checked, because its models are in the document. */
const modelsRefusal: Check = (state: Properties, _, resources) => {
  const api = ofType(resources, "aws:apigateway/restApi:RestApi").find(({ id }) => id === state["restApi"]);
  if (api === undefined || api.state["body"] !== undefined) return undefined;
  const models = ofType(resources, "aws:apigateway/model:Model").filter((model) => model.state["restApi"] === api.id);
  const known = ["Empty", "Error", ...models.map((model) => model.state["name"])];
  const wrong = Object.values(objectOf(state, "requestModels")).find((name) => !known.includes(name));
  return wrong === undefined ? undefined : `Invalid model identifier specified: ${formatValue(wrong)}`;
};

/** API Gateway's checks of resources, methods and integrations. */
export const methodChecks: readonly TypeChecks[] = [
  {
    type: "aws:apigateway/resource:Resource",
    label: "resource",
    code: bad,
    checks: [(state) => pathPartRefusal(String(state["pathPart"])), siblingRefusal],
  },
  {
    type: "aws:apigateway/resource:Resource",
    label: "resource",
    ...conflict,
    checks: [
      refuseSame(
        ({ state }) => `${String(state["restApi"])} ${String(state["parentId"])} ${String(state["pathPart"])}`,
        ({ state }) => `Another resource with the same parent already has this name: ${String(state["pathPart"])}`,
      ),
    ],
  },
  {
    type: "aws:apigateway/method:Method",
    label: "method",
    code: bad,
    checks: [
      (state) => verbRefusal(knownText(state, "httpMethod"), "httpMethod"),
      authorizationRefusal,
      parameterKeys("method"),
      modelsRefusal,
    ],
  },
  {
    type: "aws:apigateway/method:Method",
    label: "method",
    ...conflict,
    checks: [
      refuseSame(methodKey, ({ state }) => `Method already exists for this resource (${String(state["httpMethod"])})`),
    ],
  },
  {
    type: "aws:apigateway/methodResponse:MethodResponse",
    label: "method response",
    ...conflict,
    checks: [
      refuseSame(
        (response) => `${methodKey(response)} ${String(response.state["statusCode"])}`,
        ({ state }) => `Response already exists for this resource (${String(state["statusCode"])})`,
      ),
    ],
  },
  {
    type: "aws:apigateway/integration:Integration",
    label: "integration",
    code: bad,
    checks: [
      (state) => verbRefusal(knownText(state, "integrationHttpMethod"), "integrationHttpMethod"),
      (state) => timeoutRefusal(knownNumber(state, "timeoutMilliseconds"), knownText(state, "responseTransferMode")),
      connectionRefusal,
      httpUriRefusal,
      credentialsRefusal,
      parameterKeys("integration"),
      parameterValues,
    ],
  },
];
