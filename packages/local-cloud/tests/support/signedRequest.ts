import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "../../src/kernel/interfaces";
import { smallApi, startProgram, type TestCloud } from "./cloud";

export interface Signing {
  /** Date of the signature. */
  readonly date?: Date;
  /** Date of the credential scope, if it differs. */
  readonly day?: string;
  readonly region?: string;
  readonly service?: string;
  readonly terminator?: string;
  readonly algorithm?: string;
  /** Additional headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that are sent but not signed. */
  readonly unsigned?: readonly string[];
}

export interface DynamoDbAnswer {
  readonly status: number;
  /** Error code without its namespace; undefined for a success. */
  readonly type: string | undefined;
  readonly message: string | undefined;
  readonly body: any;
  readonly headers: Headers;
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

/** Formats `20260101T000000Z`. */
export function basicFormat(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d+/g, "");
}

/** Sends a request to DynamoDB as an SDK does, with the changes in `signing`. */
export async function sendSigned(
  { endpoint, credentials }: DynamoDbAccess,
  request: { readonly operation: string; readonly body: object | string },
  signing: Signing = {},
): Promise<DynamoDbAnswer> {
  const { region = "eu-central-1", service = "dynamodb", terminator = "aws4_request" } = signing;
  const { date = new Date(), algorithm = "AWS4-HMAC-SHA256", unsigned = [] } = signing;
  const stamp = basicFormat(date);
  const day = signing.day ?? stamp.slice(0, 8);
  const body = typeof request.body === "string" ? request.body : JSON.stringify(request.body);
  const headers: Record<string, string> = {
    "content-type": "application/x-amz-json-1.0",
    host: new URL(endpoint).host,
    "x-amz-date": stamp,
    "x-amz-security-token": credentials.sessionToken,
    "x-amz-target": `DynamoDB_20120810.${request.operation}`,
    ...signing.headers,
  };
  const names = Object.keys(headers)
    .filter((name) => !unsigned.includes(name))
    .sort();
  const canonical = [
    "POST",
    "/",
    "",
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    hash(body),
  ];
  const scope = [day, region, service, terminator];
  const text = [algorithm, stamp, scope.join("/"), hash(canonical.join("\n"))].join("\n");
  const key = scope.reduce<string | Buffer>(
    (outer, part) => createHmac("sha256", outer).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = createHmac("sha256", key).update(text).digest("hex");
  const authorization = `${algorithm} Credential=${[credentials.accessKeyId, ...scope].join("/")}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  const { host: _, ...sent } = headers;
  const response = await fetch(endpoint, { method: "POST", headers: { ...sent, authorization }, body });
  const answer = (await response.json()) as { __type?: string; message?: string; Message?: string };
  return {
    status: response.status,
    type: answer.__type?.split("#").at(-1),
    message: answer.message ?? answer.Message,
    body: answer,
    headers: response.headers,
  };
}

export interface DynamoDbAccess {
  readonly endpoint: string;
  readonly credentials: Credentials;
}

/** Starts a run with tables and returns access to them as a function. @param statements of its role, as source. */
export async function startTables(
  tables: readonly string[],
  statements: string,
): Promise<DynamoDbAccess & { readonly started: TestCloud }> {
  const more = tables.map(
    (name) =>
      `new aws.dynamodb.Table("${name}", { name: "${name}", billingMode: "PAY_PER_REQUEST", hashKey: "id",
        attributes: [{ name: "id", type: "S" }, { name: "kind", type: "S" }],
        globalSecondaryIndexes: [{ name: "byKind", hashKey: "kind", projectionType: "ALL" }] });`,
  );
  const handler = "exports.handler = async () => process.env;";
  const started = await startProgram(smallApi({ handler, statements, more: more.join("\n") }));
  const [fn] = started.cloud.program.resources.filter(({ type }) => type === "aws:lambda/function:Function");
  const { payload } = await started.cloud.invoke({ functionName: String(fn!.state["name"]) });
  const variables = JSON.parse(payload) as Record<string, string>;
  return {
    started,
    endpoint: variables["AWS_ENDPOINT_URL_DYNAMODB"]!,
    credentials: {
      accessKeyId: variables["AWS_ACCESS_KEY_ID"]!,
      secretAccessKey: variables["AWS_SECRET_ACCESS_KEY"]!,
      sessionToken: variables["AWS_SESSION_TOKEN"]!,
    },
  };
}
