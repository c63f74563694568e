import { APIGatewayClient, GetAccountCommand, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetAccountSettingsCommand, LambdaClient, ListLayersCommand } from "@aws-sdk/client-lambda";
import type { Architecture, Runtime } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { UserError } from "@onemachine/local-cloud";
import { CallRefused, type Account } from "./account";

export interface AwsOptions {
  readonly region: string;
  /** Replaces AWS's endpoints, as `AWS_ENDPOINT_URL` does. */
  readonly endpoint?: string;
}

/** Creates SDK clients for the account that the environment's credentials belong to. */
export function createAwsAccount(options: AwsOptions): Account {
  // Silences the SDK's warning on Node.js 20; docs/decisions.md says when that support ends.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  // Short timeouts report a wrong region or a missing network at once instead of after a minute.
  const config = { ...options, maxAttempts: 2, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };
  const [sts, lambda, gateway, iam] = [
    new STSClient(config),
    new LambdaClient(config),
    new APIGatewayClient(config),
    new IAMClient(config),
  ];
  return {
    getIdentity: () =>
      callAws("sts:GetCallerIdentity", async () => {
        const { Account: account = "", Arn: arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
        return { account, arn };
      }),
    getConcurrency: () =>
      callAws("lambda:GetAccountSettings", async () => {
        const { AccountLimit: limits } = await lambda.send(new GetAccountSettingsCommand({}));
        return {
          limit: limits?.ConcurrentExecutions ?? 0,
          unreserved: limits?.UnreservedConcurrentExecutions ?? 0,
        };
      }),
    getGatewayLogsRole: () =>
      callAws("apigateway:GET", async () => (await gateway.send(new GetAccountCommand({}))).cloudwatchRoleArn),
    supports: (runtime, architecture) =>
      callAws("lambda:ListLayers", () => isSupported(lambda, runtime as Runtime, architecture as Architecture)),
    listRestApiNames: () => callAws("apigateway:GET", () => listRestApiNames(gateway)),
    getRoleArn: (name) =>
      callAws("iam:GetRole", async () => (await iam.send(new GetRoleCommand({ RoleName: name }))).Role?.Arn ?? ""),
    listDeniedActions: (principalArn, actions, resource) =>
      callAws("iam:SimulatePrincipalPolicy", () => listDeniedActions(iam, principalArn, { actions, resource })),
  };
}

/**
 * AWS has no call that lists the runtimes of a region. ListLayers validates runtime and architecture against its enums,
 * and rejects unknown names with a validation error.
 */
async function isSupported(lambda: LambdaClient, runtime: Runtime, architecture: Architecture): Promise<boolean> {
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

async function listRestApiNames(gateway: APIGatewayClient): Promise<string[]> {
  const names: string[] = [];
  let position: string | undefined;
  do {
    const page = await gateway.send(new GetRestApisCommand({ limit: 500, position }));
    names.push(...(page.items ?? []).flatMap(({ name }) => name ?? []));
    position = page.position;
  } while (position !== undefined);
  return names;
}

async function listDeniedActions(
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

const expiredErrors = ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"];
const invalidErrors = ["InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure"];
const deniedErrors = ["AccessDenied", "AccessDeniedException", "UnauthorizedException", "AuthorizationError"];

/** Calls AWS and translates its errors. @throws CallRefused if access is denied, UserError for credentials or network */
async function callAws<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, message, code = "" } = error as Error & { code?: string };
    if (deniedErrors.includes(name)) throw new CallRefused(action);
    if (name === "CredentialsProviderError" || name === "TokenProviderError") throw new UserError(noCredentials);
    if (expiredErrors.includes(name))
      throw new UserError("the AWS credentials of this shell have expired: log in again");
    if (invalidErrors.includes(name)) throw new UserError(`AWS rejects the credentials of this shell (${name})`);
    if (/^E[A-Z]+$/.test(code) || name === "TimeoutError") {
      throw new UserError(`AWS is unreachable for ${action} (${code || name}): check the region and the network`);
    }
    throw new UserError(`AWS rejects ${action}: ${name}: ${message}`);
  }
}

const noCredentials =
  "there are no AWS credentials in this shell: set AWS_PROFILE or log in (aws sso login, aws configure), then run it again";
