import * as sns from "@aws-sdk/client-sns";
import type { Credentials } from "../../src/kernel/interfaces/authorization";

type Input = Readonly<Record<string, any>>;

/** The answer to a call: an output or an error. */
export interface CallAnswer {
  readonly output?: unknown;
  readonly status: number;
  readonly error?: Readonly<Record<string, unknown>>;
}

export interface TopicAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

type Command = ConstructorParameters<typeof sns.PublishCommand>;

/** Calls an operation of SNS with the SDK, which encodes the query protocol. */
export async function callTopic(access: TopicAccess, operation: string, input: Input): Promise<CallAnswer> {
  const client = new sns.SNSClient({ ...access, maxAttempts: 1 });
  const commands = sns as unknown as Record<string, new (...args: Command) => sns.PublishCommand>;
  const command = new commands[`${operation}Command`]!(withBytes(input) as never);
  try {
    const { $metadata, ...output } = await client.send(command);
    return { status: $metadata.httpStatusCode!, output };
  } catch (error) {
    const { $metadata, name, message, ...members } = error as Input &
      Error & { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode ?? 0;
    if (status === 0) throw error;
    const code = (members["Code"] ?? members["Error"]?.Code ?? name) as string;
    return { status, error: { status, message, code, type: code, members } };
  } finally {
    client.destroy();
  }
}

/** Cases contain bytes as base64; the SDK takes bytes. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "BinaryValue" && typeof inner === "string" ? Buffer.from(inner, "base64") : withBytes(inner),
    ]),
  );
}
