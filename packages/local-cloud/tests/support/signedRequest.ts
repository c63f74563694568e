import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "../../src/kernel/interfaces/authorization";
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

interface Signed {
  readonly algorithm?: string;
  /** Such as `20260101T000000Z`. */
  readonly stamp: string;
  /** Day, region, service and terminator. */
  readonly scope: readonly string[];
  readonly method: string;
  /** Path and query in the form of the canonical request. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Names of the signed headers, sorted. */
  readonly names: readonly string[];
  readonly body: string;
}

/** Returns the Authorization header of a request (IAM User Guide, "Create a signed AWS API request"). */
function authorizationOf({ accessKeyId, secretAccessKey }: Credentials, signed: Signed): string {
  const { algorithm = "AWS4-HMAC-SHA256", stamp, scope, method, path, query, headers, names, body } = signed;
  const lines = names.map((name) => `${name}:${headers[name]}`);
  const canonical = [method, path, query, ...lines, "", names.join(";"), hash(body)];
  const text = [algorithm, stamp, scope.join("/"), hash(canonical.join("\n"))].join("\n");
  const key = scope.reduce<string | Buffer>(
    (outer, part) => createHmac("sha256", outer).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const signature = createHmac("sha256", key).update(text).digest("hex");
  return `${algorithm} Credential=${[accessKeyId, ...scope].join("/")}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
}

/** Returns the headers of a signed GET request. @param url with a path that needs no encoding, and a sorted query */
export function signedHeaders(
  url: string,
  credentials: Credentials,
  { service, region }: { readonly service: string; readonly region: string },
): Record<string, string> {
  const { host, pathname, search } = new URL(url);
  const stamp = basicFormat(new Date());
  const headers = { host, "x-amz-date": stamp, "x-amz-security-token": credentials.sessionToken };
  const scope = [stamp.slice(0, 8), region, service, "aws4_request"];
  const authorization = authorizationOf(credentials, {
    ...{ stamp, scope, method: "GET", path: pathname, query: search.slice(1) },
    ...{ headers, names: Object.keys(headers), body: "" },
  });
  const { host: _, ...sent } = headers;
  return { ...sent, authorization };
}

/** Sends a form in AWS's query protocol. @param target path of a URL @returns status and body */
export async function sendForm(
  { endpoint, credentials }: DynamoDbAccess,
  target: string,
  { service, form }: { readonly service: string; readonly form: Readonly<Record<string, string>> },
): Promise<readonly [status: number, body: string]> {
  const stamp = basicFormat(new Date());
  const headers = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    host: new URL(endpoint).host,
    "x-amz-date": stamp,
    "x-amz-security-token": credentials.sessionToken,
  };
  const body = new URLSearchParams(form).toString();
  const scope = [stamp.slice(0, 8), "eu-central-1", service, "aws4_request"];
  const authorization = authorizationOf(credentials, {
    ...{ stamp, scope, method: "POST", path: target, query: "" },
    ...{ headers, names: Object.keys(headers), body },
  });
  const { host: _, ...sent } = headers;
  const answer = await fetch(new URL(target, endpoint), { method: "POST", headers: { ...sent, authorization }, body });
  return [answer.status, await answer.text()];
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
  const authorization = authorizationOf(credentials, {
    ...{ algorithm, stamp, scope: [day, region, service, terminator], method: "POST", path: "/", query: "" },
    ...{ headers, names, body },
  });
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
