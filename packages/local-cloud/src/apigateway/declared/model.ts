/** A REST API as its document and its resources declare it. */
export interface Api extends ApiDefinition {
  /** Whether nobody may call it by its own address. */
  readonly isEndpointDisabled?: boolean;
  /** Its resource policy, with whole ARNs. */
  readonly policy?: string;
  readonly arn: string;
  readonly id: string;
  readonly name: string;
}

/** What an API consists of, wherever it is declared. */
export interface ApiDefinition {
  readonly methods: readonly Method[];
  readonly models: Readonly<Record<string, unknown>>;
  /** Overrides by type. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
  readonly binaryMediaTypes: readonly string[];
  /** Where a request's API key comes from. */
  readonly apiKeySource: "HEADER" | "AUTHORIZER";
  /** A resource policy, as JSON. */
  readonly policy?: string;
  readonly isEndpointDisabled?: boolean;
  /** Bytes from which answers are compressed; absent, none are. */
  readonly minimumCompressionSize?: number;
}

export interface Method {
  /** `ANY` takes every method that the resource does not name. */
  readonly httpMethod: string;
  readonly resourceId: string;
  /** `/items/{id}`, `/{proxy+}`. */
  readonly resourcePath: string;
  readonly operationName?: string;
  readonly authorization: Authorization;
  /** Of CUSTOM and COGNITO_USER_POOLS, where it is declared. */
  readonly authorizer?: Authorizer;
  /** Of which a token must have one; empty where none is asked for. */
  readonly scopes: readonly string[];
  readonly apiKeyRequired: boolean;
  /** Whether each is required, by `method.request.header.X`. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  /** Model names by content type. */
  readonly requestModels: Readonly<Record<string, string>>;
  readonly validator?: Validator;
  readonly integration: Integration;
}

/** Who checks the caller, as Method.authorizationType names it. */
export type Authorization = "NONE" | "AWS_IAM" | "CUSTOM" | "COGNITO_USER_POOLS";

/** Who decides whether a caller may. */
export interface Authorizer {
  readonly id: string;
  /** What a person calls it: the logical name, or that of its security scheme. */
  readonly name: string;
  readonly type: "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";
  /** Of the function, as integrations have it. */
  readonly uri: string | undefined;
  /** ARN of the role by which the function is called; without one, its permissions decide. */
  readonly credentials: string | undefined;
  /** `method.request.header.X`, `method.request.querystring.X`, `stageVariables.X`, `context.X`. */
  readonly identitySources: readonly string[];
  /** A regular expression that a token must match as a whole. */
  readonly validation: string | undefined;
  /** For how long a result is kept; 0 keeps none. */
  readonly ttlSeconds: number;
  readonly poolArns: readonly string[];
}

export interface Validator {
  readonly parameters: boolean;
  readonly body: boolean;
}

export interface Integration {
  readonly type: string;
  readonly httpMethod?: string;
  readonly uri?: string;
  /** ARN of the role by which a service of AWS is called. */
  readonly credentials?: string;
  /** By `integration.request.header.X`. */
  readonly requestParameters: Readonly<Record<string, string>>;
  /** By content type. */
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly passthroughBehavior: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
  /** Whether an answer is sent as it comes. */
  readonly responseTransferMode?: "STREAM";
  /** Milliseconds; API Gateway's own limit is 29 s, and 15 minutes for an answer that streams. */
  readonly timeoutMillis: number;
  readonly responses: readonly IntegrationResponse[];
  /** `method.request.path.X`: what tells requests of the same method apart in a cache. */
  readonly cacheKeyParameters: readonly string[];
  /** Whose methods share what is kept; absent, those of the resource. */
  readonly cacheNamespace?: string;
}

export interface IntegrationResponse {
  /** A pattern for the status; absent is the default. */
  readonly selectionPattern?: string;
  readonly statusCode: number;
  /** By `method.response.header.X`. */
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

export interface GatewayResponse {
  readonly statusCode?: number;
  /** By `gatewayresponse.header.X`. */
  readonly responseParameters: Readonly<Record<string, string>>;
  /** By content type. */
  readonly responseTemplates: Readonly<Record<string, string>>;
}

export interface Throttle {
  /** Capacity of the token bucket. */
  readonly burstLimit: number;
  /** Tokens per second. */
  readonly rateLimit: number;
}

export interface Stage {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>> | undefined;
  /** Line format, when access logs are on. */
  readonly accessLog: { readonly group: string; readonly format: string } | undefined;
  /** By method path, `items/{id}/GET` or `*`/`*`. */
  readonly throttles: Readonly<Record<string, Throttle>>;
  readonly cache: StageCacheSettings | undefined;
}

/** Where a stage keeps answers. */
export interface StageCacheSettings {
  /** As `cacheClusterSize` says them. */
  readonly gigabytes: number;
  /** By method path, `items/{id}/GET` or `*`/`*`. */
  readonly methods: Readonly<Record<string, MethodCacheSettings>>;
}

/** What a method's settings say of its cache; what they leave out is as the settings of all methods say it. */
export interface MethodCacheSettings {
  readonly enabled: boolean | undefined;
  readonly ttlSeconds: number | undefined;
  /** Whether a client must be allowed to ask for a fresh answer. */
  readonly needsPermission: boolean | undefined;
  /** `FAIL_WITH_403`, `SUCCEED_WITH_RESPONSE_HEADER`, `SUCCEED_WITHOUT_RESPONSE_HEADER`: what one gets who is not. */
  readonly refusal: string | undefined;
}

export interface ApiKey {
  /** What a person calls it: the logical name. */
  readonly name: string;
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
}

export interface UsagePlan {
  /** What a person calls it: the logical name. */
  readonly name: string;
  readonly id: string;
  readonly throttle: Throttle | undefined;
  readonly quota:
    { readonly limit: number; readonly period: "DAY" | "WEEK" | "MONTH"; readonly offset: number } | undefined;
  readonly stages: readonly { readonly apiId: string; readonly stage: string }[];
  readonly keyIds: ReadonlySet<string>;
}
