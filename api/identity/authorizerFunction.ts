import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createLambdaFunction } from "../functions/lambdaFunction";
import { packAuthorizer } from "../packaging/archive";
import type { Stack } from "../shared/stack";
import { trustIn } from "../shared/trust";
import { authorizer, type AuthorizerDeclaration } from "./authorizer";

export interface AuthorizerFunctionArgs {
  /** Scopes of the routes that it protects. */
  readonly scopes: AuthorizerDeclaration["scopes"];
  readonly issuer: pulumi.Input<string>;
  readonly audience: pulumi.Input<string>;
  readonly keysUrl?: string | undefined;
  readonly stack: Stack;
}

/** Lambda authorizer: log group, role and function. */
export class AuthorizerFunction extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;
  /**
   * The role with which API Gateway calls the function. A resource policy would need the id of the authorizer, which
   * exists only after the import.
   */
  readonly callerRoleArn: pulumi.Output<string>;

  constructor(name: string, args: AuthorizerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:identity:AuthorizerFunction", name, {}, opts);
    const { stack, issuer, audience, keysUrl } = args;
    this.function = createLambdaFunction(
      name,
      {
        code: packAuthorizer(createHandlerFactory(args.scopes)),
        variables: {
          TOKEN_ISSUER: issuer,
          TOKEN_AUDIENCE: audience,
          ...(keysUrl === undefined ? {} : { TOKEN_KEYS_URL: keysUrl }),
        },
        grants: [],
        reservedConcurrency: stack.settings.reservedConcurrency,
        // All versions of the routes use the same authorizer (docs/decisions.md, "Identities").
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
    // Waits for the policy, so that the document is imported only when the role may call the function.
    return pulumi.all([role.arn, policy.id]).apply(([arn]) => arn);
  }
}

/** Returns the callback that Pulumi serializes. */
function createHandlerFactory(scopes: AuthorizerDeclaration["scopes"]): () => object {
  const declaration = JSON.stringify({ scopes } satisfies AuthorizerDeclaration);
  return () => authorizer(declaration, (claims, route) => route.scopes.some((scope) => claims.scopes.includes(scope)));
}
