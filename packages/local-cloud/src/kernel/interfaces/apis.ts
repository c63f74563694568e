import { serviceKey } from "../serviceRegistry";

/** A declared method of an API. */
export interface MethodDescription {
  readonly httpMethod: string;
  readonly resourcePath: string;
  readonly operationName?: string;
  /** `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`. */
  readonly authorization: string;
  readonly apiKeyRequired: boolean;
  /** Undefined if the program declares none. */
  readonly authorizer?: { readonly name: string };
  /** Accepted scopes of user-pool tokens; a token must have one of them. */
  readonly scopes: readonly string[];
  readonly integration: {
    readonly type: string;
    readonly httpMethod?: string;
    readonly uri?: string;
    /** ARN of the role that the gateway assumes for the call. */
    readonly credentials?: string;
  };
}

/** A method of a stage, and the reason why it cannot respond as on AWS; undefined if it can. */
export interface RouteCheck {
  readonly apiId: string;
  readonly stage: string;
  readonly method: MethodDescription;
  readonly problem: string | undefined;
}

/** A declared API. */
export interface ApiDescription {
  readonly id: string;
  readonly name: string;
  readonly stages: readonly string[];
  readonly methods: readonly MethodDescription[];
}

/** The REST APIs of a run. */
export interface Apis {
  /** Running APIs, in the order of their ports. */
  readonly descriptions: readonly ApiDescription[];
  /** Returns the base URL of an API without stage and trailing slash. @throws UserError if no port is free. */
  endpoint(apiId: string): string | Promise<string>;
  /** Checks the routes of all stages without calling functions. */
  check(): Promise<readonly RouteCheck[]>;
  /** Returns the number of requests in progress. */
  inFlight(): Promise<number>;
}

export const apis = serviceKey<Apis>("APIs");
