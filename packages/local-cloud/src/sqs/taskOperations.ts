import { optionalText } from "../kernel/protocols/jsonInput";
import type { JsonInput, JsonOperation } from "../kernel/protocols/jsonService";
import type { Api } from "./api";
import { invalidParameter, sqsError } from "./errors";
import { numberOf, textOf } from "./input";
import type { LiveQueue } from "./liveQueue";
import { missingResource, type MoveTask, type MoveTasks } from "./moveTasks";

const rateRange = { least: 1, most: 500, rule: "Must be between 1 and 500, if provided." };
const resultRange = { least: 1, most: 10, rule: "Must be between 1 and 10, if provided." };

/** Returns the operations that redrive dead letters. */
export function taskOperations(api: Api, tasks: MoveTasks): Record<string, JsonOperation> {
  const find = (key: string, queueArn: string): LiveQueue => {
    const queue = api.table.find(queueArn);
    if (queue === undefined) throw missingResource(key);
    return queue;
  };
  const source = (input: JsonInput) => find("SourceArn", textOf(input, "SourceArn"));
  return {
    StartMessageMoveTask: {
      access: (input) => {
        const from = source(input);
        const destination = optionalText(input, "DestinationArn");
        const reads = ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
        return [
          ...reads.map((action) => api.accessTo(from, action)),
          ...(destination === undefined ? [] : [api.accessTo(find("DestinationArn", destination), "SendMessage")]),
        ];
      },
      run: (input) => {
        const task = tasks.start({
          sourceArn: textOf(input, "SourceArn"),
          destinationArn: optionalText(input, "DestinationArn"),
          perSecond: numberOf(input, "MaxNumberOfMessagesPerSecond", rateRange),
        });
        return { TaskHandle: handleOf(task) };
      },
    },
    ListMessageMoveTasks: {
      access: (input) => [api.accessTo(source(input), "ListMessageMoveTasks")],
      run: (input) => {
        const count = numberOf(input, "MaxResults", resultRange) ?? 1;
        const listed = tasks.of(textOf(input, "SourceArn")).slice(0, count);
        return { Results: listed.map(shownTask) };
      },
    },
    CancelMessageMoveTask: {
      access: (input) => {
        const { sourceArn } = parseHandle(textOf(input, "TaskHandle"));
        return [api.accessTo(find("SourceArn", sourceArn), "CancelMessageMoveTask")];
      },
      run: (input) => {
        const { taskId } = parseHandle(textOf(input, "TaskHandle"));
        const task = tasks.find(taskId);
        if (task === undefined) throw sqsError("ResourceNotFoundException", "Task does not exist.");
        tasks.cancel(task);
        return { ApproximateNumberOfMessagesMoved: task.moved };
      },
    },
  };
}

function shownTask(task: MoveTask): object {
  return {
    ...(task.status === "RUNNING" ? { TaskHandle: handleOf(task) } : {}),
    Status: task.status,
    SourceArn: task.sourceArn,
    ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
    ...(task.perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.perSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failure === undefined ? {} : { FailureReason: task.failure }),
    StartedTimestamp: Math.floor(task.started),
  };
}

function handleOf({ id, sourceArn }: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString("base64");
}

/** @throws ServiceError for a handle in another form */
function parseHandle(handle: string): { readonly taskId: string; readonly sourceArn: string } {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, "base64").toString()) as Record<string, unknown>;
    if (typeof taskId === "string" && typeof sourceArn === "string") return { taskId, sourceArn };
  } catch {
    // Not JSON: this run did not issue the handle.
  }
  throw invalidParameter("Value for parameter TaskHandle is invalid.");
}
