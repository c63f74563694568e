import { APIGatewayClient, GetAccountCommand, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetAccountSettingsCommand, LambdaClient, ListLayersCommand } from "@aws-sdk/client-lambda";
import type { Architecture, Runtime } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { UserError } from "@onemachine/local-cloud";
import { CallRefused, type Account } from "./account";

export interface AwsOptions {
  readonly region: string;
  /** Instead of AWS's own endpoints; `AWS_ENDPOINT_URL` does the same. */
  readonly endpoint?: string;
}

/** An account as AWS answers, by the credentials that the environment holds. */
export function awsAccount(options: AwsOptions): Account {
  // The SDK's own switch for what it prints on Node.js 20; docs/decisions.md says when that ends.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  // A wrong region or no network is told at once, not after a minute of attempts.
  const config = { ...options, maxAttempts: 2, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };
  const [sts, lambda, gateway, iam] = [
    new STSClient(config),
    new LambdaClient(config),
    new APIGatewayClient(config),
    new IAMClient(config),
  ];
  return {
    identity: () =>
      asked("sts:GetCallerIdentity", async () => {
        const { Account: account = "", Arn: arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
        return { account, arn };
      }),
    concurrency: () =>
      asked("lambda:GetAccountSettings", async () => {
        const { AccountLimit: limits } = await lambda.send(new GetAccountSettingsCommand({}));
        return {
          limit: limits?.ConcurrentExecutions ?? 0,
          unreserved: limits?.UnreservedConcurrentExecutions ?? 0,
        };
      }),
    gatewayLogsRole: () =>
      asked("apigateway:GET", async () => (await gateway.send(new GetAccountCommand({}))).cloudwatchRoleArn),
    knows: (runtime, architecture) =>
      asked("lambda:ListLayers", () => isKnown(lambda, runtime as Runtime, architecture as Architecture)),
    restApiNames: () => asked("apigateway:GET", () => restApiNames(gateway)),
    roleArn: (name) =>
      asked("iam:GetRole", async () => (await iam.send(new GetRoleCommand({ RoleName: name }))).Role?.Arn ?? ""),
    denied: (principalArn, actions, resource) =>
      asked("iam:SimulatePrincipalPolicy", () => deniedActions(iam, principalArn, { actions, resource })),
  };
}

/**
 * No call of AWS lists what a region's Lambda offers; but it compares the names in a question about layers with those
 * that it knows, and refuses others with their list.
 */
async function isKnown(lambda: LambdaClient, runtime: Runtime, architecture: Architecture): Promise<boolean> {
  try {
    await lambda.send(
      new ListLayersCommand({ CompatibleRuntime: runtime, CompatibleArchitecture: architecture, MaxItems: 1 }),
    );
    return true;
  } catch (error) {
    if (/enum value set/i.test((error as Error).message)) return false;
    throw error;
  }
}

async function restApiNames(gateway: APIGatewayClient): Promise<string[]> {
  const names: string[] = [];
  let position: string | undefined;
  do {
    const page = await gateway.send(new GetRestApisCommand({ limit: 500, position }));
    names.push(...(page.items ?? []).flatMap(({ name }) => name ?? []));
    position = page.position;
  } while (position !== undefined);
  return names;
}

async function deniedActions(
  iam: IAMClient,
  principalArn: string,
  { actions, resource }: { readonly actions: readonly string[]; readonly resource: string },
): Promise<string[]> {
  const denied: string[] = [];
  let marker: string | undefined;
  do {
    const page = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: principalArn,
        ActionNames: [...actions],
        ResourceArns: [resource],
        Marker: marker,
      }),
    );
    const results = page.EvaluationResults ?? [];
    denied.push(
      ...results.flatMap(({ EvalActionName: name = "", EvalDecision: is }) => (is === "allowed" ? [] : name)),
    );
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);
  return denied;
}

const expired = ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"];
const invalid = ["InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure"];
const refused = ["AccessDenied", "AccessDeniedException", "UnauthorizedException", "AuthorizationError"];

/** @throws CallRefused, and UserError for what ends all of the doctor's questions: credentials, network. */
async function asked<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, message, code = "" } = error as Error & { code?: string };
    if (refused.includes(name)) throw new CallRefused(action);
    if (name === "CredentialsProviderError" || name === "TokenProviderError") throw new UserError(noCredentials);
    if (expired.includes(name)) throw new UserError("the AWS credentials of this shell have expired: log in again");
    if (invalid.includes(name)) throw new UserError(`AWS does not accept the credentials of this shell (${name})`);
    if (/^E[A-Z]+$/.test(code) || name === "TimeoutError") {
      throw new UserError(
        `AWS cannot be reached for ${action} (${code || name}): is the region right, and the network?`,
      );
    }
    throw new UserError(`AWS refuses ${action}: ${name}: ${message}`);
  }
}

const noCredentials =
  "there are no AWS credentials in this shell: set AWS_PROFILE, or log in (aws sso login, aws configure), and run it again";
