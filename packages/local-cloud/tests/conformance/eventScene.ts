import { randomBytes } from "node:crypto";
import { LocalCloud } from "../../src/cloud";
import { dataPlane } from "../../src/kernel/interfaces/dataPlane";
import { roleSession, type Principal } from "../../src/kernel/identity";
import { authorizer } from "../../src/kernel/interfaces/authorization";
import { functions, type InvokeRequest } from "../../src/kernel/interfaces/functions";
import type { Declared, Properties } from "../../src/kernel/resources";
import { serviceEndpoint } from "../../src/kernel/protocols/serviceEndpoint";
import { sendSigned } from "../support/signedRequest";
import { CaseClock } from "./caseClock";
import { Declaration, location } from "./declare";
import { declaredForms } from "./eventResources";
import { callRest, isRestService } from "./restCalls";
import { callTopic, type CallAnswer } from "./topicCalls";

type Input = Readonly<Record<string, any>>;

/** A call of a function. */
export interface FunctionCall {
  readonly functionName: string;
  readonly event: unknown;
  readonly result: unknown;
}

function parseAnswer(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}

/** Target prefixes of the JSON services, and the versions of their protocol. */
const targets: Readonly<Record<string, readonly [prefix: string, version: string]>> = {
  sqs: ["AmazonSQS", "1.0"],
  events: ["AWSEvents", "1.1"],
  stepfunctions: ["AWSStepFunctions", "1.0"],
};

/** Signing names that differ from the names in cases. */
const signingNames: Readonly<Record<string, string>> = { stepfunctions: "states" };

/** Declares the resources of a case in a separate cloud. Steps that change resources declare all of them again. */
export class EventScene {
  readonly unique = randomBytes(5).toString("hex").replace(/^\d/, "a");
  private readonly declared = new Map<string, Declared>();
  private readonly declaration: Declaration;
  /** Calls of functions since the start, by physical name. */
  readonly calls: FunctionCall[] = [];
  private caller: Principal | undefined;

  private constructor(
    readonly cloud: LocalCloud,
    readonly clock: CaseClock,
  ) {
    this.declaration = new Declaration(cloud);
    cloud.facts.read((fact) => {
      if (fact.kind !== "invocation") return;
      const { functionName, event, answer } = fact;
      this.calls.push({ functionName, event: JSON.parse(event), result: parseAnswer(answer) });
    });
  }

  /** Declares functions and resources of a case. */
  static async open(given: Input, fill: (value: unknown, scene: EventScene) => unknown): Promise<EventScene> {
    const clock = new CaseClock(Date.parse("2026-07-10T12:00:00Z"));
    const cloud = await LocalCloud.open(location, { host: "127.0.0.1", port: 0, clock });
    const scene = new EventScene(cloud, clock);
    // A function that exceeds the time limit of a task must not stop the clock.
    if (!JSON.stringify(given["resources"] ?? {}).includes('"TimeoutSeconds'))
      clock.watch(cloud.registry.use(functions));
    try {
      await scene.declare(given, (value) => fill(value, scene));
      return scene;
    } catch (error) {
      await cloud.stop();
      throw error;
    }
  }

  private async declare(given: Input, fill: (value: unknown) => unknown): Promise<void> {
    const { declaration } = this;
    const role = await declaration.addRole("*");
    this.caller = roleSession(role, "case");
    const functions = Object.entries((given["functions"] ?? {}) as Record<string, Input>);
    const resources = Object.entries((given["resources"] ?? {}) as Record<string, Input>);
    // The queue of a function's dead letters is made before the function.
    const letters = functions.map(([, fn]) => String(fn["deadLetterTargetArn"]));
    const isFirst = ([name]: readonly [string, Input]) => letters.includes(`{{arn:${name}}}`);
    for (const resource of resources.filter(isFirst)) await this.declareResource(resource, given, fill);
    for (const [name, { handler, timeoutSeconds, environment, ...more }] of functions) {
      const settings = defined({
        timeout: timeoutSeconds as number | undefined,
        environment: { variables: fill(environment ?? {}) as object },
        deadLetterConfig: more["deadLetterTargetArn"] && { targetArn: fill(more["deadLetterTargetArn"]) as string },
      });
      const fn = await declaration.addFunction(this.nameOf(name), handler as object, role, settings);
      this.declared.set(name, fn);
      if (more["maximumRetryAttempts"] !== undefined) {
        const config = { functionName: fn.state["name"], maximumRetryAttempts: more["maximumRetryAttempts"] as number };
        await declaration.add("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", name, config);
      }
      const principal = { action: "lambda:InvokeFunction", principal: "*", function: fn.state["name"] };
      if (hasSenders(given)) await declaration.add("aws:lambda/permission:Permission", name, principal);
    }
    for (const resource of resources) if (!isFirst(resource)) await this.declareResource(resource, given, fill);
    await declaration.apply();
  }

  private async declareResource(
    [name, { type, ...input }]: readonly [string, Input],
    given: Input,
    fill: (value: unknown) => unknown,
  ): Promise<void> {
    const { declaration } = this;
    const form = declaredForms[type as string]!;
    const isFifo = input["Attributes"]?.FifoQueue === "true" || input["Attributes"]?.FifoTopic === "true";
    // A case splits the name of its machine at hyphens.
    const ownName = type === "stateMachine" ? `${name}${this.unique}` : this.nameOf(name);
    const inputs = form.inputs(fill(input) as Input, ownName + (isFifo ? ".fifo" : ""));
    const resource = await declaration.add(form.type, name, inputs);
    this.declared.set(name, resource);
    if (type === "rule") await addTargets(declaration, resource, fill(input) as Input);
    if (type === "queue" && hasSenders(given)) await addSenderPolicy(declaration, resource);
  }

  private nameOf(name: string): string {
    return `${name}-${this.unique}`;
  }

  /** Returns a property of a declared resource: `name`, `arn`, `url`, `stream` or `id`. */
  propertyOf(property: string, name: string): string {
    const resource = this.declared.get(name);
    if (resource === undefined) throw new Error(`the case declares no ${name}`);
    const key = property === "stream" ? "streamArn" : property;
    return String(key === "id" ? resource.id : resource.state[key]);
  }

  /** ARN of a role that may do everything. */
  get roleArn(): string {
    return this.caller!.roleArn;
  }

  /** Calls an operation as a role that may do everything. */
  async call(api: string, input: Input): Promise<CallAnswer> {
    const [service = "", operation = ""] = api.split(":");
    if (service === "dynamodb" || service === "dynamodbstreams") return this.callTable(operation, input);
    if (api === "lambda:DeleteFunction") return this.removeFunction(input);
    if (api === "lambda:Invoke") return this.invoke(input);
    const { registry } = this.cloud;
    const access = {
      endpoint: registry.use(serviceEndpoint).url,
      credentials: registry.use(authorizer).credentialsFor(this.caller!),
    };
    if (service === "sns") return callTopic({ ...access, region: location.region }, operation, input);
    if (isRestService(service)) return callRest({ ...access, region: location.region }, api, input);
    const [prefix, version] = targets[service]!;
    const headers = { "x-amz-target": `${prefix}.${operation}`, "content-type": `application/x-amz-json-${version}` };
    const signing = { service: signingNames[service] ?? service, region: location.region, headers };
    const answer = await sendSigned(
      access,
      { operation, body: service === "events" ? withTimes(input) : input },
      signing,
    );
    const { status, body, type, message, headers: sent } = answer;
    if (status === 200) return { status, output: body };
    const [code] = (sent.get("x-amzn-query-error") ?? "").split(";");
    return { status, error: { status, message, type, code: code === "" ? type : code, members: body } };
  }

  /** Declares all resources without a function and its permissions, in place of DeleteFunction. */
  private async removeFunction({ FunctionName }: Input): Promise<CallAnswer> {
    const { resources } = this.declaration;
    const isOf = ({ type, state, inputs }: Declared) =>
      (type === "aws:lambda/function:Function" && state["name"] === FunctionName) ||
      (type === "aws:lambda/permission:Permission" && inputs["function"] === FunctionName);
    resources.splice(0, Infinity, ...resources.filter((resource) => !isOf(resource)));
    await this.declaration.apply();
    return { status: 204, output: {} };
  }

  /** Calls a function. An asynchronous call is answered with an empty payload. */
  private async invoke({ FunctionName, Qualifier, Payload, InvocationType }: Input): Promise<CallAnswer> {
    const request = {
      functionName: FunctionName,
      qualifier: Qualifier,
      payload: Payload,
      invocationType: InvocationType,
    };
    const answer = await this.cloud.invoke(defined(request) as unknown as InvokeRequest);
    const { statusCode, executedVersion, functionError, payload } = answer;
    const output = { StatusCode: statusCode, ExecutedVersion: executedVersion, FunctionError: functionError };
    return { status: statusCode, output: defined({ ...output, Payload: payload === "" ? undefined : payload }) };
  }

  /** Declares a function again with other inputs. */
  async changeFunction(name: string, inputs: Properties): Promise<Declared> {
    const before = this.declared.get(name)!;
    const fn = await this.declaration.replace(before, { ...before.inputs, publish: false, ...inputs });
    this.declared.set(name, fn);
    await this.declaration.apply();
    return fn;
  }

  private async callTable(operation: string, input: Input): Promise<CallAnswer> {
    const plane = this.cloud.registry.use(dataPlane);
    const action = { operation, body: JSON.stringify(input), traceId: "", region: location.region };
    const { statusCode: status, body } = await plane.act(this.caller!, action);
    if (status === 200) return { status, output: body };
    const { __type, message, Message = message } = body as Record<string, string | undefined>;
    return { status, error: { status, code: __type?.split("#").at(-1), message: Message, members: body } };
  }
}

/** Declares the targets of a rule. */
async function addTargets(declaration: Declaration, rule: Declared, { EventBusName, Targets = [] }: Input) {
  for (const { Id, Arn, InputPath, Input: input, InputTransformer: transformer } of Targets as Input[]) {
    const template = transformer as Input | undefined;
    await declaration.add("aws:cloudwatch/eventTarget:EventTarget", `${rule.name}-${String(Id)}`, {
      ...{ rule: rule.state["name"], targetId: Id, arn: Arn },
      ...(EventBusName === undefined ? {} : { eventBusName: EventBusName as string }),
      ...(InputPath === undefined ? {} : { inputPath: InputPath as string }),
      ...(input === undefined ? {} : { input: input as string }),
      ...(template === undefined
        ? {}
        : {
            inputTransformer: { inputPaths: template["InputPathsMap"], inputTemplate: template["InputTemplate"] },
          }),
    });
  }
}

/** Returns the input of PutEvents with times in seconds, as an SDK sends them. */
function withTimes(input: Input): Input {
  const entries = input["Entries"] as Input[] | undefined;
  const millis = (time: unknown) => (typeof time === "string" ? Date.parse(time) / 1000 : time);
  return entries === undefined
    ? input
    : { ...input, Entries: entries.map((each) => ("Time" in each ? { ...each, Time: millis(each["Time"]) } : each)) };
}

/** Returns whether resources of a case send to its queues with a service principal. Roles need no queue policy. */
function hasSenders({ resources = {} }: Input): boolean {
  const types = Object.values(resources as Record<string, Input>).map(({ type }) => type as string);
  return types.some((type) => !["queue", "table", "eventSourceMapping"].includes(type));
}

async function addSenderPolicy(declaration: Declaration, { name, state }: Declared): Promise<void> {
  const statement = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: state["arn"] };
  const inputs = { queueUrl: state["url"], policy: JSON.stringify({ Statement: statement }) };
  await declaration.add("aws:sqs/queuePolicy:QueuePolicy", name, inputs);
}

function defined(values: Properties): Properties {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
