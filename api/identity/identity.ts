import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { GatewayTokens } from "../openapi/gatewayDocument";
import type { Route } from "../route/resource";
import type { Settings } from "../settings";
import type { Stack } from "../shared/stack";
import { checkOf, poolOf, type TokenCheck } from "../settings/identity";
import { AuthorizerFunction, type AuthorizerFunctionArgs } from "./authorizerFunction";
import { tokenScopes, resourceServerId, scopesOf } from "./scopes";
import { createSignIn, createUserPool } from "./userPool";

export interface IdentityArgs {
  readonly routes: readonly Route[];
  readonly identity: NonNullable<Settings["identity"]>;
  readonly stack: Stack;
}

interface Pool {
  readonly arn: pulumi.Output<string>;
  /** `iss` claim of its tokens. */
  readonly issuer: pulumi.Output<string>;
  /** Undefined for an existing pool that the settings name. */
  readonly signIn: Identity["signIn"];
}

/** Checks of tokens: a Cognito authorizer with its user pool, and the Lambda authorizer, as the routes require. */
export class Identity extends pulumi.ComponentResource {
  /** Security schemes for the document that API Gateway imports. */
  readonly tokens: pulumi.Output<GatewayTokens>;
  /** Sign-in page and app client of the stack's own user pool; undefined without one. */
  readonly signIn: { readonly url: pulumi.Output<string>; readonly appClientId: pulumi.Output<string> } | undefined;
  /** Reserved concurrency of the authorizer; 0 without one. */
  readonly reservedConcurrency: number;

  constructor(name: string, args: IdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:identity:Identity", name, {}, opts);
    const { identity, routes } = args;
    const scopes = tokenScopes(routes, identity);
    const routesWith = (check: TokenCheck) => routes.filter((route) => checkOf(identity, route.name) === check);
    const [ofPool, ofAuthorizer] = [routesWith("userPool"), routesWith("authorizer")];
    const pool = this.createPool(name, args);
    const authorized = Object.fromEntries(
      ofAuthorizer.map(({ name: route, method, path }) => [`${method} ${path}`, scopes[route]!]),
    );
    const authorizer =
      ofAuthorizer.length === 0 ? undefined : this.createAuthorizer(name, authorized, { ...args, pool });
    this.reservedConcurrency = (authorizer && args.stack.settings.reservedConcurrency) ?? 0;
    this.signIn = pool?.signIn;
    const demands = Object.fromEntries<GatewayTokens["demands"][string]>([
      ...ofPool.map(({ name: route }) => [route, { scheme: "userPool", scopes: scopes[route]! }] as const),
      // The Lambda authorizer checks the scopes itself.
      ...ofAuthorizer.map(({ name: route }) => [route, { scheme: "authorizer", scopes: [] as string[] }] as const),
    ]);
    const invocation = pulumi.all([authorizer?.function.invokeArn, authorizer?.callerRoleArn]);
    this.tokens = pulumi.all([pool?.arn, invocation]).apply(([poolArn, [uri, role]]): GatewayTokens => ({
      demands,
      schemes: {
        ...(ofPool.length === 0 ? {} : { userPool: poolScheme(poolArn!) }),
        ...(uri === undefined ? {} : { authorizer: authorizerScheme(uri, role!, identity.cacheSeconds) }),
      },
    }));
    this.registerOutputs({ signIn: this.signIn });
  }

  private createPool(name: string, { routes, identity, stack }: IdentityArgs): Pool | undefined {
    const kind = poolOf(
      identity,
      routes.map((route) => route.name),
    );
    if (kind === "none") return undefined;
    const own = kind === "own" ? createUserPool(name, stack.settings, { parent: this }) : undefined;
    const arn = own?.arn ?? pulumi.output(identity.userPoolArn!);
    const id = arn.apply((text) => text.split("/")[1]!);
    const server = new aws.cognito.ResourceServer(
      `${name}-scopes`,
      {
        identifier: resourceServerId(),
        name: resourceServerId(),
        userPoolId: id,
        scopes: [...new Set(routes.flatMap(scopesOf))].map((scope) => ({
          scopeName: scope,
          scopeDescription: `${scope}, of ${pulumi.getProject()}`,
        })),
      },
      { parent: this },
    );
    const args = { scopes: server.scopeIdentifiers, callbackUrls: identity.callbackUrls };
    const signIn = own && createSignIn(name, { ...args, pool: own }, { parent: this });
    return {
      arn,
      issuer: arn.apply(issuerOf),
      signIn,
    };
  }

  private createAuthorizer(
    name: string,
    scopes: AuthorizerFunctionArgs["scopes"],
    { identity, stack, pool }: IdentityArgs & { readonly pool: Pool | undefined },
  ) {
    const { issuer, audience, keysUrl } = identity;
    return new AuthorizerFunction(
      `${name}-authorizer`,
      {
        scopes,
        issuer: issuer ?? pool!.issuer,
        audience: audience ?? pool!.signIn!.appClientId,
        keysUrl,
        stack,
      },
      { parent: this },
    );
  }
}

/** Returns the `iss` claim of a user pool's tokens (Cognito Developer Guide, "Verifying JSON web tokens"). */
function issuerOf(poolArn: string): string {
  const [, , , region, , resource = ""] = poolArn.split(":");
  return `https://cognito-idp.${region}.amazonaws.com/${resource.split("/")[1]}`;
}

// Security schemes: API Gateway Developer Guide, "x-amazon-apigateway-authorizer object".

function poolScheme(poolArn: string): GatewayTokens["schemes"][string] {
  return {
    ...bearer,
    "x-amazon-apigateway-authtype": "cognito_user_pools",
    "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [poolArn] },
  };
}

function authorizerScheme(
  authorizerUri: string,
  authorizerCredentials: string,
  cacheSeconds: number,
): GatewayTokens["schemes"][string] {
  return {
    ...bearer,
    "x-amazon-apigateway-authtype": "custom",
    "x-amazon-apigateway-authorizer": {
      type: "request",
      authorizerUri,
      authorizerCredentials,
      // Keys of the cached result. They include the route, because each route requires its own scopes.
      identitySource: "method.request.header.Authorization, context.httpMethod, context.resourcePath",
      authorizerResultTtlInSeconds: cacheSeconds,
    },
  };
}

const bearer = { type: "apiKey", name: "Authorization", in: "header" };
