import { LocalCloud } from "../../local/cloud";
import { InvokeRefused } from "../../local/engine/services";
import { filled, type RecordedCase } from "./cases";
import { Declaration, place } from "./declare";
import { differences, type Bindings } from "./matchers";

type Step = Readonly<Record<string, any>>;

const functionName = "case-function";
const names: Readonly<Record<string, string>> = {
  function: functionName,
  region: place.region,
  account: "123456789012",
};

/** Why a Lambda case is not run, if it is not. */
export function reasonNotToInvoke({ given, expect }: RecordedCase): string | undefined {
  const compared = [
    "httpStatus",
    "functionError",
    "executedVersion",
    "payload",
    "payloadText",
    "error",
    "logTailLines",
    "logContains",
    "logLacks",
  ];
  for (const step of given["steps"] as Step[]) {
    if (step["op"] !== "invoke") return `${String(step["op"])} is not run yet`;
    if (step["invocationType"] === "Event" || step["invocationType"] === "DryRun")
      return `${step["invocationType"]} calls are not emulated yet`;
    const unknown = ["clientContext", "payloadBase64", "qualifier", "repeat", "background"].find((key) => key in step);
    if (unknown !== undefined) return `${unknown} is not run yet`;
    if (String(step["functionName"] ?? "").includes("{{otherRegion}}"))
      return "ARNs of other regions are not told apart yet";
  }
  const key = (expect["steps"] as Step[]).flatMap((step) => Object.keys(step)).find((each) => !compared.includes(each));
  if (key !== undefined) return `${key} is not compared yet`;
  const { environment } = (given["function"] ?? {}) as { environment?: Record<string, string> };
  return environment?.["AWS_LAMBDA_EXEC_WRAPPER"] === undefined ? undefined : "wrapper scripts are not emulated";
}

/** Runs the calls of one recorded case in order. @returns the differences. */
export async function runLambdaCase({ given, expect }: RecordedCase): Promise<string[]> {
  const cloud = await LocalCloud.open(place, { host: "127.0.0.1", port: 0, log: () => undefined });
  try {
    await declareFunction(cloud, given["function"]);
    const bindings: Bindings = new Map();
    const found: string[] = [];
    for (const [index, step] of (given["steps"] as Step[]).entries()) {
      const came = await invoke(cloud, filled(step, (name) => names[name]) as Step);
      const expected = filled((expect["steps"] as Step[])[index], (name) => names[name]) as Step;
      found.push(...stepDifferences(expected, came, `steps[${index}]`, bindings));
    }
    return found;
  } finally {
    await cloud.stop();
  }
}

async function declareFunction(cloud: LocalCloud, given: Step | null | undefined): Promise<void> {
  const declaration = new Declaration(cloud);
  if (given !== null && given !== undefined) {
    await declaration.addFunction(functionName, given["handler"], {
      ...(given["runtime"] === undefined ? {} : { runtime: given["runtime"] }),
      ...(given["memorySize"] === undefined ? {} : { memorySize: given["memorySize"] }),
      ...(given["timeoutSeconds"] === undefined ? {} : { timeout: given["timeoutSeconds"] }),
      environment: { variables: given["environment"] ?? {} },
    });
  }
  await declaration.apply();
}

interface Came {
  readonly httpStatus: number;
  readonly functionError?: string;
  readonly executedVersion?: string;
  readonly payload?: string;
  readonly logLines: readonly string[];
  readonly error?: Readonly<Record<string, unknown>>;
}

async function invoke(cloud: LocalCloud, step: Step): Promise<Came> {
  try {
    const { statusCode, ...answer } = await cloud.invoke({
      functionName: (step["functionName"] as string | undefined) ?? functionName,
      ...("payload" in step ? { payload: JSON.stringify(step["payload"]) } : {}),
    });
    return { httpStatus: statusCode, ...answer };
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    const { statusCode, code, message, reason } = error;
    return { httpStatus: statusCode, logLines: [], error: { code, message, reason, type: "User" } };
  }
}

function stepDifferences(expected: Step, came: Came, path: string, bindings: Bindings): string[] {
  const log = came.logLines.join("");
  const checks: Record<string, () => string[]> = {
    payload: () => differences({ $json: subset(expected["payload"]) }, came.payload, `${path}.payload`, bindings),
    payloadText: () => differences(expected["payloadText"], came.payload, `${path}.payloadText`, bindings),
    error: () => differences({ $subset: expected["error"] }, came.error, `${path}.error`, bindings),
    logTailLines: () => differences(expected["logTailLines"], came.logLines, `${path}.logTailLines`, bindings),
    logContains: () =>
      (expected["logContains"] as string[])
        .filter((text) => !log.includes(text))
        .map((text) => `${path}: the log lacks ${text}`),
    logLacks: () =>
      (expected["logLacks"] as string[])
        .filter((text) => log.includes(text))
        .map((text) => `${path}: the log has ${text}`),
  };
  return Object.keys(expected).flatMap(
    (key) => checks[key]?.() ?? differences(expected[key], came[key as keyof Came], `${path}.${key}`, bindings),
  );
}

/** A local process may carry more variables, and its paths are its own (the case's note). */
function subset(payload: any): unknown {
  const environment = payload?.environment as Record<string, unknown> | undefined;
  if (environment === undefined) return payload;
  const paths = ["LAMBDA_TASK_ROOT", "LD_LIBRARY_PATH", "NODE_PATH", "PATH", "PWD"];
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !paths.includes(name)));
  return { ...payload, environment: { $subset: kept } };
}
