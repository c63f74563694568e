import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createLambdaFunction } from "../functions/lambdaFunction";
import { packAuthorizer } from "../packaging/archive";
import type { Stack } from "../shared/stack";
import { trustIn } from "../shared/trust";
import { authorizer, type AuthorizerDeclaration } from "./authorizer";

export interface AuthorizerFunctionArgs {
  /** Of the routes whose callers' tokens it checks. */
  readonly scopes: AuthorizerDeclaration["scopes"];
  readonly issuer: pulumi.Input<string>;
  readonly audience: pulumi.Input<string>;
  readonly keysUrl?: string | undefined;
  readonly stack: Stack;
}

/** The Lambda authorizer: log group, role and function. */
export class AuthorizerFunction extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;
  /** Whom API Gateway is when it calls the function: nobody knows the authorizer's id before the import gives it one. */
  readonly callerRoleArn: pulumi.Output<string>;

  constructor(name: string, args: AuthorizerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:identity:AuthorizerFunction", name, {}, opts);
    const { stack, issuer, audience, keysUrl } = args;
    this.function = createLambdaFunction(
      name,
      {
        code: packAuthorizer(handlerFactory(args.scopes)),
        variables: {
          TOKEN_ISSUER: issuer,
          TOKEN_AUDIENCE: audience,
          ...(keysUrl === undefined ? {} : { TOKEN_KEYS_URL: keysUrl }),
        },
        grants: [],
        reservedConcurrency: stack.settings.reservedConcurrency,
        // One for every version of a route: docs/decisions.md, "Identities".
        publish: false,
        stack,
      },
      { parent: this },
    ).function;
    this.callerRoleArn = this.createCallerRole(name);
    this.registerOutputs({ functionName: this.function.name });
  }

  private createCallerRole(name: string): pulumi.Output<string> {
    const role = new aws.iam.Role(`${name}-caller-role`, { assumeRolePolicy: trustIn("apigateway") }, { parent: this });
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
function handlerFactory(scopes: AuthorizerDeclaration["scopes"]): () => object {
  const declaration = JSON.stringify({ scopes } satisfies AuthorizerDeclaration);
  return () =>
    authorizer(declaration, (claims, called) => called.scopes.some((scope) => claims.scopes.includes(scope)));
}
