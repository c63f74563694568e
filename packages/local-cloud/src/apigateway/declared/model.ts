/** A REST API, merged from its document and its resources. */
export interface Api extends ApiDefinition {
  /** True if the API rejects requests to its default endpoint. */
  readonly isEndpointDisabled?: boolean;
  /** True for an edge-optimized endpoint. */
  readonly isEdge?: boolean;
  /** JSON text with complete ARNs. */
  readonly policy?: string;
  readonly arn: string;
  readonly id: string;
  readonly name: string;
}

/** Definition of an API, from a document or from resources. */
export interface ApiDefinition {
  readonly methods: readonly Method[];
  readonly models: Readonly<Record<string, unknown>>;
  /** Overrides, keyed by response type. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
  readonly binaryMediaTypes: readonly string[];
  /** Source of a request's API key. */
  readonly apiKeySource: "HEADER" | "AUTHORIZER";
  /** Resource policy as JSON text. */
  readonly policy?: string;
  readonly isEndpointDisabled?: boolean;
  /** Bytes from which answers are compressed; absent disables compression. */
  readonly minimumCompressionSize?: number;
}

export interface Method {
  /** `ANY` matches all HTTP methods that the resource does not declare. */
  readonly httpMethod: string;
  readonly resourceId: string;
  /** Path template such as `/items/{id}` or `/{proxy+}`. */
  readonly resourcePath: string;
  readonly operationName?: string;
  readonly authorization: Authorization;
  /** Declared authorizer of CUSTOM or COGNITO_USER_POOLS authorization. */
  readonly authorizer?: Authorizer;
  /** A token must have one of these scopes. Empty means no check. */
  readonly scopes: readonly string[];
  readonly apiKeyRequired: boolean;
  /** True for required parameters. Keyed by `method.request.header.X`. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  /** Model names, keyed by content type. */
  readonly requestModels: Readonly<Record<string, string>>;
  readonly validator?: Validator;
  readonly integration: Integration;
}

/** Values of `authorizationType` in API Gateway's Method. */
export type Authorization = "NONE" | "AWS_IAM" | "CUSTOM" | "COGNITO_USER_POOLS";

/** A Lambda or Cognito authorizer. */
export interface Authorizer {
  readonly id: string;
  /** Name for people: the logical name, or the name of the security scheme. */
  readonly name: string;
  readonly type: "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";
  /** Invocation URI of the function, in the format of integrations. */
  readonly uri: string | undefined;
  /** ARN of the role that calls the function. Without a role the function's resource policy must allow the call. */
  readonly credentials: string | undefined;
  /** Expressions such as `method.request.header.X`, `method.request.querystring.X`, `stageVariables.X`, `context.X`. */
  readonly identitySources: readonly string[];
  /** Regular expression that must match the complete token. */
  readonly validation: string | undefined;
  /** Time for which a result is cached; 0 disables the cache. */
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
  /** ARN of the role that calls an AWS service. */
  readonly credentials?: string;
  /** Keyed by `integration.request.header.X`. */
  readonly requestParameters: Readonly<Record<string, string>>;
  /** Keyed by content type. */
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly passthroughBehavior: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
  /** Set if the answer is streamed. */
  readonly responseTransferMode?: "STREAM";
  /** At most 29 seconds, or 15 minutes for a streamed answer. */
  readonly timeoutMillis: number;
  readonly responses: readonly IntegrationResponse[];
  /** Parameters in the cache key, such as `method.request.path.X`. */
  readonly cacheKeyParameters: readonly string[];
  /** Cache namespace; defaults to the resource's id. */
  readonly cacheNamespace?: string;
}

export interface IntegrationResponse {
  /** Pattern for the status or error message. The default response has none. */
  readonly selectionPattern?: string;
  readonly statusCode: number;
  /** Keyed by `method.response.header.X`. */
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

export interface GatewayResponse {
  readonly statusCode?: number;
  /** Keyed by `gatewayresponse.header.X`. */
  readonly responseParameters: Readonly<Record<string, string>>;
  /** Keyed by content type. */
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
  /** Log group and line format; undefined if access logs are disabled. */
  readonly accessLog: { readonly group: string; readonly format: string } | undefined;
  /** Keyed by method path: `items/{id}/GET`, or `*`/`*` for all methods. */
  readonly throttles: Readonly<Record<string, Throttle>>;
  readonly cache: StageCacheSettings | undefined;
}

/** Settings of a stage's cache. */
export interface StageCacheSettings {
  /** Value of `cacheClusterSize`. */
  readonly gigabytes: number;
  /** Keyed by method path: `items/{id}/GET`, or `*`/`*` for all methods. */
  readonly methods: Readonly<Record<string, MethodCacheSettings>>;
}

/** Cache settings of a method. Undefined values fall back to the settings of all methods. */
export interface MethodCacheSettings {
  readonly enabled: boolean | undefined;
  readonly ttlSeconds: number | undefined;
  /** True if cache invalidation requires a permission. */
  readonly needsPermission: boolean | undefined;
  /**
   * Answer to a client without the permission: `FAIL_WITH_403`, `SUCCEED_WITH_RESPONSE_HEADER` or
   * `SUCCEED_WITHOUT_RESPONSE_HEADER`.
   */
  readonly refusal: string | undefined;
}

export interface ApiKey {
  /** The logical name, which messages use. */
  readonly name: string;
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
}

export interface UsagePlan {
  /** The logical name, which messages use. */
  readonly name: string;
  readonly id: string;
  readonly throttle: Throttle | undefined;
  readonly quota:
    { readonly limit: number; readonly period: "DAY" | "WEEK" | "MONTH"; readonly offset: number } | undefined;
  readonly stages: readonly { readonly apiId: string; readonly stage: string }[];
  readonly keyIds: ReadonlySet<string>;
}
