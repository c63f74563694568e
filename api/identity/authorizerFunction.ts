import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createFunctionRole } from "../functionRole";
import { handlerName, packAuthorizer } from "../packaging/archive";
import type { Route } from "../resource";
import { runtime } from "../routeFunction";
import type { Settings } from "../settings";
import { authorizer, type AuthorizerDeclaration } from "./authorizer";

export interface AuthorizerFunctionArgs {
  /** Those whose callers' tokens it checks, with the scopes that they need one of. */
  readonly routes: readonly (Pick<Route, "method" | "path"> & { readonly scopes: readonly string[] })[];
  readonly issuer: pulumi.Input<string>;
  readonly audience: pulumi.Input<string>;
  readonly keysUrl?: string | undefined;
  readonly settings: Settings;
  /** What encrypts its log; AWS's own key where undefined. */
  readonly key?: aws.kms.Key | undefined;
}

/** The Lambda authorizer: log group, role and function. */
export class AuthorizerFunction extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;
  /** Whom API Gateway is when it calls the function: nobody knows the authorizer's id before the import gives it one. */
  readonly callerRoleArn: pulumi.Output<string>;

  constructor(name: string, args: AuthorizerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("items-api:identity:AuthorizerFunction", name, {}, opts);
    const { settings, key, issuer, audience, keysUrl } = args;
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { retentionInDays: settings.logRetentionDays, ...(key === undefined ? {} : { kmsKeyId: key.arn }) },
      { parent: this, retainOnDelete: settings.deletionProtection },
    );
    const grants = { grants: [], logGroup, tracing: settings.tracing };
    const { role, policy } = createFunctionRole(name, grants, { parent: this });
    const { reservedConcurrency } = settings;
    this.function = new aws.lambda.Function(
      `${name}-function`,
      {
        code: packAuthorizer(handlerFactory(args.routes)),
        handler: handlerName,
        runtime,
        role: role.arn,
        architectures: [settings.architecture],
        memorySize: settings.memorySize,
        timeout: settings.timeout,
        environment: {
          variables: {
            TOKEN_ISSUER: issuer,
            TOKEN_AUDIENCE: audience,
            ...(keysUrl === undefined ? {} : { TOKEN_KEYS_URL: keysUrl }),
            POWERTOOLS_SERVICE_NAME: pulumi.getProject(),
          },
        },
        loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
        tracingConfig: { mode: settings.tracing ? "Active" : "PassThrough" },
        ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
      },
      { parent: this, dependsOn: [policy] },
    );
    this.callerRoleArn = this.createCallerRole(name);
    this.registerOutputs({ functionName: this.function.name });
  }

  private createCallerRole(name: string): pulumi.Output<string> {
    const role = new aws.iam.Role(
      `${name}-caller-role`,
      {
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        }),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-caller-policy`,
      {
        role: role.name,
        policy: this.function.arn.apply((arn) =>
          JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: arn }],
          }),
        ),
      },
      { parent: this },
    );
    // Known once it may call: a document with it is imported after that.
    return pulumi.all([role.arn, policy.id]).apply(([arn]) => arn);
  }
}

/** What is serialized of it: which token may call which route. */
function handlerFactory(routes: AuthorizerFunctionArgs["routes"]): () => object {
  const scopes = Object.fromEntries(routes.map((route) => [`${route.method} ${route.path}`, route.scopes]));
  const declaration = JSON.stringify({ scopes } satisfies AuthorizerDeclaration);
  return () =>
    authorizer(declaration, (claims, called) => called.scopes.some((scope) => claims.scopes.includes(scope)));
}
