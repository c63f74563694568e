import { accountId, declaredName, partition, shortId } from "../../kernel/identity";
import { apis } from "../../kernel/interfaces/apis";
import { ofType, type EmulatedTypes, type Properties } from "../../kernel/resources";
import { documentPartsWithoutEffect } from "./documentParts";
import { checkResponseType } from "../exchange/gatewayResponses";

function methodId(inputs: Properties): string {
  return [inputs["restApi"], inputs["resourceId"], inputs["httpMethod"]].map(String).join("-");
}

/** Resource types that define a REST API. */
export const definitionTypes: EmulatedTypes = {
  "aws:apigateway/restApi:RestApi": {
    partsWithoutEffect: documentPartsWithoutEffect,
    reads: [
      "apiKeySource",
      "binaryMediaTypes",
      "body",
      "disableExecuteApiEndpoint",
      "endpointConfiguration.types=EDGE",
      "endpointConfiguration.types=REGIONAL",
      "minimumCompressionSize",
      "name",
      "parameters.basepath",
      "policy",
    ],
    ignores: [
      "description",
      "endpointAccessMode",
      "endpointConfiguration.ipAddressType",
      "failOnWarnings=false",
      "putRestApiMode",
      "securityPolicy",
    ],
    provide: async ({ type, name, inputs }, context) => {
      const id = shortId(context, type, name);
      // Reserve the endpoint now, so that APIs get their ports in the order of declaration.
      await context.registry.use(apis).endpoint(id);
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
  },
  "aws:apigateway/restApiPolicy:RestApiPolicy": {
    reads: ["policy", "restApiId"],
    ignores: [],
    provide: ({ inputs }) => ({ id: String(inputs["restApiId"]), state: {} }),
  },
  "aws:apigateway/resource:Resource": {
    reads: ["parentId", "pathPart"],
    // The parent determines the API.
    ignores: ["restApi"],
    provide: ({ type, name, inputs }, location, earlier) => {
      const parent = ofType(earlier, type).find(({ id }) => id === inputs["parentId"]);
      const path = `${parent === undefined ? "" : String(parent.state["path"])}/${String(inputs["pathPart"])}`;
      return { id: shortId(location, type, name).slice(-6), state: { path } };
    },
  },
  "aws:apigateway/method:Method": {
    reads: [
      "apiKeyRequired",
      "authorization",
      "authorizationScopes",
      "authorizerId",
      "httpMethod",
      "operationName",
      "requestModels",
      "requestParameters",
      "requestValidatorId",
      "resourceId",
      "restApi",
    ],
    ignores: [],
    provide: ({ inputs }) => ({ id: `agm-${methodId(inputs)}`, state: {} }),
  },
  "aws:apigateway/integration:Integration": {
    reads: [
      "cacheKeyParameters",
      "cacheNamespace",
      "credentials",
      "httpMethod",
      "integrationHttpMethod",
      "passthroughBehavior",
      "requestParameters",
      "requestTemplates",
      "resourceId",
      "responseTransferMode",
      "restApi",
      "timeoutMilliseconds",
      "type",
      "uri",
    ],
    ignores: ["connectionType=INTERNET"],
    provide: ({ inputs }) => ({ id: `agi-${methodId(inputs)}`, state: {} }),
  },
  "aws:apigateway/methodResponse:MethodResponse": {
    reads: ["httpMethod", "resourceId", "restApi", "statusCode"],
    ignores: ["responseModels", "responseParameters"],
    provide: ({ inputs }) => ({
      id: `agmr-${methodId(inputs)}-${String(inputs["statusCode"])}`,
      state: {},
    }),
  },
  "aws:apigateway/integrationResponse:IntegrationResponse": {
    reads: [
      "httpMethod",
      "resourceId",
      "responseParameters",
      "responseTemplates",
      "restApi",
      "selectionPattern",
      "statusCode",
    ],
    ignores: [],
    provide: ({ inputs }) => ({
      id: `agir-${methodId(inputs)}-${String(inputs["statusCode"])}`,
      state: {},
    }),
  },
  "aws:apigateway/authorizer:Authorizer": {
    reads: [
      "authorizerCredentials",
      "authorizerResultTtlInSeconds",
      "authorizerUri",
      "identitySource",
      "identityValidationExpression",
      "name",
      "providerArns",
      "restApi",
      "type",
    ],
    ignores: [],
    provide: ({ type, name, inputs }, location) => {
      const id = shortId(location, type, name).slice(-6);
      return {
        id,
        state: {
          name: declaredName({ type, name, inputs }, location),
          arn: `arn:${partition}:apigateway:${location.region}::/restapis/${String(inputs["restApi"])}/authorizers/${id}`,
        },
      };
    },
  },
  "aws:apigateway/model:Model": {
    reads: ["name", "restApi", "schema"],
    ignores: ["contentType", "description"],
    provide: ({ type, name }, location) => ({ id: shortId(location, type, name).slice(-6), state: {} }),
  },
  "aws:apigateway/requestValidator:RequestValidator": {
    reads: ["name", "validateRequestBody", "validateRequestParameters"],
    // The methods that refer to the validator determine the API.
    ignores: ["restApi"],
    provide: ({ type, name, inputs }, location) => ({
      id: shortId(location, type, name).slice(-6),
      state: { name: declaredName({ type, name, inputs }, location) },
    }),
  },
  "aws:apigateway/response:Response": {
    reads: ["responseParameters", "responseTemplates", "responseType", "restApiId", "statusCode"],
    ignores: [],
    provide: ({ name, inputs }) => {
      checkResponseType(`gateway response ${name}`, String(inputs["responseType"]));
      return { id: `aggr-${String(inputs["restApiId"])}-${String(inputs["responseType"])}`, state: {} };
    },
  },
};
