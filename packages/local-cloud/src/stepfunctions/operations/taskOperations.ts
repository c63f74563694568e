import { optionalText, tagsOf } from "../../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../../kernel/protocols/jsonService";
import type { ActivityRecord } from "../executions/records";
import { maxDataBytes } from "../interpreter/limits";
import type { Json } from "../language/json";
import { jsonFault } from "../language/jsonFault";
import { activityArn } from "../names";
import { on, onAll, type Operations, type StatesApi } from "./api";
import { checkArn, checkName, notFound, pageOf, required, seconds } from "./input";

/** Operations of callbacks and of the workers of activities. */
export function taskOperations(api: StatesApi): Operations {
  return {
    ...activityOperations(api),
    SendTaskSuccess: {
      ...onAll("SendTaskSuccess"),
      run: (input) => sendSuccess(api, input),
    },
    SendTaskFailure: {
      ...onAll("SendTaskFailure"),
      run: (input) => sendFailure(api, input),
    },
    SendTaskHeartbeat: {
      ...onAll("SendTaskHeartbeat"),
      run: (input) => {
        api.tokens.heartbeat(tokenOf(api, input));
        return {};
      },
    },
  };
}

/** @throws ServiceError as SendTaskSuccess does */
export function sendSuccess(api: StatesApi, input: JsonInput): object {
  // AWS checks the token before the output (LocalStack's snapshot `test_sfn_send_task_outcome_with_no_such_token`).
  const token = tokenOf(api, input);
  api.tokens.succeed(token, outputOf(input));
  return {};
}

/** @throws ServiceError as SendTaskFailure does */
export function sendFailure(api: StatesApi, input: JsonInput): object {
  api.tokens.fail(tokenOf(api, input), optionalText(input, "error"), optionalText(input, "cause"));
  return {};
}

/** Operations on activities. */
function activityOperations(api: StatesApi): Operations {
  return {
    GetActivityTask: {
      ...on("GetActivityTask", "activityArn"),
      run: async (input) => {
        const task = await api.activities.poll(activityOf(api, input).arn);
        if (task === undefined) return {};
        task.onStarted(optionalText(input, "workerName"));
        return { taskToken: task.token, input: task.input };
      },
    },
    CreateActivity: {
      access: (input) => {
        const resource = activityArn(api.location, optionalText(input, "name") ?? "");
        return [{ action: "states:CreateActivity", resource }];
      },
      run: (input) => {
        const name = required(input, "name");
        checkName(name);
        const arn = activityArn(api.location, name);
        const known = api.machines.activity(arn);
        if (known !== undefined) return { activityArn: arn, creationDate: seconds(known.created) };
        const created = api.clock.now();
        api.machines.putActivity({ name, arn, created, tags: lowerTags(input), isDeclared: false });
        return { activityArn: arn, creationDate: seconds(created) };
      },
    },
    DeleteActivity: {
      ...on("DeleteActivity", "activityArn"),
      run: (input) => {
        api.machines.deleteActivity(required(input, "activityArn"));
        return {};
      },
    },
    DescribeActivity: {
      ...on("DescribeActivity", "activityArn"),
      run: (input) => shown(activityOf(api, input)),
    },
    ListActivities: {
      ...onAll("ListActivities"),
      run: (input) => {
        const { page, next } = pageOf(api.machines.activities, input);
        return { activities: page.map(shown), ...next };
      },
    },
  };
}

/** Returns tags from a list of `key` and `value`. */
export function lowerTags({ tags }: JsonInput): Record<string, string> {
  if (!Array.isArray(tags)) return {};
  const list = tags as { key?: unknown; value?: unknown }[];
  return tagsOf({ Tags: list.map(({ key, value }) => ({ Key: key, Value: value })) });
}

function shown({ arn, name, created }: ActivityRecord): object {
  return { activityArn: arn, name, creationDate: seconds(created) };
}

function activityOf({ machines }: StatesApi, input: JsonInput): ActivityRecord {
  const arn = required(input, "activityArn");
  checkArn(arn, "activity");
  const activity = machines.activity(arn);
  if (activity === undefined) throw notFound("ActivityDoesNotExist", "Activity", arn);
  return activity;
}

/** @throws ServiceError for a token of no task that waits */
function tokenOf({ tokens }: StatesApi, input: JsonInput): string {
  const token = required(input, "taskToken");
  if (tokens.has(token)) return token;
  if (!/^[\w-]{36}$/.test(token)) throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
  throw new ServiceError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
}

function outputOf(input: JsonInput): Json {
  const text = required(input, "output");
  if (Buffer.byteLength(text) <= maxDataBytes) {
    const fault = jsonFault(text);
    if (fault === undefined) return JSON.parse(text) as Json;
    throw new ServiceError("InvalidOutput", `Invalid Output: '${fault.message}'`);
  }
  throw new ServiceError("InvalidOutput", "Invalid Output: 'Output exceeds the maximum size'");
}
