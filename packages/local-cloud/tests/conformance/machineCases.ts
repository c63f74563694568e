import { Refusal } from "../../src/kernel/errors";
import type { RecordedCase } from "./cases";
import { EventRun } from "./eventCases";
import { declaredForms } from "./eventResources";
import { EventScene } from "./eventScene";
import { endedExecution } from "./executions";
import { differences } from "./matchers";

type Value = Readonly<Record<string, any>>;

/** Returns why a case of a state machine is skipped; undefined if it is not. */
export function reasonNotToRunMachine({ given }: RecordedCase): string | undefined {
  const types = Object.values((given["resources"] ?? {}) as Record<string, Value>).map(({ type }) => type as string);
  const missing = types.filter((type) => !(type in declaredForms));
  if (missing.length > 0)
    return `it declares ${[...new Set(missing)].join(", ")}, which cases of machines cannot yet use`;
  return undefined;
}

/** Declares the machine of a case and runs its executions. @returns the differences from AWS's recorded answers. */
export async function runMachineCase({ given, expect }: RecordedCase): Promise<string[]> {
  const { stateMachine, ...rest } = given;
  if (expect["validation"] !== undefined) return withScene(rest, (run) => validate(run, stateMachine as Value, expect));
  const machine = { type: "stateMachine", ...withKind(stateMachine as Value) };
  const resources = { ...(given["resources"] as object | undefined), machine };
  if (expect["refused"] !== undefined) return refusedMachine({ ...given, resources }, expect["refused"] as Value);
  return withScene({ ...given, resources }, async (run) => {
    const found: string[] = [];
    for (const [index, execution] of ((given["executions"] ?? []) as Value[]).entries()) {
      const expected = (expect["executions"] as Value[])[index]!;
      found.push(...(await runExecution(run, { execution, expected, path: `executions[${index}]` })));
    }
    return found;
  });
}

/** `type` names the kind of the resource in a scene, so that the machine's own type gets another key. */
function withKind({ type, ...machine }: Value): Value {
  return type === undefined ? machine : { ...machine, machineType: type as string };
}

async function withScene(given: Value, work: (run: EventRun) => Promise<string[]>): Promise<string[]> {
  const run = new EventRun();
  run.scene = await EventScene.open(given, (value, opening) => run.fill(value, opening));
  try {
    return await work(run);
  } finally {
    await run.scene.cloud.stop();
  }
}

interface Started {
  readonly execution: Value;
  readonly expected: Value;
  readonly path: string;
}

async function runExecution(run: EventRun, { execution, expected, path }: Started): Promise<string[]> {
  const filled = run.fill(execution) as Value;
  const input = (filled["inputText"] as string | undefined) ?? JSON.stringify(filled["input"]);
  const stateMachineArn = run.scene.propertyOf("arn", "machine");
  const came = await run.scene.call("stepfunctions:StartExecution", { stateMachineArn, input });
  if (came.error !== undefined) {
    return differences(run.fill({ $subset: expected["refused"] ?? {} }), came.error, `${path}.refused`, run.bindings);
  }
  if (expected["refused"] !== undefined) return [`${path}: it is not refused`];
  const { executionArn } = came.output as { executionArn: string };
  const { clock } = run.scene;
  const ended = await clock.until(endedExecution(run.scene, executionArn));
  return Object.entries(expected).flatMap(([key, value]) => {
    const wanted = key === "assigned" ? { $subset: value as object } : value;
    return differences(run.fill(wanted), ended[key], `${path}.${key}`, run.bindings);
  });
}

async function refusedMachine(given: Value, refused: Value): Promise<string[]> {
  try {
    await withScene(given, () => Promise.resolve([]));
    return ["the definition is not refused"];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { statusCode: status, code, message } = error.answer;
    return differences({ $subset: refused }, { status, code, message }, "refused", new Map());
  }
}

async function validate(run: EventRun, { definition, definitionText, type }: Value, expect: Value): Promise<string[]> {
  const text = (definitionText as string | undefined) ?? JSON.stringify(definition);
  const input = { definition: text, ...(type === undefined ? {} : { type: type as string }) };
  const { output, error } = await run.scene.call("stepfunctions:ValidateStateMachineDefinition", input);
  return differences({ $subset: expect["validation"] as object }, output ?? error, "validation", run.bindings);
}
