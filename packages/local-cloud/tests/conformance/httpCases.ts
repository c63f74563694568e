import { request as httpRequest } from "node:http";
import { LocalCloud } from "../../src/cloud";
import { ofType } from "../../src/kernel/resources";
import type { LogEvent, LogSink } from "../../src/kernel/facts/logSink";
import { logReader } from "../support/logs";
import { filled, type RecordedCase } from "./cases";
import { Declaration, location } from "./declare";
import { differences, type Bindings } from "./matchers";

/** Runs a recorded HTTP case. @returns the differences; empty if the local cloud responds as AWS did. */
export async function runHttpCase(recorded: RecordedCase): Promise<string[]> {
  const invokedFunctions: string[] = [];
  const log = ({ source, text }: LogEvent) => void (text.startsWith("START ") && invokedFunctions.push(source));
  return inCloud(log, async (cloud) => {
    const url = await declareCase(cloud, recorded);
    const answer = await send(url, fill(recorded.given["request"]));
    const bindings: Bindings = new Map();
    const requestId = valueOf(answer, "x-amzn-RequestId");
    const { response, event, invoked } = fill(recorded.expect, requestId);
    return [
      ...(response === undefined ? [] : responseDifferences(response, answer, bindings)),
      ...(event === undefined ? [] : differences({ $json: event }, answer.body, "event", bindings)),
      ...(invoked === undefined ? [] : differences([invoked], invokedFunctions, "invoked", bindings)),
    ];
  });
}

/** A call to a deployed document, and its expected response. */
export function runCallCase({ given, expect }: RecordedCase): Promise<string[]> {
  return inCloud(
    () => undefined,
    async (cloud) => {
      const declaration = new Declaration(cloud);
      const uris = await declareFunctions(
        declaration,
        given["functions"] ?? {},
        JSON.stringify(given["openapi"] ?? ""),
      );
      const url = await declareApi(declaration, {
        body: given["openapiText"] ?? JSON.stringify(filled(given["openapi"], (name) => uris.get(name))),
        parameters: { basepath: given["basePathMode"] },
        stage: { name: given["stage"] },
      });
      await declaration.apply();
      const { request, response } = expect["call"] as { request: Record<string, unknown>; response: object };
      return responseDifferences(fill(response), await send(url, fill(request)), new Map());
    },
  );
}

export async function inCloud<T>(log: LogSink, work: (cloud: LocalCloud) => Promise<T>): Promise<T> {
  const cloud = await LocalCloud.open(location, { host: "127.0.0.1", port: 0, readers: [logReader(log)] });
  try {
    return await work(cloud);
  } finally {
    await cloud.stop();
  }
}

interface ApiInputs {
  readonly body: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly stage: { readonly name: string; readonly variables?: Readonly<Record<string, string>> };
}

/** Declares a REST API with one stage. @returns the URL of the stage. */
async function declareApi(declaration: Declaration, { stage, ...inputs }: ApiInputs): Promise<string> {
  const api = await declaration.add("aws:apigateway/restApi:RestApi", "api", { name: "case", ...inputs });
  const deployed = await declaration.add("aws:apigateway/stage:Stage", "stage", {
    restApi: api.id,
    deployment: "deploy",
    stageName: stage.name,
    ...(stage.variables === undefined ? {} : { variables: stage.variables }),
  });
  return String(deployed.state["invokeUrl"]);
}

/** Declares the resources of a case. @returns the URL of its stage. */
async function declareCase(cloud: LocalCloud, { given }: RecordedCase): Promise<string> {
  const declaration = new Declaration(cloud);
  const uris = await declareFunctions(declaration, fill(given["functions"] ?? {}), JSON.stringify(given["api"]));
  const { openapi, stage } = given["api"] as { openapi: object; stage: ApiInputs["stage"] };
  const body = JSON.stringify(filled(openapi, (name) => uris.get(name)));
  const url = await declareApi(declaration, { body, stage });
  const [api] = ofType(declaration.resources, "aws:apigateway/restApi:RestApi");
  await declareKeys(declaration, given, api!.id);
  await declaration.apply();
  return url;
}

/** Declares functions that the gateway may call. @returns the values of `{{lambda:NAME}}`. */
async function declareFunctions(
  declaration: Declaration,
  functions: Record<string, { handler: object }>,
  document: string,
): Promise<Map<string, string>> {
  const uris = new Map<string, string>();
  const role = await declaration.addRole();
  for (const [name, { handler }] of Object.entries(functions)) {
    const fn = await declaration.addFunction(name, handler, role);
    const permission = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com", function: name };
    await declaration.add("aws:lambda/permission:Permission", name, permission);
    uris.set(`lambda:${name}`, String(fn.state["invokeArn"]));
    const aliases = [...document.matchAll(/\{\{lambda:([^:}]+):([^}]+)\}\}/g)].filter(([, owner]) => owner === name);
    for (const alias of new Set(aliases.map(([, , qualifier]) => qualifier!))) {
      const inputs = { name: alias, functionName: name, functionVersion: "$LATEST" };
      const { state } = await declaration.add("aws:lambda/alias:Alias", `${name}-${alias}`, inputs);
      await declaration.add("aws:lambda/permission:Permission", `${name}-${alias}`, {
        ...permission,
        qualifier: alias,
      });
      uris.set(`lambda:${name}:${alias}`, String(state["invokeArn"]));
    }
  }
  return uris;
}

async function declareKeys(declaration: Declaration, given: RecordedCase["given"], apiId: string): Promise<void> {
  const ids = new Map<string, string>();
  for (const { id, value, enabled } of (given["apiKeys"] ?? []) as { id: string; value: string; enabled?: boolean }[]) {
    ids.set(id, (await declaration.add("aws:apigateway/apiKey:ApiKey", id, { value, enabled })).id);
  }
  for (const [index, plan] of ((given["usagePlans"] ?? []) as Record<string, any>[]).entries()) {
    const { id } = await declaration.add("aws:apigateway/usagePlan:UsagePlan", `plan${index}`, {
      apiStages: ((plan["stages"] ?? []) as string[]).map((stage) => ({ apiId, stage })),
      throttleSettings: plan["throttle"],
      quotaSettings: plan["quota"],
    });
    for (const key of (plan["keys"] ?? []) as string[]) {
      const inputs = { keyId: ids.get(key), usagePlanId: id };
      await declaration.add("aws:apigateway/usagePlanKey:UsagePlanKey", `plan${index}-${key}`, inputs);
    }
  }
}

/** Replaces placeholders whose values only exist in the test. */
function fill(value: any, requestId?: string): any {
  const names: Readonly<Record<string, string | undefined>> = {
    region: location.region,
    account: "123456789012",
    requestId,
  };
  return filled(value, (name) => names[name]);
}

/** Returns all values of a header, ignoring case; undefined if there are none. */
function valueOf({ rawHeaders }: HttpAnswer, name: string): string | undefined {
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === name.toLowerCase());
  return values.length === 0 ? undefined : values.join(", ");
}

interface HttpAnswer {
  readonly status: number;
  /** Returns names and values alternately, as sent. */
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
  readonly body: string;
}

/** Headers that would disturb a real connection; the recordings say to omit them. */
const unsendable = ["connection", "expect", "transfer-encoding", "upgrade", "content-length", "trailer"];

function send(url: string, given: Readonly<Record<string, any>>): Promise<HttpAnswer> {
  const { hostname, port } = new URL(url);
  const pairs = ((given["headers"] ?? []) as [string, string][]).filter(
    ([name]) => !unsendable.includes(name.toLowerCase()),
  );
  const body = (given["body"] as string | undefined) ?? "";
  const headers = [...pairs, ["Host", `${hostname}:${port}`], ["Connection", "close"]] as [string, string][];
  if (body !== "") headers.push(["Content-Length", String(Buffer.byteLength(body))]);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        method: given["method"] as string,
        path: given["target"] as string,
        headers: headers.flat() as never,
        setHost: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, rawHeaders: response.rawHeaders, bytes, body: bytes.toString() });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function responseDifferences(expected: Record<string, any>, answer: HttpAnswer, bindings: Bindings): string[] {
  const names = answer.rawHeaders.filter((_, i) => i % 2 === 0);
  const checks: Record<string, () => string[]> = {
    status: () => differences(expected["status"], answer.status, "status", bindings),
    headers: () =>
      Object.entries(expected["headers"] as object).flatMap(([name, value]) =>
        differences(value, valueOf(answer, name), `headers.${name}`, bindings),
      ),
    headerNames: () => differences(lower(expected["headerNames"]), lower(names), "headerNames", bindings),
    rawHeaderNames: () =>
      (expected["rawHeaderNames"] as string[])
        .filter((name) => !names.includes(name))
        .map((name) => `rawHeaderNames: no ${name} in ${names.join()}`),
    bodyText: () => differences(expected["bodyText"], answer.body, "body", bindings),
    bodyJson: () => differences({ $json: expected["bodyJson"] }, answer.body, "body", bindings),
    bodyBase64: () => differences(expected["bodyBase64"], answer.bytes.toString("base64"), "body", bindings),
  };
  return Object.keys(expected).flatMap((key) => checks[key]?.() ?? [`${key}: nothing here compares it`]);
}

function lower(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))].sort();
}
