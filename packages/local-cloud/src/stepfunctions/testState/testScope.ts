import { roleSession } from "../../kernel/identity";
import { newName } from "../executions/executions";
import { Journal } from "../executions/journal";
import { Frame } from "../interpreter/frame";
import type { Host } from "../interpreter/host";
import { runStates } from "../interpreter/runStates";
import type { Json, JsonObject } from "../language/json";
import { printTimestamp } from "../language/timestamp";
import { executionArn, machineArn } from "../names";
import type { StatesApi } from "../operations/api";
import { InspectedScope } from "./inspectedScope";
import { mockedTasks, type Mock } from "./mock";
import { defaultName, type TestedState } from "./testedState";

/** Values of a request that a test runs with. */
export interface TestRequest {
  readonly input: Json;
  readonly variables: JsonObject;
  readonly mock: Mock | undefined;
  readonly context: JsonObject | undefined;
  readonly roleArn: string | undefined;
  readonly name: string | undefined;
}

/** Returns the scope of a tested state. */
export function scopeOf(api: StatesApi, tested: TestedState, given: TestRequest): InspectedScope {
  const { input, variables, context, name = defaultName } = given;
  const { state, language } = tested;
  const host = hostOf(api, tested, given);
  const frame = new Frame(host, runStates, { id: "", more: {}, signal: api.stopping });
  frame.move({ state: name, input, variables, previous: 0, enteredId: 0, enteredAt: api.clock.now() });
  const isJsonPath = state["QueryLanguage"] !== "JSONata" && language !== "JSONata";
  const inspection = { input, ...(isJsonPath && state.Type === "Fail" ? { afterInputPath: input } : {}) };
  return new InspectedScope(frame, { name, state, context, inspection });
}

function hostOf(api: StatesApi, { state, language }: TestedState, { input, mock, roleArn }: TestRequest): Host {
  const { location, clock } = api;
  const [machine, name] = [newName(), newName()];
  const arn = executionArn(location, { machine, name, kind: "express" });
  const execution = { Id: arn, Input: input, Name: name, RoleArn: roleArn ?? null };
  const principal = roleSession(roleArn ?? "", name);
  let events = 0;
  return {
    machine: { StartAt: defaultName, States: { [defaultName]: state }, QueryLanguage: language, TimeoutSeconds: 300 },
    chance: api.chance,
    context: {
      Execution: { ...execution, StartTime: printTimestamp(clock.now()) },
      StateMachine: { Id: machineArn(location, machine), Name: machine },
    },
    region: location.region,
    tasks:
      mock === undefined
        ? api.tasksOf({
            principal,
            traceHeader: undefined,
            executionArn: arn,
            machineArn: machineArn(location, machine),
          })
        : mockedTasks(mock),
    progress: new Journal(arn, undefined),
    now: () => clock.now(),
    sleep: (millis, signal) => clock.sleep(millis, signal),
    record: () => (events += 1),
    mapRun: unsupported,
    objects: { list: unsupported, read: unsupported, write: unsupported },
  };
}

function unsupported(): never {
  throw new Error("the test of a state runs no iterations");
}
