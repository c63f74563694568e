import type { Credentials } from "../../src/kernel/interfaces/authorization";
import type { CloudOptions } from "../../src/cloud";
import { smallApi, startProgram, type TestCloud } from "./cloud";

/** A run, and credentials of SDK clients that act as a function of its program. */
export interface Caller {
  readonly started: TestCloud;
  /** Options for any SDK client. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: Credentials;
    readonly maxAttempts: number;
  };
}

/** Returns options of SDK clients from environment variables, which the SDK of a function reads itself. */
export function clientOptions(variables: Readonly<Record<string, string>>) {
  return {
    endpoint: variables["AWS_ENDPOINT_URL"]!,
    region: variables["AWS_REGION"]!,
    credentials: {
      accessKeyId: variables["AWS_ACCESS_KEY_ID"]!,
      secretAccessKey: variables["AWS_SECRET_ACCESS_KEY"]!,
      sessionToken: variables["AWS_SESSION_TOKEN"]!,
    },
  };
}

/**
 * Starts a program with a function whose role has `statements`.
 *
 * @param statements list of statements, as source.
 * @param more resources of the program, as source.
 */
export async function startCaller(statements: string, more: string, options?: Partial<CloudOptions>): Promise<Caller> {
  const handler = "exports.handler = async () => process.env;";
  const started = await startProgram(smallApi({ handler, statements, more }), [], options);
  const fn = started.cloud.program.resources.find(({ type }) => type === "aws:lambda/function:Function")!;
  const { payload } = await started.cloud.invoke({ functionName: String(fn.state["name"]) });
  const variables = JSON.parse(payload) as Record<string, string>;
  return {
    started,
    client: { ...clientOptions(variables), maxAttempts: 1 },
  };
}
