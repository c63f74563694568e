import { UserError } from "../../kernel/errors";
import type { StackLocation } from "../../kernel/identity";
import type { Child, Declared } from "../../kernel/resources";
import { functionArn, type Authorizer, type Route } from "./document";

type Declare = (child: Child) => Promise<Declared>;

const trustPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: ["lambda.amazonaws.com", "apigateway.amazonaws.com"] },
    },
  ],
});

/**
 * Names the authorizers of routes, and declares the role with which the gateway calls an authorizer's function
 * (pulumi/pulumi-aws-apigateway, provider/…/apigateway/api.ts and lambdaAuthorizer.ts).
 *
 * @throws UserError for two different authorizers with the same name.
 */
export async function nameAuthorizers(
  name: string,
  routes: readonly Route[],
  { declare, location }: { readonly declare: Declare; readonly location: StackLocation },
): Promise<Route[]> {
  const known = new Map<string, { readonly text: string; readonly authorizer: Promise<Authorizer> }>();
  const addAuthorizer = (authorizer: Authorizer, path: string): Promise<Authorizer> => {
    const authorizerName = authorizer.authorizerName ?? `${name}-authorizer-${known.size}`;
    const text = JSON.stringify(authorizer);
    const earlier = known.get(authorizerName);
    if (earlier === undefined) {
      const added = {
        text,
        authorizer: declareInvocationRole({ ...authorizer, authorizerName }, { declare, location }),
      };
      known.set(authorizerName, added);
      return added.authorizer;
    }
    if (earlier.text !== text)
      throw new UserError(`route ${path}: Two different authorizers using the same name: ${authorizerName}`);
    return earlier.authorizer;
  };
  return Promise.all(
    routes.map(async ({ authorizers, ...route }) => {
      if (authorizers === undefined) return route;
      const list = Array.isArray(authorizers) ? (authorizers as readonly Authorizer[]) : [authorizers as Authorizer];
      return { ...route, authorizers: await Promise.all(list.map((each) => addAuthorizer(each, route.path))) };
    }),
  );
}

async function declareInvocationRole(
  authorizer: Authorizer,
  { declare, location }: { readonly declare: Declare; readonly location: StackLocation },
): Promise<Authorizer> {
  const { handler, authorizerName } = authorizer;
  if (handler === undefined) return authorizer;
  const role = await declare({
    type: "aws:iam/role:Role",
    name: `${authorizerName}-authorizer-role`,
    inputs: { assumeRolePolicy: trustPolicy },
  });
  const statement = { Action: "lambda:InvokeFunction", Effect: "Allow", Resource: functionArn(handler, location) };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const inputs = { role: role.id, policy };
  await declare({ type: "aws:iam/rolePolicy:RolePolicy", name: `${authorizerName}-invocation-policy`, inputs });
  return { ...authorizer, credentials: String(role.state["arn"]) };
}
