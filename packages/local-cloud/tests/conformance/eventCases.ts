import { filled, type RecordedCase } from "./cases";
import { declaredForms } from "./eventResources";
import { EventScene } from "./eventScene";
import { endedExecution } from "./executions";
import { differences, type Bindings } from "./matchers";

type Step = Readonly<Record<string, any>>;

/** Services whose operations the steps can call. */
const callable = ["sqs", "sns", "dynamodb", "dynamodbstreams", "events", "lambda", "scheduler", "stepfunctions"];

/** Operations of Lambda that cases of events can call. */
const ofLambda = /^lambda:(?:\w+EventSourceMappings?|DeleteFunction|Invoke)$/;

const operations: Readonly<Record<string, (run: EventRun, step: Step) => Promise<Step>>> = {
  call: (run, step) => run.call(step),
  wait: (run, step) => run.wait(step),
  waitForState: (run, step) => run.waitForState(step),
  receive: (run, step) => run.receive(step),
  invocations: (run, step) => run.invocations(step),
  publishVersion: (run, { function: name }) => run.publishVersion(name as string),
  updateConfiguration: (run, step) => run.updateConfiguration(step),
  execution: (run, { executionArn }) => run.execution(executionArn as string),
};

/** Settings of a function that cases of events can use. */
const functionKeys = ["handler", "timeoutSeconds", "environment", "deadLetterTargetArn", "maximumRetryAttempts"];

/** Returns why a case with the steps of events is skipped; undefined if it is not. */
export function reasonNotToRunEvents({ given }: RecordedCase): string | undefined {
  const types = Object.values((given["resources"] ?? {}) as Record<string, Step>).map(({ type }) => type as string);
  const missing = types.filter((type) => !(type in declaredForms));
  if (missing.length > 0)
    return `it declares ${[...new Set(missing)].join(", ")}, which cases of events cannot yet use`;
  const steps = (given["steps"] ?? []) as readonly Step[];
  if (steps.length === 0) return "it has no steps, which cases of events consist of";
  const ops = steps.map(({ op }) => op as string).filter((op) => !(op in operations));
  if (ops.length > 0) return `it has steps of ${[...new Set(ops)].join(", ")}, which cases of events cannot yet use`;
  const undeclared = steps
    .flatMap(({ api }) => (api as string | undefined) ?? [])
    .filter((api) => api.startsWith("lambda:") && !ofLambda.test(api));
  if (undeclared.length > 0) return `it calls ${undeclared[0]}, which no declaration causes`;
  const wanted = Object.values((given["functions"] ?? {}) as Record<string, Step>).flatMap(Object.keys);
  const more = wanted.filter((key) => !functionKeys.includes(key));
  if (more.length > 0) return `its function has ${more[0]}, which cases of events cannot yet use`;
  const services = steps.flatMap(({ api }) => (api as string | undefined)?.split(":")[0] ?? []);
  const others = [...new Set(services)].filter((service) => !callable.includes(service));
  return others.length === 0 ? undefined : `it calls ${others.join(", ")}, which cases of events cannot yet call`;
}

/** Runs the steps of a case in order. @returns the differences from AWS's recorded answers. */
export async function runEventCase({ given, expect }: RecordedCase): Promise<string[]> {
  const run = new EventRun();
  const scene = await EventScene.open(given, (value, opening) => run.fill(value, opening));
  run.scene = scene;
  try {
    const found: string[] = [];
    for (const [index, step] of (given["steps"] as Step[]).entries()) {
      found.push(...(await run.step(step, (expect["steps"] as Step[])[index] ?? {}, `steps[${index}]`)));
    }
    return found;
  } finally {
    await scene.cloud.stop();
  }
}

/** The state of a running case. */
export class EventRun {
  scene!: EventScene;
  private readonly answers = new Map<string, unknown>();
  readonly bindings: Bindings = new Map();

  /** Replaces placeholders and repetitions. */
  fill(value: unknown, scene = this.scene): unknown {
    return filled(value, (name) => this.placeholder(name, scene));
  }

  private placeholder(text: string, scene: EventScene): string | number | undefined {
    const [property = "", name] = text.split(":");
    if (name !== undefined) return scene.propertyOf(property, name);
    const [, sign, seconds = "0"] = /^now(?:([-+])(\d+))?$/.exec(text) ?? [];
    if (text.startsWith("now")) {
      return Math.floor(scene.clock.now() / 1000) + Number(seconds) * (sign === "-" ? -1 : 1);
    }
    const { region } = scene.cloud.context;
    const fixed: Record<string, string> = { region, account: "123456789012", unique: scene.unique };
    const [word = "", ...path] = text.split(".");
    return fixed[text] ?? (valueAt(this.answers.get(word), path) as string);
  }

  async step(step: Step, expected: Step, path: string): Promise<string[]> {
    const came = await operations[step["op"] as string]!(this, this.fill(step) as Step);
    if (expected["error"] === undefined && came["error"] !== undefined) {
      return [`${path}: it fails: ${JSON.stringify(came["error"]).slice(0, 300)}`];
    }
    if (step["as"] !== undefined) this.answers.set(step["as"] as string, came["output"] ?? came);
    return Object.entries(expected).flatMap(([key, value]) => {
      const wanted = this.fill(key === "error" ? { $subset: value as object } : value);
      return differences(wanted, came[key], `${path}.${key}`, this.bindings);
    });
  }

  async call({ api, input = {} }: Step): Promise<Step> {
    const { clock } = this.scene;
    return { ...(await clock.until(this.scene.call(api as string, input as Step))) };
  }

  async wait({ seconds }: Step): Promise<Step> {
    await this.scene.clock.pass(Number(seconds) * 1000);
    return {};
  }

  async waitForState({ api, input, path, value }: Step): Promise<Step> {
    const { clock } = this.scene;
    for (const end = clock.now() + 60_000; clock.now() < end; await clock.pass(500)) {
      const came = await this.call({ api, input: input as object });
      if (valueAt(came["output"], (path as string).split(".")) === value) return came;
    }
    return { error: `${String(path)} is not ${String(value)} within 60 s` };
  }

  /** Waits for calls of a function, or for records in its events, and then expects no more. */
  async invocations({ function: name, count, records, settleSeconds = 0 }: Step): Promise<Step> {
    const { clock, calls } = this.scene;
    const own = () =>
      calls.filter(({ functionName }) => functionName === this.scene.propertyOf("name", name as string));
    const all = () => own().flatMap(({ event }) => (event as { Records?: object[] }).Records ?? []);
    const isEnough = () =>
      own().length >= Number(count ?? 0) && all().length >= Number(records ?? 0) && own().length > 0;
    for (const end = clock.now() + 60_000; !isEnough() && clock.now() < end;) await clock.pass(100);
    await clock.pass(Number(settleSeconds) * 1000);
    const distinct = new Map(all().map((record) => [identifierOf(record), record]));
    return {
      count: own().length,
      events: own().map(({ event }) => event),
      results: own().map(({ result }) => result),
      records: all(),
      distinctRecords: [...distinct.values()],
      ...(count === undefined || own().length === count ? {} : { error: `${own().length} calls, not ${count}` }),
    };
  }

  async publishVersion(name: string): Promise<Step> {
    const fn = await this.scene.clock.until(this.scene.changeFunction(name, { publish: true }));
    return { version: fn.state["version"] };
  }

  async updateConfiguration({ function: name, environment, timeoutSeconds, handlerName }: Step): Promise<Step> {
    const inputs = {
      ...(environment === undefined ? {} : { environment: { variables: environment as object } }),
      ...(timeoutSeconds === undefined ? {} : { timeout: Number(timeoutSeconds) }),
      ...(handlerName === undefined ? {} : { handler: `index.${String(handlerName)}` }),
    };
    await this.scene.clock.until(this.scene.changeFunction(name as string, inputs));
    return {};
  }

  /** Waits until an execution has ended. */
  execution(arn: string): Promise<Step> {
    return endedExecution(this.scene, arn);
  }

  /** Receives and deletes messages until the expected number has arrived. Then checks that no more arrive. */
  async receive({ queue, count, seconds = count === 0 ? 3 : 60, settleSeconds = 0, input = {} }: Step): Promise<Step> {
    const { clock } = this.scene;
    const messages: unknown[] = [];
    const collect = async (until: number, most: number) => {
      while (messages.length < most && clock.now() < until) messages.push(...(await this.receiveOnce(queue, input)));
    };
    await collect(clock.now() + Number(seconds) * 1000, count === 0 ? 1 : Number(count));
    if (messages.length >= Number(count)) await collect(clock.now() + Number(settleSeconds) * 1000, Infinity);
    return { messages };
  }

  private async receiveOnce(queue: string, input: object): Promise<unknown[]> {
    const QueueUrl = this.scene.propertyOf("url", queue);
    const request = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, ...input };
    const { output, error } = await this.call({ api: "sqs:ReceiveMessage", input: request });
    if (error !== undefined) throw new Error(JSON.stringify(error));
    const { Messages = [] } = output as { Messages?: { ReceiptHandle: string }[] };
    for (const { ReceiptHandle } of Messages) {
      await this.call({ api: "sqs:DeleteMessage", input: { QueueUrl, ReceiptHandle } });
    }
    return Messages;
  }
}

function identifierOf(record: Step): unknown {
  return record["eventID"] ?? record["messageId"];
}

/** Returns the value at a path; a text on the way is parsed as JSON. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((each, key) => {
    const inner = typeof each === "string" ? (JSON.parse(each) as unknown) : each;
    return (inner as Record<string, unknown> | undefined)?.[key];
  }, value);
}
