import { delimiter } from "node:path";
import { inRegionOf, type StackLocation } from "../../kernel/identity";
import type { Credentials } from "../../kernel/interfaces/authorization";
import type { FunctionConfiguration } from "../declared";
import { nodeVersionOf, packageFolders } from "../archives/layers";

export type InitializationType = "on-demand" | "provisioned-concurrency";

export interface EnvironmentIdentity {
  readonly version: string;
  readonly initializationType: InitializationType;
  readonly logStream: string;
  readonly taskRoot: string;
  /** Folder that the function sees as /opt; undefined without layers. */
  readonly opt: string | undefined;
  /** Folder of the modules that Lambda's runtime includes. */
  readonly modules: string;
  readonly credentials: Credentials;
}

/**
 * Returns `process.env` of an environment: Lambda's variables (recorded:
 * lambda-invoke/environment-and-context-nodejs24), the function's own, and the endpoints of this run.
 *
 * @param endpoints keyed by the SDK's variable, such as `AWS_ENDPOINT_URL_DYNAMODB`.
 */
export function environmentVariables(
  fn: FunctionConfiguration,
  identity: EnvironmentIdentity,
  { location, endpoints }: { readonly location: StackLocation; readonly endpoints: Readonly<Record<string, string>> },
): Record<string, string> {
  const { credentials } = identity;
  const { region } = inRegionOf(location, fn.arn);
  return {
    ...fn.variables,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: identity.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: identity.initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    ...(fn.logging.format === "JSON"
      ? { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: fn.logging.applicationLevel }
      : {}),
    AWS_LAMBDA_LOG_STREAM_NAME: identity.logStream,
    AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001",
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
    _AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1",
    _AWS_XRAY_DAEMON_PORT: "2000",
    LAMBDA_TASK_ROOT: identity.taskRoot,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    LANG: "en_US.UTF-8",
    NODE_PATH: nodePath(fn, identity),
    PATH: "/usr/local/bin:/usr/bin:/bin",
    PWD: identity.taskRoot,
    SHLVL: "0",
    TZ: ":UTC",
    _HANDLER: fn.handler,
    _X_AMZN_TRACE_ID: "",
    ...endpoints,
    // Disables the SDK's warning about Node.js 20, which would not appear on AWS.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

/**
 * Returns NODE_PATH: the function's own, or Lambda's with local folders (the bootstrap of the managed runtimes sets it
 * if it is not set).
 */
function nodePath(
  { runtime, variables }: FunctionConfiguration,
  { taskRoot, opt = "/opt", modules }: EnvironmentIdentity,
) {
  const own = variables["NODE_PATH"];
  const folders = own?.split(":") ?? [
    ...packageFolders("/opt", nodeVersionOf(runtime)),
    ...["/var/runtime/node_modules", "/var/runtime", "/var/task"],
  ];
  const local: Readonly<Record<string, string>> = {
    "/opt": opt,
    "/var/runtime/node_modules": modules,
    "/var/task": taskRoot,
  };
  return folders
    .map((folder) => {
      const found = Object.keys(local).find((known) => folder === known || folder.startsWith(`${known}/`));
      return found === undefined ? folder : `${local[found]}${folder.slice(found.length)}`;
    })
    .join(delimiter);
}
