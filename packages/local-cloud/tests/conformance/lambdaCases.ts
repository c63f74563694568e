import { LocalCloud } from "../../src/cloud";
import { ScaledClock } from "../../src/kernel/clock";
import { Refusal } from "../../src/kernel/errors";
import { InvokeRefused, type InvokeRequest } from "../../src/kernel/interfaces/functions";
import type { LogEvent } from "../../src/kernel/facts/logSink";
import { metrics, type MetricQuery } from "../../src/kernel/interfaces/monitoring";
import { logReader } from "../support/logs";
import { filled, type RecordedCase } from "./cases";
import { location } from "./declare";
import { functionName, LambdaScene } from "./lambdaScene";
import { differences, type Bindings } from "./matchers";

type Step = Readonly<Record<string, any>>;

const names: Readonly<Record<string, string>> = {
  function: functionName,
  region: location.region,
  otherRegion: "eu-west-3",
  account: "123456789012",
  accountConcurrency: "1000",
  "accountConcurrency+1": "1001",
};

/** Factor by which waits between the attempts of an asynchronous call are shortened. */
const timeScale = 1_000;

/** Returns why a Lambda case is skipped; undefined if it is not. */
export function reasonNotToInvoke({ given, expect }: RecordedCase): string | undefined {
  const steps = given["steps"] as Step[];
  const provisions = steps.findIndex(({ op }) => op === "putProvisionedConcurrency");
  const reasons = steps.map((step, index) => {
    const op = String(step["op"]);
    if (!(op in operations)) return `${op} is nothing that a declaration or a call causes`;
    if (op === "putReservedConcurrency" && "functionName" in step)
      return "a program declares reserved concurrency on the function itself, never on a qualified ARN";
    const expected = (expect["steps"] as Step[] | undefined)?.[index] ?? {};
    const known = steps.slice(0, index).some((each) => each["op"] === "createAlias" && each["name"] === step["name"]);
    if ((op === "createAlias" && known) || (op === "updateAlias" && !known))
      return "a program declares an alias once, whether it is new or not";
    const pure = (op === "getProvisioned" && "error" in expected) || op === "deleteProvisioned";
    return pure && (provisions === -1 || provisions > index) ? `${op} of what was never declared` : undefined;
  });
  return reasons.find((reason) => reason !== undefined);
}

/** Runs the steps of a recorded case in order. @returns the differences. */
export async function runLambdaCase({ given, expect }: RecordedCase): Promise<string[]> {
  const logs: LogEvent[] = [];
  const cloud = await LocalCloud.open(location, {
    host: "127.0.0.1",
    port: 0,
    readers: [logReader((event) => logs.push(event))],
    clock: new ScaledClock(timeScale),
  });
  try {
    const scene = new LambdaScene(cloud);
    await scene.open(filled(given["function"], (name) => names[name]) as Step);
    const steps = filled(given["steps"], (name) => names[name]) as Step[];
    const bindings: Bindings = new Map();
    const background: Promise<string[]>[] = [];
    const found: string[] = [];
    for (const [index, step] of steps.entries()) {
      const expected = (expect["steps"] as Step[] | undefined)?.[index] ?? {};
      const compare = () => runStep({ cloud, scene, logs }, step, expected, { path: `steps[${index}]`, bindings });
      if (step["background"] === true) background.push(compare());
      else found.push(...(await compare()));
    }
    const queried = metricDifferences(
      cloud,
      filled(given["queries"], (name) => names[name]),
      expect["metrics"],
    );
    return [...found, ...(await Promise.all(background)).flat(), ...queried];
  } finally {
    await cloud.stop();
  }
}

/** Returns CloudWatch's metrics of a case's calls. The case's clock is fast, so one period covers the whole case. */
function metricDifferences(cloud: LocalCloud, queries: unknown, expected: unknown): string[] {
  if (queries === undefined) return [];
  const store = cloud.registry.use(metrics);
  const came = (queries as Step[]).map(({ namespace, metric, dimensions, statistic }) => {
    const query = { namespace, name: metric, dimensions, period: 1_000_000, stat: statistic } as MetricQuery;
    const value = store.statistic(query, Date.now() - 600_000);
    return { metric: metric as unknown, values: value === undefined ? [] : [value] };
  });
  return differences(expected, came, "metrics", new Map());
}

interface Stage {
  readonly cloud: LocalCloud;
  readonly scene: LambdaScene;
  readonly logs: readonly LogEvent[];
}

interface Comparison {
  readonly path: string;
  readonly bindings: Bindings;
}

/** Returns the result of a step under the names that cases use. */
type Came = Record<string, unknown>;

async function runStep(stage: Stage, step: Step, expected: Step, comparison: Comparison): Promise<string[]> {
  if (step["afterSeconds"] !== undefined) await sleep(Number(step["afterSeconds"]) * 1000);
  const seen = expected["seen"] as Record<string, unknown[]> | undefined;
  if (seen !== undefined) return seenDifferences(stage, step, seen, comparison.path);
  const came = await act(stage, step);
  if (step["waitUntilRunning"] === true) await until(() => logOf(stage, came).startsWith("START "));
  return stepDifferences(stage, expected, came, comparison);
}

async function act(stage: Stage, step: Step): Promise<Came> {
  try {
    return await operations[step["op"]]!(stage, step);
  } catch (error) {
    if (error instanceof Refusal) {
      const { statusCode, ...answer } = error.answer;
      return { httpStatus: statusCode, error: answer };
    }
    if (!(error instanceof InvokeRefused)) throw error;
    const { statusCode, code, message, reason } = error;
    return { httpStatus: statusCode, error: { code, message, reason, type: "User" } };
  }
}

/**
 * Runs a step by its operation. Steps that change functions are applied as successive declarations of a program, and
 * their results are read from the cloud's state.
 */
const operations: Readonly<Record<string, (stage: Stage, step: Step) => Promise<Came>>> = {
  invoke: ({ cloud }, step) => invoke(cloud, step),
  publishVersion: async ({ scene }) => ({ version: await scene.publish() }),
  updateCode: async ({ scene }, step) => ({
    version: await scene.changeHandler(step["handler"], step["publish"] === true),
  }),
  updateConfiguration: async ({ scene }, step) => {
    const { environment, timeoutSeconds, handlerName } = step;
    await scene.change(
      {
        ...(environment === undefined ? {} : { environment: { variables: environment } }),
        ...(timeoutSeconds === undefined ? {} : { timeout: timeoutSeconds }),
        ...(handlerName === undefined ? {} : { handler: `index.${handlerName}` }),
      },
      false,
    );
    return {};
  },
  createAlias: setAlias,
  updateAlias: setAlias,
  deleteAlias: async ({ scene }, step) => {
    await scene.deleteAlias(step["name"]);
    return {};
  },
  putReservedConcurrency: async ({ scene }, step) => {
    await scene.reserve(Number(step["executions"]));
    return { reserved: scene.reserved };
  },
  getReservedConcurrency: ({ scene }) => Promise.resolve({ reserved: scene.reserved }),
  deleteReservedConcurrency: async ({ scene }) => {
    await scene.reserve(undefined);
    return {};
  },
  putProvisionedConcurrency: async ({ scene }, step) => {
    await scene.provision(step["qualifier"], Number(step["executions"]));
    return { ...scene.provisionedOf(step["qualifier"]) };
  },
  getProvisioned: ({ scene }, step) =>
    Promise.resolve({ ...(scene.provisionedOf(step["qualifier"]) ?? { none: true }) }),
  waitProvisioned: async ({ scene }, step) => {
    await scene.settled();
    return { ...scene.provisionedOf(step["qualifier"]) };
  },
  listProvisioned: ({ scene }) => Promise.resolve({ configs: scene.allProvisioned }),
  deleteProvisioned: async ({ scene }, step) => {
    await scene.unprovision(step["qualifier"]);
    return {};
  },
};

async function setAlias({ scene }: Stage, step: Step): Promise<Came> {
  const { name, version, additionalVersionWeights: weights } = step;
  const { state } = await scene.setAlias(name, {
    ...(version === undefined ? {} : { version }),
    ...(weights === undefined ? {} : { weights }),
  });
  const routing = state["routingConfig"] as { additionalVersionWeights: object } | undefined;
  return { functionVersion: state["functionVersion"], aliasArn: state["arn"], ...routing };
}

async function invoke(cloud: LocalCloud, step: Step): Promise<Came> {
  const request: InvokeRequest = {
    functionName: (step["functionName"] as string | undefined) ?? functionName,
    ...("payload" in step ? { payload: Buffer.from(JSON.stringify(step["payload"])) } : {}),
    ...("payloadBase64" in step ? { payload: Buffer.from(String(step["payloadBase64"]), "base64") } : {}),
    ...("clientContext" in step ? { clientContext: JSON.stringify(step["clientContext"]) } : {}),
    ...(step["qualifier"] === undefined ? {} : { qualifier: String(step["qualifier"]) }),
    ...(step["invocationType"] === undefined ? {} : { invocationType: step["invocationType"] }),
    ...(step["logType"] === undefined ? {} : { logType: step["logType"] }),
  };
  const { statusCode, ...answer } = await cloud.invoke(request);
  return { httpStatus: statusCode, ...answer };
}

/** Returns the log of a step's call. */
function logOf({ logs }: Stage, { requestId }: Came): string {
  return logs
    .filter((event) => event.requestId === requestId)
    .map(({ text }) => text)
    .join("");
}

function stepDifferences(
  stage: Stage,
  expected: Step,
  came: Came,
  { path, bindings }: Comparison,
): string[] | Promise<string[]> {
  const { eventually, ...now } = filled(expected, (name) => names[name] ?? text(came[name])) as Step;
  const refused = came["error"] !== undefined && !("error" in now);
  const found = refused ? [`${path}: refused: ${JSON.stringify(came["error"])}`] : [];
  const compared = Object.keys(now).flatMap((key) => {
    const compare = comparisons[key];
    if (compare !== undefined)
      return compare(now[key], came, { log: logOf(stage, came), bindings }).map((text) => `${path}: ${text}`);
    return differences(now[key], came[key], `${path}.${key}`, bindings);
  });
  found.push(...compared);
  return eventually === undefined
    ? found
    : eventualDifferences(stage, eventually as Step, came, { path, bindings }, found);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

type Compare = (expected: any, came: Came, context: { readonly log: string; readonly bindings: Bindings }) => string[];

const comparisons: Readonly<Record<string, Compare>> = {
  // A successful declaration has no status; a rejected one and a call have.
  httpStatus: (expected, came, { bindings }) =>
    came["none"] === true || (came["httpStatus"] === undefined && expected < 400)
      ? []
      : differences(expected, came["httpStatus"], "httpStatus", bindings),
  // A read can only report that a resource does not exist.
  error: (expected, came, { bindings }) =>
    came["none"] === true ? [] : differences({ $subset: fill(expected) }, came["error"], "error", bindings),
  payload: (expected, came, { bindings }) =>
    differences({ $json: subset(fill(expected)) }, came["payload"], "payload", bindings),
  payloadText: (expected, came, { bindings }) => differences(expected, came["payload"], "payloadText", bindings),
  logTailLines: (expected, came, { bindings }) =>
    differences(expected, linesOf(came["logTail"]), "logTailLines", bindings),
  logTailFirst: (expected, came, { bindings }) =>
    differences(expected, linesOf(came["logTail"])[0], "logTailFirst", bindings),
  logContains: (texts: string[], _, { log }) => missing(texts, (text) => log.includes(text)),
  logPrefixes: (texts: string[], _, { log }) =>
    missing(texts, (text) => linesOf(log).some((line) => line.startsWith(text))),
  logLacks: (texts: string[], _, { log }) =>
    texts.filter((text) => log.includes(text)).map((text) => `the log has ${text}`),
};

function fill(value: unknown): unknown {
  return filled(value, (name) => names[name]);
}

function linesOf(log: unknown): string[] {
  return (typeof log === "string" ? log : "").match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function missing(texts: readonly string[], found: (text: string) => boolean): string[] {
  return texts.filter((text) => !found(text)).map((text) => `the log lacks ${text}`);
}

/** Checks conditions that hold some time after the response. */
async function eventualDifferences(
  stage: Stage,
  { withinSeconds = 10, logCounts = {}, ...rest }: Step,
  came: Came,
  comparison: Comparison,
  before: string[],
): Promise<string[]> {
  const counts = Object.entries(filledKeys(logCounts, came));
  const check = () => {
    const log = logOf(stage, came);
    const wrong = counts.flatMap(([prefix, wanted]) => {
      const count = linesOf(log).filter((line) => line.startsWith(prefix)).length;
      return count === wanted ? [] : [`${comparison.path}: ${count} lines begin with ${prefix}, not ${wanted}`];
    });
    return [...wrong, ...(stepDifferences(stage, rest, came, comparison) as string[])];
  };
  await until(() => check().length === 0, Number(withinSeconds) * 1000);
  return [...before, ...check()];
}

function filledKeys(counts: object, came: Came): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([key, value]) => [String(filled(key, (name) => String(came[name]))), value as number]),
  );
}

/** Repeats a call until every expected value has occurred, up to the case's maximum. */
async function seenDifferences(
  stage: Stage,
  step: Step,
  seen: Readonly<Record<string, unknown[]>>,
  path: string,
): Promise<string[]> {
  const occurred = new Map(Object.keys(seen).map((key) => [key, new Set<string>()]));
  const missingValues = () =>
    Object.entries(seen).flatMap(([key, values]) =>
      values
        .filter((value) => !occurred.get(key)!.has(JSON.stringify(value)))
        .map((value) => `${path}: ${key} was never ${String(value)}`),
    );
  for (let calls = 0; calls < Number(step["repeat"] ?? 1) && missingValues().length > 0; calls += 1) {
    const came = await act(stage, step);
    for (const [key, values] of occurred) {
      const [first = "", ...inner] = key.split(".");
      const root: unknown = first === "payload" ? JSON.parse(String(came["payload"])) : came[first];
      values.add(JSON.stringify(inner.reduce<any>((value, name) => value?.[name], root)));
    }
  }
  const unexpected = Object.entries(seen).flatMap(([key, values]) =>
    [...occurred.get(key)!]
      .filter((value) => !values.some((wanted) => JSON.stringify(wanted) === value))
      .map((value) => `${path}: ${key} was ${value}`),
  );
  return [...missingValues(), ...unexpected];
}

/** A local process may have more variables and other paths (the case's note). */
function subset(payload: any): unknown {
  const environment = payload?.environment as Record<string, unknown> | undefined;
  if (environment === undefined) return payload;
  const paths = ["LAMBDA_TASK_ROOT", "LD_LIBRARY_PATH", "NODE_PATH", "PATH", "PWD"];
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !paths.includes(name)));
  return { ...payload, environment: { $subset: kept } };
}

async function until(condition: () => boolean, withinMillis = 10_000): Promise<void> {
  const deadline = Date.now() + withinMillis;
  while (!condition() && Date.now() < deadline) await sleep(5);
}

function sleep(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
