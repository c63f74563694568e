import { objectsField, textField } from "../definition/model";
import { basicStates } from "../interpreter/basicStates";
import { failureOf } from "../interpreter/faults";
import { caught } from "../interpreter/handledStates";
import { itemsOf, maxConcurrency, selectItem } from "../interpreter/mapItems";
import { catcherOf, nextRetry } from "../interpreter/retry";
import { StateError } from "../interpreter/stateError";
import type { Finished } from "../interpreter/stateScope";
import type { Step } from "../interpreter/step";
import { runTask } from "../interpreter/taskState";
import type { Json, JsonObject } from "../language/json";
import type { InspectedScope } from "./inspectedScope";
import { mockedResult, type Mock } from "./mock";

/** Settings of a test that are not in the definition (API reference, TestStateConfiguration). */
export interface TestSettings {
  readonly mock: Mock | undefined;
  /** Retries of the retrier that matches, before the test. */
  readonly retries: number;
  readonly failedIterations: number;
  /** Items of a Map with ItemReader; undefined if none are given. */
  readonly readItems: readonly Json[] | undefined;
}

/** The end of a tested state. */
export interface TestEnd {
  readonly status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  readonly output?: Json;
  readonly next?: string | undefined;
  readonly assigned?: JsonObject | undefined;
  readonly failure?: StateError;
  /** Retrier or catcher that matches (API reference, InspectionErrorDetails). */
  readonly errorDetails?: JsonObject;
}

/** Runs a state once. A failure is not retried. */
export async function runTestState(scope: InspectedScope, settings: TestSettings): Promise<TestEnd> {
  const { state } = scope;
  try {
    const run = basicStates[state.Type];
    const step = run === undefined ? await runHandled(scope, settings) : await run(scope);
    const { output, assigned, next } = step;
    return { status: "SUCCEEDED", output, assigned, next };
  } catch (error) {
    return failed(scope, failureOf(scope, error), settings);
  }
}

async function runHandled(scope: InspectedScope, settings: TestSettings): Promise<Step> {
  const attempt = { Task: runTask, Parallel: runParallel, Map: runMap }[scope.state.Type]!;
  return { ...(await attempt(scope, settings)), next: textField(scope.state, "Next") };
}

async function runParallel(scope: InspectedScope, { mock }: TestSettings): Promise<Finished> {
  await scope.arguments();
  return scope.finish(mockedResult(mock!));
}

async function runMap(scope: InspectedScope, { mock, failedIterations, readItems }: TestSettings): Promise<Finished> {
  const { state, inspection, isQuery } = scope;
  scope.effectiveInput();
  const hasReader = state["ItemReader"] !== undefined;
  const items = hasReader ? readItems : await itemsOf(scope);
  const limit = await maxConcurrency(scope);
  inspection["maxConcurrency"] = limit === Infinity ? 0 : limit;
  if (!hasReader && !isQuery) inspection["afterItemsPath"] = items ?? [];
  if (items !== undefined && (state["ItemSelector"] ?? state["Parameters"]) !== undefined) {
    const selected: Json[] = [];
    for (const [index, item] of items.entries()) selected.push(await selectItem(scope, item, index));
    inspection["afterItemSelector"] = selected;
  }
  const count = await scope.number("ToleratedFailureCount");
  const percentage = await scope.number("ToleratedFailurePercentage");
  if (count !== undefined) inspection["toleratedFailureCount"] = count;
  if (percentage !== undefined) inspection["toleratedFailurePercentage"] = percentage;
  const result = mockedResult(mock!);
  const isAboveCount = count !== undefined && failedIterations > count;
  const isAbove = percentage !== undefined && failedIterations * 100 > percentage * (items?.length ?? 0);
  if (isAboveCount || isAbove) {
    const cause = "The specified tolerated failure threshold was exceeded";
    throw new StateError("States.ExceedToleratedFailureThreshold", cause);
  }
  return scope.finish(result);
}

async function failed(scope: InspectedScope, failure: StateError, { retries }: TestSettings): Promise<TestEnd> {
  const { state, frame } = scope;
  const counts = objectsField(state, "Retry").map(() => retries);
  const retry = nextRetry(state, failure, { retries: counts, random: frame.host.chance.random });
  if (retry !== undefined) {
    const retryIndex = retry.retries.findIndex((count, index) => count > counts[index]!);
    const seconds = Math.round(retry.delayMillis / 1_000);
    return {
      status: "RETRIABLE",
      failure,
      errorDetails: { retryBackoffIntervalSeconds: seconds, retryIndex },
    };
  }
  const catcher = catcherOf(state, failure);
  if (catcher === undefined) return { status: "FAILED", failure };
  const { output, assigned, next } = await caught(scope, catcher, failure);
  const catchIndex = objectsField(state, "Catch").indexOf(catcher);
  return { status: "CAUGHT_ERROR", failure, output, assigned, next, errorDetails: { catchIndex } };
}
