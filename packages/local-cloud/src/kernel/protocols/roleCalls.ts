/** Calls of AWS operations that services make with a role that they have assumed. */
import { dataPlane } from "../interfaces/dataPlane";
import { authorizeFunction } from "../policies/functionAccess";
import { accountId, partition, type Principal } from "../identity";
import { functions, InvokeRefused, type InvokeRequest } from "../interfaces/functions";
import { serviceEndpoint, type EndpointAnswer } from "./serviceEndpoint";
import type { ServiceRegistry } from "../serviceRegistry";

export interface RoleCall {
  /** Service name of the credential scope, such as `sqs`. */
  readonly service: string;
  /** Such as `SendMessage`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly region: string;
  /** X-Ray trace header. */
  readonly traceHeader?: string | undefined;
}

/** The answer of a service, or its error. */
export interface RoleCallAnswer {
  readonly statusCode: number;
  readonly output: Readonly<Record<string, unknown>>;
  /** Code and message of an error; undefined for a success. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** Services with a JSON protocol, and the prefixes of their targets. */
const jsonTargets: Readonly<Record<string, string>> = {
  events: "AWSEvents",
  secretsmanager: "secretsmanager",
  sqs: "AmazonSQS",
  ssm: "AmazonSSM",
  states: "AWSStepFunctions",
};

/** @returns undefined if nothing in this run emulates the service. */
export async function callWithRole(registry: ServiceRegistry, call: RoleCall): Promise<RoleCallAnswer | undefined> {
  const { service } = call;
  if (service === "lambda") return invokeFunction(registry, call);
  if (service === "dynamodb") return callTable(registry, call);
  if (service === "sns") return callQueryService(registry, call);
  return Object.hasOwn(jsonTargets, service) ? callJsonService(registry, call) : undefined;
}

async function callJsonService(registry: ServiceRegistry, call: RoleCall): Promise<RoleCallAnswer | undefined> {
  const { service, operation, input } = call;
  const target = `${jsonTargets[service]!}.${operation}`;
  const answer = await registry.use(serviceEndpoint).send({
    ...call,
    headers: { "x-amz-target": target, "content-type": "application/x-amz-json-1.1" },
    body: Buffer.from(JSON.stringify(input)),
  });
  if (answer === undefined) return undefined;
  const output = JSON.parse(textOf(answer) || "{}") as Record<string, unknown>;
  return { statusCode: answer.statusCode, output, error: errorOf(answer.errorType, output) };
}

/** Services of these protocols do not stream their answers. */
function textOf({ body }: EndpointAnswer): string {
  return typeof body === "string" ? body : Buffer.isBuffer(body) ? body.toString() : "";
}

/** @param code undefined for a success. */
function errorOf(code: string | undefined, { message, Message = message }: RoleCallAnswer["output"]) {
  return code === undefined ? undefined : { code, message: typeof Message === "string" ? Message : code };
}

/** Calls a service with AWS's query protocol. The answer's fields stay XML. */
async function callQueryService(registry: ServiceRegistry, call: RoleCall): Promise<RoleCallAnswer | undefined> {
  const { service, operation, input } = call;
  const answer = await registry.use(serviceEndpoint).send({
    ...{ service, principal: call.principal, region: call.region, traceHeader: call.traceHeader },
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: Buffer.from(new URLSearchParams([["Action", operation], ...formFields(input)]).toString()),
  });
  if (answer === undefined) return undefined;
  const xml = textOf(answer);
  const [, message = answer.errorType ?? ""] = /<Message>([^]*?)<\/Message>/.exec(xml) ?? [];
  const [result = ""] = xml.split("<ResponseMetadata>");
  const fields = [...result.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name, text]) => [name!, text!]);
  const error = answer.errorType === undefined ? undefined : { code: answer.errorType, message };
  return { statusCode: answer.statusCode, output: Object.fromEntries(fields) as Record<string, string>, error };
}

/** Returns the fields of a form (AWS query protocol: lists are `NAME.member.N`, maps `NAME.entry.N.Name` and `.Value`). */
function formFields(value: unknown, path = ""): [name: string, value: string][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each, index) => formFields(each, `${path}.member.${index + 1}`));
  if (typeof value !== "object") return [[path, typeof value === "string" ? value : JSON.stringify(value)]];
  if (path.endsWith("Attributes")) {
    return Object.entries(value).flatMap(([name, each], index) => [
      [`${path}.entry.${index + 1}.Name`, name] as [string, string],
      ...formFields(each, `${path}.entry.${index + 1}.Value`),
    ]);
  }
  return Object.entries(value).flatMap(([name, each]) => formFields(each, path === "" ? name : `${path}.${name}`));
}

async function callTable(registry: ServiceRegistry, call: RoleCall): Promise<RoleCallAnswer | undefined> {
  const { operation, input, principal, region, traceHeader: traceId = "" } = call;
  const action = { operation, body: JSON.stringify(input), traceId, region };
  const answer = await registry.find(dataPlane)?.act(principal, action);
  if (answer === undefined) return undefined;
  const output = answer.body as Record<string, unknown>;
  const code = answer.statusCode === 200 ? undefined : String(output["__type"]).split("#").at(-1)!;
  return { statusCode: answer.statusCode, output, error: errorOf(code, output) };
}

/** Calls Lambda's operation Invoke. The output's `Payload` is the function's answer. */
async function invokeFunction(registry: ServiceRegistry, call: RoleCall): Promise<RoleCallAnswer | undefined> {
  const { operation, input, principal, region, traceHeader } = call;
  if (operation !== "Invoke") return undefined;
  const text = (key: string) => (typeof input[key] === "string" ? input[key] : undefined);
  const [functionName = "", payload, qualifier] = [text("FunctionName"), input["Payload"], text("Qualifier")];
  const resource = functionArn({ functionName, qualifier, region });
  const action = "lambda:InvokeFunction";
  const [name, ofArn] = resource.split(":").slice(6);
  const access = { action, functionName: name!, functionArn: resource, qualifier: qualifier ?? ofArn };
  const { denial } = authorizeFunction(registry, principal, access);
  if (denial !== undefined) return failed(403, "AccessDeniedException", denial);
  try {
    const answer = await registry.use(functions).invoke({
      functionName,
      ...(qualifier === undefined ? {} : { qualifier }),
      invocationType: (text("InvocationType") ?? "RequestResponse") as NonNullable<InvokeRequest["invocationType"]>,
      ...(text("LogType") === "Tail" ? { logType: "Tail" as const } : {}),
      payload: typeof payload === "string" ? payload : JSON.stringify(payload ?? {}),
      ...(traceHeader === undefined ? {} : { traceId: traceHeader }),
    });
    const { statusCode, functionError, executedVersion, payload: Payload, logTail } = answer;
    const output = { StatusCode: statusCode, Payload, ExecutedVersion: executedVersion, FunctionError: functionError };
    const log = logTail === undefined ? {} : { LogResult: Buffer.from(logTail).toString("base64") };
    return { statusCode: 200, output: { ...output, ...log }, error: undefined };
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    return failed(error.statusCode, error.code, error.message);
  }
}

function functionArn(called: { functionName: string; qualifier: string | undefined; region: string }): string {
  const { functionName, qualifier, region } = called;
  const isArn = functionName.startsWith("arn:");
  const arn = isArn ? functionName : `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

function failed(statusCode: number, code: string, message: string): RoleCallAnswer {
  return { statusCode, output: { __type: code, message }, error: { code, message } };
}
